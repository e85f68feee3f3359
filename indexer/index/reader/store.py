"""Write and open what a generation holds: a Whoosh index whose segments are parts of ours.

::

    g-7/
    ├── _MAIN_1.toc       Whoosh's table of contents: a pickle, read by ``open_whoosh`` alone
    ├── store.json        how many parts there are, and which of their documents are dead
    ├── site.json         what is known of the whole site
    ├── lost.npy, .json   what dead documents took with them
    ├── ranks.npy         the order of all posts by their ids
    ├── part-0/           the arrays of ``layout``
    └── part-1/           documents that came with an update

Searches are served by ``open_store``, which reads arrays and JSON and unpickles nothing.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from pickle import PickleError
from typing import Any

import numpy as np
import orjson
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, open_dir
from whoosh.index import IndexError as WhooshIndexError

from indexer.errors import FROM_DAMAGED_BYTES, IndexDamagedError, tell_mistake
from indexer.index.format.layout import Int32s
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.damage import find_damage, find_differences
from indexer.index.reader.deletions import Deletions, read_deletions, write_deletions
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import Site, read_site, write_site
from indexer.whoosh_codec.codec import ArraySegment
from indexer.whoosh_codec.schema import make_schema

_NAME = "MAIN"
"""What Whoosh calls an index whose name nobody chose."""
_STORE, _RANKS = "store.json", "ranks.npy"


def part_folder(folder: Path, number: int) -> Path:
    """Return the folder of a store's part."""
    return folder / f"part-{number}"


def write_store(
    folder: Path,
    site: Site,
    posts: Sequence[int],
    *,
    dead: Sequence[int] = (),
    lost: Deletions | None = None,
    ranks: Int32s | None = None,
) -> None:
    """Write what joins parts that are written already to a store.

    Args:
        folder: Which holds ``part-0`` and so on.
        site: What belongs to no part.
        posts: Documents of each part.
        dead: Numbers of documents that are no more, in all parts together.
        lost: What they took with them.
        ranks: int32[N], the place of each document's post in the order of ids; None where they are in it.
    """
    write_site(folder, site)
    if lost:
        write_deletions(folder, lost)
    if ranks is not None:
        np.save(folder / _RANKS, ranks, allow_pickle=False)
    folder.joinpath(_STORE).write_bytes(orjson.dumps({"parts": len(posts), "dead": sorted(dead)}))
    firsts = np.cumsum([0, *posts]).tolist()
    gone = [
        {doc - first for doc in dead if 0 <= doc - first < size} for first, size in zip(firsts, posts, strict=False)
    ]
    segments = [ArraySegment(_NAME, part, size, gone[part]) for part, size in enumerate(posts)]
    TOC(make_schema(site.taught), segments, 1).write(FileStorage(str(folder)), _NAME)


def open_store(folder: Path) -> IndexReader:
    """Open a store to search it.

    Raises:
        IndexDamagedError: A file is missing or no array.
        IndexVersionError: Another version of this program wrote it.
    """
    try:
        ranks = np.load(folder / _RANKS, allow_pickle=False) if (folder / _RANKS).exists() else None
        dead = _read_store(folder)["dead"]
        return IndexReader(_open_parts(folder), read_site(folder), dead, read_deletions(folder), ranks)
    except (*FROM_DAMAGED_BYTES, OSError) as error:
        if not folder.exists():
            raise
        raise IndexDamagedError(f"{folder}: cannot be opened ({error}); run search-index rebuild") from error


def _open_parts(folder: Path) -> list[PartReader]:
    return [PartReader(part_folder(folder, number)) for number in range(_read_store(folder)["parts"])]


def _read_store(folder: Path) -> Any:  # noqa: ANN401  JSON
    return orjson.loads(folder.joinpath(_STORE).read_bytes())


def open_whoosh(folder: Path) -> FileIndex:
    """Open a store as a Whoosh index, for reading.

    This unpickles the table of contents, so whoever can write to ``folder`` can run code here. Nothing that serves
    visitors calls it.

    Raises:
        IndexUnusableError: As ``open_store``.
    """
    return open_dir(str(folder), readonly=True, schema=make_schema(open_store(folder).site.taught))


def check_store(folder: Path) -> None:
    """Make sure that a store can be read, as far as samples tell, and that Whoosh sees in it what we see.

    Raises:
        IndexDamagedError: It cannot, or does not.
    """
    index = open_store(folder)
    try:
        fault = next(_find_faults(folder, index), None)
    except (*FROM_DAMAGED_BYTES, AssertionError, ImportError, PickleError, WhooshIndexError, struct.error) as error:
        raise _damaged(folder, tell_mistake(error)) from error
    if fault:
        raise _damaged(folder, fault)


def _find_faults(folder: Path, index: IndexReader) -> Iterator[str]:
    """Yield what is wrong with a store, in words."""
    for part in _open_parts(folder):
        yield from find_damage(part)
    with open_dir(str(folder), readonly=True, schema=make_schema(index.site.taught)).reader() as reader:
        yield from find_differences(index, reader)


def _damaged(folder: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(f"{folder}: the index is not as it was written ({what}); run search-index rebuild")
