"""A post that holds Chinese as it was typed has all of it, whatever words it is a part of there."""

import pytest
from small_index import make_post, make_searcher

from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("word", "网格 与 集群", title="网格"),
    make_post("inside", "服务网格 与 集群", title="服务网格"),
    make_post("across", "上网格外小心"),
    make_post("apart", "服务 与 网络"),
)


@pytest.mark.parametrize(
    ("text", "total", "complete"),
    [
        ("网格", 3, 3),
        ("网", 4, 4),
        ("服务网", 1, 1),
        ("網格", 3, 3),
        ("title:网格", 2, 2),
        ("网格 集群", 3, 2),
        ("群 服务网", 2, 1),
        ("服务 集群", 3, 1),
    ],
)
def test_posts_that_hold_what_was_typed_in_one_piece_are_complete(text, total, complete):
    results = SITE.search(SearchRequest(text))
    assert (results.total, results.complete) == (total, complete)


def test_posts_with_a_word_still_stand_above_those_that_have_its_characters():
    explained = SITE.explain(SearchRequest("网格"))
    gains = {hit.id: hit.signals["all words"] > 0 for hit in explained.hits}
    assert next(iter(gains)) == "word.md"
    assert [name for name, gained in gains.items() if gained] == ["word.md"]
