import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis.folding import fold
from indexer.text.analysis.folding_tables import FOREIGN, HAN, LETTER, fold_codes

TEXTS = st.text() | st.text(st.sampled_from("aA Ａ機é\u0301ﬁ½…℃ßЯ한\ud800😀\ufe0f\n"), max_size=30)


def as_text(points):
    return "".join(map(chr, points.tolist()))


@given(TEXTS)
def test_arrays_hold_the_folded_text_and_a_line_end(text):
    assert as_text(fold_codes(text).points) == fold(text).text + "\n"


@given(TEXTS, st.data())
def test_arrays_lead_back_to_the_same_stretches_of_the_original(text, data):
    folded, codes = fold(text), fold_codes(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        (first,), (last,) = codes.origins(np.array([start], np.int32)), codes.ends(np.array([end], np.int32))
        assert (first, last) == folded.span(start, end)


@pytest.mark.parametrize(("kind", "text", "chosen"), [(LETTER, "aZ9 я한機.", "az9я한"), (HAN, "機a〇한、", "机〇")])
def test_kinds_are_those_of_the_folded_characters(kind, text, chosen):
    codes = fold_codes(text)
    assert as_text(codes.points[codes.are(kind)]) == chosen


@pytest.mark.parametrize(("text", "foreign"), [("aＡb", "a"), ("cafe\u0301s", "e"), ("é，ﬁ", "efi"), ("機я:", "")])
def test_characters_of_ascii_that_were_written_otherwise_are_foreign(text, foreign):
    codes = fold_codes(text)
    assert as_text(codes.points[codes.are(FOREIGN)]) == foreign
