import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.hammer import THREADS, hammer

from indexer.cache import BoundedCache


def test_a_value_is_made_once_and_kept():
    cache, made = BoundedCache[str, str](9), []
    for _ in range(3):
        assert cache.get("a", lambda key: made.append(key) or key.upper()) == "A"
    assert made == ["a"]


def test_several_values_are_asked_for_at_once_and_the_missing_ones_made_together():
    cache, made = BoundedCache[str, str](9), []
    cache.keep({"b": "B"})
    assert cache.get_all("abc", lambda keys: made.append(keys) or map(str.upper, keys)) == ["A", "B", "C"]
    assert cache.get_all("ca", pytest.fail) == ["C", "A"]
    assert made == [["a", "c"]]


def test_none_is_a_value():
    cache, made = BoundedCache[str, None](9), []
    cache.get("a", made.append)
    cache.get("a", made.append)
    assert made == ["a"]


def test_the_value_that_was_used_longest_ago_makes_room():
    cache = BoundedCache[str, str](2)
    for key in "abac":
        cache.get(key, str.upper)
    assert cache.find("abc") == {"a": "A", "c": "C"}


def test_a_value_larger_than_the_whole_cache_is_returned_but_not_kept():
    cache = BoundedCache[str, str](3, len)
    assert cache.get("a", lambda key: key * 4) == "aaaa"
    assert cache.find("a") == {}


def test_an_error_in_making_a_value_leaves_nothing():
    cache = BoundedCache[str, int](3)
    with pytest.raises(ValueError, match="invalid literal"):
        cache.get("x", int)
    assert cache.find("x") == {}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6)), unique_by=lambda entry: entry[0]), st.integers(1, 20))
def test_the_sizes_of_all_values_never_exceed_the_capacity(entries, capacity):
    cache = BoundedCache[int, int](capacity, int)
    for key, size in entries:
        cache.keep({key: size})
        assert sum(cache.find(range(10)).values()) <= capacity
        assert cache.find([key]) == ({key: size} if size <= capacity else {})


def test_eight_threads_get_the_right_values_from_a_cache_that_is_too_small():
    cache = BoundedCache[int, int](5)
    seeds = [random.Random(number) for number in range(THREADS)]

    def ask(thread, _):
        key = seeds[thread].randrange(10)
        cache.keep({key + 10: key})
        return cache.get(key, lambda each: each * each) == key * key and all(
            value == key * key if key < 10 else value == key - 10 for key, value in cache.find(range(20)).items()
        )

    assert all(map(all, hammer(ask, 3000)))
