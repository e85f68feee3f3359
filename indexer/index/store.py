"""Write and open what a generation holds: a Whoosh index whose segments are parts of ours.

::

    g-7/
    ├── _MAIN_1.toc       Whoosh's table of contents: a pickle, read by ``open_whoosh`` alone
    ├── store.json        how many parts there are, and which of their documents are dead
    ├── site.json         what is known of the whole site
    ├── part-0/           the arrays of ``layout``
    └── part-1/           documents that came with an update

Searches are served by ``open_store``, which reads arrays and JSON and unpickles nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import orjson
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, open_dir

from indexer.errors import IndexDamagedError
from indexer.index.part_reader import PartReader
from indexer.index.reader import IndexReader
from indexer.index.site import Site, read_site, write_site
from indexer.index.whoosh_codec import ArraySegment
from indexer.index.whoosh_schema import make_schema

_NAME = "MAIN"
"""What Whoosh calls an index whose name nobody chose."""
_STORE = "store.json"
_SAMPLES = 100
"""Terms that ``check_store`` looks up, and documents that it reads."""


def part_folder(folder: Path, number: int) -> Path:
    """Return the folder of a store's part."""
    return folder / f"part-{number}"


def write_store(folder: Path, site: Site, posts: Sequence[int], dead: Sequence[int] = ()) -> None:
    """Write what joins parts that are written already to a store.

    Args:
        folder: Which holds ``part-0`` and so on.
        site: What belongs to no part.
        posts: Documents of each part.
        dead: Numbers of documents that are no more, in all parts together.
    """
    write_site(folder, site)
    folder.joinpath(_STORE).write_bytes(orjson.dumps({"parts": len(posts), "dead": sorted(dead)}))
    firsts = np.cumsum([0, *posts]).tolist()
    gone = [{doc - first for doc in dead if 0 <= doc - first < size} for first, size in zip(firsts, posts, strict=False)]
    segments = [ArraySegment(_NAME, part, size, gone[part]) for part, size in enumerate(posts)]
    TOC(make_schema(site.taught), segments, 1).write(FileStorage(str(folder)), _NAME)


def open_store(folder: Path) -> IndexReader:
    """Open a store to search it.

    Raises:
        IndexDamagedError: A file is missing or no array.
        IndexVersionError: Another version of this program wrote it.
    """
    try:
        store = orjson.loads(folder.joinpath(_STORE).read_bytes())
        parts = [PartReader(part_folder(folder, number)) for number in range(store["parts"])]
        return IndexReader(parts, store["dead"], read_site(folder))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        if not folder.exists():
            raise
        raise IndexDamagedError(f"{folder}: cannot be opened ({error}); run search-index rebuild") from error


def open_whoosh(folder: Path) -> FileIndex:
    """Open a store as a Whoosh index, for reading.

    This unpickles the table of contents, so whoever can write to ``folder`` can run code here. Nothing that serves
    visitors calls it.

    Raises:
        IndexUnusableError: As ``open_store``.
    """
    return open_dir(str(folder), readonly=True, schema=make_schema(open_store(folder).site.taught))


def check_store(folder: Path) -> None:
    """Make sure that a store can be read.

    Raises:
        IndexDamagedError: It cannot.
    """
    index = open_store(folder)
    fault = next(_find_faults(index), None)
    if fault:
        raise IndexDamagedError(f"{folder}: the index is not as it was written ({fault}); run search-index rebuild")


def _find_faults(index: IndexReader) -> Iterator[str]:
    """Yield what is wrong with a store, in words."""
    for number in _sample(index.terms):
        entries = index.postings(number).entries
        if (np.diff(entries) <= 0).any() or (len(entries) and not 0 <= entries[0] <= entries[-1] < index.posts * 8):
            yield f"the documents of {index.term_at(number)} are no list"
    for doc in _sample(index.posts):
        if not index.metadata(doc).id:
            yield f"document {doc} has no id"


def _sample(size: int) -> Iterator[int]:
    """Yield numbers below ``size``, evenly spread; all, if they are few."""
    return iter(range(0, size, max(1, size // _SAMPLES)))


