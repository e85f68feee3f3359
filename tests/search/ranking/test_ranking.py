import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import day, found, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import exact_mask
from indexer.search.ranking.ranking import _bound, find_widened, rank
from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("a", "istio istio 服务网格 流量管理", tags=("x",), date=day(2020), translation_key="k"),
    make_post("b", "istio mesh kubernetes", language="en", date=day(2021), translation_key="k"),
    make_post("c", "kubernetes kubernetes kubelet 流量", title="kube"),
    make_post("d", "别的事情，kube 服务与网格"),
)


def ranked(text, **parameters):
    lookup = Lookup(SITE.snapshot)
    plan = SITE.plan(SearchRequest(text, **parameters))
    return rank(lookup, plan), plan, lookup


def names(ranking):
    return "".join("abcd"[doc] for doc in ranking.docs.tolist())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abcd"),
        ("！", ""),
        ("istio", "ab"),
        ("-istio", "cd"),
        ("tag:x", "a"),
        ("kube* -mesh", "cd"),
        ("nowhere", ""),
    ],
)
def test_documents_are_found_by_nodes_filters_and_exclusions(text, found):
    assert names(ranked(text)[0]) == found


@given(
    st.lists(st.sampled_from(("istio", "流量管理", "kube", "mesh", "服务网格", '"istio mesh"', "kubrenetes", "-mesh"))),
    st.booleans(),
)
def test_the_signals_add_up_and_only_complete_posts_gain_by_being_so(words, typing):
    ranking, _, _ = ranked(" ".join(words), search_as_you_type=typing)
    if ranking.signals:
        assert ranking.scores == pytest.approx(sum(ranking.signals.values()), abs=1e-4)
        assert ((ranking.signals["all words"] > 0) <= ranking.complete).all()
    assert (np.diff(ranking.docs) > 0).all()


def test_what_only_begins_like_a_word_stays_below_every_post_with_that_word():
    ranking, plan, lookup = ranked("kube", search_as_you_type=True)
    words = ranking.signals["words"]
    has_word = exact_mask(lookup.match(plan.scored[0]), SITE.reader.max_doc)[ranking.docs]
    assert names(ranking) == "abcd"  # a as the translation of b
    assert words[~has_word].max() < words[has_word].min()
    assert not ranking.complete[~has_word].any()


def test_a_passing_mention_of_the_last_word_lifts_no_post_above_one_that_is_about_the_matter():
    about = make_post("about", "日志架构：怎样收集日志，把日志收集到哪里。" * 4, title="日志收集")
    passing = make_post("passing", "弃用的常见问题。" * 20 + "日志还在。" + "别的。" * 20 + "这个方案收集了意见。")
    others = [make_post(f"o{n}", "另一个方案") for n in range(6)]
    assert found(make_searcher(about, passing, *others), "日志收集 方案")[0] == "about"


def test_rows_are_found_by_document_and_some_can_be_kept():
    ranking, _, _ = ranked("istio OR kubernetes")
    assert ranking.rows_of([2, 0]) == [2, 0]
    kept = ranking.keep(np.array([True, False, True]))
    assert (names(kept), kept.total, len(kept.complete)) == ("ac", 2, 2)
    assert all(len(values) == 2 for values in kept.signals.values())


def test_each_facet_that_was_chosen_from_is_counted_as_if_it_were_not():
    _, plan, lookup = ranked("istio", tags=("x",), language="zh")
    found = {name: docs.tolist() for name, docs in find_widened(lookup, plan).items()}
    assert found == {"tag": [0], "lang": [0]}
    _, plan, lookup = ranked("istio", language="zh")
    assert find_widened(lookup, plan)["lang"].tolist() == [0, 1]
    assert find_widened(lookup, ranked("istio")[1]) == {}


@pytest.mark.parametrize(("typed", "other", "factor"), [(1, 4, 0.5), (4, 1, 1), (0, 3, 1), (3, 0, 1), (2, 2, 1)])
def test_a_rarer_word_counts_less_than_the_one_typed_and_a_more_frequent_one_no_more(typed, other, factor):
    assert _bound(typed, other) == factor
