"""Make spellings that mean the same the same, and remember where each character came from.

Full width and half width, letter case, accents, ligatures (Unicode NFKC and full case folding) and Traditional and
Simplified Chinese fold together. Folding looks at one character at a time, so that any part of a text folds to the
same part of the folded text: what can be found as a whole can be found in pieces.

Each character is folded once in a process and then looked up in one table, see ``folding_table``: by
``str.translate`` where only the text is wanted and it is short, else through arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.patterns import compile_later
from indexer.text.analysis.folding_table import CODE_BITS, FULL_WIDTH, HAN_BIT, SIGN_BIT, UNSPACED_BIT, FoldingTable
from indexer.units import FoldedOffsets, TextOffsets

_SHORT = 100
"""Characters up to which ``str.translate`` (40 ns each) folds faster than arrays (4 μs for any text)."""
_IDEOGRAPHS = compile_later("[\u3400-\u9fff]+")
"""Unicode's CJK Unified Ideographs and their extension A."""
_TO_SMALL, _CAPITALS, _SIGNS = (np.uint32(number) for number in (ord("a") - ord("A"), 26, 94))
"""From a capital of ASCII to its small letter; how many capitals, and characters from ! to ~, there are."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text of F code points and the way back.

    Attributes:
        written: The folded text, but with what the camel case of a word is read from: capitals of ASCII as they were
            written, and a letter, digit, ``#``, ``+`` or apostrophe that folding made ASCII, or whose marks it took
            away, in full width. As folding leaves nothing in full width, these are told from all others.
        offsets: int32[F + 1], non-decreasing: for each code point, and for the end, the offset in the original it
            came from. None where it is the same.
        packed: uint32[F + 1], see ``FoldingTable``, the last one a line end. None for a text of ASCII alone.
        has_unspaced: Whether some character is of a script without spaces.
    """

    written: str
    offsets: NDArray[np.int32] | None = None
    packed: NDArray[np.uint32] | None = None
    has_unspaced: bool = False

    @property
    def text(self) -> str:
        """The folded text."""
        return self.written.lower() if self.packed is None else _decode(self.points)

    @property
    def points(self) -> NDArray[np.uint32]:
        """The folded text's code points, uint32[F]."""
        written = _encode(self.written) if self.packed is None else self.packed[:-1] & CODE_BITS
        is_capital = written - np.uint32(ord("A")) < _CAPITALS
        return _narrow(written + is_capital * _TO_SMALL)

    def find_unspaced(self) -> FoldedOffsets:
        """Return where characters of scripts without spaces stand, ascending."""
        if self.packed is None or not self.has_unspaced:
            return FoldedOffsets(np.empty(0, dtype=np.int32))
        return FoldedOffsets(np.flatnonzero(self.packed & UNSPACED_BIT).astype(np.int32))

    def find_sign_pairs(self) -> FoldedOffsets:
        """Return where signs of ASCII stand that another follows, ascending."""
        packed = _TABLE.fold(_encode(self.written))[0] if self.packed is None else self.packed
        return FoldedOffsets(_find_sign_pairs(packed))

    def origins(self, places: FoldedOffsets) -> TextOffsets:
        """Return the offset in the original of each folded character, given where they stand."""
        return TextOffsets(places if self.offsets is None else self.offsets[places])

    def ends(self, places: FoldedOffsets) -> TextOffsets:
        """Return where in the original the stretches end that end in the folded text at ``places``, all above 0.

        A character that folds to several is one stretch: whoever finds a part of it finds all of it.
        """
        if self.offsets is None:
            return TextOffsets(places)
        return TextOffsets(np.maximum(self.offsets[places], self.offsets[places - 1] + 1))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that a stretch of the folded text, not empty, came from."""
        if self.offsets is None:
            return start, end
        first, before, past = self.offsets[[start, end - 1, end]].tolist()
        return first, max(past, before + 1)


def fold(text: str) -> FoldedText:
    """Fold a text, keeping the way back to its original offsets."""
    if text.isascii():
        return FoldedText(text)
    packed, offsets = _TABLE.fold(_encode(f"{text}\n"))
    return FoldedText(
        _decode(packed[:-1] & CODE_BITS), offsets, packed, bool(np.bitwise_or.reduce(packed) & UNSPACED_BIT)
    )


def fold_codes(codes: NDArray[np.unsignedinteger]) -> NDArray[np.uint32]:
    """Return the folded code points of a text whose code points are given: those of ``fold``, faster."""
    points = np.full(len(codes) + 1, ord("\n"), dtype=np.uint32)
    points[:-1] = codes
    return FoldedText("", packed=_TABLE.fold(points)[0]).points


def folding_columns() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return what the kernel folds by: ``packed`` and ``several`` of ``FoldingTable``, as far as they are known."""
    packed, several = _TABLE.packed, _TABLE.several
    return packed, several


