"""The programs and libraries that an index is written with."""

from collections.abc import Mapping
from functools import cache
from importlib import metadata
from platform import python_version

from indexer.text.analysis import ANALYSIS_VERSION

LIBRARIES = ("whoosh3", "Whoosh-Reloaded", "Whoosh")
"""The distributions that the index may be written with; the first that is installed is the one in use."""


@cache
def library() -> str:
    """Name the library that index files are written with, and its version."""
    for name in LIBRARIES:
        try:
            return f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue
    return "none"


@cache
def software() -> Mapping[str, str]:
    """Name the programs that decide how posts are cut into words, with their versions, and that of our own analysis."""
    found = {"python": python_version(), "analysis": str(ANALYSIS_VERSION)}
    for name in ("post-search", "jieba", "rjieba", "opencc", "PyStemmer"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
