import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.snippets.highlights import (
    NO_SPANS,
    FoundSpans,
    Highlights,
    join_spans,
    make_spans,
    merge_highlights,
)

rows = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6), st.integers(0, 4)), max_size=25)


def spans(pairs):
    starts, ends = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return make_spans(starts, ends)


def merge(*found):
    """Merge (start, end, kind) rows, each found by itself."""
    merged = merge_highlights([FoundSpans(spans([row[:2]]), row[2]) for row in found])
    return [*zip(merged.starts.tolist(), merged.ends.tolist(), merged.kinds.tolist(), strict=True)]


def test_found_words_come_in_reading_order_with_their_kinds():
    assert merge((5, 7, 1), (0, 2, 2), (2, 5, 3)) == [(0, 2, 2), (2, 5, 3), (5, 7, 1)]


def test_of_what_begins_together_the_longest_is_kept():
    assert merge((0, 2, 1), (0, 4, 2), (2, 4, 3)) == [(0, 4, 2)]


def test_what_overlaps_only_something_dropped_is_kept():
    assert merge((0, 3, 1), (2, 5, 2), (4, 6, 3)) == [(0, 3, 1), (4, 6, 3)]


@given(rows)
def test_going_through_them_one_by_one_keeps_the_same(rows):
    rows = [(start, start + length, kind) for start, length, kind in rows]
    kept, end = [], 0
    for row in sorted(rows, key=lambda row: (row[0], -row[1])):
        if row[0] >= end:
            kept.append(row)
            end = row[1]
    assert merge(*rows) == kept


def test_nothing_found_is_no_highlight():
    assert merge() == []
    assert merge_highlights([FoundSpans(NO_SPANS, 1)]).within(0, 9) == []
    assert join_spans([]).starts.tolist() == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=12), st.integers(0, 60), st.integers(0, 60))
def test_those_within_a_stretch_are_those_that_lie_in_it_as_a_whole(gaps, start, end):
    at, pairs = 0, []
    for gap, length in gaps:
        pairs.append((at + gap, at + gap + length))
        at += gap + length
    highlights = Highlights(*spans(pairs), np.zeros(len(pairs), dtype=np.int64))
    assert highlights.within(start, end) == [pair for pair in pairs if start <= pair[0] and pair[1] <= end]
