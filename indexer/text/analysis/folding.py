"""Make spellings that mean the same the same, and remember where each character came from.

Full width and half width, letter case, accents, ligatures (Unicode NFKC and full case folding) and Traditional and
Simplified Chinese fold together. Folding looks at one character at a time, so that any part of a text folds to the
same part of the folded text: what can be found as a whole can be found in pieces.

Each character is folded once in a process, by ``fold_character``, and then looked up in one table: by
``str.translate`` where only the text is wanted and it is short, else through arrays.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.scripts import IS_HAN, UNSPACED
from indexer.text.lexicon.conversion import conversion
from indexer.units import FoldedOffsets, TextOffsets

_SHORT = 100
"""Characters up to which ``str.translate`` (40 ns each) folds faster than arrays (4 μs for any text)."""
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]+")
_FULL_WIDTH = 0xFEE0
"""From a character of ASCII to its full-width form. Source: Unicode's block Halfwidth and Fullwidth Forms."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text of F code points and the way back.

    Attributes:
        written: The folded text, but with what the camel case of a word is read from: capitals of ASCII as they were
            written, and a letter, digit, ``#``, ``+`` or apostrophe that folding made ASCII, or whose marks it took
            away, in full width. As folding leaves nothing in full width, these are told from all others.
        offsets: int32[F + 1], non-decreasing: for each code point, and for the end, the offset in the original it
            came from. None where it is the same.
        packed: uint32[F + 1], see ``_FoldingTable``, the last one a line end. None for a text of ASCII alone.
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
        written = _encode(self.written) if self.packed is None else self.packed[:-1] & _CODE
        is_capital = written - np.uint32(ord("A")) < _CAPITALS
        return _narrow(written + is_capital * _TO_SMALL)

    def find_unspaced(self) -> FoldedOffsets:
        """Return where characters of scripts without spaces stand, ascending."""
        if self.packed is None or not self.has_unspaced:
            return FoldedOffsets(np.empty(0, dtype=np.int32))
        return FoldedOffsets(np.flatnonzero(self.packed & _UNSPACED).astype(np.int32))

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
    return FoldedText(_decode(packed[:-1] & _CODE), offsets, packed, bool(np.bitwise_or.reduce(packed) & _UNSPACED))


def fold_codes(codes: NDArray[np.unsignedinteger]) -> NDArray[np.uint32]:
    """Return the folded code points of a text whose code points are given: those of ``fold``, faster."""
    points = np.full(len(codes) + 1, ord("\n"), dtype=np.uint32)
    points[:-1] = codes
    return FoldedText("", packed=_TABLE.fold(points)[0]).points


@dataclass(frozen=True, slots=True)
class FoldedBatch:
    """Texts folded together, F code points with a line end behind each text.

    Attributes:
        packed: uint32[F], see ``_FoldingTable``.
        offsets: int32[F], where in all the texts each code point came from; None where it is the same.
        begins: int32[n + 1], where each text begins in the original of all.
    """

    packed: NDArray[np.uint32]
    offsets: NDArray[np.int32] | None
    begins: NDArray[np.int32]

    def count_han(self) -> int:
        """Return how many Han characters there are."""
        return int(np.count_nonzero(self.packed & _HAN))

    def find_unspaced(self) -> NDArray[np.int32]:
        """Return where characters of scripts without spaces stand in the folded texts, ascending."""
        return np.flatnonzero(self.packed & _UNSPACED).astype(np.int32)

    def find_sign_pairs(self) -> NDArray[np.int32]:
        """Return where signs of ASCII stand that another follows, ascending."""
        return _find_sign_pairs(self.packed)

    def points(self, places: NDArray[np.int32]) -> NDArray[np.uint32]:
        """Return the code points of signs, and of characters of scripts without spaces, given where they stand."""
        return _narrow(self.packed[places] & _CODE)

    def slices(self, begins: NDArray[np.int32], ends: NDArray[np.int32]) -> list[str]:
        """Return stretches as ``FoldedText.written`` has them, none of which holds a line end."""
        sizes = ends - begins + 1
        pasts = np.cumsum(sizes)
        places = np.arange(int(sizes.sum())) + np.repeat(begins - (pasts - sizes), sizes)
        points = self.packed.take(places, mode="clip") & _CODE
        points[pasts - 1] = ord("\n")
        return _decode(points).split("\n")[:-1]


def fold_batch(texts: Sequence[str]) -> FoldedBatch:
    """Fold texts together, each as ``fold`` folds it."""
    joined = "".join(f"{text}\n" for text in texts)
    packed, offsets = _TABLE.fold(_encode(joined))
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


def fold_character(character: str) -> str:
    """Fold one character; the result may be empty (a combining mark) or longer (a ligature).

    Source:
        Unicode Standard Annex 15 (NFKC) and 3.13 (case folding); OpenCC's ``t2s`` table, single characters.
    """
    if "\ud800" <= character <= "\udfff":
        return " "  # a lone surrogate is no character, and OpenCC cannot take it
    compatible = unicodedata.normalize("NFKC", character).casefold()
    if character > "\u2e7f":
        simplify = conversion("t2s").convert
        compatible = simplify(simplify(compatible))  # its table leads 薴 to 苧, and 苧 to 苎
    bare = (c for c in unicodedata.normalize("NFD", compatible) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(bare))


