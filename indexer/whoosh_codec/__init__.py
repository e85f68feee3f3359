"""An index as a Whoosh index: what stock Whoosh needs to open it, and nothing that answers a search.

Builds call the functions below. Whoosh is loaded by the first call, not by the import: whoever only searches never
loads it, and where it is missing or broken a build says so plainly.
"""
# ruff: noqa: PLC0415  the imports stand inside for the reason above

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.whoosh_codec.installation import require_whoosh

if TYPE_CHECKING:
    from whoosh.index import FileIndex

    from indexer.index.reader.index_reader import IndexReader


def write_toc(folder: Path, index: "IndexReader | None" = None) -> None:
    """Write Whoosh's table of contents, ``_MAIN_1.toc``, into a store that is otherwise complete.

    Args:
        folder: The store's.
        index: The store, where it is open already.

    Raises:
        SearchIndexError: Whoosh cannot be imported.
        IndexUnusableError: As ``open_store``.
    """
    require_whoosh()
    from indexer.whoosh_codec import table_of_contents

    table_of_contents.write_toc(folder, index)


def check_store(folder: Path) -> None:
    """Make sure that a store can be read, as far as samples tell, and that Whoosh sees in it what we see.

    Raises:
        SearchIndexError: Whoosh cannot be imported.
        IndexDamagedError: The store cannot be read, or Whoosh reads something else.
    """
    require_whoosh()
    from indexer.whoosh_codec import check

    check.check_store(folder)


def open_whoosh(folder: Path) -> "FileIndex":
    """Open a store as a Whoosh index, for reading.

    This unpickles the table of contents, so whoever can write to ``folder`` can run code here. Nothing that serves
    visitors calls it.

    Raises:
        SearchIndexError: Whoosh cannot be imported.
        IndexUnusableError: As ``open_store``.
    """
    require_whoosh()
    from indexer.whoosh_codec import table_of_contents

    return table_of_contents.open_whoosh(folder)
