"""The one file that makes a store a Whoosh index: its table of contents, a pickle.

Searches are answered without it: ``indexer.index.reader.store`` reads arrays and JSON.
"""

from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, open_dir

from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_store
from indexer.whoosh_codec.codec import ArraySegment
from indexer.whoosh_codec.renewed_contents import INDEX_NAME, list_segments
from indexer.whoosh_codec.schema import make_schema


def write_toc(folder: Path, opened: IndexReader | None = None) -> None:
    """Write Whoosh's table of contents, ``_MAIN_1.toc``, into a store that is otherwise complete.

    Args:
        folder: The store's.
        opened: The store, where it is open already.

    Raises:
        IndexUnusableError: As ``open_store``.
    """
    index = opened or open_store(folder)
    segments = [ArraySegment(INDEX_NAME, *facts) for facts in list_segments(index)]
    toc = TOC(make_schema(index.site.taught), segments, 1)
    toc.write(FileStorage(str(folder)), INDEX_NAME)


def open_whoosh(folder: Path) -> FileIndex:
    """Open a store as a Whoosh index, for reading.

    This unpickles the table of contents, so whoever can write to ``folder`` can run code here. Nothing that serves
    visitors calls it.

    Raises:
        IndexUnusableError: As ``open_store``.
    """
    return open_dir(str(folder), INDEX_NAME, readonly=True, schema=make_schema(open_store(folder).site.taught))
