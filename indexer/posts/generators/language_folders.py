"""Folders that name a language, in sites whose configuration names none: ``es/``, ``pt-br/``, ``zh-tw/``.

Two letters are as often something else (``go/``, ``it/``, ``cs/``): such a folder is one of a language only where a
post in it has the same path as one beside it, or in another such folder.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from indexer.posts.language import normalise_language

_TAG = re.compile(r"[a-z]{2,3}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?", re.IGNORECASE)
_ENDINGS = (".md", ".markdown", ".html", ".mdx")
_SURE = re.compile(r"[a-z]{2}[-_](?:[a-z]{2}|han[st])", re.IGNORECASE)
_FILES_COMPARED = 2_000


def names_language(folder: str) -> bool:
    """Say whether a folder's name may be that of a language: ``es``, ``pt-br``, ``zh_Hant``."""
    return _TAG.fullmatch(folder) is not None and normalise_language(folder) != ""


def find_language_folders(*tops: Path) -> frozenset[str]:
    """Return the names, in small letters, of the folders right below some folders that hold the posts of a language."""
    return frozenset(name.lower() for top in tops for name in _find_below(top))


def _find_below(top: Path) -> Iterable[str]:
    try:
        folders = [path for path in top.iterdir() if names_language(path.name) and path.is_dir()]
    except OSError:
        return
    paths = {folder.name: _paths_below(folder) for folder in folders}
    for name, own in paths.items():
        others = (found for other, found in paths.items() if other != name)
        if _SURE.fullmatch(name) or any(own & found for found in others) or any((top / path).is_file() for path in own):
            yield name


def _paths_below(folder: Path) -> frozenset[str]:
    """Return the paths of some posts below a folder; links are not followed."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        if len(found) >= _FILES_COMPARED:
            break
        if path.suffix.lower() in _ENDINGS:
            found.add(path.relative_to(folder).as_posix())
    return frozenset(found)
