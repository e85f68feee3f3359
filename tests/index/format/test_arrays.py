import numpy as np
import pytest

from indexer.index.format.arrays import (
    MemoryAllocator,
    begin_groups,
    count_runs,
    find_sorted,
    gather_runs,
    join_arrays,
    join_lines,
    make_offsets,
)


def numbers(*values):
    return np.array(values, dtype=np.int64)


def test_offsets_say_where_runs_begin_and_the_last_ends():
    assert make_offsets(numbers(2, 0, 3)).tolist() == [0, 2, 2, 5]
    assert make_offsets(numbers()).tolist() == [0]


def test_runs_are_gathered_in_their_order():
    assert gather_runs(numbers(7, 2, 0), numbers(2, 0, 3)).tolist() == [7, 8, 0, 1, 2]
    assert gather_runs(numbers(), numbers()).tolist() == []


def test_lines_are_joined_end_to_end():
    lines = [numbers(0, 3, 5), numbers(0), numbers(0, 4)]
    assert join_lines(lines).tolist() == [0, 3, 5, 9]
    assert join_lines(lines[:1]) is lines[0]


def test_arrays_are_joined_and_nothing_has_the_type_that_is_named():
    assert join_arrays([np.array([1], dtype=np.int32), np.array([2, 3], dtype=np.int32)], np.int32).tolist() == [
        1,
        2,
        3,
    ]
    assert join_arrays([], np.uint16).dtype == np.uint16


@pytest.mark.parametrize(
    ("values", "ends", "begins", "counts"),
    [
        ([1, 1, 2, 2, 3], [5], [0, 2, 4], [3]),
        ([1, 1, 1, 2], [2, 4], [0, 2, 3], [1, 2]),  # a list begins with what the one before ends in
        ([5, 5], [0, 2, 2], [0], [0, 1, 0]),
        ([], [0], [], [0]),
    ],
)
def test_groups_of_equal_neighbours_are_counted_in_each_list(values, ends, begins, counts):
    found = begin_groups(numbers(*values), numbers(*ends))
    assert found.tolist() == begins
    assert count_runs(found, numbers(*ends)).tolist() == counts


def test_memory_is_allocated_in_the_size_and_type_that_are_asked_for():
    array = MemoryAllocator().allocate("any", 3, np.uint16)
    assert (array.shape, array.dtype) == ((3,), np.uint16)


@pytest.mark.parametrize(
    ("ordered", "expected"), [([], [-1, -1, -1]), ([5], [-1, 0, -1]), ([2, 5, 9], [-1, 1, 2]), ([6, 8], [-1, -1, -1])]
)
def test_values_are_found_in_an_ascending_list(ordered, expected):
    found = find_sorted(np.array(ordered, dtype=np.uint64), np.array([1, 5, 9], dtype=np.uint64))
    assert found.tolist() == expected
