"""``met_tokens.c``: raw tokens that were met before, each with a number."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, UInt32s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel
from indexer.native.text.cut import RawTokens

_Number = TypeVar("_Number", np.int32, np.uint32)

_ROOM = 1 << 10
"""Tokens, and code points, for which there is room at first."""


class MetTokens:
    """Different raw tokens, numbered in the order in which they are added; of each the code points are kept."""

    def __init__(self) -> None:
        self._count = 0
        self._texts = np.zeros(_ROOM, np.uint32)
        self._begins, self._slots = np.zeros(_ROOM, np.int32), np.zeros(2 * _ROOM, np.int32)

    @property
    def size(self) -> int:
        """Code points of all of them."""
        return int(self._begins[self._count])

    def find(self, kernel: Kernel, packed: UInt32s, raw: RawTokens) -> Int32s:
        """Return the number of each different raw token of a text: int32[n], -1 for those that were not added.

        Args:
            kernel: The library.
            packed: uint32[f], the text, see ``FoldingTable``.
            raw: Its raw tokens.
        """
        numbers = np.empty(len(raw.firsts), np.int32)
        tables = (self._texts, self._begins, self._count, self._slots)
        call(kernel, "find_met", contiguous(packed, np.uint32), raw.firsts, raw.pasts, *tables, numbers)
        return numbers

    def add(self, kernel: Kernel, packed: UInt32s, raw: RawTokens, which: Int32s) -> None:
        """Add raw tokens of a text that were not added yet: ``which`` are their places among the different ones."""
        self._make_room(kernel, len(which), int((raw.pasts[which] - raw.firsts[which]).sum()))
        tables = (which, self._texts, self._begins, self._count, self._slots)
        self._count = call(kernel, "add_met", contiguous(packed, np.uint32), raw.firsts, raw.pasts, *tables)

    def _make_room(self, kernel: Kernel, tokens: int, characters: int) -> None:
        self._texts = _lengthen(self._texts, self.size + characters)
        self._begins = _lengthen(self._begins, self._count + tokens + 1)
        if 2 * (self._count + tokens) > len(self._slots):
            self._slots = np.zeros(2 << (2 * (self._count + tokens)).bit_length(), np.int32)
            call(kernel, "rehash_met", self._texts, self._begins, self._count, self._slots)


def _lengthen(array: NDArray[_Number], wanted: int) -> NDArray[_Number]:
    """Return an array with room for as many numbers, and as many again where it had none."""
    return array if wanted <= len(array) else np.concatenate([array, np.zeros(2 * wanted - len(array), array.dtype)])
