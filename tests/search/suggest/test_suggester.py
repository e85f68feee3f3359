import gc
import weakref

import pytest
from search.hammer import hammer
from small_index import make_post, make_searcher, read_index

from indexer.search.searcher import Searcher
from indexer.search.snapshot import IndexSnapshot
from indexer.search.suggest.suggester import Suggester
from indexer.search.tuning import Tuning

SITE = make_searcher(
    make_post("a", title="Istio 入门", tags=("Istio",)),
    make_post("b", title="Running Istio", tags=("服务网格",), categories=("istio 专题",)),
    make_post("c", title="ISTIO", tags=("旧",)),
    make_post("d", title="流量管理"),
)


def texts(searcher, typed, limit=8):
    return [(each.kind, each.text) for each in searcher.suggest(typed, limit)]


def test_what_begins_so_comes_first_and_names_before_titles():
    assert texts(SITE, "istio") == [
        ("tag", "Istio"), ("category", "istio 专题"), ("title", "ISTIO"), ("title", "Istio 入门"),
        ("title", "Running Istio"),
    ]  # fmt: skip


def test_no_more_are_named_than_asked_for():
    assert texts(SITE, "istio", 2) == [("tag", "Istio"), ("category", "istio 专题")]


@pytest.mark.parametrize(("typed", "found"), [("管理", [("title", "流量管理")]), ("管理 ", [("title", "流量管理")])])
def test_titles_are_found_by_what_stands_inside_them(typed, found):
    assert texts(SITE, typed) == found


@pytest.mark.parametrize("typed", ["", " ", "\n", "nothing", "门\nR"])
def test_what_is_nowhere_brings_nothing(typed):
    assert texts(SITE, typed) == []


def test_a_title_has_its_address():
    (suggestion,) = SITE.suggest("流量", 8)
    assert suggestion.url == "/d/"


def test_names_and_titles_of_dead_posts_are_not_suggested():
    posts = make_post("a", title="old title", tags=("old",)), make_post("b", title="other old title")
    assert texts(Searcher(read_index(posts, dead=[0])), "old") == [("title", "other old title")]


def test_eight_threads_that_make_its_tables_at_once_are_answered_as_one():
    names = [{"title": f"标题 {n} istio", "tags": (f"t{n % 9}", "istio"), "categories": (f"c{n}",)} for n in range(200)]
    posts = [make_post(f"{n:03}", **each) for n, each in enumerate(names)]
    index, typed = read_index(posts[:99], posts[99:], dead=[3]), ("istio", "t1", "c", "标题", "1", "题 19", "x", "sti")
    expected = [make_suggester(index).suggest(text, 9) for text in typed]
    for _ in range(5):
        suggester = make_suggester(index)
        for suggested in hammer(lambda _, number, shared=suggester: shared.suggest(typed[number], 9), len(typed)):
            assert suggested == expected


def test_its_tables_hold_no_index_that_nobody_else_holds():
    index = read_index([make_post("a", title="Istio", tags=("istio",))])
    suggester, held = make_suggester(index), weakref.ref(index)
    assert len(suggester.suggest("istio", 8)) == 2
    gc.disable()
    try:
        del suggester, index
        assert held() is None
    finally:
        gc.enable()


def make_suggester(index):
    return Suggester(IndexSnapshot(index, Tuning()))
