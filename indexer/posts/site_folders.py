"""The folders of the sites that make one index, written as one path as ``PATH`` writes several: ``/a/blog:/b/docs``.

A site may be given a name: ``news=/a/blog``. One folder alone is a path like any other.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_NAMED = re.compile(r"(?P<name>[^/\\=]+)=(?P<folder>[/\\~].*)", re.DOTALL)
_OUTPUT_FOLDERS = frozenset({"public", "_site", "site", "dist", "build", "out", "output", "html", "_build"})
"""Folders that generators write to: such a site is called like the folder above."""


class SiteFolder(NamedTuple):
    """One of the sites of an index.

    Attributes:
        name: Its own; with it the ids of its posts begin where there are several sites. Holds no slash.
        folder: Its root.
        is_given: Whether the name was given, and not made of the folder's.
    """

    name: str
    folder: Path
    is_given: bool = False

    def __str__(self) -> str:
        return f"{self.name}={self.folder}" if self.is_given else str(self.folder)


def split_folders(site: Path) -> tuple[SiteFolder, ...]:
    """Return the sites that a path names: one where there is such a folder, or no separator in it.

    Sites of the same name are numbered.
    """
    text = str(site)
    parts = [text] if os.pathsep not in text or site.is_dir() else [part for part in text.split(os.pathsep) if part]
    found: dict[str, SiteFolder] = {}
    for part in parts:
        match = _NAMED.fullmatch(part)
        folder = Path(match["folder"] if match else part)
        name = unique = match["name"] if match else _name_of(folder)
        count = 1
        while unique in found:
            count += 1
            unique = f"{name}-{count}"
        found[unique] = SiteFolder(unique, folder, is_given=match is not None)
    return tuple(found.values())


def join_folders(sites: Iterable[str | SiteFolder]) -> str:
    """Write folders, each with its name or without, as one path."""
    return os.pathsep.join(str(site) for site in sites)


def resolve_folders(site: Path, below: Path) -> Path:
    """Return a path of one site or several with each folder absolute; relative ones start from a folder."""
    sites = split_folders(site)
    if len(sites) == 1 and not sites[0].is_given:
        return below / sites[0].folder.expanduser()
    absolute = (Path(os.path.abspath(below / each.folder.expanduser())) for each in sites)  # noqa: PTH100  links stay
    return Path(join_folders(each._replace(folder=folder) for each, folder in zip(sites, absolute, strict=True)))


def _name_of(folder: Path) -> str:
    absolute = folder.expanduser().absolute()
    is_output = absolute.name.lower() in _OUTPUT_FOLDERS and absolute.parent.name
    return (absolute.parent.name if is_output else absolute.name) or "site"
