"""Phrases that no posting finds: exact within the budget, by pairs of neighbours beyond it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching import mixed_phrases
from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.phrases import PhraseMatcher
from indexer.search.matching.terms import TermLookup
from indexer.search.matching.words import WordMatcher
from indexer.search.matching.work import QUERY_UNITS, WorkBudget
from indexer.search.query.clauses import read_clauses
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest
from indexer.text.analysis.scripts import UNSPACED

WORDS = WordReader(ANALYZER)
PIECES = ("服务", "网格", "的", "service mesh", " ")
TEXTS = (
    *("服务 网格", "服务网格", "网格 服务。", "服务，网格", "服务\n\n网格 service", "服务 的 网格"),
    *("service 服务 mesh", "服务 service mesh 网格", "service mesh。服务 网格 服务", "服务 服务 服务"),
    *("服务。服务 服务服务", "网格 的service"),
)
SITE = make_searcher(*(make_post(f"{number:02d}", text, title="x") for number, text in enumerate(TEXTS)))
SIZE = sum(map(len, (SITE.reader.text(doc) for doc in range(SITE.reader.max_doc))))


def find(text, units):
    (node,) = read_clauses(parse_query(text), WORDS).scored
    terms = TermLookup(SITE.snapshot)
    phrases = PhraseMatcher(WordMatcher(terms, CharacterLookup(SITE.reader)), WorkBudget(units))
    return phrases.find(node).tolist(), list(phrases.shortened) == [node]


def docs_with(text):
    wanted = "".join(text.split())
    return [doc for doc in range(SITE.reader.max_doc) if wanted in "".join(SITE.reader.text(doc).split())]


@given(
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=5).map(" ".join).filter(UNSPACED.search),
    st.integers(0, 2 * SIZE),
)
def test_a_phrase_is_exact_unless_it_is_told_to_be_shortened(text, units):
    docs, is_shortened = find(f'"{text}"', units)
    if not is_shortened:
        assert docs == docs_with(text)
    elif "service" not in text:
        assert set(docs) >= set(docs_with(text))


def test_what_can_be_read_is_exact_at_any_budget_that_is_enough():
    assert find('"服务 网格"', QUERY_UNITS) == (docs_with("服务 网格"), False)


def test_texts_are_read_once_for_a_phrase_which_costs_each_query_the_same(monkeypatch):
    site = make_searcher(make_post("a", "服务 service", title="x"), make_post("b", "service 服务", title="x"))
    (node,) = read_clauses(parse_query('"service 服务"'), WORDS).scored
    reads = []
    find_spans = mixed_phrases.find_spans
    monkeypatch.setattr(mixed_phrases, "find_spans", lambda *asked: reads.append(asked) or find_spans(*asked))
    left = []
    for _ in range(2):
        terms, budget = TermLookup(site.snapshot), WorkBudget()
        phrases = PhraseMatcher(WordMatcher(terms, CharacterLookup(site.reader)), budget)
        assert phrases.find(node).tolist() == [1]
        left.append(budget.left)
    assert len(reads) == 1
    assert left[0] == left[1] < QUERY_UNITS


def test_characters_that_touch_are_known_without_reading_any_text():
    docs, is_shortened = find('"服务 服务"', 60)
    assert set(docs) >= set(docs_with("服务 服务"))
    assert is_shortened


@pytest.mark.parametrize(
    ("phrase", "docs"),
    [
        ('"服务，网格"', docs_with("服务，网格")),
        ('"服务 service"', [6, 7]),
        ('"service 网格"', []),
    ],
)
def test_without_a_budget_the_characters_are_all_that_is_asked_for(phrase, docs):
    found, is_shortened = find(phrase, 0)
    assert is_shortened
    assert set(found) >= set(docs)


def test_what_costs_too_much_is_refused_whole():
    budget = WorkBudget(10)
    assert not budget.take(11)
    assert budget.take(10)
    assert not budget.take(1)


def test_a_visitor_is_told_of_a_phrase_that_was_not_compared(monkeypatch):
    monkeypatch.setattr("indexer.search.matching.work.WorkBudget.take", lambda *_: False)
    results = SITE.search(SearchRequest('"服务 service"'))
    assert [(note.kind, note.text) for note in results.notes] == [
        ("shortened", '"服务 service"：含有这些词的文章太多，没有比较它们的先后顺序')
    ]
    assert results.total
    assert all(hit.snippet.marks for hit in results.hits)


def test_a_visitor_is_told_nothing_of_one_that_was():
    assert not SITE.search(SearchRequest('"服务 service"')).notes
