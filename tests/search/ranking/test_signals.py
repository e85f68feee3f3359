"""Each signal by itself: the post that has more of it scores higher by it, and a weight of 0 turns it off."""

from dataclasses import replace

import pytest
from small_index import day, make_post, read_index

from indexer.search.matching.lookup import Lookup
from indexer.search.ranking.ranking import rank
from indexer.search.ranking.signals import LATER_SIGNALS, SIGNALS
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

WEIGHTS = {
    "title": "title", "phrase": "phrase", "run": "run", "grams": "grams", "recency": "recency", "feedback": "feedback",
    "passage": "passage", "paragraph": "paragraph",
    "symbol": "symbol", "all words": "all_words", "whole title": "whole_title",
    "exact phrase": "exact_phrase",
}  # fmt: skip
"""The field of ``Tuning`` for each signal that can be turned off."""


def signals(text, *bodies, tuning=None, **fields):
    """Rank two posts; return the names of the signals with the values of both."""
    posts = [make_post(f"{at}", body, **{k: v[at] for k, v in fields.items()}) for at, body in enumerate(bodies)]
    searcher = Searcher(read_index(posts), tuning or Tuning())
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest(text)))
    assert ranking.docs.tolist() == list(range(len(bodies)))
    return {name: values.tolist() for name, values in ranking.signals.items()}


CASES = [
    ("words", "istio", ("istio istio", "istio and other things"), {}),
    ("words", "istio mesh", ("istio mesh", "istio istio"), {}),
    ("title", "istio", ("istio", "istio"), {"title": ("Istio", "About Istio")}),
    ("whole title", "what is istio", ("istio", "istio"), {"title": ("What is Istio?", "Istio")}),
    ("exact phrase", "what a rolling update is", ("what a rolling update is", "what is a rolling update"), {}),
    ("phrase", "rolling update", ("rolling update now", "update is rolling"), {}),
    ("run", "我们流量", ("我们流量很大", "流量是我们的"), {}),
    ("grams", "网格", ("网格网格网格", "网格"), {}),
    ("passage", "rolling update", ("rolling was the update", f"rolling {'was ' * 40} update"), {}),
    ("paragraph", "rolling update", (f"{'is ' * 20}\n\nrolling update", "rolling update"), {}),
    ("symbol", "$HOME", ("in $HOME it is", "in home it is"), {}),
    ("all words", "istio mesh", ("istio mesh", "istio istio"), {}),
    ("recency", "istio", ("istio", "istio"), {"date": (day(2024), day(2015))}),
]


@pytest.mark.parametrize(("name", "text", "bodies", "fields"), CASES)
def test_the_post_with_more_of_it_scores_higher(name, text, bodies, fields):
    better, worse = signals(text, *bodies, **fields)[name]
    assert better > worse >= 0


@pytest.mark.parametrize(("name", "text", "bodies", "fields"), [case for case in CASES if case[0] in WEIGHTS])
def test_a_weight_of_zero_turns_a_signal_off(name, text, bodies, fields):
    assert signals(text, *bodies, tuning=replace(Tuning(), **{WEIGHTS[name]: 0}), **fields)[name] == [0, 0]


def test_all_signals_and_no_others_are_in_the_score():
    named = signals("istio 我们流量", "istio 我们流量", "istio")
    assert list(named) == [*SIGNALS, *LATER_SIGNALS, "translations", "all words"]


def test_one_word_that_every_candidate_has_is_not_weighed_by_coverage():
    half = signals("istio", "istio", "istio", tuning=Tuning(coverage=0.5))["words"]
    assert half == signals("istio", "istio", "istio", tuning=Tuning(coverage=9))["words"]


def test_a_title_in_the_other_language_is_what_was_typed_too():
    titles = ("服务网格 未来", "future service mesh", "a future service mesh of x", "x")
    searcher = Searcher(read_index([make_post(f"{at}", "未来 x", title=title) for at, title in enumerate(titles)]))
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest("服务网格 未来")))
    typed, said, longer, other = ranking.signals["title"].tolist()
    assert typed == said > longer > other == 0


def test_the_words_of_a_title_in_the_other_language_count_more_where_the_query_is_no_topic():
    titles = ("服务网格 未来 alpha", "future service mesh alpha", "x")
    searcher = Searcher(read_index([make_post(f"{at}", "未来 x", title=title) for at, title in enumerate(titles)]))
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest("服务网格 未来 alpha")))
    typed, said, _ = ranking.signals["title"].tolist()
    assert said > typed > 0
