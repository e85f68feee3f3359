import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.errors import DeadlineExceededError
from indexer.search.deadline import time_limit
from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import read_clauses
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import WordNode
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.spelling.correction import Correction, suggest_query
from indexer.search.query.spelling.corrector import Corrector
from indexer.search.query.spelling.spelling import Speller
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("a", "kubernetes istio history 服务网格 流量管理 服务网格", tags=("服务网格", "流量管理")),
    make_post("b", "kubernetes 服务网格 流量管理 mesh"),
)
WORDS = WordReader(ANALYZER)
CORRECTOR = Corrector(WORDS, Speller(SITE.reader), 0.7)


def correct(text, expansions=(), corrector=CORRECTOR):
    nodes = read_clauses(parse_query(text), WORDS).scored
    return corrector.correct(nodes, expansions, Lookup(SITE.snapshot), text=text)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("kubrenetes", ["kubernetes"]),
        ("fu wu wang ge", ["服务网格"]),
        ("istio liu2liang4 guan3li3", ["流量管理"]),
        ("fu'wu'wang'ge liuliang guanli", ["服务网格", "流量管理"]),
        ("fu wu", ["服务"]),
        ('"fu wu wang ge"', []),
        ("--kubrenetes", []),
        ("kubrenetes::istio", []),
        ("~/.kubrenetes/config", []),
        ("(kubrenetes", ["kubernetes"]),
        ("kubernetes", []),
        ("isto 服务往格", ["istio", "服务网格"]),
        ("流量管里 kubrenetes", ["kubernetes", "流量管理"]),
        ("服务网格", []),
        ("zzzzzz", []),
        ('"kubrenetes"', []),
        ("", []),
    ],
)
def test_words_that_no_post_has_are_corrected(text, better):
    assert [each.better for each in correct(text)] == better


def test_a_word_that_something_else_stands_for_is_left_alone():
    (word,) = WORDS.read("kubrenetes")
    other = Expansion((word,), (WordNode("mesh", ("mesh",)),), ExpansionKind.SYNONYM, 0.5)
    assert correct("kubrenetes", [other]) == []


def test_a_word_that_something_else_stands_for_is_corrected_with_its_neighbours():
    service, _ = words = WORDS.read("服务王格")
    other = Expansion((service,), (WordNode("service", ("service",)),), ExpansionKind.SYNONYM, 0.5)
    (correction,) = correct("服务王格", [other])
    assert (correction.covers, correction.better) == (tuple(words), "服务网格")


def test_a_weight_of_zero_turns_corrections_off():
    assert correct("kubrenetes", corrector=Corrector(WORDS, Speller(SITE.reader), 0)) == []


def test_a_correction_is_an_expansion_of_the_words_typed():
    (correction,) = correct("kubrenetes")
    expansion = CORRECTOR.expand(correction)
    assert (str(expansion), expansion.weight) == ("kubrenetes = kubernetes", 0.7)
    assert expansion.kind is ExpansionKind.CORRECTED


def correction(typed, better):
    return Correction((WordNode(typed, (typed,)),), better)


@pytest.mark.parametrize(
    ("text", "typed", "better", "suggestion"),
    [
        ("Isto history", "isto", "istio", "istio history"),
        ("history of isto", "isto", "istio", "history of istio"),
        ("-isto isto", "isto", "istio", "-isto istio"),
        ("tag:isto isto", "isto", "istio", "tag:isto istio"),
        ("isto isto", "isto", "istio", "istio isto"),
        ("我的服务往格呢", "服务往格", "服务网格", "我的服务网格呢"),
        ("使用Isto的历史", "isto", "istio", "使用istio的历史"),
        ("isto", "isto", r"\1", r"\1"),
        ("tag:isto", "isto", "istio", None),
        ("isto", "isto", "isto", None),
    ],
)
def test_a_better_word_is_put_where_it_was_typed(text, typed, better, suggestion):
    assert suggest_query(text, [correction(typed, better)]) == suggestion


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("zidongbushu", "自动部署"),
        ("istio zidongbushu", "自动部署"),
        ("duihualishi", "对话历史"),  # of posts in Traditional characters, too
        ("shujukuqianyifangan", "数据库迁移方案"),
        ("bushuzidong", None),  # words of the site, and nowhere together
        ("shanghai", None),  # 以上还有 has two characters that sound so
        ("zidongbushux", None),
        ("zidongbushu" * 20, None),
    ],
)
def test_pinyin_of_words_that_stand_together_is_read_where_it_is_typed_in_one_piece(text, better):
    site = make_searcher(
        make_post("a", "istio 自动部署。以上还有数据库迁移方案。"),
        make_post("b", "Jest：保存對話歷史"),
        make_post("c", "自动 · 部署 · 数据库 · 迁移 · 方案 · 对话 · 历史"),
    )
    corrector = Corrector(WORDS, Speller(site.reader), 0.7)
    nodes = read_clauses(parse_query(text), WORDS).scored

    found = corrector.correct(nodes, (), Lookup(site.snapshot), text=text)

    assert [each.better for each in found] == ([better] if better else [])


