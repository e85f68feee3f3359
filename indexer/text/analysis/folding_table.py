"""The folded form of each character, found out once in a process: by ``fold_character``, and then looked up.

An entry of the table packs a folded character with what is asked about it most often, so that arrays of them answer.
"""

import re
import unicodedata
from mmap import ACCESS_COPY, mmap
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import distinct
from indexer.native import kernel
from indexer.native.text.fold import Expansions, fold_points
from indexer.text.analysis.scripts import HAN, IS_HAN, UNSPACED
from indexer.text.lexicon.conversion import Conversion, conversion

FULL_WIDTH = 0xFEE0
"""From a character of ASCII to its full-width form. Source: Unicode's block Halfwidth and Fullwidth Forms."""
CODE_BITS = np.uint32((1 << 21) - 1)
UNSPACED_BIT, HAN_BIT, ALNUM_BIT, SIGN_BIT, _ONE_BIT = (np.uint32(1 << bit) for bit in (21, 22, 23, 24, 31))
"""Of an entry, see ``FoldingTable.packed``; ``cut.c`` has those that it reads."""
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = "\u3400", "\u9fff"
"""Unicode's CJK Unified Ideographs and their extension A, and the hexagrams between the two."""
_IDEOGRAPHS = slice(ord(_FIRST_IDEOGRAPH), ord(_LAST_IDEOGRAPH) + 1)
_HAN_RUN = re.compile(f"[{HAN}]+")
_UNSEEN = ("Mn", "Cf")
"""Categories of what a reader does not see as a character of its own: marks, and format characters such as the soft
hyphen and the zero-width space, which copies of pages leave in the middle of words."""
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
)
"""Small Latin letters that Unicode does not take apart, as keyboards without them write them. Source: Unicode's CLDR,
transform Latin-ASCII."""
_UNKNOWN = np.uint32(0)
_ASCII = np.uint32(128)
_ASCII_SIGNS = range(ord("!"), ord("~") + 1)
_WIDENED = np.array(
    [
        code + FULL_WIDTH if chr(code).isalnum() or chr(code) in "#+'" else code
        for code in map(ord, map(str.lower, map(chr, range(128))))
    ],
    dtype=np.uint32,
)
"""By code point of ASCII: how it is written where it was no ASCII; as it is where that tells nothing of camel case."""


def fold_character(character: str) -> str:
    """Fold one character; the result may be empty (a combining mark, a soft hyphen) or longer (a ligature).

    Source:
        Unicode Standard Annex 15 (NFKC) and 3.13 (case folding); OpenCC's ``t2s`` table, single characters.
    """
    if "\ud800" <= character <= "\udfff":
        return " "  # a lone surrogate is no character, and OpenCC cannot take it
    if _FIRST_IDEOGRAPH <= character <= _LAST_IDEOGRAPH:
        return _simplify(character)  # Unicode says nothing of them, and most characters that are met are some
    compatible = unicodedata.normalize("NFKC", character).casefold()
    if character > "\u2e7f":
        compatible = _simplify(compatible)
    bare = (c for c in unicodedata.normalize("NFD", compatible) if unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", "".join(bare).translate(_STROKES))


def _simplify(text: str) -> str:
    simplify = conversion("t2s").convert
    once = simplify(text)
    return once if once == text else simplify(once)  # its table leads 薴 to 苧, and 苧 to 苎


class FoldingTable:
    """The folded form of each character, found out when it is first met; safe to be shared by threads.

    Whoever folds reads without the lock, so a character's entry is published last, when all that it points at is
    there; and ``several`` is replaced by a longer one, never changed.

    Attributes:
        strings: Folded characters by code point, the form ``str.translate`` takes.
        packed: uint32[0x110000]. Of a character that folds to one: ``_ONE_BIT``, ``UNSPACED_BIT`` if it belongs to a
            script without spaces, ``HAN_BIT`` if that is Han, ``ALNUM_BIT`` if it is a letter or digit of any script,
            ``SIGN_BIT`` if it is a sign of ASCII, and its code point as ``FoldedText.written`` has it in
            ``CODE_BITS``. Of another: the place in ``several`` of what it folds to, from 1. Or ``_UNKNOWN``.
        several: uint32, one expansion after the other, each begun by how many characters it has.
    """

    def __init__(self) -> None:
        self.strings = _Strings(self)
        self.packed = _make_entries()
        self.several = np.zeros(1, dtype=np.uint32)
        self._lock = Lock()

    def fold(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int32] | None]:
        """Return the packed folded characters, and where each came from if that is not the same place."""
        packed = self.packed.take(points)
        if packed.min(initial=_ONE_BIT) >= _ONE_BIT:
            return packed, None
        unknown = points[packed == _UNKNOWN]
        if unknown.size:
            self._learn_all(unknown)
            return self.fold(points)
        return self._expand(packed, np.flatnonzero(packed < _ONE_BIT))

    def fold_many(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int32] | None]:
        """Return the same as ``fold``, of many characters faster where the kernel is; the last one is a line end."""
        library = kernel()
        if library is None:
            return self.fold(points)
        found = fold_points(library, points, Expansions(self.packed, self.several, _WIDENED_ENTRIES))
        while found.unknown.size:
            self._learn_all(found.unknown)
            found = fold_points(library, points, Expansions(self.packed, self.several, _WIDENED_ENTRIES))
        return found.packed, found.offsets

    def meet(self, points: NDArray[np.unsignedinteger]) -> None:
        """Fold the characters of a text that nobody has met yet."""
        self._learn_all(points[self.packed.take(points) == _UNKNOWN])

    def meet_ideographs(self) -> None:
        """Fold all ideographs, in an eighth of the time that they take one by one (15 ms): no query waits for any then.

        Where another OpenCC is installed than is known here, they are left to be met.
        """
        simplify = conversion("t2s")
        if isinstance(simplify, Conversion):
            with self._lock:
                self.packed[_IDEOGRAPHS] = _pack_ideographs(simplify)

    def _learn_all(self, points: NDArray[np.integer]) -> None:
        for code in distinct(points).tolist():
            if self.packed[code] == _UNKNOWN:
                self.learn(code)

    def learn(self, code: int) -> str:
        """Fold a character, keep the result for everybody, and return it."""
        with self._lock:
            if self.packed[code] != _UNKNOWN:  # met with others, or by another thread meanwhile
                return self.strings.setdefault(code, chr(self.packed[code] & CODE_BITS))
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
        folded[folded < _ONE_BIT] = several[np.repeat(begins, sizes) + inside]
        gone = np.flatnonzero(sizes == 0)
        marked = odd[gone] - gone + before[gone] - 1  # of a text's first character, this is the line end at its end
        marked = marked[(folded[marked] & CODE_BITS) < _ASCII]
        folded[marked] = _WIDENED_ENTRIES[folded[marked] & CODE_BITS]
        return folded, offsets


