"""The stretches of text that show most of a query, for all documents of a page at once."""

from dataclasses import dataclass

import numpy as np

from indexer.index.layout import Floats, Int64s
from indexer.search.columns import Columns


@dataclass(frozen=True, slots=True)
class Marks:
    """Found words in a line of characters, in reading order; none overlaps another.

    Attributes:
        starts, ends: int64[m], half-open.
        kinds: int64[m], numbers of ``Kinds``.
    """

    starts: Int64s
    ends: Int64s
    kinds: Int64s

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the marks that lie in a stretch."""
        first, last = self.starts.searchsorted([start, end]).tolist()
        if first == last:
            return []
        stop = last if self.ends[last - 1] <= end else last - 1
        return list(zip(self.starts[first:stop].tolist(), self.ends[first:stop].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a mark may be.

    Attributes:
        labels: int64[K], which part of the query was found; marks with the same label are repetitions.
        weights: float64[K], how telling each kind is.
    """

    labels: Int64s
    weights: Floats


@dataclass(frozen=True, slots=True)
class Windows:
    """For each mark in any of some spans, the stretch that begins with it.

    Attributes:
        marks: int64[w], numbers of the marks, ascending.
        stops: int64[w], past the last mark that still fits, counted within ``marks``.
        spans: int64[w], in which span it lies.
        scores: float64[w], how much of the query it shows.
    """

    marks: Int64s
    stops: Int64s
    spans: Int64s
    scores: Floats


def score_windows(marks: Marks, kinds: Kinds, columns: Columns, spans: tuple[Int64s, Int64s], width: int) -> Windows:
    """Weigh the stretches of at most ``width`` columns that begin with a mark and end in the same span.

    Different words count by their weight, repetitions a tenth of it.

    Args:
        marks: All.
        kinds: Of the marks.
        columns: Of the same text.
        spans: Starts and ends, ascending, apart from each other.
        width: In columns; a mark wider than that is a stretch of its own.
    """
    owners = spans[0].searchsorted(marks.starts, side="right") - 1
    inside = np.flatnonzero((owners >= 0) & (marks.ends <= spans[1][owners])) if len(spans[0]) else owners[:0]
    owners = owners[inside]
    left, right = columns.before(marks.starts[inside]), columns.before(marks.ends[inside])
    stops = np.minimum(right.searchsorted(left + width, side="right"), owners.searchsorted(owners, side="right"))
    stops = np.maximum(stops, np.arange(1, len(inside) + 1))
    return Windows(inside, stops, owners, _score(marks.kinds[inside], kinds, stops))


def _score(found: Int64s, kinds: Kinds, stops: Int64s) -> Floats:
    """Score runs of marks, the i-th from the i-th mark to ``stops[i]``."""
    order = np.argsort(kinds.labels, kind="stable")
    labels, weights = kinds.labels[order], kinds.weights[order]
    firsts = np.flatnonzero(np.diff(labels, prepend=-1))
    seen = np.zeros((len(found) + 1, len(order)), dtype=np.int32)
    seen[1:] = found[:, None] == order
    np.cumsum(seen, axis=0, out=seen)
    there = seen[stops] > seen[:-1]
    different = np.maximum.reduceat(there * weights, firsts, axis=1).sum(axis=1) if len(firsts) else np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(kinds.weights[found])])
    scores: Floats = different + (sums[stops] - sums[:-1]) / 10
    return scores