_PLAIN, _UNSPACED, _CODE = np.uint32(1 << 31), np.uint32(1 << 21), np.uint32((1 << 21) - 1)
_HAN, _ALNUM, _SIGN = np.uint32(1 << 22), np.uint32(1 << 23), np.uint32(1 << 24)
_UNKNOWN = np.uint32(0)
_ASCII_SIGNS = range(ord("!"), ord("~") + 1)
_TO_SMALL, _CAPITALS, _SIGNS, _ASCII = (np.uint32(number) for number in (ord("a") - ord("A"), 26, 94, 128))
_WIDENED = np.array(
    [
        code + _FULL_WIDTH if chr(code).isalnum() or chr(code) in "#+'" else code
        for code in map(ord, map(str.lower, map(chr, range(128))))
    ],
    dtype=np.uint32,
)
"""By code point of ASCII: how it is written where it was no ASCII; as it is where that tells nothing of camel case."""


class _FoldingTable:
    """The folded form of each character, found out when it is first met; safe to be shared by threads.

    Whoever folds reads without the lock, so a character's entry is published last, when all that it points at is
    there; and ``several`` is replaced by a longer one, never changed.

    Attributes:
        strings: Folded characters by code point, the form ``str.translate`` takes.
        packed: uint32[0x110000]. Of a character that folds to one: ``_PLAIN``, ``_UNSPACED`` if it belongs to a script
            without spaces, ``_HAN`` if that is Han, ``_ALNUM`` if it is a letter or digit of any script, ``_SIGN`` if
            it is a sign of ASCII, and its code point as ``FoldedText.written`` has it in the lower 21 bits. Of another:
            the place in ``several`` of what it folds to, from 1. Or ``_UNKNOWN``.
        several: uint32, one expansion after the other, each begun by how many characters it has.
    """

    def __init__(self) -> None:
        self.strings = _Strings(self)
        self.packed = np.zeros(0x110000, dtype=np.uint32)
        self.several = np.zeros(1, dtype=np.uint32)
        self._lock = Lock()

    def fold(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int32] | None]:
        """Return the packed folded characters, and where each came from if that is not the same place."""
        packed = self.packed.take(points)
        if packed.min(initial=_PLAIN) >= _PLAIN:
            return packed, None
        unknown = points[packed == _UNKNOWN]
        if unknown.size:
            for code in np.unique(unknown).tolist():
                self.learn(code)
            return self.fold(points)
        return self._expand(packed, np.flatnonzero(packed < _PLAIN))

    def learn(self, code: int) -> str:
        """Fold a character, keep the result for everybody, and return it."""
        with self._lock:
            if self.packed[code] != _UNKNOWN:
                return self.strings[code]  # another thread has met it meanwhile
            folded = fold_character(chr(code))
            entries = [_pack(character, chr(code)) for character in folded]
            if len(entries) == 1:
                entry = entries[0]
            else:
                entry = len(self.several)
                self.several = np.append(self.several, np.array([len(entries), *entries], dtype=np.uint32))
            self.strings[code] = folded
            self.packed[code] = entry
        return folded

    def _expand(
        self, packed: NDArray[np.uint32], odd: NDArray[np.intp]
    ) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
        several, begins = self.several, packed[odd]
        sizes = several[begins].astype(np.int64)
        counts = np.ones(len(packed), dtype=np.int64)
        counts[odd] = sizes
        offsets = np.repeat(np.arange(len(packed), dtype=np.int32), counts)
        folded = packed[offsets]
        before = np.cumsum(sizes) - sizes
        inside = np.arange(1, sizes.sum() + 1) - np.repeat(before, sizes)
        folded[folded < _PLAIN] = several[np.repeat(begins, sizes) + inside]
        gone = np.flatnonzero(sizes == 0)
        marked = odd[gone] - gone + before[gone] - 1  # of a text's first character, this is the line end at its end
        marked = marked[(folded[marked] & _CODE) < _ASCII]
        folded[marked] = _WIDENED_ENTRIES[folded[marked] & _CODE]
        return folded, offsets


class _Strings(dict[int, str]):
    """Folded characters by code point."""

    def __init__(self, table: _FoldingTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, code: int) -> str:
        return self._table.learn(code)


def _pack(folded: str, original: str) -> int:
    """Return the entry of one folded character, given the one that folds to it or to it and others."""
    written = ord(folded)
    if folded.isascii():
        written = ord(original) if original.isascii() else int(_WIDENED[written])
    return int(_UNSPACED if UNSPACED.match(folded) else 0) | _flag(written)


def _flag(written: int) -> int:
    """Return the entry of a character that is in no script without spaces but maybe Han."""
    character = chr(written)
    is_han, is_alnum = IS_HAN.match(character) is not None, character.isalnum()
    is_sign = not is_alnum and (written in _ASCII_SIGNS or written - _FULL_WIDTH in _ASCII_SIGNS)
    return int(_PLAIN) | int(_HAN) * is_han | int(_ALNUM) * is_alnum | int(_SIGN) * is_sign | written


_WIDENED_ENTRIES = np.array([_flag(code) for code in _WIDENED.tolist()], dtype=np.uint32)
"""By code point of ASCII: the entry of a character that lost its marks."""


def _narrow(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return code points with those in full width, from ! to ~, as ASCII."""
    is_wide = points - np.uint32(_FULL_WIDTH + ord("!")) < _SIGNS
    narrow: NDArray[np.uint32] = points - is_wide * np.uint32(_FULL_WIDTH)
    return narrow


def _find_sign_pairs(packed: NDArray[np.uint32]) -> NDArray[np.int32]:
    return np.flatnonzero(packed[:-1] & packed[1:] & _SIGN).astype(np.int32)


def _encode(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _decode(points: NDArray[np.uint32]) -> str:
    return points.astype("<u4", copy=False).tobytes().decode("utf-32-le")


_TABLE = _FoldingTable()
