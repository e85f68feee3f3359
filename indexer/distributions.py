"""Installed distributions, as ``importlib.metadata`` finds them in folders, without what it loads for that.

That module loads parsers of e-mail, tables and archives: a hundredth of a second for each command that opens an index.
It is still asked for what lies in an archive, and what importers of others find.

Source:
    Python Packaging User Guide, "Core metadata specifications" and "Recording installed projects".
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from typing import NamedTuple

_ENDINGS = {".dist-info": "METADATA", ".egg-info": "PKG-INFO"}
"""How the names of folders end that say what is installed, and the file in each that does; an old one is that file."""


class Distribution(NamedTuple):
    """An installed distribution.

    Attributes:
        name, version: As it calls itself.
        folder: In which its packages lie.
    """

    name: str
    version: str
    folder: Path


def find_distributions(name: str, path: Sequence[str] | None = None) -> Iterator[Distribution]:
    """Yield the distributions of a name, in the order of the folders that they lie in.

    Args:
        name: In any spelling.
        path: Folders to look in; ``sys.path``, and what importers know besides, where None.
    """
    folders = sys.path if path is None else path
    if not any(map(_is_archive, folders)) and (path is not None or not _has_other_importers()):
        for folder in folders:
            yield from _find_in(Path(folder or "."), _normalise(name))
    else:
        yield from _ask_library(name, path)


def find_version(name: str) -> str | None:
    """Return the version of the first distribution of a name; None where there is none."""
    return next((each.version for each in find_distributions(name)), None)


def _is_archive(folder: str) -> bool:
    return folder.endswith(".egg") or os.path.isfile(folder)  # noqa: PTH113  what stands in sys.path


def _has_other_importers() -> bool:
    return any(hasattr(each, "find_distributions") for each in sys.meta_path if each is not PathFinder)


def _normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _find_in(folder: Path, wanted: str) -> Iterator[Distribution]:
    try:
        names = os.listdir(folder)  # noqa: PTH208  names are enough
    except OSError:
        return
    for each in names:
        stem, ending = os.path.splitext(each.lower())  # noqa: PTH122
        if ending in _ENDINGS and _normalise(stem.partition("-")[0]) == wanted:
            told = _read_told(folder / each / _ENDINGS[ending]) or _read_told(folder / each)
            if "name" in told and "version" in told:
                yield Distribution(told["name"], told["version"], folder)


def _read_told(path: Path) -> dict[str, str]:
    """Return what the head of such a file says, by lower-case keys."""
    try:
        head = path.read_text("utf-8", errors="replace").partition("\n\n")[0]
    except OSError:
        return {}
    told: dict[str, str] = {}
    for line in head.split("\n"):
        key, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "\t")):
            told.setdefault(key.lower(), value.strip())
    return told


def _ask_library(name: str, path: Sequence[str] | None) -> Iterator[Distribution]:
    from importlib import metadata  # noqa: PLC0415  see above

    for each in metadata.distributions(name=name, path=list(sys.path if path is None else path)):
        yield Distribution(each.metadata["Name"], each.version, Path(str(each.locate_file(""))))
