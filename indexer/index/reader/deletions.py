"""Counts to be taken off for documents that nobody may find: of every term, spelling and Latin word.

Documents are absent because an update removed or replaced them, or because it is not their time, see ``Period``. They
are counted when they become absent, and counted back when their time comes, so that opening an index costs nothing for
those that were absent when it was built.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import orjson

from indexer.arrays import Int64s, UInt64s, distinct
from indexer.index.format.arrays import find_sorted
from indexer.index.format.facets import list_facets
from indexer.index.format.layout import FACETS, FIELD_BITS, NAMING_FIELDS
from indexer.index.parts.document_positions import read_positions
from indexer.index.parts.part import find_surfaces
from indexer.index.parts.part_reader import PartReader
from indexer.units import LocalDocId

_TERMS, _DOCS, _VALUES = "lost.npy", "lost.docs.npy", "lost.json"
_ROW = np.dtype([("key", "<u8"), ("count", "<i8"), ("names", "<i8")])

Locate = Callable[[int], tuple[PartReader, LocalDocId]]
"""Return the part that holds a document, and its number there."""


def _no_keys() -> UInt64s:
    return np.empty(0, dtype=np.uint64)


def _no_counts() -> Int64s:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Deletions:
    """Counts to be taken off for absent documents.

    Attributes:
        docs: int64[], the documents that are counted, ascending.
        keys, counts: uint64[n] ascending, int64[n]: terms, and how many postings fewer each has.
        names: int64[n], how many of these postings name something, see ``NAMING_FIELDS``.
        spellings: By facet, how its values were written, and by how many of these documents.
        surfaces: Latin words as written, and in how many of these documents.
    """

    docs: Int64s = field(default_factory=_no_counts)
    keys: UInt64s = field(default_factory=_no_keys)
    counts: Int64s = field(default_factory=_no_counts)
    names: Int64s = field(default_factory=_no_counts)
    spellings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    surfaces: Mapping[str, int] = field(default_factory=dict)

    def names_of(self, keys: UInt64s) -> Int64s:
        """Return how many postings that name something some terms have fewer."""
        places, names = find_sorted(self.keys, keys), np.zeros(len(keys), dtype=np.int64)
        names[places >= 0] = self.names[places[places >= 0]]
        return names


def count_deletions(before: Deletions, absent: Int64s, locate: Locate) -> Deletions:
    """Count absent documents, beginning with those that were counted before: only the difference is read.

    Args:
        before: What was counted.
        absent: The documents to be counted, ascending.
        locate: Finds the part that holds a document.
    """
    added = absent[find_sorted(before.docs, absent) < 0]
    returned = before.docs[find_sorted(absent, before.docs) < 0]
    if not len(added) and not len(returned):
        return before
    lost, found = _count(map(locate, added.tolist())), _count(map(locate, returned.tolist()))
    keys, counts, names = _sum_rows(
        (before.keys, before.counts, before.names),
        (lost.keys, lost.counts, lost.names),
        (found.keys, -found.counts, -found.names),
    )
    spellings = {
        name: _sum_values(before.spellings.get(name, {}), lost.spellings[name], found.spellings[name])
        for name in FACETS
    }
    surfaces = _sum_values(before.surfaces, lost.surfaces, found.surfaces)
    return Deletions(absent, keys, counts, names, spellings, surfaces)


_Rows = tuple[UInt64s, Int64s, Int64s]
"""Keys, in any order, with what is counted of each in two columns."""


def _sum_rows(*several: _Rows) -> _Rows:
    """Add up rows of the same keys; keys of which nothing is left are left out."""
    every, places = np.unique(np.concatenate([keys for keys, _, _ in several]), return_inverse=True)
    counts, names = (
        np.bincount(places, weights=np.concatenate(column), minlength=len(every)).astype(np.int64)
        for column in zip(*(columns for _, *columns in several), strict=True)
    )
    left = counts != 0
    return every[left], counts[left], names[left]


def _sum_values(before: Mapping[str, int], lost: Mapping[str, int], found: Mapping[str, int]) -> dict[str, int]:
    total = Counter(before)
    total.update(lost)
    total.subtract(found)
    return {value: count for value, count in total.items() if count}


def _count(documents: Iterable[tuple[PartReader, LocalDocId]]) -> Deletions:
    """Count documents, each given with the part that holds it."""
    rows: list[_Rows] = [(_no_keys(), _no_counts(), _no_counts())]
    spellings = {name: Counter[str]() for name in FACETS}
    surfaces = Counter[str]()
    for part, doc in documents:
        rows.append(_count_postings(part, doc))
        for name, values in list_facets(part.metadata(doc)).items():
            spellings[name].update(values)
        surfaces.update(find_surfaces(part.text(doc)))
    return Deletions(_no_counts(), *_sum_rows(*rows), spellings, surfaces)


def _count_postings(part: PartReader, doc: LocalDocId) -> _Rows:
    """Return the keys of a document's terms, with how many postings it has of each, and how many name something."""
    tokens = read_positions(part, doc)
    postings = distinct((tokens.numbers.astype(np.int64) << FIELD_BITS) | tokens.fields)
    numbers, places = np.unique(postings >> FIELD_BITS, return_inverse=True)
    counts = np.bincount(places, minlength=len(numbers))
    names = np.bincount(places, weights=NAMING_FIELDS[postings & (len(NAMING_FIELDS) - 1)], minlength=len(numbers))
    return part.words.keys[numbers], counts, names.astype(np.int64)


def write_deletions(folder: Path, deletions: Deletions) -> None:
    """Write ``lost.npy``, ``lost.docs.npy`` and ``lost.json`` into a store's folder."""
    rows = np.empty(len(deletions.keys), dtype=_ROW)
    rows["key"], rows["count"], rows["names"] = deletions.keys, deletions.counts, deletions.names
    np.save(folder / _TERMS, rows, allow_pickle=False)
    np.save(folder / _DOCS, deletions.docs, allow_pickle=False)
    spellings = {name: dict(each) for name, each in deletions.spellings.items()}
    values = {"spellings": spellings, "surfaces": dict(deletions.surfaces)}
    folder.joinpath(_VALUES).write_bytes(orjson.dumps(values))


def read_deletions(folder: Path) -> Deletions:
    """Read them; none where no file says so."""
    if not folder.joinpath(_TERMS).exists():
        return Deletions()
    rows, docs = (np.load(folder / name, allow_pickle=False) for name in (_TERMS, _DOCS))
    columns = (rows[name].copy() for name in ("key", "count", "names"))
    return Deletions(docs, *columns, **orjson.loads(folder.joinpath(_VALUES).read_bytes()))
