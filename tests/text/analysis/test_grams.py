import pytest

from indexer.text.analysis.folding import fold
from indexer.text.analysis.grams import list_grams, make_grams


def as_term(code):
    first, second = divmod(code, 1 << 32)
    return chr(first) + (chr(second) if second else "")


def test_single_characters_come_first_and_both_are_in_reading_order():
    grams = make_grams(fold("一二 三四"))
    assert [as_term(code) for code in grams.codes.tolist()] == ["一", "二", "三", "四", "一二", "三四"]
    assert grams.starts.tolist() == [0, 1, 3, 4, 0, 3]


def test_a_query_has_all_characters_and_all_pairs_of_neighbours():
    assert [gram.term for gram in list_grams("一段，簡介")] == ["一", "一段", "段", "简", "简介", "介"]


def test_no_pair_reaches_across_a_line_end():
    assert [as_term(code) for code in make_grams(fold("一\n二")).codes.tolist()] == ["一", "二"]


@pytest.mark.parametrize("text", ["a->b, <=> c", "é->b, <=> c", "e\u0301->b, ＜=＞ c"])
def test_pairs_of_neighbouring_signs_come_last(text):
    grams = make_grams(fold(text))
    assert [as_term(code) for code in grams.codes.tolist()] == ["->", "<=", "=>"]
    assert [text[start] for start in grams.starts.tolist()] == ["-", *text[-5:-3]]
    assert [gram.term for gram in list_grams(text)] == ["->", "<=", "=>"]


@pytest.mark.parametrize("text", ["", "plain words", "é", "- -"])
def test_a_text_of_scripts_with_spaces_has_no_grams(text):
    assert len(make_grams(fold(text)).codes) == len(list(list_grams(text))) == 0
