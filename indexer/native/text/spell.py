"""``spell.c``: raw tokens of ASCII -> their forms, but for the stems."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, UInt8s
from indexer.native.calling import call
from indexer.native.loading import Kernel


class Spelling(NamedTuple):
    """The forms of n raw tokens, s of them together.

    Attributes:
        rows: int32[n, 3], of each how many forms, how many positions, and how many Latin words.
        forms: int32[s, 4]: whether the word is still to be stemmed, start and length in the raw token, and the step
            times two, plus one for a subword.
        words: Of the forms.
        latin_words: As written, folded.
    """

    rows: Int32s
    forms: Int32s
    words: list[str]
    latin_words: list[str]


def spell_words(kernel: Kernel, raw_tokens: Sequence[str]) -> Spelling:
    """Find the forms of raw tokens of ASCII, without line ends in them."""
    raws = np.frombuffer("\n".join((*raw_tokens, "")).encode("ascii"), np.uint8)
    rows, forms = np.empty((len(raw_tokens), 3), np.int32), np.empty((4 * len(raws), 4), np.int32)
    words, latin, sizes = np.empty(16 * len(raws), np.uint8), np.empty(2 * len(raws), np.uint8), np.zeros(2, np.int64)
    found = call(kernel, "spell_words", raws, rows, forms, words, latin, sizes)
    return Spelling(rows, forms[:found], _read_lines(words, int(sizes[0])), _read_lines(latin, int(sizes[1])))


def _read_lines(text: UInt8s, size: int) -> list[str]:
    return text[:size].tobytes().decode("ascii").split("\n")[:-1]