class _Strings(dict[int, str]):
    """Folded characters by code point."""

    def __init__(self, table: FoldingTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, code: int) -> str:
        return self._table.learn(code)


def _make_entries() -> NDArray[np.uint32]:
    """Return ``_UNKNOWN`` for each code point, in pages of which only those take memory that have another entry.

    Of an array so large NumPy would have Linux make pages of 2 MB.
    """
    return np.frombuffer(mmap(-1, 0x110000 * np.dtype(np.uint32).itemsize, access=ACCESS_COPY), np.uint32)


def _pack(folded: str, original: str) -> int:
    """Return the entry of one folded character, given the one that folds to it or to it and others."""
    written = ord(folded)
    if folded.isascii():
        written = ord(original) if original.isascii() else int(_WIDENED[written])
    return int(UNSPACED_BIT if UNSPACED.match(folded) else 0) | _flag(written)


def _pack_ideographs(simplify: Conversion) -> NDArray[np.uint32]:
    """Return the entry of each ideograph, given how they are simplified."""
    codes = np.arange(_IDEOGRAPHS.start, _IDEOGRAPHS.stop, dtype=np.uint32)
    text = codes.tobytes().decode("utf-32")
    plain = codes | _ONE_BIT | np.fromiter(map(str.isalnum, text), bool, len(text)) * ALNUM_BIT
    for pattern, bit in ((UNSPACED, UNSPACED_BIT), (_HAN_RUN, HAN_BIT)):
        for run in pattern.finditer(text):
            plain[run.start() : run.end()] |= bit
    entries, converted = plain.copy(), simplify.convert_characters()
    for character, once in converted.items():
        if _FIRST_IDEOGRAPH <= character <= _LAST_IDEOGRAPH:
            folded = converted.get(once, once)  # twice, see ``_simplify``
            is_here = _FIRST_IDEOGRAPH <= folded <= _LAST_IDEOGRAPH
            entry = plain[ord(folded) - _IDEOGRAPHS.start] if is_here else _pack(folded, character)
            entries[ord(character) - _IDEOGRAPHS.start] = entry
    return entries


def _flag(written: int) -> int:
    """Return the entry of a character that is in no script without spaces but maybe Han."""
    character = chr(written)
    is_han, is_alnum = IS_HAN.match(character) is not None, character.isalnum()
    is_sign = not is_alnum and (written in _ASCII_SIGNS or written - FULL_WIDTH in _ASCII_SIGNS)
    return int(_ONE_BIT) | int(HAN_BIT) * is_han | int(ALNUM_BIT) * is_alnum | int(SIGN_BIT) * is_sign | written


_WIDENED_ENTRIES = np.array([_flag(code) for code in _WIDENED.tolist()], dtype=np.uint32)
"""By code point of ASCII: the entry of a character that lost its marks."""
