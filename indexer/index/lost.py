"""What dead documents take with them: how much less there is of every word, spelling and Latin form.

Counted once, when they die, so that opening an index costs no more for each of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import orjson

from indexer.index.facets import list_facets
from indexer.index.layout import (
    FACETS,
    FIELD_BITS,
    FIELD_COUNT,
    FIELD_NUMBERS,
    FILLER,
    Int64s,
    UInt8s,
    UInt64s,
)
from indexer.index.part import find_surfaces

if TYPE_CHECKING:
    from indexer.index.reader import IndexReader

_TERMS, _VALUES = "lost.npy", "lost.json"
_ROW = np.dtype([("key", "<u8"), ("count", "<i8")])


@dataclass(frozen=True, slots=True)
class Lost:
    """What dead documents took with them.

    Attributes:
        keys, counts: uint64[n] ascending, int64[n]: terms, and how many of their postings.
        spellings: By facet, how values were written, and how often.
        surfaces: Latin words as written, and in how many documents.
    """

    keys: UInt64s = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    counts: Int64s = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    spellings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    surfaces: Mapping[str, int] = field(default_factory=dict)


def lose(index: "IndexReader", dead: Iterable[int]) -> Lost:
    """Return what an index lost already, and what more it loses with some documents."""
    lost, found = index.lost, [_count_terms(index, doc) for doc in dead]
    keys, places = np.unique(np.concatenate([lost.keys, *(keys for keys, _ in found)]), return_inverse=True)
    counts = np.concatenate([lost.counts, *(counts for _, counts in found)])
    spellings = {name: Counter(lost.spellings.get(name, {})) for name in FACETS}
    surfaces = Counter(lost.surfaces)
    for doc in dead:
        for name, values in list_facets(index.metadata(doc), UTC).items():
            spellings[name].update(values)
        surfaces.update(find_surfaces(index.text(doc)))
    totals = np.bincount(places, weights=counts, minlength=len(keys)).astype(np.int64)
    return Lost(keys, totals, spellings, surfaces)


def _count_terms(index: "IndexReader", doc: int) -> tuple[UInt64s, Int64s]:
    """Return the keys of a document's terms, ascending, and how many postings it has of each."""
    stream, fields = index.stream(doc), fields_of(index, doc)
    real = stream.numbers != FILLER
    slots = np.unique((stream.numbers[real].astype(np.int64) << FIELD_BITS) | fields[real])
    keys, counts = np.unique(index.keys_of(slots >> FIELD_BITS), return_counts=True)
    return keys, counts


def fields_of(index: "IndexReader", doc: int) -> UInt8s:
    """Return the field that each token of a document's stream stands in: uint8[n], numbers into ``WORD_FIELDS``."""
    stream, zones = index.stream(doc), index.stored(doc).zones
    starts = np.array([zone.start for zone in zones], dtype=np.int32)
    numbers = np.array([FIELD_NUMBERS[zone.field] for zone in zones], dtype=np.uint8)
    fields = numbers[np.searchsorted(starts, stream.starts, side="right") - 1]
    fields[stream.parts] = FIELD_COUNT - 1
    return fields


def write_lost(folder: Path, lost: Lost) -> None:
    """Write it into a store's folder."""
    rows = np.empty(len(lost.keys), dtype=_ROW)
    rows["key"], rows["count"] = lost.keys, lost.counts
    np.save(folder / _TERMS, rows, allow_pickle=False)
    values = {"spellings": {name: dict(each) for name, each in lost.spellings.items()}, "surfaces": dict(lost.surfaces)}
    folder.joinpath(_VALUES).write_bytes(orjson.dumps(values))


def read_lost(folder: Path) -> Lost:
    """Read it; nothing where nothing was lost."""
    if not folder.joinpath(_TERMS).exists():
        return Lost()
    rows = np.load(folder / _TERMS, allow_pickle=False)
    return Lost(rows["key"].copy(), rows["count"].copy(), **orjson.loads(folder.joinpath(_VALUES).read_bytes()))
