"""Which files are chapters of a book that mdBook makes, for folders of its sources that are read as plain ones."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from indexer.posts.generators.config_file import read_loosely
from indexer.posts.generators.others import find_sources

_SRC = re.compile(r"""^src\s*=\s*["'](?:\./)?([^"'\n]+)["']""", re.MULTILINE)
_LINK = re.compile(r"\]\([ \t]*(?:<([^<>\n]+)>|([^()\s]+(?:\([^()\s]*\)[^()\s]*)*))[ \t]*\)")
_LARGEST = 1_000_000
"""Characters of a file that are looked through."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book's chapters.

    Attributes:
        chapters: The paths, below the folder that is read, of the files that its summary names; no others become pages.

    Source:
        rust-lang.github.io/mdBook/format/summary.html; “General configuration: src”.
    """

    chapters: frozenset[str]

    def is_no_page(self, post_id: str) -> bool:
        """Tell from a path whether a file is no chapter."""
        return post_id not in self.chapters


def read_book(root: Path) -> Book | None:
    """Read which chapters a book has; None where a folder holds no sources of mdBook, or no summary of them."""
    configuration = find_sources(root, "mdBook")
    if configuration is None:
        return None
    said = _SRC.search(read_loosely(configuration)[:_LARGEST])
    sources = configuration.parent / (said[1] if said else "src")
    links = _LINK.findall(read_loosely(sources / "SUMMARY.md")[:_LARGEST])
    paths = (unquote((bare or angled).partition("#")[0]) for angled, bare in links)
    chapters = frozenset(os.path.relpath(sources / path, root).replace(os.sep, "/") for path in paths if path)
    return Book(chapters) if chapters else None
