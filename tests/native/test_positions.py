"""Set operations on positions: the kernel finds what NumPy finds, and damaged numbers are an error."""

import numpy as np
import pytest

from indexer.native.matching import positions
from indexer.search.matching.positions import _count_by_searching, _find_within, _intersect_by_sorting

both_widths = pytest.mark.parametrize("width", [np.int32, np.int64])


def draw(random, most, width):
    size = int(random.choice([0, 1, 3, 40, 2000]))
    return np.unique(random.integers(0, most, size)).astype(width)


def draw_bases(random):
    """Return where documents begin; some are empty."""
    return np.concatenate([[0], (random.integers(0, 60, random.integers(1, 80)) * (random.random() < 0.9)).cumsum()])


def assert_same(got, wanted, seed):
    assert (got.dtype, got.tolist()) == (wanted.dtype, wanted.tolist()), seed


@both_widths
def test_what_two_lists_have_in_common_is_what_numpy_finds(library, width):
    for seed in range(300):
        random = np.random.default_rng(seed)
        one, other = (draw(random, int(random.choice([50, 4000])), width) for _ in range(2))
        few, many = (one, other) if len(one) <= len(other) else (other, one)
        wanted = _intersect_by_sorting(few, many) if len(few) else few
        assert_same(positions.intersect(library, one, other), wanted, seed)
        assert_same(positions.intersect(library, other, one), wanted, seed)


@both_widths
def test_positions_in_documents_and_their_counts_are_what_numpy_finds(library, width):
    for seed in range(300):
        random = np.random.default_rng(seed)
        bases = draw_bases(random)
        placed = draw(random, max(int(bases[-1]), 1), width)[: int(bases[-1])]
        docs = np.flatnonzero(random.random(len(bases) - 1) < 0.5).astype(np.int32)
        assert_same(positions.within(library, placed, bases, docs), _find_within(placed, bases, docs), seed)
        for got, wanted in zip(
            positions.count_docs(library, placed, bases), _count_by_searching(placed, bases), strict=True
        ):
            assert got.tolist() == wanted.tolist(), seed


def test_positions_before_a_text_are_in_none(library):
    before, docs = np.array([-3, -1, 0, 4]), np.array([0, 1], np.int32)
    assert positions.within(library, before, np.array([0, 3, 9]), docs).tolist() == [0, 4]


@both_widths
def test_positions_and_documents_that_are_nowhere_are_an_error(library, width):
    bases = np.array([0, 10, 20])
    with pytest.raises(ValueError, match=r"count_docs_.* number 25 is outside"):
        positions.count_docs(library, np.array([3, 25], width), bases)
    with pytest.raises(ValueError, match=r"within_.* number 3 is outside"):
        positions.within(library, np.array([3, 25], width), bases, np.array([0, 2], np.int32))


def test_positions_that_do_not_ascend_never_reach_past_their_arrays(library):
    random = np.random.default_rng(5)
    for _ in range(200):
        one, other = random.integers(-(1 << 40), 1 << 40, 50), random.integers(-5, 90, 700)
        assert len(positions.intersect(library, one, other)) <= 50
        for found in (one, other):
            try:
                docs, _ = positions.count_docs(library, found, np.arange(0, 99, 3))
                assert len(docs) <= len(found)
            except (ValueError, MemoryError):
                pass
