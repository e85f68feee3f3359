import numpy as np
import pytest
from small_index import make_post, make_searcher, read_index

from indexer.native.snippets.tokens import find_words_in_a_row
from indexer.search.matching.lookup import Lookup
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.snippets.page_tokens import MOST_TOKENS
from indexer.search.snippets.result_page import ResultPage


@pytest.mark.usefixtures("library")
def test_there_is_room_for_any_number_of_tokens(without_kernel):
    """Of several parts tokens are read, not looked for where they are packed."""
    reader = read_index([make_post("1", "mesh " * 5000 + "proxy")], [make_post("2", "a proxy, and a mesh")])
    expected = Searcher(reader).search(SearchRequest("mesh proxy")).hits
    without_kernel.undo()
    assert Searcher(reader).search(SearchRequest("mesh proxy")).hits == expected


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("query", ["mesh", '"mesh mesh"', '"mesh proxy"', "mesh proxy"])
@pytest.mark.parametrize("more", [[], [make_post("2", "a proxy, and a mesh")]])
def test_of_a_text_of_more_words_than_are_looked_for_the_same_are_marked(without_kernel, query, more):
    posts = [make_post("1", "mesh " * MOST_TOKENS + "mesh proxy. " * 9), make_post("3", "mesh mesh proxy")]
    reader = read_index(posts, more) if more else read_index(posts)
    expected = Searcher(reader).search(SearchRequest(query)).hits
    without_kernel.undo()
    assert Searcher(reader).search(SearchRequest(query)).hits == expected


def test_there_is_room_for_any_number_of_words_in_a_row(library):
    searcher = make_searcher(make_post("1", "a b " * 5000))
    page, lookup = ResultPage(searcher.snapshot, [0]), Lookup(searcher.snapshot)
    rows = [lookup.terms.find_all((term,)) for term in "ab"]
    found = find_words_in_a_row(library, [page.streams[0].data], [page.frames[0]], page.begins[:-1], rows)
    assert len(found) == 10_000
    assert (found[1:, 0] - found[:-1, 1] == 1).all()


def test_words_in_a_row_of_a_text_of_one_word_are_found_up_to_a_bound(library):
    searcher = make_searcher(make_post("1", "a " * (MOST_TOKENS + 9)))
    page, lookup = ResultPage(searcher.snapshot, [0]), Lookup(searcher.snapshot)
    rows = [lookup.terms.find_all((term,)) for term in "aa"]
    assert (
        len(find_words_in_a_row(library, [page.streams[0].data], [page.frames[0]], page.begins[:-1], rows))
        == MOST_TOKENS
    )


def test_no_words_in_a_row_are_an_error(library):
    with pytest.raises(ValueError, match="find_words_in_a_row: number 0 is not in order; the index is damaged"):
        find_words_in_a_row(library, [], [], np.array([], np.int64), [])
