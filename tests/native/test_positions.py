"""What positions have in common: the kernel finds what NumPy finds, and damaged ones are never read past."""

import numpy as np
import pytest

from indexer.native.matching import positions
from indexer.search.matching.positions import _intersect_by_sorting

both_widths = pytest.mark.parametrize("width", [np.int32, np.int64])


def draw(random, most, width):
    size = int(random.choice([0, 1, 3, 40, 2000]))
    return np.unique(random.integers(0, most, size)).astype(width)


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


def test_positions_that_do_not_ascend_never_reach_past_their_arrays(library):
    random = np.random.default_rng(5)
    for _ in range(200):
        one, other = random.integers(-(1 << 40), 1 << 40, 50), random.integers(-5, 90, 700)
        assert len(positions.intersect(library, one, other)) <= 50
