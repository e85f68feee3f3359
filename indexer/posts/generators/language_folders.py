"""Folders that name a language, in sites whose configuration names none: ``es/``, ``pt-br/``, ``zh-tw/``.

Two letters are as often something else (``ml/``, ``it/``, ``cs/``): such a folder is one of a language only where half
of its posts have the same paths as posts beside it, or in other such folders; front pages do not count.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from indexer.patterns import compile_later
from indexer.posts.language import normalise_language

_TAG = compile_later(r"[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?|ch[st]|zh[st]|han[st]", re.IGNORECASE)
_ENDINGS = (".md", ".markdown", ".html", ".mdx")
_SURE = compile_later(
    r"(?:zh[-_](?:cn|tw|hk|mo|sg|han[st])|en[-_](?:us|gb|au|ca)|pt[-_](?:br|pt)|es[-_](?:es|mx|ar)|fr[-_](?:fr|ca)"
    r"|de[-_](?:de|at|ch)|ja[-_]jp|ko[-_]kr|ru[-_]ru|uk[-_]ua|vi[-_]vn|tr[-_]tr|pl[-_]pl|nl[-_]nl|it[-_]it)",
    re.IGNORECASE,
)
"""Names that are a language's and nothing else, whatever lies beside: ``to-do`` is no Tongan."""
_FILES_COMPARED = 2_000
_FRONT_PAGES = frozenset({"index", "_index", "readme", "about", "404", "search"})
_LEAST_SHARE = 0.5


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
        elsewhere = frozenset(path for other, found in paths.items() if other != name for path in found)
        shared = sum(path in elsewhere or (top / path).is_file() for path in own)
        if _SURE.fullmatch(name) or (own and shared >= _LEAST_SHARE * len(own)):
            yield name


def _paths_below(folder: Path) -> frozenset[str]:
    """Return the paths of some posts below a folder, but for front pages; links are not followed."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        if len(found) >= _FILES_COMPARED:
            break
        is_built_page = path.suffix == ".html" and path.parent != folder  # guide/index.html is no front page
        if path.suffix.lower() in _ENDINGS and (is_built_page or path.stem.lower() not in _FRONT_PAGES):
            found.add(path.relative_to(folder).as_posix())
    return frozenset(found)
