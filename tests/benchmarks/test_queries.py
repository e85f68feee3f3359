"""The queries of the benchmark: drawn, not chosen, and the same ones for the same seed."""

from collections import Counter

import pytest
from benchmarks.__main__ import SAMPLE
from benchmarks.corpora import read_material, write_site
from benchmarks.queries import QueryMaker, words_of
from benchmarks.study_repeats import count_repeats, draw_stream


@pytest.fixture(scope="module")
def material():
    return read_material(SAMPLE)


def test_half_of_the_queries_are_chinese_and_every_kind_comes_equally_often(material):
    queries = QueryMaker(material, seed=1).draw(64)
    assert Counter(query.language for query in queries) == {"zh": 32, "en": 32}
    assert set(Counter(query.kind for query in queries).values()) == {8}
    assert all(query.text.strip() for query in queries)


def test_the_same_seed_draws_the_same_queries_and_another_seed_others(material):
    first, again, other = (QueryMaker(material, seed).draw(32) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_smaller_site_is_the_beginning_of_a_larger_one(material, tmp_path):
    write_site(material, 3, tmp_path / "small")
    write_site(material, 5, tmp_path / "large")
    small, large = (sorted((tmp_path / name).rglob("*.md")) for name in ("small", "large"))
    assert [path.read_text() for path in small] == [path.read_text() for path in large[:3]]
    assert len(large) == 5


def test_words_are_cut_as_they_are_written():
    assert words_of("Istio 的网络, version 1.2") == ["Istio", "的", "网络", "version"]


def test_the_steeper_zipfs_law_the_more_of_a_stream_repeats():
    queries = [str(number) for number in range(200)]
    flat, steep = (draw_stream(queries, exponent) for exponent in (0.2, 2.0))
    assert (len(flat), count_repeats(["a", "b", "a", "a"])) == (200, 2)
    assert count_repeats(flat) < count_repeats(steep)
    assert steep.count("0") > len(steep) / 2