def meet_characters(codes: NDArray[np.unsignedinteger]) -> None:
    """Fold the characters of a text, given their code points, so that ``folding_columns`` have all of them."""
    _TABLE.meet(codes)


def meet_ideographs() -> None:
    """Fold all ideographs, which queries would meet one by one."""
    _TABLE.meet_ideographs()


@dataclass(frozen=True, slots=True)
class FoldedBatch:
    """Texts folded together, F code points with a line end behind each text.

    Attributes:
        packed: uint32[F], see ``FoldingTable``.
        offsets: int32[F], where in all the texts each code point came from; None where it is the same.
        begins: int32[n + 1], where each text begins in the original of all.
    """

    packed: NDArray[np.uint32]
    offsets: NDArray[np.int32] | None
    begins: NDArray[np.int32]

    def count_han(self) -> int:
        """Return how many Han characters there are."""
        return int(np.count_nonzero(self.packed & HAN_BIT))

    @property
    def origins(self) -> NDArray[np.int32]:
        """What ``offsets`` are, as the kernel takes them: none where each code point is where it was."""
        return np.empty(0, dtype=np.int32) if self.offsets is None else self.offsets

    def find_line_ends(self) -> NDArray[np.int32]:
        """Return where in all the texts lines end, ascending, and each text."""
        places = np.flatnonzero(self.packed == _LINE_END).astype(np.int32)
        return places if self.offsets is None else self.offsets[places]

    def slices(self, begins: NDArray[np.int32], ends: NDArray[np.int32]) -> list[str]:
        """Return stretches as ``FoldedText.written`` has them, none of which holds a line end."""
        sizes = ends - begins + 1
        pasts = np.cumsum(sizes)
        places = np.arange(int(sizes.sum())) + np.repeat(begins - (pasts - sizes), sizes)
        points = self.packed.take(places, mode="clip") & CODE_BITS
        points[pasts - 1] = ord("\n")
        return _decode(points).split("\n")[:-1]


def fold_batch(texts: Sequence[str]) -> FoldedBatch:
    """Fold texts together, each as ``fold`` folds it."""
    packed, offsets = _TABLE.fold_many(_encode("\n".join((*texts, ""))))
    begins = np.zeros(len(texts) + 1, dtype=np.int32)
    np.cumsum([len(text) + 1 for text in texts], out=begins[1:])
    return FoldedBatch(packed, offsets, begins)


def fold_text(text: str) -> str:
    """Fold a text whose offsets do not matter."""
    if text.isascii():
        return text.lower()
    return text.translate(_TABLE.strings) if len(text) <= _SHORT else fold(text).text


def simplify(text: str) -> str:
    """Return a text with its Traditional characters as Simplified ones, and all else as it is."""
    return text if text.isascii() else _IDEOGRAPHS.sub(lambda run: fold_text(run[0]), text)


def _narrow(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return code points with those in full width, from ! to ~, as ASCII."""
    is_wide = points - np.uint32(FULL_WIDTH + ord("!")) < _SIGNS
    narrow: NDArray[np.uint32] = points - is_wide * np.uint32(FULL_WIDTH)
    return narrow


def _find_sign_pairs(packed: NDArray[np.uint32]) -> NDArray[np.int32]:
    return np.flatnonzero(packed[:-1] & packed[1:] & SIGN_BIT).astype(np.int32)


def _encode(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _decode(points: NDArray[np.uint32]) -> str:
    return points.astype("<u4", copy=False).tobytes().decode("utf-32-le")


_TABLE = FoldingTable()
_LINE_END = _TABLE.fold(_encode("\n"))[0][0]
