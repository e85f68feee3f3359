import numpy as np
import pytest
from small_index import make_post, make_searcher, read_index

from indexer.native.snippets.tokens import find_words_in_a_row
from indexer.search.matching.lookup import Lookup
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.snippets.result_page import ResultPage


@pytest.mark.usefixtures("library")
def test_there_is_room_for_any_number_of_tokens(without_kernel):
    """Of several parts tokens are read, not looked for where they are packed."""
    reader = read_index([make_post("1", "mesh " * 5000 + "proxy")], [make_post("2", "a proxy, and a mesh")])
    expected = Searcher(reader).search(SearchRequest("mesh proxy")).hits
    without_kernel.undo()
    assert Searcher(reader).search(SearchRequest("mesh proxy")).hits == expected


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
