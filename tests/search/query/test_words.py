import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_index import ANALYZER

from indexer.search.query.nodes import PhraseNode, WordNode
from indexer.search.query.words import WordReader, _cover
from indexer.text.lexicon.word_lists import stop_words

WORDS = WordReader(ANALYZER, frozenset({"的", "the", "running"}))


def read(text):
    return [(word.text, word.terms, word.compound_parts) for word in WORDS.read(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Proxies", [("proxies", ("proxi",), ())]),
        ("kube-proxy", [("kube-proxy", ("kube-proxy", "kubeproxi"), ("kube", "proxi"))]),
        ("v1.18.2", [("v1.18.2", ("v1.18.2", "1.18.2"), ())]),
        ("流量管理", [("流量管理", ("流量管理",), ("流量", "管理"))]),
        ("處理", [("处理", ("处理",), ())]),
        ("", []),
        ("！", []),
    ],
)
def test_a_text_is_cut_into_words_with_their_other_forms_and_parts(text, words):
    assert read(text) == words


def test_words_in_titles_say_so():
    assert [word.in_title for word in WORDS.read("istio 网格", in_title=True)] == [True, True]
    assert not any(word.in_title for word in WORDS.read("istio 网格"))


def test_one_word_is_looked_for_by_itself_and_several_as_a_phrase():
    assert WORDS.read_phrase("Istio") == WordNode("istio", ("istio",))
    assert WORDS.read_phrase("Service Mesh") == PhraseNode("service mesh", WORDS.read("Service Mesh"))


@pytest.mark.parametrize(("text", "is_stop"), [("the", True), ("的", True), ("runs", True), ("istio", False)])
def test_stop_words_are_known_by_their_text_or_their_term(text, is_stop):
    (word,) = WORDS.read(text)
    assert WORDS.is_stop_word(word) is is_stop


@pytest.mark.parametrize(
    ("text", "is_stop"), [("I'd", True), ("i’m", True), ("let's", True), ("id", False), ("IM", False), ("let", False)]
)
def test_a_contraction_is_a_stop_word_and_what_its_letters_spell_is_none(text, is_stop):
    reader = WordReader(ANALYZER, stop_words())
    (word,) = reader.read(text)
    assert reader.is_stop_word(word) is is_stop


@pytest.mark.parametrize(
    ("word", "subwords", "cover"),
    [
        ("中国农业", [("中国", 0), ("农业", 2)], ("中国", "农业")),
        ("中国农业", [("中国", 0), ("国农", 1), ("业", 3)], ()),
        ("中国农业", [("中", 0), ("中国", 0), ("国", 1), ("农业", 2)], ("中国", "农业")),
        ("中国农业", [], ()),
    ],
)
def test_a_word_is_covered_by_the_longest_subwords_or_not_at_all(word, subwords, cover):
    assert _cover(word, subwords) == cover


@given(st.text(alphabet="aBz09éßİＡ１①服务网格農業𠀀〇々ひ한\u0301", min_size=1, max_size=8))
@example("KubeProxy2")
@example("服務網格")
@example("流量管理系统")
def test_a_single_word_or_run_of_chinese_is_cut_as_it_is_in_a_longer_text(text):
    assert WORDS.read(text) == WORDS.read(f"{text} ") == WORDS.read(f"。{text}")
