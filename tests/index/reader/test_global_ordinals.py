import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.reader.global_ordinals import GlobalOrdinals

KEYS = st.sets(st.integers(0, 30), max_size=12).map(lambda keys: np.array(sorted(keys), dtype=np.uint64))
PARTS = st.lists(KEYS, min_size=1, max_size=4)


@given(PARTS)
def test_the_first_parts_numbers_stay_and_every_other_key_has_one_of_its_own(parts):
    ordinals = GlobalOrdinals(parts)
    every = sorted({key for part in parts for key in part.tolist()})
    assert ordinals.total == len(every)
    assert [ordinals.find(key) for key in parts[0].tolist()] == list(range(len(parts[0])))
    assert sorted(ordinals.find(key) for key in every) == list(range(len(every)))
    assert ordinals.find_all(np.array(every, dtype=np.uint64)).tolist() == [ordinals.find(key) for key in every]


@given(PARTS)
def test_numbers_lead_back_to_keys_and_to_each_part_that_has_them(parts):
    ordinals = GlobalOrdinals(parts)
    numbers = np.arange(ordinals.total)
    keys = ordinals.keys_of(numbers)
    assert ordinals.find_all(keys).tolist() == numbers.tolist()
    for number, key in zip(numbers.tolist(), keys.tolist(), strict=True):
        home, local = ordinals.home(number)
        assert int(parts[home][local]) == key
        assert [ordinals.local(part, number) for part in range(len(parts))] == [
            rows.tolist().index(key) if key in rows else -1 for rows in parts
        ]
    for part, rows in enumerate(parts):
        assert ordinals.globals(part, np.arange(len(rows))).tolist() == [ordinals.find(key) for key in rows.tolist()]


@pytest.mark.parametrize("key", [3, 2**64 - 1])
def test_a_key_that_no_part_has_has_no_number(key):
    parts = [np.array([1, 5], dtype=np.uint64), np.array([5, 7], dtype=np.uint64)]
    ordinals = GlobalOrdinals(parts)
    assert ordinals.find(key) == -1
    assert ordinals.find_all(np.array([key, 7], dtype=np.uint64)).tolist() == [-1, 2]
