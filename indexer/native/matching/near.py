"""``near.c``: the words of which another is a few mistakes away, or a piece."""

import numpy as np

from indexer.arrays import UInt8s, UInt32s, UInt64s
from indexer.native.calling import address_of, call_with
from indexer.native.loading import Kernel

LONGEST_TYPED = 64
"""Characters of a word that is compared, as ``near.c`` has it."""
_ROOM = 512
"""Words that are hardly ever found at once."""


class WordList:
    """Words of characters of one byte: arrays whose addresses are asked for once."""

    def __init__(self, letters: UInt64s, codes: UInt8s, offsets: UInt32s) -> None:
        """Name words.

        Args:
            letters: uint64[w], the set of the characters of each: a bit for each of their codes, modulo 64.
            codes: uint8[], the characters, word after word.
            offsets: uint32[w + 1], where each word begins.
        """
        self._held = letters, codes, offsets
        self._passed = tuple(number for array in self._held for number in (address_of(array), array.size))

    def find_near(
        self, kernel: Kernel, typed: bytes, mistakes: int, first: int, past: int
    ) -> list[tuple[int, int]] | None:
        """Return the numbers of words that are so few mistakes away, each with how many; None where they are too many.

        Args:
            kernel: The library.
            typed: Not empty, and not longer than ``LONGEST_TYPED``.
            mistakes: The most.
            first: The number of the first word that is looked at.
            past: Likewise, of the first that is not.
        """
        near = np.empty((_ROOM, 2), np.int64)
        bounds = address_of(near), near.size, first, past, mistakes
        found = call_with(kernel, "find_near", *self._passed, typed, len(typed), *bounds)
        return None if found < 0 else [(word, distance) for word, distance in near[:found].tolist()]


def find_lines(kernel: Kernel, text: bytes, piece: bytes) -> list[tuple[int, int]] | None:
    """Return where the lines of a text begin and end that hold a piece; None where they are too many.

    Args:
        kernel: The library.
        text: A line end stands before and behind each line.
        piece: Not empty, without line ends.
    """
    lines = np.empty((_ROOM, 2), np.int64)
    found = call_with(kernel, "find_lines", text, len(text), piece, len(piece), address_of(lines), lines.size)
    return None if found < 0 else [(begin, end) for begin, end in lines[:found].tolist()]
