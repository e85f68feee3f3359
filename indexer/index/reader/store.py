"""Write what joins parts to a store, and open a store to search it: arrays and JSON, never a pickle.

::

    g-7/
    ├── store.json        how many parts there are, and which of their documents were removed or replaced
    ├── site.json         what is known of the whole site
    ├── lost.…            what documents took with them that nobody could find when it was built, see ``deletions``
    ├── ranks.npy         the order of all posts by their ids
    ├── part-0/           the arrays of ``layout``
    ├── part-1/           documents that came with an update
    └── _MAIN_1.toc       what makes it a Whoosh index, see ``indexer.whoosh_codec``; not read here
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson

from indexer.arrays import Int32s
from indexer.errors import FROM_DAMAGED_BYTES, WAY_OUT, IndexDamagedError, judge_read_error
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.deletions import Deletions, read_deletions, write_deletions
from indexer.index.reader.documents import Documents
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import Site, read_site, write_site

_STORE, _RANKS = "store.json", "ranks.npy"


def part_folder(folder: Path, number: int) -> Path:
    """Return the folder of a store's part."""
    return folder / f"part-{number}"


def write_store(
    folder: Path,
    site: Site,
    parts: int,
    *,
    dead: Sequence[int] = (),
    deletions: Deletions | None = None,
    ranks: Int32s | None = None,
) -> None:
    """Write what joins parts that are written already to a store.

    Args:
        folder: Which holds ``part-0`` and so on.
        site: What belongs to no part.
        parts: How many there are.
        dead: Numbers of documents that were removed or replaced, in all parts together.
        deletions: What they took with them, and documents whose time it is not.
        ranks: int32[N], the place of each document's post in the order of ids; None where they are in it.
    """
    write_site(folder, site)
    if deletions:
        write_deletions(folder, deletions)
    if ranks is not None:
        np.save(folder / _RANKS, ranks, allow_pickle=False)
    folder.joinpath(_STORE).write_bytes(orjson.dumps({"parts": parts, "dead": sorted(dead)}))


def open_store(folder: Path, moment: float | None = None, kept: Sequence[PartReader] = ()) -> IndexReader:
    """Open a store to search it, as it is visible at a moment.

    Args:
        folder: The generation's.
        moment: Seconds since 1970; None for the time of the call.
        kept: The first parts, where they are open already.

    Raises:
        IndexDamagedError: A file is missing or no array.
        IndexVersionError: Another version of this program wrote it.
    """
    return _open(folder, time.time() if moment is None else moment, kept)


def open_every_document(folder: Path) -> IndexReader:
    """Open a store to build upon it: documents whose time it is not are there too, so nobody may be shown any.

    Raises:
        IndexDamagedError, IndexVersionError: As ``open_store``.
    """
    return _open(folder, None)


def _open(folder: Path, moment: float | None, kept: Sequence[PartReader] = ()) -> IndexReader:
    try:
        files = read_store_files(folder)
        others = [PartReader(part_folder(folder, number)) for number in range(len(kept), files.parts)]
        documents = Documents([*kept, *others], files.dead, files.ranks)
        return IndexReader(documents, read_site(folder), moment, read_deletions(folder))
    except (*FROM_DAMAGED_BYTES, OSError) as error:
        if not folder.exists():
            raise
        damage = IndexDamagedError(f"{folder}: cannot be opened ({error}){WAY_OUT}")
        raise judge_read_error(error, folder, damage) from error


@dataclass(frozen=True, slots=True)
class StoreFiles:
    """What joins the parts of a store, as ``write_store`` wrote it.

    Attributes:
        parts: How many there are.
        dead: Numbers of documents that were removed or replaced, in all parts together.
        ranks: int32[N], the place of each document's post in the order of ids; None where they are in it.
    """

    parts: int
    dead: Sequence[int]
    ranks: Int32s | None


def read_store_files(folder: Path) -> StoreFiles:
    """Read what joins the parts of a store; no part is opened for it."""
    store = orjson.loads(folder.joinpath(_STORE).read_bytes())
    ranks = np.load(folder / _RANKS, allow_pickle=False) if (folder / _RANKS).exists() else None
    return StoreFiles(store["parts"], store["dead"], ranks)
