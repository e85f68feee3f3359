import pytest

from indexer.search.query.spelling.spaced_pinyin import (
    SpacedPinyin,
    find_begun,
    find_spelled,
    fits_syllables,
    join_tokens,
)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("fu wu wang ge", [["fu", "wu", "wang", "ge"]]),
        ("istio fu2 wu4 mesh wangge", [["fu2", "wu4"], ["wangge"]]),
        ("xi'an lv3you2 zhuang", [["xi'an", "lv3you2", "zhuang"]]),
        ("kubernetes 服务", []),
        ("", []),
    ],
)
def test_tokens_that_may_be_pinyin_stand_side_by_side(text, runs):
    assert list(find_spelled(text)) == runs


@pytest.mark.parametrize(
    ("tokens", "pieces"),
    [(["fu", "wu"], ("fu", "wu")), (["fu2wu4"], ("fu", "wu")), (["xi'an"], ("xi", "an")), (["fu4"], ("fu",))],
)
def test_spaces_tones_and_apostrophes_cut_pinyin(tokens, pieces):
    assert join_tokens(tokens) == SpacedPinyin(" ".join(tokens), pieces)


def test_a_token_that_nothing_cuts_is_no_spaced_pinyin():
    assert join_tokens(["fuwu"]) is None


def test_the_last_token_may_be_half_of_a_syllable():
    assert [each.pieces for each in find_begun("istio fu w")] == [("fu", "w")]
    assert [each.typed for each in find_begun("fu wu wang")] == ["fu wu wang", "wu wang"]
    assert list(find_begun("service mesh")) == []


@pytest.mark.parametrize(
    ("pieces", "fits"),
    [(("xi", "an"), True), (("xian",), True), (("xi", "a"), True), (("x", "ian"), False), (("xi", "ang"), False)],
)
def test_pieces_end_where_syllables_do(pieces, fits):
    assert fits_syllables(pieces, ("xi", "an")) == fits
