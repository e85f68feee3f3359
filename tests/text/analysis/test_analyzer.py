import pytest
from case_files import read_cases
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.segmenter import make_segmenter

ANALYZER = Analyzer(make_segmenter(["服务网格"]))
TEXTS = st.text(st.sampled_from("服务网格的处理 ab C+#.v1-_'K8s 機é\u0301ﬁＡ\n，😀𠀀"), max_size=60) | st.text(
    max_size=60
)


def positions(tokens):
    by_position = {}
    for token in tokens:
        by_position.setdefault(token.position, []).append(token.term)
    return " ".join("=".join(terms) for _, terms in sorted(by_position.items()))


@pytest.mark.parametrize(("text", "expected"), read_cases("analysis/words.txt"))
def test_text_is_cut_into_the_expected_words(text, expected):
    assert positions(ANALYZER.analyze(text).words) == expected


@pytest.mark.parametrize(("text", "expected"), read_cases("analysis/parts.txt"))
def test_words_hold_the_expected_parts(text, expected):
    assert " ".join(token.term for token in ANALYZER.analyze(text).subwords) == expected


@given(TEXTS)
def test_every_token_lies_within_the_original_text(text):
    analysis = ANALYZER.analyze(text)
    for token in [*analysis.words, *analysis.subwords]:
        assert 0 <= token.start < token.end <= len(text)
        assert 0 <= token.position <= analysis.words[-1].position


@given(TEXTS)
def test_every_position_holds_a_word(text):
    analysis = ANALYZER.analyze(text)
    taken = {token.position for token in analysis.words}
    assert taken == set(range(len(taken)))


@given(TEXTS)
def test_tokens_come_in_reading_order(text):
    words = ANALYZER.analyze(text).words
    assert [token.start for token in words] == sorted(token.start for token in words)


@given(st.text(st.sampled_from("服务网格机器学习处理待"), min_size=1, max_size=40))
def test_the_words_of_a_han_run_give_it_back(run):
    assert "".join(token.term for token in ANALYZER.analyze(run).words) == run


def test_offsets_and_positions_begin_where_the_caller_says():
    (token,) = ANALYZER.analyze("istio", offset=7, position=3).words
    assert (token.start, token.end, token.position) == (7, 12, 3)


def test_marks_fall_on_the_original_of_a_folded_word():
    text = "ﬁrst 服務網格"
    token = ANALYZER.analyze(text).words[-1]
    assert text[token.start : token.end] == "服務網格"
    assert token.term == "服务网格"
