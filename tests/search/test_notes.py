"""Visitors are told of other words only where these brought a hit on the page."""

from dataclasses import replace

import pytest
from small_index import make_post, make_searcher, read_index

from indexer.index.reader.site import LearntPair
from indexer.search.results import Note, SearchRequest
from indexer.search.searcher import Searcher

SITE = make_searcher(
    make_post("both", "kubernetes 与 k8s"),
    make_post("other", "kubernetes"),
    make_post("software", "软件"),
    make_post("mesh", "service mesh 与 kubernetes"),
    *(make_post(f"filler{number}", f"k8s k8s k8s {number}") for number in range(3)),
)


def notes(text, **parameters):
    return list(SITE.search(SearchRequest(text, **parameters)).notes)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("k8s", Note("synonym", "Also searching: kubernetes", ("kubernetes",), '"k8s"')),
        ("服务网格", Note("synonym", "同时搜索：service mesh", ("service mesh",), '"服务网格"')),
        (
            "服务网格 k8s",
            Note("synonym", "同时搜索：service mesh、kubernetes", ("service mesh", "kubernetes"), '"服务网格" "k8s"'),
        ),
        ("kubrenetes", Note("corrected", "kubrenetes = kubernetes")),
    ],
)
def test_words_that_brought_a_hit_are_named(text, told):
    assert notes(text) == [told]


@pytest.mark.parametrize("text", ["服务网格 service mesh", "kubernetes k8s"])
def test_a_word_that_was_typed_itself_is_not_named_as_another(text):
    assert notes(text) == []


def test_the_word_of_another_region_is_named():
    assert Note("regional", "同时搜索：软件", ("软件",), '"軟體"') in notes("軟體")


def test_a_word_that_is_marked_beside_the_one_typed_is_named():
    site = make_searcher(make_post("a", "服务网格（Service Mesh）是什么"))
    (note,) = site.search(SearchRequest("服务网格")).notes
    assert note.words == ("service mesh",)
    assert site.search(SearchRequest('"服务网格"')).notes == ()


def test_a_word_looked_for_for_two_reasons_is_named_once():
    site = make_searcher(make_post("a", "断路器"), make_post("b", "熔断"))
    notes = site.search(SearchRequest("熔断器")).notes
    assert [(note.kind, set(note.words)) for note in notes] == [("synonym", {"断路器", "熔断"})]


def test_an_everyday_word_of_the_other_language_is_named_as_a_synonym():
    searcher = make_searcher(make_post("zh", "年度 调查"), make_post("en", "annual survey"))
    told = searcher.search(SearchRequest("年度调查")).notes
    assert [(note.kind, note.words) for note in told] == [("synonym", ("annual", "survey"))]


def test_words_that_brought_no_hit_on_this_page_are_not_named():
    assert notes("k8s", per_page=1) == []
    assert notes("kubernetes service mesh", per_page=1) == []


PAIR = LearntPair("代理", "envoy", 2, ("a.md", "b.md"))


@pytest.fixture(scope="module")
def taught():
    """A site that has learnt that 代理 is envoy."""
    index = read_index(
        [
            make_post("typed", "代理 转发"),
            make_post("other", "envoy 转发"),
            make_post("only", "envoy envoy envoy", title="envoy"),
            make_post("neither", "转发"),
            make_post("both", "代理 与 envoy"),
        ]
    )
    index.site = replace(index.site, pairs=(PAIR,))
    return Searcher(index)


def search(searcher, text):
    results = searcher.search(SearchRequest(text))
    return [hit.id.removesuffix(".md") for hit in results.hits], [(each.kind, each.words) for each in results.notes]


def test_words_said_another_way_are_named_each_in_one_piece():
    site = make_searcher(make_post("a", "随机访问 内存"), make_post("b", "随机 数"))
    notes = {note.kind: note.words for note in site.search(SearchRequest("隨機存取記憶體")).notes}
    assert notes["regional"] == ("随机访问", "内存")


def test_a_learnt_pair_finds_nothing_alone_and_nobody_is_told(taught):
    assert search(taught, "代理") == (["typed", "both"], [])


def test_a_learnt_pair_raises_a_post_that_the_rest_of_the_query_finds(taught):
    found, told = search(taught, "代理 转发")
    assert found[0] == "typed"
    assert found.index("other") < found.index("neither")
    assert "only" not in found
    assert told == [("synonym", ("envoy",))]


def test_a_learnt_pair_is_never_taken_for_the_word_typed(taught):
    explained = taught.explain(SearchRequest("代理 转发"))
    assert [hit.id for hit in explained.hits if hit.complete] == ["typed.md"]


def test_the_words_typed_can_be_asked_for_alone():
    (note,) = notes("服务网格")
    assert notes(note.exactly) == []
