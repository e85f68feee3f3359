"""Write and open what a generation holds: a Whoosh index whose one segment is a part of ours.

::

    g-7/
    ├── _MAIN_1.toc       Whoosh's table of contents: a pickle, read by ``open_whoosh`` alone
    └── part-0/           the arrays of ``layout``, read by both

Searches are served by ``open_store``, which reads arrays and JSON and unpickles nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, open_dir
from whoosh.reading import IndexReader

from indexer.errors import IndexDamagedError
from indexer.index.entry import Entry
from indexer.index.layout import Details, split_key
from indexer.index.part_reader import PartReader
from indexer.index.part_writer import PartWriter
from indexer.index.whoosh_codec import ArraySegment
from indexer.index.whoosh_schema import make_schema
from indexer.text.glossary import Entry as Names

_NAME = "MAIN"
"""What Whoosh calls an index whose name nobody chose."""
_PART = "part-0"
_SAMPLES = 200
"""Terms that ``check_store`` looks up, and documents that it reads."""


class StoreWriter:
    """Takes in documents and writes them as a store.

    Documents are numbered from 0 in the order they are added.
    """

    def __init__(self, folder: Path, *, site_name: str = "", base_url: str = "", time_zone: str = "UTC") -> None:
        """Begin a store in ``folder``, which must be there and hold no other."""
        self._folder = folder
        folder.joinpath(_PART).mkdir()
        self._part = PartWriter(folder / _PART, site_name, base_url, time_zone)

    def add(self, entry: Entry) -> None:
        """Take in one document."""
        self._part.add(entry)

    def finish(
        self, taught: tuple[str, ...] = (), glossary: Sequence[Names] = (), mined: Sequence[Names] = ()
    ) -> Details:
        """Write everything and say what the store holds; arguments as ``PartWriter.finish``."""
        details = self._part.finish(taught, glossary, mined)
        segment = ArraySegment(_NAME, 0, details.posts)
        TOC(make_schema(taught), [segment], 1).write(FileStorage(str(self._folder)), _NAME)
        return details


def open_store(folder: Path) -> PartReader:
    """Open a store to search it.

    Raises:
        IndexDamagedError: A file is missing or no array.
        IndexVersionError: Another version of this program wrote it.
    """
    return PartReader(folder / _PART)


def open_whoosh(folder: Path) -> FileIndex:
    """Open a store as a Whoosh index, for reading.

    This unpickles the table of contents, so whoever can write to ``folder`` can run code here. Nothing that serves
    visitors calls it.

    Raises:
        IndexUnusableError: As ``open_store``.
    """
    return open_dir(str(folder), readonly=True, schema=make_schema(open_store(folder).details.taught))


def check_store(folder: Path) -> None:
    """Make sure that a store can be read and that Whoosh sees in it what we see.

    Raises:
        IndexDamagedError: It cannot, or does not.
    """
    part = open_store(folder)
    try:
        with open_whoosh(folder).reader() as reader:
            fault = next(_find_faults(part, reader), None)
    except Exception as error:  # Whoosh has no error of its own for a damaged file: any kind may come.
        raise _damaged(folder, f"{type(error).__name__}: {error}") from error
    if fault:
        raise _damaged(folder, fault)


def _damaged(folder: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(f"{folder}: the index is not as it was written ({what}); run search-index rebuild")


def _find_faults(part: PartReader, reader: IndexReader) -> Iterator[str]:
    """Yield what is wrong with a store, in words."""
    segment = reader.segment()
    if segment is None or segment.doc_count() != part.posts:
        yield f"{part.posts} posts, but {segment and segment.doc_count()} in Whoosh's table of contents"
    for number in _sample(part.details.terms):
        field, term = split_key(part.key_at(number).decode())
        postings = part.postings(number)
        docs = postings.docs.tolist()
        if not docs or docs[0] < 0 or docs[-1] >= part.posts or (np.diff(postings.docs) <= 0).any():
            yield f"the documents of {field}:{term} are no list"
        elif list(reader.postings(field, term).all_ids()) != docs:
            yield f"other documents of {field}:{term} for Whoosh"
        elif reader.frequency(field, term) != int(postings.counts.sum()):
            yield f"another number of {field}:{term} for Whoosh"
    for doc in _sample(part.posts):
        if reader.stored_fields(doc)["id"] != part.stored(doc).metadata.id:
            yield f"another document {doc} for Whoosh"


def _sample(size: int) -> Iterator[int]:
    """Yield numbers below ``size``, evenly spread; all, if they are few."""
    return iter(range(0, size, max(1, size // _SAMPLES)))
