"""Counts to be taken off for deleted documents: of every term, spelling and Latin word.

Counted once, when they are deleted, so that opening an index costs no more for each of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import numpy as np
import orjson

from indexer.index.format.facets import list_facets
from indexer.index.format.layout import FACETS, FIELD_BITS, Int64s, UInt64s
from indexer.index.parts.document_positions import read_positions
from indexer.index.parts.part import find_surfaces
from indexer.index.parts.part_reader import PartReader
from indexer.units import LocalDocId

_TERMS, _VALUES = "lost.npy", "lost.json"
_ROW = np.dtype([("key", "<u8"), ("count", "<i8")])


@dataclass(frozen=True, slots=True)
class Deletions:
    """Counts to be taken off for deleted documents.

    Attributes:
        keys, counts: uint64[n] ascending, int64[n]: terms, and how many postings fewer each has.
        spellings: By facet, how its values were written, and by how many of these documents.
        surfaces: Latin words as written, and in how many of these documents.
    """

    keys: UInt64s = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    counts: Int64s = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    spellings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    surfaces: Mapping[str, int] = field(default_factory=dict)


def count_deletions(before: Deletions, documents: Iterable[tuple[PartReader, LocalDocId]]) -> Deletions:
    """Add what further documents take with them.

    Args:
        before: What the index lost already.
        documents: Each with the part that holds it.
    """
    keys, counts = [before.keys], [before.counts]
    spellings = {name: Counter(before.spellings.get(name, {})) for name in FACETS}
    surfaces = Counter(before.surfaces)
    for part, doc in documents:
        found, times = _count_postings(part, doc)
        keys.append(found)
        counts.append(times)
        for name, values in list_facets(part.metadata(doc), UTC).items():
            spellings[name].update(values)
        surfaces.update(find_surfaces(part.text(doc)))
    every, places = np.unique(np.concatenate(keys), return_inverse=True)
    totals = np.bincount(places, weights=np.concatenate(counts), minlength=len(every)).astype(np.int64)
    return Deletions(every, totals, spellings, surfaces)


def _count_postings(part: PartReader, doc: LocalDocId) -> tuple[UInt64s, Int64s]:
    """Return the keys of a document's terms, ascending, and how many postings it has of each."""
    tokens = read_positions(part, doc)
    postings = np.unique((tokens.numbers.astype(np.int64) << FIELD_BITS) | tokens.fields)
    keys, counts = np.unique(part.words.keys[postings >> FIELD_BITS], return_counts=True)
    return keys, counts


def write_deletions(folder: Path, deletions: Deletions) -> None:
    """Write ``lost.npy`` and ``lost.json`` into a store's folder."""
    rows = np.empty(len(deletions.keys), dtype=_ROW)
    rows["key"], rows["count"] = deletions.keys, deletions.counts
    np.save(folder / _TERMS, rows, allow_pickle=False)
    spellings = {name: dict(each) for name, each in deletions.spellings.items()}
    values = {"spellings": spellings, "surfaces": dict(deletions.surfaces)}
    folder.joinpath(_VALUES).write_bytes(orjson.dumps(values))


def read_deletions(folder: Path) -> Deletions:
    """Read them; none where no file says so."""
    if not folder.joinpath(_TERMS).exists():
        return Deletions()
    rows = np.load(folder / _TERMS, allow_pickle=False)
    return Deletions(rows["key"].copy(), rows["count"].copy(), **orjson.loads(folder.joinpath(_VALUES).read_bytes()))
