import pytest
from small_index import make_post, make_searcher, read_index

from indexer.search.searcher import Searcher

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
