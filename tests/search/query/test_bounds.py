import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query import bounds
from indexer.search.query.bounds import leave_out_costly
from indexer.search.query.clauses import read_clauses
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("a", "mesh " * 50 + "istio " * 5 + "envoy 服务。服务。服务。服务网格", title="x"),
    make_post("b", "mesh " * 50 + "istio envoy", title="x"),
)
WORDS = WordReader(ANALYZER)


def bound(text):
    clauses, left_out = leave_out_costly(read_clauses(parse_query(text), WORDS), Lookup(SITE.snapshot))
    return [node.text for node in clauses.scored], [node.text for node in left_out], clauses


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        (108, ["mesh", "istio", "envoy"]),
        (107, ["istio", "envoy"]),
        (8, ["istio", "envoy"]),
        (7, ["envoy"]),
        (0, ["envoy"]),
    ],
)
def test_the_rarest_words_stay_as_long_as_their_places_can_be_afforded(monkeypatch, places, kept):
    monkeypatch.setattr(bounds, "MOST_PLACES", places)
    found, left_out, _ = bound("mesh istio envoy")
    assert found == kept
    assert [*left_out, *found] == ["mesh", "istio", "envoy"]


def test_phrases_and_what_titles_must_have_stay(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_PLACES", 3)
    assert bound('"mesh mesh" title:mesh mesh envoy')[0] == ["mesh mesh", "mesh", "envoy"]


def test_pairs_of_characters_go_with_their_words(monkeypatch):
    assert bound("服务 envoy")[2].grams == ("服务",)
    monkeypatch.setattr(bounds, "MOST_PLACES", 2)
    assert bound("服务 envoy")[2].grams == ()


def test_a_visitor_is_told_what_was_left_out(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_PLACES", 10)
    results = SITE.search(SearchRequest("mesh envoy"))
    assert [(note.kind, note.text) for note in results.notes] == [
        ("shortened", "too common beside the other words, not searched for: mesh")
    ]
    assert results.total == 2


def test_an_ordinary_query_is_left_as_it_is():
    found, left_out, _ = bound("mesh istio envoy 服务")
    assert (found, left_out) == (["mesh", "istio", "envoy", "服务"], [])


def test_a_word_stands_at_no_more_places_than_it_is_bounded_by():
    lookup = Lookup(SITE.snapshot)
    words = WORDS.read("mesh istio envoy 服务 服务网格 服务服务服务 kube-proxy nowhere")
    assert all(lookup.count_places(word) <= lookup.bound_places([word]) for word in words)


def test_words_that_may_be_anywhere_are_left_alone_without_being_looked_up():
    lookup = Lookup(SITE.snapshot)
    lookup.count_places = None
    clauses = read_clauses(parse_query("mesh istio"), WORDS)
    assert leave_out_costly(clauses, lookup) == (clauses, ())
