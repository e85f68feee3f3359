"""A plan is complete when the planner returns it."""

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_index import day, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query import planner
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.query.parsing.filters import Filters
from indexer.search.query.planner import Planner
from indexer.search.results import SearchRequest
from indexer.search.tuning import Tuning

SITE = make_searcher(
    make_post("a", "kubernetes k8s 服务网格 service mesh", tags=("服务网格",), date=day(2020)),
    make_post("b", "kubernetes 服务网格 程序 kubelet"),
)
OFF = Tuning(synonym=0, learnt=0, regional=0, corrected=0)


def plan(text, tuning=None, **parameters):
    tuning = tuning or Tuning()
    maker = Planner(SITE.reader, tuning, Lexicon(SITE.reader.site, tuning))
    return maker.plan(SearchRequest(text, **parameters), Lookup(SITE.snapshot))


def kinds(made):
    return [(each.kind.value, str(each)) for each in made.expansions]


def test_synonyms_and_regional_words_that_a_post_has_are_in_the_plan():
    assert ("synonym", "k8s = kubernetes") in kinds(plan("k8s"))
    assert kinds(plan("程式")) == [("regional", "程式 = 程序")]


@pytest.mark.parametrize(
    "typed", ["kubernetes", "k8s kubelet", "service mesh", "kubernets", "kubeletes mesh", "the", "gone"]
)
def test_words_of_letters_alone_are_planned_as_any_other(typed, monkeypatch):
    expected = plan(typed)
    parse = planner.parse_query
    monkeypatch.setattr(planner, "parse_query", lambda text: parse(text)._replace(is_plain=False, is_latin=False))
    assert plan(typed) == expected


def test_synonyms_that_no_post_has_are_not():
    assert all("sidecar" not in text for _, text in kinds(plan("边车")))


def test_misspelt_words_are_corrected_and_the_query_with_them():
    made = plan("kubrenetes 网格")
    assert ("corrected", "kubrenetes = kubernetes") in kinds(made)
    assert made.suggestion == "kubernetes 网格"


def test_a_half_typed_word_stands_for_what_begins_so_while_somebody_types():
    (expansion,) = plan("kube", search_as_you_type=True).expansions
    assert expansion.kind is ExpansionKind.PREFIX
    assert expansion.nodes[0].terms == ("kubernet", "kubelet")
    assert ExpansionKind.PREFIX not in {each.kind for each in plan("kube").expansions}


@pytest.mark.parametrize("text", ["k8s", "程式", "kubrenetes"])
def test_with_all_weights_zero_only_what_was_typed_is_looked_for(text):
    made = plan(text, OFF)
    assert (made.expansions, made.suggestion) == ((), None)


def test_parameters_of_the_request_are_among_the_filters():
    assert plan("istio lang:zh", tags=("x",)).filters == Filters((("lang", "zh"),), chosen=(("tag", ("x",)),))


@pytest.mark.parametrize(
    ("text", "language"), [("kubernetes", "en"), ("网格", "zh"), ("fuwuwangge", "zh"), ("kubrenetes", "en"), ("", "en")]
)
def test_pinyin_is_meant_to_be_chinese(text, language):
    assert plan(text).language == language


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("服務網格", ("folded", "服務網格 = 服务网格")),
        ("date:2019-13", ("text", "no date, searched for as text: date:2019-13")),
        ("kubernetes xyzzyq 苹果香蕉", ("missing", "没有找到：xyzzyq、苹果、香蕉")),
        ("kubernetes xyzzyq qyzzyx", ("missing", "not found: xyzzyq, qyzzyx")),
        ("サービス สวัสดี Łódź 蘋果", ("missing", "没有找到：サービス、สวัสดี、Łódź、蘋果")),
        (" ".join(map(str, range(33))), ("ignored", "too long, not searched for: 32")),
    ],
)
def test_a_visitor_is_told_what_was_done_to_the_query(text, note):
    assert note in [(each.kind, each.text) for each in plan(text).notes]


