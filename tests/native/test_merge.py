import numpy as np
import pytest

from indexer.native.index.merge import ListColumns, append_lists, count_entries, rank_entries


def ints(*numbers, dtype=np.int32):
    return np.array(numbers, dtype=dtype)


def append(library, *, free=(0, 3), keys=(1, 0), offsets=(0, 1, 3), room=4):
    free, into = ints(*free, dtype=np.int64), ListColumns(np.zeros(room, np.int32), np.zeros(room, np.uint16))
    lists = ListColumns(ints(7, 8, 9), ints(1, 2, 3, dtype=np.uint16))
    append_lists(library, free, ints(*keys), ints(*offsets, dtype=np.int64), lists, shift=10, into=into)
    return free.tolist(), into.numbers.tolist(), into.counts.tolist()


def test_the_lists_of_a_part_go_on_where_those_before_end(library):
    assert append(library) == ([2, 4], [18, 19, 0, 17], [2, 3, 0, 1])


@pytest.mark.parametrize(
    "damage",
    [{"keys": (1, 2)}, {"keys": (1, -1)}, {"free": (3, 3)}, {"free": (0, -1)}, {"offsets": (0, 1, 4)},
     {"offsets": (0, 2, 1)}, {"offsets": (-1, 1, 3)}, {"room": 3}],
)  # fmt: skip
def test_a_list_that_is_outside_of_its_array_is_an_error(library, damage):
    with pytest.raises(ValueError, match=r"append_lists: number -?\d+ is outside of its array"):
        append(library, **damage)


def test_an_entry_of_no_term_is_an_error(library):
    entries = ints(0, 5, dtype=np.uint32)
    with pytest.raises(ValueError, match="count_entries: number 48 is outside of its array"):
        count_entries(library, entries, np.zeros(48, np.int64))
    with pytest.raises(ValueError, match="rank_entries: number 48 is outside of its array"):
        rank_entries(library, entries, np.zeros(48, np.uint32))
