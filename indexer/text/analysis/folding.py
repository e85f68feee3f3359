"""Make spellings that mean the same the same, and remember where each character came from.

Full width and half width, letter case, accents, ligatures (Unicode NFKC and full case folding) and Traditional and
Simplified Chinese fold together. Folding looks at one character at a time, so that any part of a text folds to the
same part of the folded text: what can be found as a whole can be found in pieces.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import opencc


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    Attributes:
        text: The folded text.
        offsets: For each code point of ``text``, and for its end, the offset in the original it came from:
            ``len(text) + 1`` non-decreasing numbers. None when the two texts have the same offsets.
    """

    text: str
    offsets: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text that a stretch of the folded text, not empty, came from.

        A character that folds to several is one stretch: whoever finds a part of it finds all of it.
        """
        if self.offsets is None:
            return start, end
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)


class _FoldingTable(dict[int, str]):
    """Folded characters by code point, filled as they are met; the form ``str.translate`` takes."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold_character(character: str) -> str:
    """Fold one character; the result may be empty (a combining mark) or longer (a ligature).

    Source:
        Unicode Standard Annex 15 (NFKC) and 3.13 (case folding); OpenCC's ``t2s`` table, single characters.
    """
    if "\ud800" <= character <= "\udfff":
        return " "  # a lone surrogate is no character, and OpenCC cannot take it
    compatible = unicodedata.normalize("NFKC", character).casefold()
    if character > "\u2e7f":
        compatible = _simplifier().convert(compatible)
    bare = (c for c in unicodedata.normalize("NFD", compatible) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(bare))


_TABLE = _FoldingTable()


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back to its original offsets."""
    if text.isascii():
        return Folded(text.lower())
    folded = text.translate(_TABLE)
    if all(len(_TABLE[ord(character)]) == 1 for character in set(text)):
        return Folded(folded)
    offsets = [start for start, character in enumerate(text) for _ in _TABLE[ord(character)]]
    return Folded(folded, (*offsets, len(text)))


def fold_text(text: str) -> str:
    """Fold a text whose offsets do not matter."""
    return text.lower() if text.isascii() else text.translate(_TABLE)


def simplify(text: str) -> str:
    """Return a text with its Traditional characters as Simplified ones, and all else as it is."""
    return "".join(fold_character(c) if "\u3400" <= c <= "\u9fff" else c for c in text)
