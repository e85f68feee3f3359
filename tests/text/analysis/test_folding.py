import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from text.analysis import reference_analysis

from indexer.text.analysis import folding_table
from indexer.text.analysis.folding import fold, fold_codes, fold_text
from indexer.text.analysis.folding_table import FoldingTable, fold_character
from indexer.text.lexicon.conversion import load_opencc


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＩ", "ai"),
        ("ÉCOLE", "ecole"),
        ("機器學習", "机器学习"),
        ("㈱", "(株)"),
        ("ß", "ss"),
        ("ｶﾞ", "カ"),
        ("½", "1⁄2"),
        ("micro\xadservice", "microservice"),
        ("服务\u200b网格\ufeff", "服务网格"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("œuvre Æsir", "oeuvre aesir"),
        ("Đà Nẵng", "da nang"),
    ],
)
def test_spellings_that_mean_the_same_fold_together(text, folded):
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("start", "end", "span"), [(0, 1, (0, 1)), (1, 3, (1, 2)), (1, 2, (1, 2)), (2, 3, (1, 2)), (3, 4, (2, 3))]
)
def test_spans_lead_back_to_the_original(start, end, span):
    folded = fold("aﬁb")
    assert folded.text == "afib"
    assert folded.span(start, end) == span


@given(st.text())
def test_code_points_fold_as_the_text_does(text):
    codes = np.array([*map(ord, text)], dtype=np.uint32)
    assert fold_codes(codes).tolist() == fold(text).points.tolist()


def test_ideographs_fold_by_what_unicode_says_of_every_character():
    ideographs = [chr(code) for code in range(0x33F0, 0xA010)]
    assert [c for c in ideographs if fold_character(c) != reference_analysis.fold_character(c)] == []


def test_ideographs_met_all_at_once_fold_as_one_by_one():
    one_by_one, at_once = FoldingTable(), FoldingTable()
    at_once.meet_ideographs()
    points = np.arange(0x33F0, 0xA010, dtype=np.uint32)
    assert at_once.packed[0x3400:0xA000].all()
    assert at_once.fold(points)[0].tolist() == one_by_one.fold(points)[0].tolist()
    assert "".join(map(chr, points)).translate(at_once.strings) == "".join(map(chr, points)).translate(
        one_by_one.strings
    )


def test_ideographs_are_left_to_be_met_where_another_opencc_simplifies_them(monkeypatch):
    monkeypatch.setattr(folding_table, "conversion", load_opencc)
    table = FoldingTable()
    table.meet_ideographs()
    assert not table.packed.any()


def test_an_accent_belongs_to_its_letter():
    assert fold("cafe\u0301!").span(3, 4) == (3, 5)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    once = fold_text(text)
    assert fold_text(once) == once


@given(st.text(), st.text())
def test_parts_fold_as_the_whole_does(left, right):
    assert fold_text(left) + fold_text(right) == fold_text(left + right)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("maxSurge", "maxSurge"),
        ("aＡb", "aａb"),
        ("Cafe\u0301s", "Cafｅs"),
        ("é，ﬁ", "ｅ,ｆｉ"),
        ("機я:", "机я:"),
        ("Ｃ＋＋＃＇．", "ｃ＋＋＃＇."),
        ("\u0301a", "a"),
    ],
)
def test_camel_case_can_be_read_from_what_is_written_in_ascii_alone(text, written):
    assert fold(text).written == written


def test_every_character_of_unicode_folds_to_what_folds_to_itself():
    characters = "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in {"Cn", "Co"})
    folded = fold(characters)
    assert fold_text(folded.written) == folded.text
    assert len(folded.written) == len(folded.text)
    assert fold(folded.text).text == folded.text
    assert fold(folded.text).offsets is None


@pytest.mark.parametrize("text", ["a服b", "服 カ한x", "abc", ""])
def test_characters_of_scripts_without_spaces_are_found(text):
    found = fold(text).find_unspaced().tolist()
    assert [text[at] for at in found] == [character for character in text if character > "\u2e7f"]
    assert fold(text).has_unspaced == bool(found)


@given(st.text(min_size=1), st.data())
def test_spans_are_never_empty_and_lie_within_the_text(text, data):
    folded = fold(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.span(start, end)
        assert 0 <= first < last <= len(text)
        (origin,), (past,) = folded.origins(np.array([start], np.int32)), folded.ends(np.array([end], np.int32))
        assert (origin, past) == (first, last)
