import ctypes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.reader.text_codes import encode_text


@pytest.mark.parametrize(
    ("text", "width"), [("", 1), ("istio", 1), ("é", 2), ("服务 mesh", 2), ("\ud83d", 2), ("𠀀", 4), ("a\ud83d😀", 4)]
)
def test_characters_are_as_wide_as_the_widest_needs(text, width):
    codes = encode_text(text)
    assert (codes.width, len(codes)) == (width, len(text))


@given(st.text(st.characters(codec=None)))
def test_a_text_is_its_code_points_and_is_read_again(text):
    codes = encode_text(text)
    assert codes.codes.tolist() == [ord(character) for character in text]
    assert codes.text == text
    assert ctypes.string_at(codes.address, len(codes) * codes.width) == codes.codes.tobytes()
