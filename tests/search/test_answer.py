"""A page of an answer: its documents, how many posts are complete, and the facets."""

from random import Random

import pytest
from small_index import day, make_post, make_searcher

from indexer.search import answer
from indexer.search.matching.lookup import Lookup
from indexer.search.ranking import ranking
from indexer.search.results import SearchRequest, Sort

WORDS = ("istio", "mesh", "服务网格", "网格", "proxy")


def draw_post(chance, number):
    return make_post(
        f"{number:02}",
        " ".join(chance.choices(WORDS, k=5)),
        tags=tuple(chance.sample(("a", "b", "c"), 2)),
        date=chance.choice((None, day(2015), day(2024))),
        language=chance.choice(("zh", "en")),
        translation_key=chance.choice(("", f"k{number // 2}")),
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_page_is_the_same_with_and_without_the_kernel(monkeypatch, seed):
    chance = Random(seed)
    searcher = make_searcher(*(draw_post(chance, number) for number in range(40)))
    for text, sort in (
        ("istio mesh", Sort.RELEVANCE),
        ("服务网格", Sort.RELEVANCE),
        ("服务 proxy", Sort.RELEVANCE),
        ("務", Sort.DATE),
        ("网格 tag:a", Sort.DATE),
        ("", Sort.RELEVANCE),
        ("no", Sort.DATE),
    ):
        for request in (SearchRequest(text), SearchRequest(text, tags=("b",))):
            plan = searcher.plan(request)
            told = [answer.tell_page(Lookup(searcher.snapshot), plan, sort, first, 7) for first in (0, 7, 90)]
            with monkeypatch.context() as patch:
                patch.setattr(ranking, "find_kernel", lambda _lookup: None)
                others = [answer.tell_page(Lookup(searcher.snapshot), plan, sort, first, 7) for first in (0, 7, 90)]
            assert told == others, (seed, text)
