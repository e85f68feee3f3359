from types import SimpleNamespace

import numpy as np
import pytest
from small_index import make_post, make_searcher

from indexer.index.parts.token_stream import make_stream
from indexer.native.snippets.tokens import find_page_tokens, find_words_in_a_row
from indexer.search.matching.lookup import Lookup
from indexer.search.snippets.page_tokens import TermFilter
from indexer.search.snippets.result_page import ResultPage


def draw_streams(random, terms, most):
    for _ in range(random.integers(1, 6)):
        count = int(random.choice([0, 1, 300]))
        entries = random.integers(0, most, count).astype(np.uint32)
        entries[: count // 2] = random.choice(terms, count // 2)
        entries |= (random.integers(0, 8, count) << 29).astype(np.uint32)
        yield make_stream(entries, *random.integers(0, 256, (2, count)).astype(np.uint8))


def test_it_finds_what_python_finds(library):
    for seed in range(150):
        random = np.random.default_rng(seed)
        most = int(random.choice([10, 5000, 1 << 29]))
        terms = np.unique(random.integers(0, most, random.integers(1, 50)))
        streams = list(draw_streams(random, terms, most))
        begins = np.concatenate([[0], random.integers(0, 1000, len(streams)).cumsum()])
        expected = TermFilter(terms)._find(SimpleNamespace(begins=begins), streams)
        found = find_page_tokens(library, [each.data for each in streams], begins, terms)
        assert (found.dtype, found.tolist()) == (expected.dtype, expected.tolist()), seed


def test_there_is_room_for_any_number_of_tokens(library):
    many = np.zeros(10_000, np.uint32)
    stream = make_stream(many, *np.ones((2, len(many)), np.uint8))
    found = find_page_tokens(library, [stream.data], np.array([0, 0]), np.array([0]))
    assert found[-1].tolist() == [0, 0, 10_000, 10_001, 9_999, 0]


def test_a_table_without_places_for_all_documents_is_an_error(library):
    stream = make_stream(np.zeros(1, np.uint32), *np.ones((2, 1), np.uint8))
    with pytest.raises(ValueError, match="find_page_tokens: number 1 is outside of its array; the index is damaged"):
        find_page_tokens(library, [stream.data] * 2, np.array([0]), np.array([0]))


def test_there_is_room_for_any_number_of_words_in_a_row(library):
    searcher = make_searcher(make_post("1", "a b " * 5000))
    page, lookup = ResultPage(searcher.snapshot, [0]), Lookup(searcher.snapshot)
    rows = [lookup.terms.find_all((term,)) for term in "ab"]
    found = find_words_in_a_row(library, [page.streams[0].data], [page.frames[0]], page.begins[:-1], rows)
    assert len(found) == 10_000
    assert (found[1:, 0] - found[:-1, 1] == 1).all()


def test_no_words_in_a_row_are_an_error(library):
    with pytest.raises(ValueError, match="find_words_in_a_row: number 0 is not in order; the index is damaged"):
        find_words_in_a_row(library, [], [], np.array([], np.int64), [])
