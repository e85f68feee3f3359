import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import ANALYZER

from indexer.search.query.clauses import LONGEST_RUN, MAX_WORDS, read_clauses
from indexer.search.query.nodes import PhraseNode, PrefixNode
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.words import WordReader

WORDS = WordReader(ANALYZER, frozenset({"的", "the", "this", "for", "vs"}))


def clauses(text):
    return read_clauses(parse_query(text), WORDS)


def texts(nodes):
    return [str(node) for node in nodes]


@pytest.mark.parametrize(
    ("text", "scored"),
    [
        ("istio istio 网格", ["istio", "网格"]),
        ("the istio", ["istio"]),
        ("the", ["the"]),
        ("a OR istio 网格", ["(a OR istio)", "网格"]),
        ('kube* "service mesh"', ["kube*", '"service mesh"']),
        ('"a" OR title:b', ['("a" OR title:b)']),
    ],
)
def test_each_node_is_scored_once_and_stop_words_only_where_nothing_else_is_typed(text, scored):
    assert texts(clauses(text).scored) == scored


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("istio", []),
        ('"service mesh" istio', ['"service mesh"']),
        ("title:istio mesh", ["title:istio"]),
        ('"a b" OR title:c', ['("a b" OR title:c)']),
        ('"a b" OR c', []),
    ],
)
def test_phrases_and_words_of_titles_are_required(text, required):
    assert texts(clauses(text).required) == required


def test_what_is_excluded_must_stand_as_typed():
    assert texts(clauses("istio -mesh").excluded) == ["mesh"]
    assert texts(clauses('x -流量的管理 -"a b"').excluded) == ['"流量的管理"', '"a b"']


@pytest.mark.parametrize(
    ("text", "scored", "stop_words"),
    [
        ("this指向", ["this", "指向"], []),
        ("this 关键字", ["this", "关键字"], []),
        ("箭头 for 循环", ["箭头", "for", "循环"], []),
        ("for istio 网格", ["istio", "网格"], ["for"]),
        ("网格 for istio", ["网格", "istio"], ["for"]),
        ("this for 循环", ["循环"], ["this", "for"]),
        ("网格 vs 容器", ["网格", "容器"], ["vs"]),
        ("the 网格", ["网格"], ["the"]),
    ],
)
def test_an_english_stop_word_among_chinese_is_a_word_of_code(text, scored, stop_words):
    read = clauses(text)
    assert (texts(read.scored), texts(read.stop_words)) == (scored, stop_words)


def test_stop_words_are_told():
    assert texts(clauses("the istio").stop_words) == ["the"]
    assert clauses("the").stop_words == ()


@pytest.mark.parametrize(
    ("text", "runs"),
    [("流量的管理", ["流量的管理"]), ("流量 管理", []), ('"流量的管理"', []), ("网" * (LONGEST_RUN + 1), [])],
)
def test_chinese_typed_in_one_piece_and_cut_into_several_words_is_a_run(text, runs):
    assert [run.text for run in clauses(text).runs] == runs


def test_grams_are_the_pairs_of_every_text_each_once():
    assert clauses('网格网格 "格网" istio').grams == ("网格", "格网")


def test_no_more_nodes_are_looked_up_than_a_query_may_have():
    typed = clauses(" ".join(f"w{number}a{number}b" for number in range(31)) + " " + "网格流量处理" * 9)
    assert len(set(typed.typed)) > MAX_WORDS == len(typed.scored)


PIECES = ("a", "b", "1", " ", "服务网格", "的", "this ", "Ⅷ", "é", "テ", "²", "資")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_letters_and_digits_are_read_as_any_other_text(text):
    query = parse_query(text)
    assert query.is_plain or not query.text
    assert read_clauses(query, WORDS) == read_clauses(query._replace(is_plain=False, is_latin=False), WORDS)


@given(st.text(st.sampled_from('ab"-:* OR服务网格title的')))
def test_what_is_required_and_scored_was_typed(text):
    read = clauses(text)
    assert set(read.required) <= set(read.typed)
    assert len(set(read.scored)) == len(read.scored) == min(len(set(read.typed)), MAX_WORDS)
    assert not set(read.stop_words) & set(read.typed)


@pytest.mark.parametrize("text", ['"服务网格。"', "“服务网格！”", '"，服务网格"', '"服务网格, "'])
def test_punctuation_at_the_ends_of_a_chinese_phrase_is_left_out(text):
    assert clauses(text).typed == (PhraseNode("服务网格", WORDS.read("服务网格")),)


@pytest.mark.parametrize("text", ["->", "!=", "→", "::"])
def test_a_phrase_of_signs_keeps_them(text):
    (phrase,) = clauses(f'"{text}"').typed
    assert phrase.text == text


def test_a_phrase_holds_its_words_and_a_beginning_its_place():
    (phrase, prefix) = clauses('"service mesh" title:kub*').typed
    assert phrase == PhraseNode("service mesh", tuple(WORDS.read("service mesh")))
    assert prefix == PrefixNode("kub", in_title=True)


def test_alternatives_without_a_word_are_nothing():
    assert clauses("ﾞ OR ﾟ").typed == ()


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("架构(Cloud", ("(Cloud",)),
        ("架构（Cloud Native）", ()),
        ("第 2 部分：8", ()),
        ("std：：string", ("std::string",)),
        ("用 #define 定义（宏", ("#define",)),
    ],
)
def test_punctuation_of_chinese_is_no_code(text, symbols):
    assert clauses(text).symbols == symbols


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("*istio*", ["istio*"]),
        ("(kube*", ["kube*"]),
        ("k8s集群*", ["k8s", "集群*"]),
        ("Istio服务* mesh", ["istio", "服务*", "mesh"]),
        ("istio/env*", ["istio", "env*"]),
        ("kube-pro*", ["kube-pro*"]),
        (".net*", [".net*"]),
        ("c++*", ["c++*"]),
        ("java.util.*", ["(java.util.* OR java.util | javautil | (java & util))"]),
        ("title:os.*", ["(title:os.* OR title:os)"]),
        ("istio,*", ["istio"]),
        ("服务a*", ["服务", "a"]),
        ("title:《服务*", ["title:服务*"]),
    ],
)
def test_a_prefix_is_the_last_word_before_the_star(text, nodes):
    assert [str(node) for node in clauses(text).typed] == nodes


def test_what_begins_so_behind_other_words_is_excluded_with_them():
    assert [str(node) for node in clauses("mesh -k8s集群*").excluded] == ["(k8s & 集群*)"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("vs code", "vs code"), ("the mesh", "the mesh"), ("service mesh", None), ("vs", None), ("的 istio", None)],
)
def test_a_stop_word_and_another_word_are_a_phrase_and_two_other_words_a_topic(text, phrase):
    found = clauses(text).phrase
    assert (found and found.text) == phrase
