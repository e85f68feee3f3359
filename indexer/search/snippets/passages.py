"""The stretches of text that show most of a query, for all documents of a page at once."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.layout import Int64s
from indexer.search.matching.match import begin_runs
from indexer.search.snippets.display_width import DisplayWidth

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Highlights:
    """Found words in a line of characters, in reading order; none overlaps another.

    Attributes:
        starts, ends: int64[m], half-open.
        kinds: int64[m], numbers of ``HighlightKinds``.
    """

    starts: Int64s
    ends: Int64s
    kinds: Int64s

    @cached_property
    def _begins(self) -> list[int]:
        begins: list[int] = self.starts.tolist()
        return begins

    @cached_property
    def _stops(self) -> list[int]:
        stops: list[int] = self.ends.tolist()
        return stops

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the starts and ends of the marks that lie in a stretch."""
        begins, stops = self._begins, self._stops
        first = bisect_left(begins, start)
        last = bisect_left(begins, end, first)
        if last > first and stops[last - 1] > end:
            last -= 1
        return list(zip(begins[first:last], stops[first:last], strict=True))


@dataclass(frozen=True, slots=True)
class HighlightKinds:
    """What a mark may be.

    Attributes:
        labels: int64[K], which part of the query was found; marks with the same label are repetitions.
        weights: float64[K], how telling each kind is.
    """

    labels: Int64s
    weights: Doubles


@dataclass(frozen=True, slots=True)
class CandidatePassages:
    """For each mark in any of some spans, the stretch that begins with it.

    Attributes:
        marks: int64[w], numbers of the marks, ascending.
        stops: int64[w], past the number of the last mark that still fits.
        spans: int64[w], in which span it lies.
        scores: float64[w], how much of the query it shows.
    """

    marks: Int64s
    stops: Int64s
    spans: Int64s
    scores: Doubles


class PassageScorer:
    """Weighs stretches of marks: different words by their weight, repetitions a tenth of it."""

    def __init__(self, marks: Highlights, kinds: HighlightKinds, columns: DisplayWidth) -> None:
        """Get ready.

        Args:
            marks: All.
            kinds: Of the marks.
            columns: Of the same text.
        """
        self._marks = marks
        self._left, self._right = columns.before(marks.starts), columns.before(marks.ends)
        present = np.bincount(marks.kinds).nonzero()[0]
        kept = present[np.argsort(kinds.labels[present], kind="stable")]
        self._weights = kinds.weights[kept]
        self._firsts = begin_runs(kinds.labels[kept])
        self._seen = np.zeros((len(marks.kinds) + 1, len(kept)), dtype=np.int32)
        np.cumsum(marks.kinds[:, None] == kept, axis=0, out=self._seen[1:])
        self._sums = np.concatenate([[0.0], np.cumsum(kinds.weights[marks.kinds])])

    def score_windows(self, spans: tuple[Int64s, Int64s], width: int) -> CandidatePassages:
        """Weigh the stretches of at most ``width`` columns that begin with a mark and end in the same span.

        Args:
            spans: Starts and ends, ascending, apart from each other.
            width: In columns; a mark wider than that is a stretch of its own.
        """
        starts, ends = spans
        if not len(starts) or not len(self._marks.starts):
            nothing = np.empty(0, dtype=np.int64)
            return CandidatePassages(nothing, nothing, nothing, np.empty(0))
        owners = starts.searchsorted(self._marks.starts, side="right") - 1
        inside = ((owners >= 0) & (self._marks.ends <= ends[owners])).nonzero()[0]
        owners = owners[inside]
        fitting = self._right.searchsorted(self._left[inside] + np.int32(width), side="right")
        stops = np.maximum(np.minimum(fitting, self._marks.ends.searchsorted(ends, side="right")[owners]), inside + 1)
        return CandidatePassages(inside, stops, owners, self._score(inside, stops))

    def _score(self, begins: Int64s, stops: Int64s) -> Doubles:
        there = (self._seen.take(stops, axis=0) > self._seen.take(begins, axis=0)) * self._weights
        different = np.maximum.reduceat(there, self._firsts, axis=1).sum(axis=1)
        scores: Doubles = different + (self._sums[stops] - self._sums[begins]) / 10
        return scores


def find_best(groups: Int64s, scores: Doubles, tolerance: float = 0.0) -> Int64s:
    """Return the first of the highest scores of each group.

    Args:
        groups: int64[w], ascending.
        scores: float64[w].
        tolerance: Scores that differ by no more are equal: sums of the same numbers in another order.
    """
    begins = begin_runs(groups)
    if not len(begins):
        return begins
    least = np.maximum.reduceat(scores, begins) - tolerance
    high = (scores >= least.repeat(np.diff(begins, append=len(groups)))).nonzero()[0]
    return high[begin_runs(groups[high])]
