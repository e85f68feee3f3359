"""What is found of a query in the texts of a page, and what each find counts."""

from random import Random

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_index import make_post, make_searcher, read_index

from indexer.native import kernel
from indexer.search.formulas import idf
from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import PhraseNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.snippets.highlight_targets import RUN_WEIGHT
from indexer.search.snippets.highlighter import Highlighter, _find_words_in_a_row
from indexer.search.snippets.result_page import ResultPage

WORDS = ("istio", "mesh", "proxy", "网格", "服务", "流量")


def highlight(searcher, text, docs=(0,)):
    """Return what is marked in the texts of some documents, and what each mark weighs."""
    highlighter = Highlighter(Lookup(searcher.snapshot), searcher.plan(SearchRequest(text)))
    page = ResultPage(searcher.snapshot, docs)
    found, kinds = highlighter.find_highlights(page), highlighter.kinds
    marked = [page.text[start:end] for start, end in found.within(0, len(page.text))]
    return marked, [kinds.weights[kinds.kinds == kind].tolist() for kind in found.kinds.tolist()]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("mesh", ["mesh", "meshes"]),
        ("mes*", ["mesh", "meshes"]),
        ('"service mesh"', ["service", "mesh"]),
        ("网格", ["网格", "网格"]),
        ("网", ["网", "网"]),
        ("务网", ["务网"]),
        ('"mesh 服务"', ["mesh 服务"]),
        ("service-mesh", ["service", "mesh", "meshes"]),
        ("nothing", []),
    ],
)
def test_a_word_is_marked_in_whatever_way_it_is_found(query, marked):
    searcher = make_searcher(make_post("a", "A service mesh 服务网格 and meshes, 网格", title="t"))
    assert highlight(searcher, query)[0] == marked


def test_words_in_a_row_are_passed_to_the_kernel_of_the_documents_that_have_them():
    kernel() or pytest.skip("no kernel")
    bodies = ("a mesh service", "one service mesh", "service, mesh service mesh", "nothing")
    searcher = make_searcher(*(make_post(f"{at}", body, title="t") for at, body in enumerate(bodies)))
    for docs in ((0, 1, 2, 3), (2, 0, 1), (3, 2), (0, 3)):
        highlighter = Highlighter(Lookup(searcher.snapshot), searcher.plan(SearchRequest('"service mesh"')))
        page = ResultPage(searcher.snapshot, docs)
        spans = highlighter.make_render_targets(page).spans.tolist()
        assert page.read_streams == ()
        found = highlighter.find_highlights(page)
        assert [(start, end) for _, start, end in spans] == found.within(0, len(page.text)), docs


def test_words_in_a_row_are_found_by_the_kernel_where_python_finds_them():
    pieces = "a", "b", "a-b", "aB", "b.a", "服务", "a\u0301", "`b`", "\n\n# a b\n\n", "c"
    for seed in range(40):
        chance = Random(seed)
        bodies = [" ".join(chance.choices(pieces, k=chance.randint(0, 40))) for _ in range(3)]
        searcher = make_searcher(*(make_post(f"{at}", body, title="a b") for at, body in enumerate(bodies)))
        words = tuple(
            WordNode(word, (word,)) for word in chance.choices(["a", "b", "c", "服务"], k=chance.randint(1, 4))
        )
        node = PhraseNode("x x", words, in_title=chance.random() < 0.5)
        highlighter = Highlighter(Lookup(searcher.snapshot), Plan("x", scored=(node,)))
        page = ResultPage(searcher.snapshot, chance.sample(range(3), 3))
        expected = _find_words_in_a_row(page, highlighter._targets[0].phrase)
        found = highlighter._find_phrase(page, node, highlighter._targets[0].phrase)
        assert kernel() is None or found.pairs() == expected.pairs(), (bodies, node)


def test_of_overlapping_finds_the_longer_is_marked():
    searcher = make_searcher(make_post("a", "微服务架构设计", title="t"))
    assert highlight(searcher, "微服务架构 微服务")[0] == ["微服务架构"]


def test_highlights_of_several_documents_stand_in_the_page_in_their_order():
    searcher = make_searcher(make_post("a", "one mesh", title="t"), make_post("b", "meshes", title="mesh"))
    assert highlight(searcher, "mesh", (1, 0))[0] == ["mesh", "meshes", "mesh"]


def test_a_word_of_every_field_of_every_document_still_weighs_something():
    everywhere = [make_post(f"{n}", "# istio\n\nistio\n\n`istio`", title="istio", tags=("istio",)) for n in range(9)]
    marked, weights = highlight(Searcher(read_index(everywhere)), "istio")
    assert set(marked) == {"istio"}
    assert weights == [[pytest.approx(idf(9, 9))]] * len(marked)


def test_a_word_weighs_by_the_living_documents_that_have_it_in_any_part():
    posts = [make_post(f"{n}", "istio" if n < 4 else "mesh", title="istio" if n < 2 else "t") for n in range(8)]
    searcher = Searcher(read_index(posts[:3], posts[3:], dead=[0, 4, 7]))
    weights = [[pytest.approx(idf(3, 5))], [pytest.approx(idf(3, 5))], [pytest.approx(idf(2, 5))]]
    assert highlight(searcher, "istio mesh", (1, 5)) == (["istio", "istio", "mesh"], weights)


def test_a_run_of_characters_shows_the_words_it_was_cut_into_and_counts_by_itself():
    searcher = make_searcher(make_post("a", "苹果香蕉", title="t"), make_post("b", "苹果，香蕉", title="t"))
    marked, weights = highlight(searcher, "苹果香蕉", (0, 1))
    assert marked == ["苹果香蕉", "苹果", "香蕉"]
    assert weights == [[RUN_WEIGHT, pytest.approx(idf(2, 2)), pytest.approx(idf(2, 2))], *weights[1:]]
    assert weights[1:] == [[pytest.approx(idf(2, 2))]] * 2


bodies = st.lists(st.sampled_from((*WORDS, "。", "\n\n# ", "`")), max_size=30).map(" ".join)


several = st.lists(bodies, min_size=1, max_size=6)


@examples(40)
@given(several, st.lists(st.sampled_from(WORDS), max_size=3), st.sampled_from(("", "*")))
def test_every_mark_weighs_something_and_nothing_weighs_less(bodies, words, sign):
    searcher = Searcher(read_index([make_post(f"{n}", body, title=body[:9]) for n, body in enumerate(bodies)]))
    for text in (" ".join(f"{word}{sign}" for word in words), f'"{" ".join(words)}"'):
        _, weights = highlight(searcher, text, range(len(bodies)))
        assert all(weight > 0 for row in weights for weight in row)
