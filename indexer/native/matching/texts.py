"""``texts.c``: texts looked through for phrases, and for what was typed with its signs."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, Mask, UInt32s
from indexer.native.calling import call
from indexer.native.loading import Kernel

UNTOLD = -1
"""Of a text with characters that only Python knows."""
_ROOM = 256
"""Spans for which there is room at first."""


class Text(Protocol):
    """A text as code points that lie in memory, see ``TextCodes``."""

    @property
    def address(self) -> int:
        """Where they lie."""
        ...

    @property
    def width(self) -> int:
        """Bytes of each."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


class Counted(IntEnum):
    """What is looked for: how often a symbol stands as typed, where no word goes on; whether a piece of words does."""

    SYMBOL = 0
    PIECE = 1


def count_in_texts(kernel: Kernel, texts: Sequence[Text], wanted: str, way: Counted) -> list[int]:
    """Count how often each of several texts holds a symbol of ASCII, not empty: ``UNTOLD`` where Python has to.

    A piece, of small letters and digits, is there or not, whatever its case: 1 or 0.
    """
    counts = np.empty(len(texts), np.int64)
    call(kernel, "count_in_texts", _describe(texts), _encode(wanted), counts, int(way))
    told: list[int] = counts.tolist()
    return told


def find_phrase(
    kernel: Kernel, texts: Sequence[Text], phrase: str, folding: tuple[UInt32s, UInt32s], inked: Mask
) -> list[int]:
    """Say of each of several texts whether it holds a folded phrase, spaces aside: 1, 0, or ``UNTOLD``.

    Args:
        kernel: The library.
        texts: As written.
        phrase: Without spaces, not empty.
        folding: ``packed`` and ``several`` of ``FoldingTable``.
        inked: bool[], by code point, above which none is a space, whether it is no space.
    """
    found = np.empty(len(texts), np.int64)
    call(kernel, "find_phrase", _describe(texts), _encode(phrase), *folding, inked, found)
    told: list[int] = found.tolist()
    return told


def find_spans(
    kernel: Kernel, texts: Sequence[Text], phrase: str, folding: tuple[UInt32s, UInt32s], inked: Mask
) -> list[Int64s | None]:
    """Find where texts hold a folded phrase, spaces aside; arguments as of ``find_phrase``.

    Returns:
        Of each text, int64[n, 2]: starts and ends, ascending; None where Python has to tell.
    """
    described, wanted, counts, room = _describe(texts), _encode(phrase), np.empty(len(texts), np.int64), _ROOM
    while True:  # a second time where there are many
        spans = np.empty((room, 2), np.int64)
        found = call(kernel, "find_spans", described, wanted, *folding, inked, spans, counts)
        if found <= room:
            break
        room = found
    ends = np.maximum(counts, 0).cumsum().tolist()
    told = zip(counts.tolist(), ends, strict=True)
    return [None if count == UNTOLD else spans[end - count : end] for count, end in told]


def _describe(texts: Sequence[Text]) -> Int64s:
    return np.array([(text.address, len(text), text.width) for text in texts], np.int64)


def _encode(text: str) -> NDArray[Any]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
