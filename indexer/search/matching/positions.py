"""Set operations on sorted positions and character offsets, in which neighbours differ by one.

So phrases, pairs and stretches of text are plain operations on sorted arrays. All functions serve both units.
"""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Int64s
from indexer.index.format.arrays import gather_runs
from indexer.native import kernel
from indexer.native.matching import positions as native
from indexer.search.deadline import check_deadline
from indexer.search.matching.match import begin_runs
from indexer.units import DocIds, Positions

NOWHERE: Positions = np.empty(0, dtype=np.int64)
_SMALL = 500
"""Lists of so many are intersected before the kernel is called."""
_MUCH_LARGER = 32
"""From this ratio of sizes on, looking up the few among the many is faster than going through both."""


def intersect(one: Positions, other: Positions) -> Positions:
    """Return what two ascending lists, each value once, have in common; ascending."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if not len(few):
        return few
    check_deadline()
    if few.dtype != many.dtype:  # or a search would convert the longer one each time
        few, many = few.astype(np.int64), many.astype(np.int64)
    library = kernel() if len(many) > _SMALL else None
    return native.intersect(library, few, many) if library else _intersect_by_sorting(few, many)


def _intersect_by_sorting(few: Positions, many: Positions) -> Positions:
    """Look the shorter list up in the longer one where that is much longer; else sort both together.

    A stable sort of two ascending runs does that in one pass.
    """
    if len(few) * _MUCH_LARGER < len(many):
        at = np.minimum(many.searchsorted(few), len(many) - 1)
        found: Positions = few[many.take(at) == few]
        return found
    both = np.concatenate([few, many])
    both.sort(kind="stable")
    shared: Positions = both[:-1][both[1:] == both[:-1]]
    return shared


def unite(lists: Sequence[Positions]) -> Positions:
    """Return what stands in any of several ascending lists, each value once."""
    if len(lists) == 1:
        return lists[0]
    if not lists:
        return NOWHERE
    every = np.concatenate(lists).astype(np.int64, copy=False)
    every.sort(kind="stable")
    return every[begin_runs(every)]


def within(positions: Positions, bases: Int64s, docs: DocIds) -> Positions:
    """Return the positions that lie in some documents, which ascend; ``bases`` are where all documents begin."""
    check_deadline()
    first, last = (positions.searchsorted(bases[docs + step].astype(positions.dtype)) for step in (0, 1))
    return positions.take(gather_runs(first, last - first))


def docs_of(positions: Positions, bases: Int64s) -> DocIds:
    """Return the document of each position."""
    check_deadline()
    docs: DocIds = (bases.searchsorted(positions.astype(bases.dtype), side="right") - 1).astype(np.int32)
    return docs


def count_docs(positions: Positions, bases: Int64s) -> tuple[DocIds, Int64s]:
    """Return the documents of ascending positions, each once, and how many positions each has."""
    docs = docs_of(positions, bases)
    begins = begin_runs(docs)
    return docs[begins], np.diff(begins, append=len(docs))
