"""Found words as ranges of the text of a page of hits: in reading order, none overlapping another."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.units import PageOffset, PageOffsets

PageSpan = tuple[PageOffset, PageOffset]
"""A stretch of a page's text, half-open."""


class PageSpans(NamedTuple):
    """Stretches of a page's text, half-open: starts and ends, int64[n] each."""

    starts: PageOffsets
    ends: PageOffsets

    def select(self, chosen: Mask | Int64s) -> "PageSpans":
        """Return some of them."""
        return make_spans(self.starts[chosen], self.ends[chosen])

    def at(self, number: int) -> PageSpan:
        """Return one of them."""
        return PageOffset(int(self.starts[number])), PageOffset(int(self.ends[number]))

    def pairs(self) -> list[PageSpan]:
        """Return each as start and end."""
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))


def make_spans(starts: Int64s, ends: Int64s) -> PageSpans:
    """Take two arrays for the starts and ends of stretches of a page's text."""
    return PageSpans(PageOffsets(starts), PageOffsets(ends))


NO_SPANS = make_spans(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def join_spans(several: Iterable[PageSpans]) -> PageSpans:
    """Return all of several stretches, one after the other."""
    rows = [NO_SPANS, *several]
    return make_spans(np.concatenate([row.starts for row in rows]), np.concatenate([row.ends for row in rows]))


class FoundSpans(NamedTuple):
    """The spans of one target, found in one way.

    Attributes:
        kind: A kind of ``HighlightKinds``.
    """

    spans: PageSpans
    kind: int


@dataclass(frozen=True)
class Highlights:
    """Found words, in reading order; none overlaps another.

    Attributes:
        starts, ends: int64[m], half-open.
        kinds: int64[m], kinds of ``HighlightKinds``.
    """

    starts: PageOffsets
    ends: PageOffsets
    kinds: Int64s

    @cached_property
    def _start_list(self) -> list[PageOffset]:
        starts: list[PageOffset] = self.starts.tolist()
        return starts

    @cached_property
    def _end_list(self) -> list[PageOffset]:
        ends: list[PageOffset] = self.ends.tolist()
        return ends

    def shortest_span(self, first: int, stop: int) -> PageSpan:
        """Return where some highlights begin, and where the last of them ends that is of another kind than all before.

        The rest repeats what is shown already; the beginning of the sentence needs the room more.
        """
        _, seen = np.unique(self.kinds[first:stop], return_index=True)
        return PageOffset(int(self.starts[first])), PageOffset(int(self.ends[first + int(seen.max())]))

    def within(self, start: PageOffset, end: PageOffset) -> list[PageSpan]:
        """Return the starts and ends of the highlights that lie in a stretch as a whole."""
        starts, ends = self._start_list, self._end_list
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        if last > first and ends[last - 1] > end:
            last -= 1
        return list(zip(starts[first:last], ends[first:last], strict=True))


def merge_highlights(found: Sequence[FoundSpans]) -> Highlights:
    """Put what was found into reading order; of what overlaps keep the first, of what begins together the longest."""
    starts, ends = join_spans(row.spans for row in found)
    kinds = np.repeat(np.array([row.kind for row in found], dtype=np.int64), [len(row.spans.starts) for row in found])
    order = np.lexsort((-ends, starts))
    spans = PageSpans(starts, ends).select(order)
    kept = _find_disjoint(spans)
    return Highlights(*spans.select(kept), kinds[order][kept])


def _find_disjoint(spans: PageSpans) -> Mask:
    """Return which spans, sorted by start, begin after the end of all that are kept before them: bool[n]."""
    starts, ends = spans
    kept = np.ones(len(starts), dtype=bool)
    kept[1:] = starts[1:] >= np.maximum.accumulate(ends)[:-1]
    # What overlaps a span that is itself dropped is kept after all; there are few of these, so one by one.
    for at in (~kept).nonzero()[0].tolist():
        before = at - 1
        while not kept[before]:
            before -= 1
        kept[at] = starts[at] >= ends[before]
    return kept
