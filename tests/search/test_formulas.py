from math import log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.formulas import (
    MOST_COVERED,
    combine_words,
    field_norms,
    fit_saturation,
    idf,
    saturate,
    tabulate_idfs,
)
from indexer.units import DocFreq


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_idf_is_never_negative_and_falls_with_the_document_frequency(one, other):
    total = one + other
    assert idf(DocFreq(one), total) >= 0
    assert idf(DocFreq(one), total) > idf(DocFreq(one + 1), total + 1 if one == total else total) or one == total


def test_idf_is_that_of_lucene():
    assert idf(DocFreq(3), 10) == pytest.approx(log1p((10 - 3 + 0.5) / 3.5))


@given(st.integers(0, 99))
def test_a_table_of_idfs_has_that_of_each_document_frequency_to_the_bit(num_docs):
    table = tabulate_idfs(num_docs).tolist()
    assert len(table) >= 3
    assert table == [idf(DocFreq(doc_freq), num_docs) for doc_freq in range(len(table))]


@given(st.lists(st.floats(0, 1000, width=32), min_size=1), st.floats(0.5, 20))
def test_saturation_grows_with_the_frequency_and_never_exceeds_its_limit(frequencies, k1):
    ordered = np.sort(np.array(frequencies, dtype=np.float32))
    saturated = saturate(ordered, k1)
    assert (np.diff(saturated) >= -1e-4).all()
    assert saturated.max() <= (k1 + 1) * (1 + 1e-5)
    assert saturate(np.zeros(1, np.float32), k1).tolist() == [0]
    assert saturate(np.ones(1, np.float32), k1).tolist() == pytest.approx([1])


def test_a_field_of_average_length_counts_its_weight_and_a_longer_one_less():
    lengths, average = np.array([[10, 5], [20, 10]], np.int32), np.array([10, 5], np.float32)
    norms = field_norms(lengths, average, np.array([8, 1], np.float32), np.array([0.5, 0], np.float32))
    assert norms.tolist() == [[8, 1], [pytest.approx(8 / 1.5), 1]]


@pytest.mark.parametrize(
    ("mean_length", "k1"),
    [(1.0, 2.5), (150.0, 2.5), (230.0, 3.0), (400.0, 4.0), (899.0, 6.0), (900.0, 6.0), (1e6, 6.0)],
)
def test_k1_is_less_on_sites_of_short_posts(mean_length, k1):
    assert fit_saturation(6.0, mean_length) == k1


def test_a_k1_that_was_set_low_stays():
    assert fit_saturation(1.2, 1.0) == 1.2


def test_a_word_that_is_missing_costs_less_in_a_long_query_than_in_a_short_one():
    def lose_one(words):
        there = [(np.array([1.0, 1.0], np.float32), 1.0)] * (words - 1)
        scores = combine_words([*there, (np.array([1.0, 0.0], np.float32), 1.0)], 0.5)
        return float(scores[1] / (words - 1))

    assert lose_one(2) == pytest.approx(0.5**0.5)
    assert lose_one(MOST_COVERED) == pytest.approx((1 - 1 / MOST_COVERED) ** 0.5)
    half = [(np.array([1.0, 0.0], np.float32), 1.0)] * 10 + [(np.array([1.0, 1.0], np.float32), 1.0)] * 10
    assert combine_words(half, 0.5)[1] == pytest.approx(10 * (1 - MOST_COVERED / 20 * 0.5) ** 0.5)
