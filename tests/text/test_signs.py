import random

import pytest

from indexer.native import kernel
from indexer.native.text.signs import MOST_SIGNS, find_signs
from indexer.text.signs import Signs

SIGNS = ("[[", "](", "^", "::", ":::", ":LOGBOOK:", "{{", "。", "服务")
PIECES = (*SIGNS, "[", "]", ":", "{", "服", "务", "a", "LOGBOOK", "\n", "é", "\ud800", "\U0001f600", "")


def find_in_drawn_texts():
    chance = random.Random(5)
    signs = Signs(SIGNS)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 6))) for _ in range(3000)]
    found = [signs.find(text) for text in texts]
    assert found == [{sign for sign in SIGNS if sign in text} for text in texts]
    return found


def test_the_signs_of_a_text_are_those_that_are_in_it():
    assert len(set(find_in_drawn_texts())) > 100


def test_they_are_found_without_the_kernel_too(without_kernel):
    assert len(set(find_in_drawn_texts())) > 100


def test_no_signs_are_found_nowhere():
    assert Signs(()).find("anything") == frozenset()


def test_a_sign_that_is_empty_and_too_many_of_them_are_refused():
    library = kernel()
    if library is None:
        pytest.skip("there is no native kernel")
    ends = Signs("ab")._ends
    with pytest.raises(ValueError, match="find_signs"):
        find_signs(library, "a", b"a", ends)
    with pytest.raises(ValueError, match="find_signs"):
        find_signs(library, "a", b"ab", ends[::-1].copy())
    with pytest.raises(MemoryError, match="find_signs"):
        Signs(chr(97 + at % 26) * (1 + at // 26) for at in range(MOST_SIGNS + 1)).find("a")
