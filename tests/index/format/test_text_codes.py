import ctypes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.format.text_codes import encode_text

WIDTHS = [
    *(
        ("", 1),
        ("istio", 1),
        ("plain\x00\x7f", 1),
        ("é", 2),
        ("服务 mesh", 2),
        ("网\uffff", 2),
        ("𠀀", 4),
        ("a\ud83d😀", 4),
    ),
    *(("\ud83d", 4), ("\ud83d\ude00", 4), ("\ude00\ud83d x", 4)),
]


@pytest.mark.parametrize(("text", "width"), WIDTHS)
def test_characters_are_as_wide_as_the_widest_needs_and_halves_of_pairs_stay_apart(text, width):
    codes = encode_text(text)
    assert (codes.text, codes.width, len(codes)) == (text, width, len(text))


@given(st.text(st.characters(codec=None)))
def test_a_text_is_its_code_points_and_is_read_again(text):
    codes = encode_text(text)
    assert codes.codes.tolist() == [ord(character) for character in text]
    assert codes.text == text
    assert codes.cut(1, 3) == text[1:3]
    assert ctypes.string_at(codes.address, len(codes) * codes.width) == codes.codes.tobytes()
