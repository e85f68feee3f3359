import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.matching.positions import count_docs, intersect, unite, within

places = st.sets(st.integers(0, 300)).map(sorted)
types = st.sampled_from((np.int32, np.int64))
BASES = np.array([0, 5, 5, 12, 20])


@given(places, places, types, types)
def test_what_two_lists_share_is_found(one, other, type_of_one, type_of_other):
    shared = intersect(np.array(one, dtype=type_of_one), np.array(other, dtype=type_of_other))
    assert shared.tolist() == sorted(set(one) & set(other))


@given(st.integers(0, 4999))
def test_a_few_are_looked_up_among_many(number):
    many = np.arange(0, 5000, 2)
    assert intersect(np.array([number]), many).tolist() == ([number] if number % 2 == 0 else [])


@given(st.lists(places, max_size=4))
def test_what_any_list_has_is_there_once(lists):
    assert unite([np.array(each, dtype=np.int32) for each in lists]).tolist() == sorted(set().union(*lists))


@pytest.mark.parametrize(
    ("docs", "found"), [([0], [1, 4]), ([1], []), ([2], [5]), ([3], [12, 19]), ([0, 3], [1, 4, 12, 19])]
)
def test_places_within_documents_are_those_of_their_stretches(docs, found):
    lines = np.array([1, 4, 5, 12, 19], dtype=np.int32)
    assert within(lines, BASES, np.array(docs, dtype=np.int32)).tolist() == found


def test_places_are_counted_by_document():
    docs, counts = count_docs(np.array([1, 4, 5, 12, 19]), BASES)
    assert (docs.tolist(), counts.tolist()) == ([0, 2, 3], [2, 1, 2])
