"""What dead documents took with them: how much less there is of every word, spelling and Latin form.

Counted once, when they die (``losing``), so that opening an index costs no more for each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import orjson

from indexer.index.format.layout import Int64s, UInt64s

_TERMS, _VALUES = "lost.npy", "lost.json"
_ROW = np.dtype([("key", "<u8"), ("count", "<i8")])


@dataclass(frozen=True, slots=True)
class Deletions:
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


def write_deletions(folder: Path, lost: Deletions) -> None:
    """Write it into a store's folder."""
    rows = np.empty(len(lost.keys), dtype=_ROW)
    rows["key"], rows["count"] = lost.keys, lost.counts
    np.save(folder / _TERMS, rows, allow_pickle=False)
    values = {"spellings": {name: dict(each) for name, each in lost.spellings.items()}, "surfaces": dict(lost.surfaces)}
    folder.joinpath(_VALUES).write_bytes(orjson.dumps(values))


def read_deletions(folder: Path) -> Deletions:
    """Read it; nothing where nothing was lost."""
    if not folder.joinpath(_TERMS).exists():
        return Deletions()
    rows = np.load(folder / _TERMS, allow_pickle=False)
    return Deletions(rows["key"].copy(), rows["count"].copy(), **orjson.loads(folder.joinpath(_VALUES).read_bytes()))