def test_spaced_pinyin_becomes_chinese_in_the_suggestion():
    assert suggest_query("Istio Fu wu wang ge", correct("Istio Fu wu wang ge")) == "istio 服务网格"


def test_without_corrections_nothing_is_suggested():
    assert suggest_query("ISTIO", []) is None


def test_what_is_meant_by_a_rare_word_is_suggested_and_not_searched_for():
    site = make_searcher(make_post("x", "isito 网格"), *(make_post(str(number), "istio 网格") for number in range(9)))
    results = site.search(SearchRequest("isito 网格"))
    assert (results.suggestion, results.notes) == ("istio 网格", ())
    assert results.hits[0].id == "x.md"


def test_chinese_that_stands_by_chance_in_few_posts_is_suggested_as_it_sounds():
    site = make_searcher(make_post("x", "允许容其他人"), *(make_post(str(number), "容器 网格") for number in range(9)))
    results = site.search(SearchRequest("容其"))
    assert (results.suggestion, results.notes) == ("容器", ())
    assert site.search(SearchRequest("网格")).suggestion is None


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("sevice mesh", "service mesh"),
        ("our sevice mesh", "our service mesh"),
        ("sevice", None),  # by itself it may be a name
        ("sevice of a controler", "sevice of a controller"),
        ("controllers", None),
    ],
)
def test_a_word_of_few_posts_is_doubted_by_its_neighbours_and_one_of_none_by_a_letter_typed_once(text, suggestion):
    every = (make_post(str(number), "Our service mesh has a controller.") for number in range(8))
    assert make_searcher(make_post("x", "sevice mesh"), *every).search(SearchRequest(text)).suggestion == suggestion


def test_no_suggestion_is_made_where_corrections_are_turned_off():
    nodes = WORDS.read("kubernetes")
    assert Corrector(WORDS, Speller(SITE.reader), 0).doubt(nodes, (), Lookup(SITE.snapshot)) == []


@pytest.mark.parametrize(
    ("text", "better"),
    [("service-mesch", ["service-mesh"]), ("istio_gatway", ["istio_gateway"]), ("zzzz-yyyy", []), ("is-mesch", [])],
)
def test_the_parts_of_a_compound_are_corrected_where_a_post_has_the_compound_so(text, better):
    site = make_searcher(make_post("a", "service-mesh istio_gateway"), make_post("b", "gateway mesh"))
    corrector = Corrector(WORDS, Speller(site.reader), 0.7)
    nodes = read_clauses(parse_query(text), WORDS).scored
    assert [each.better for each in corrector.correct(nodes, (), Lookup(site.snapshot))] == better


def test_words_typed_as_one_are_parted_only_where_posts_have_both_together():
    site = make_searcher(make_post("a", "docker image"), make_post("b", "ignore docker"))
    assert site.plan(SearchRequest("dockerimage")).suggestion == "docker image"
    assert site.plan(SearchRequest("dockerignore")).suggestion is None


def test_abbreviations_typed_as_one_are_parted_only_where_posts_have_both_together_and_no_word_that_begins_so():
    site = make_searcher(make_post("a", "TCP/IP, oh no tq, an id: ohtq0no0zvu"))
    assert site.plan(SearchRequest("tcpip")).suggestion == "tcp ip"
    plan = site.plan(SearchRequest("ohtq"))
    assert (plan.suggestion, [str(each) for each in plan.expansions]) == (None, ["ohtq = ohtq0no0zvu"])


def test_a_whole_word_in_a_query_of_traditional_characters_is_not_heard_as_another():
    site = make_searcher(make_post("a", "影响 仓库"), make_post("b", "影响"))
    assert site.plan(SearchRequest("影像倉庫")).suggestion is None
    assert site.plan(SearchRequest("影象")).suggestion is not None


def test_a_stop_word_among_chinese_is_not_spelt_another_way():
    words = WordReader(ANALYZER, frozenset({"isto"}))
    nodes = read_clauses(parse_query("isto 服务网格"), words).scored
    assert [node.text for node in nodes] == ["isto", "服务网格"]
    assert Corrector(words, Speller(SITE.reader), 0.7).correct(nodes, (), Lookup(SITE.snapshot)) == []


def test_reading_pinyin_of_several_words_ends_with_the_time_of_its_request():
    site = make_searcher(make_post("a", "自动部署"), make_post("b", "自动 · 部署"))
    speller = Speller(site.reader).pinyin
    assert "自动部署" in speller.read_glued("zidongbushu")
    with time_limit(0), pytest.raises(DeadlineExceededError):
        list(speller.read_glued("zidongbushu"))
