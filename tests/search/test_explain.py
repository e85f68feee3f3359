import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.explain import describe, explain_cut
from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("a", "服务网格 istio 服务", title="Istio"),
    make_post("b", "服务网格", title="x"),
)


def test_tokens_are_told_with_the_documents_that_have_them_as_a_word_or_as_a_subword():
    cut = {(each.written, each.kind): each.posts for each in explain_cut(SITE.reader, ANALYZER, "服务网格 zzz Istio")}
    assert cut[("服务网格", "word")] == 2
    assert cut[("服务", "part")] == 2
    assert cut[("Istio", "word")] == 1
    assert cut[("zzz", "word")] == 0


def test_tokens_come_in_the_order_of_the_text_the_longest_first():
    cut = explain_cut(SITE.reader, ANALYZER, "istio 服务网格")
    assert [each.written for each in cut][:2] == ["istio", "服务网格"]


def test_the_signals_of_a_hit_add_up_to_its_score():
    explanation = SITE.explain(SearchRequest("istio 服务"))
    assert explanation.total == 2
    for hit in explanation.hits:
        assert hit.score == pytest.approx(sum(hit.signals.values()), abs=1e-3)
    assert [(hit.id, hit.complete) for hit in explanation.hits] == [("a.md", True), ("b.md", False)]


def test_an_explanation_can_be_read():
    lines = describe(SITE.explain(SearchRequest("istio"))).splitlines()
    assert lines[:2] == ["cut", "  istio → istio  (word, 1 post)"]
    assert "  wanted    istio" in lines
    assert any(line.strip().startswith("words ") for line in lines)
