import pytest
from small_index import day, found, make_post, read_index

from indexer.search.results import Sort
from indexer.search.searcher import Searcher


def post(name, **fields):
    return make_post(name, "同样的文字。", title="x", **fields)


@pytest.mark.parametrize("parts", [("abcdef",), ("bdf", "ace"), ("def", "c", "ab")])
@pytest.mark.parametrize("text", ["文字", ""])
def test_posts_that_nothing_tells_apart_come_in_the_order_of_their_ids(parts, text):
    searcher = Searcher(read_index(*([post(name) for name in names] for names in parts)))
    assert "".join(found(searcher, text)) == "abcdef"


def test_of_equal_posts_the_newest_come_first_then_the_ids_decide():
    dates = {"a": day(2020), "b": day(2024), "c": day(2024), "d": None}
    searcher = Searcher(read_index([post(n, date=dates[n]) for n in "bd"], [post(n, date=dates[n]) for n in "ac"]))
    assert found(searcher, "", sort=Sort.DATE) == ["b", "c", "a", "d"]