@pytest.mark.parametrize(
    ("text", "words"), [("date:2019-13 date:x", ("date:2019-13", "date:x")), (" ".join(map(str, range(33))), ("32",))]
)
def test_a_note_names_what_it_tells_of(text, words):
    assert plan(text).notes[0].words == words


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("kubernetes xyzzyq", {"search_as_you_type": True}),  # the last word may go on
        ("title:xyzzyq kubernetes", {}),
        ("-xyzzyq kubernetes", {}),
        ('"xyzzyq"', {}),
        ("kubrenetes", {}),  # is corrected
        ("", {}),
    ],
)
def test_only_words_that_are_asked_for_and_that_nothing_stands_for_are_said_to_be_missing(text, parameters):
    assert "missing" not in {note.kind for note in plan(text, **parameters).notes}


def test_a_plan_can_be_read():
    lines = plan('"service mesh" k8s -xx tag:y').describe().splitlines()
    assert lines[0].startswith('wanted    "service mesh" k8s')
    assert [line.split()[0] for line in lines] == ["wanted", "also", "required", "excluded", "filters"]


@examples(50)
@given(st.text(st.sampled_from('服务网格kuber ns"-*:OR的')), st.booleans())
def test_every_node_of_an_expansion_is_in_a_post_and_covers_what_was_typed(text, typing):
    made = plan(text, search_as_you_type=typing)
    lookup = Lookup(SITE.snapshot)
    for expansion in made.expansions:
        assert expansion.covers
        assert all(lookup.match(node).found for node in expansion.nodes)


@pytest.mark.parametrize(
    ("text", "wanted", "missing"),
    [
        ("长尾延迟", ["长尾", "延迟"], "长尾"),
        ("长尾延迟 服务网格", ["长尾", "延迟", "服务网格"], "长尾"),
        ("cache-xyzzy", ["cache", "xyzzy"], "xyzzy"),
        ("the-xyzzy", ["xyzzy"], "xyzzy"),
        ("cache-latency", ["cache-latency"], ""),
        ("kubernetes", ["kubernetes"], "kubernetes"),
    ],
)
def test_a_compound_that_no_post_has_is_read_as_its_words(text, wanted, missing):
    made = make_searcher(make_post("a", "延迟很高。Cache of latency."), make_post("b", "服务网格")).plan(
        SearchRequest(text)
    )
    assert [node.text for node in made.scored] == wanted
    assert [note.text.split("：")[-1].split(": ")[-1] for note in made.notes] == ([missing] if missing else [])


@pytest.mark.parametrize(
    ("text", "wanted", "missing"),
    [
        ("咖啡豆", ["咖啡豆", "咖啡"], "咖啡豆"),
        ("网格化 延迟", ["网格化", "网格", "延迟"], "网格化"),
        ("博客园", ["博客园"], "博客园"),  # posts do not have 博客 either
        ("咖啡馆", ["咖啡馆"], ""),
        ("咖啡豆 -咖啡", ["咖啡豆", "咖啡"], "咖啡豆"),
        ('"咖啡豆"', ["咖啡豆"], ""),
    ],
)
def test_the_words_inside_a_chinese_word_that_no_post_has_are_looked_for(text, wanted, missing):
    site = make_searcher(make_post("a", "一杯咖啡，在咖啡馆里。"), make_post("b", "网格的延迟"))
    made = site.plan(SearchRequest(text))
    assert [node.text for node in made.scored] == wanted
    assert [note.text.split("：")[-1].split(": ")[-1] for note in made.notes] == ([missing] if missing else [])


def test_posts_with_a_word_inside_the_one_typed_are_found_and_are_not_complete():
    site = make_searcher(make_post("a", "一杯咖啡"), make_post("b", "网格的延迟"))
    found = site.search(SearchRequest("咖啡豆"))
    assert ([hit.id for hit in found.hits], found.complete) == (["a.md"], 0)


@pytest.mark.parametrize(("text", "wanted"), [("咖啡豆", ["咖啡豆", "咖啡"]), ("长尾延迟", ["长尾", "延迟"])])
def test_a_chinese_word_is_parted_while_somebody_types_too_and_nothing_is_said_of_it(text, wanted):
    made = make_searcher(make_post("a", "一杯咖啡，延迟很高")).plan(SearchRequest(text, search_as_you_type=True))
    assert [node.text for node in made.scored] == wanted
    assert made.notes == ()
