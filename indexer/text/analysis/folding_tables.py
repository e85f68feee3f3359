"""Fold a text as arrays: every code point looked up in one table, instead of character by character.

The table holds for each of Unicode's code points what ``fold_character`` and the analyzer's patterns say of it, asked
once, when it is first met. Of a text that folds character to character, folding is then a single look-up.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.analyzer import LETTER as LETTERS
from indexer.text.analysis.analyzer import UNSPACED as UNSPACED_RUN
from indexer.text.analysis.folding import fold_character
from indexer.text.analysis.readings import HAN as HAN_CHARACTERS

LETTER, HAN, UNSPACED, CONNECTOR, SIGN, WORDLIKE, CAPITAL, FOREIGN = (1 << bit for bit in range(8))
"""Kinds of folded characters, which a character may be several of: a letter or digit but Han · Han · of a script
without spaces · what joins letters · ``# + °`` · what no name with a dot before it follows · written as ASCII capital ·
a letter, sign or apostrophe of ASCII that was written otherwise, or had marks that folding took away."""

_KINDS = {
    LETTER: re.compile(LETTERS),
    HAN: re.compile(f"[{HAN_CHARACTERS}]"),
    UNSPACED: UNSPACED_RUN,
    CONNECTOR: re.compile(r"['’._-]"),
    SIGN: re.compile(r"[#+°]"),
    WORDLIKE: re.compile(r"[\w.]"),
}
_SHIFT = 21
_CODE = np.uint32((1 << _SHIFT) - 1)
_ODD = np.uint32(1 << 31)
_UNMET = np.uint32(0xFFFFFFFF)
_MARKED = np.uint32(FOREIGN << _SHIFT)


@dataclass(frozen=True, slots=True)
class Codes:
    """A folded text of F code points, the last of which is a line end that stands for the end of the text.

    Attributes:
        points: uint32[F], the folded code points.
        kinds: uint8[F], the kinds of each.
        offsets: int32[F], the offset in the original each came from, non-decreasing; None where it is the same.
    """

    points: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    offsets: NDArray[np.int32] | None = None

    def are(self, kind: int) -> NDArray[np.bool_]:
        """Return bool[F]: which characters are of a kind."""
        chosen: NDArray[np.bool_] = (self.kinds & np.uint8(kind)) != 0
        return chosen

    def origins(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the offset in the original of each folded character, whose places are given."""
        return places if self.offsets is None else self.offsets[places]

    def ends(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return where in the original the stretches end that end in the folded text at ``places``, all above 0.

        A character that folds to several ends only where all of it does: see ``Folded.span``.
        """
        if self.offsets is None:
            return places
        return np.maximum(self.offsets[places], self.offsets[places - 1] + 1)


@lru_cache(maxsize=1)
def fold_codes(text: str) -> Codes:
    """Fold a text into arrays; the last text's are remembered, so that all who need them may ask."""
    points = np.frombuffer(f"{text}\n".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    packed, offsets = _table().fold(points)
    return Codes(packed & _CODE, (packed >> _SHIFT).astype(np.uint8), offsets)


def fold_long(text: str) -> str:
    """Fold a text whose offsets do not matter, as ``fold_text`` does, which is slower where it is long."""
    return text.lower() if text.isascii() else decode(fold_codes(text).points[:-1])


def decode(points: NDArray[np.uint32]) -> str:
    """Return code points as text."""
    return points.astype("<u4", copy=False).tobytes().decode("utf-32-le")


class _Table:
    """What each code point folds to, filled as they are met.

    Attributes:
        packed: uint32[0x110000]. The folded code point in the lower 21 bits, its kinds in the next 8; or, with the
            uppermost bit set, where the several characters it folds to begin in ``several``; or ``_UNMET``.
        several: uint32, packed characters, one expansion after the other.
        sizes: int32, at the place where an expansion begins how long it is; 0 for what folds to nothing.
    """

    def __init__(self) -> None:
        self.packed = np.full(0x110000, _UNMET)
        self.several = np.zeros(0, dtype=np.uint32)
        self.sizes = np.zeros(0, dtype=np.int32)

    def fold(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int32] | None]:
        """Return the packed folded characters, and where each came from if that is not the same place."""
        packed = self.packed[points]
        odd = np.flatnonzero(packed >= _ODD)
        if not odd.size:
            return packed, None
        unmet = odd[packed[odd] == _UNMET]
        if unmet.size:
            for code in np.unique(points[unmet]).tolist():
                self._learn(code)
            return self.fold(points)
        return self._expand(packed, odd)

    def _learn(self, code: int) -> None:
        packed = [_pack(character, chr(code)) for character in fold_character(chr(code))]
        if len(packed) == 1:
            self.packed[code] = packed[0]
            return
        self.packed[code] = _ODD | np.uint32(len(self.several))
        room = [*packed, 0]  # one place more, so that what folds to nothing has one too
        self.sizes = np.append(self.sizes, np.full(len(room), len(packed), dtype=np.int32))
        self.several = np.append(self.several, np.array(room, dtype=np.uint32))

    def _expand(
        self, packed: NDArray[np.uint32], odd: NDArray[np.intp]
    ) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
        begins = packed[odd] & _CODE
        sizes = self.sizes[begins]
        counts = np.ones(len(packed), dtype=np.int32)
        counts[odd] = sizes
        offsets = np.repeat(np.arange(len(packed), dtype=np.int32), counts)
        folded = packed[offsets]
        before = np.cumsum(sizes) - sizes
        inside = np.arange(sizes.sum()) - np.repeat(before, sizes)
        folded[folded >= _ODD] = self.several[np.repeat(begins, sizes) + inside]
        gone = np.flatnonzero(sizes == 0)
        folded[odd[gone] - gone + before[gone] - 1] |= _MARKED
        return folded, offsets


def _pack(folded: str, written: str) -> int:
    kinds = sum(kind for kind, pattern in _KINDS.items() if pattern.match(folded))
    if written.isascii():
        kinds += CAPITAL if written.isupper() else 0
    elif folded == "'" or (folded.isascii() and kinds & (LETTER | SIGN)):
        kinds += FOREIGN
    return kinds << _SHIFT | ord(folded)


@cache
def _table() -> _Table:
    return _Table()
