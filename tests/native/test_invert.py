import numpy as np
import pytest

from indexer.index.format.inverted import invert
from indexer.native.index.invert import invert_occurrences, number_codes


def lists(inverted):
    return [(getattr(inverted, name).dtype, getattr(inverted, name).tolist()) for name in inverted.__slots__]


def draw(seed):
    random = np.random.default_rng(seed)
    keys, count = int(random.integers(1, 40)), int(random.integers(0, 600))
    numbers, places = random.integers(0, keys, count, np.int32), random.integers(0, 900, count, np.int32)
    entries = np.sort(random.integers(0, 50, count, np.int32)) ^ random.integers(0, 7, count, np.int32)
    return np.arange(keys, dtype=np.uint64), numbers, entries, places, random.random(count) < 0.8


def test_occurrences_are_turned_round_as_numpy_does_it(library, without_kernel):
    expected = [lists(invert(*draw(seed))) for seed in range(100)]
    without_kernel.undo()
    assert [lists(invert(*draw(seed))) for seed in range(100)] == expected


def test_an_occurrence_of_no_key_is_an_error(library):
    for numbers, entries in (([0, 2], [0, 0]), ([0, -1], [0, 0]), ([0, 0], [0, 5]), ([0, 0], [-1, 0])):
        columns = np.array(entries, np.int32), np.zeros(2, np.int32), np.ones(2, bool)
        with pytest.raises(ValueError, match="invert_occurrences"):
            invert_occurrences(library, np.array(numbers, np.int32), columns, (2, 5))


def test_columns_that_are_not_equally_long_are_an_error(library):
    columns = np.zeros(2, np.int32), np.zeros(1, np.int32), np.ones(2, bool)
    with pytest.raises(MemoryError, match="invert_occurrences: no room for 2 more"):
        invert_occurrences(library, np.zeros(2, np.int32), columns, (1, 1))


def test_codes_are_numbered_as_they_are_met(library):
    codes = np.random.default_rng(1).integers(0, 5000, 20_000).astype(np.uint64) << np.uint64(40)
    numbers, distinct = number_codes(library, codes)
    assert distinct[numbers].tolist() == codes.tolist()
    assert distinct.tolist() == list(dict.fromkeys(codes.tolist()))
