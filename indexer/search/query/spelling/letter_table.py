"""Words by their letters: what a misspelt word is compared with."""

from array import array
from collections.abc import Iterable
from operator import itemgetter

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.arrays import Int64s, UInt64s
from indexer.index.format.arrays import make_offsets
from indexer.native import kernel
from indexer.native.matching.near import LONGEST_TYPED, WordList
from indexer.text.text_tables import TextList


class LetterTable:
    """Words by length and by their sets of letters, which tell most of them apart at no cost."""

    def __init__(self, words: Iterable[str]) -> None:
        given = TextList(words)  # at no time are all of them there one by one
        sizes: Int64s = np.fromiter(map(len, given), dtype=np.int64, count=len(given))
        by_length = array("q", sizes.argsort(kind="stable").tobytes())
        sizes.sort()
        self._words = TextList(map(given.__getitem__, by_length))
        self._letters = _letters_of_all(self._words, sizes)
        self._begins = sizes.searchsorted(np.arange(sizes.max(initial=0) + 2)).tolist()
        self._listed = _list_for_kernel(self._words, self._letters)

    def _begin(self, length: int) -> int:
        """Return the index of the first word of some length or more."""
        return int(self._begins[min(max(length, 0), len(self._begins) - 1)])

    def _find_bounds(self, word: str, mistakes: int) -> tuple[int, int]:
        return self._begin(len(word) - mistakes), self._begin(len(word) + mistakes + 1)

    def list_alike(self, word: str, mistakes: int) -> list[str]:
        """Return the words that may be so few mistakes away: one changes two letters at most, and the length by one."""
        first, past = self._find_bounds(word, mistakes)
        others = np.bitwise_count(self._letters[first:past] ^ np.uint64(_letters_of(word)))
        return [self._words[first + at] for at in np.flatnonzero(others <= 2 * mistakes).tolist()]

    def find_near(self, word: str, mistakes: int) -> list[tuple[str, int]]:
        """Return the words that are so few mistakes away at most, each with how many: the fewest first.

        Source:
            Optimal string alignment distance: Damerau 1964 without repeated edits.
        """
        found = self._find_by_kernel(word, mistakes)
        return self._find_by_rapidfuzz(word, mistakes) if found is None else found

    def _find_by_kernel(self, word: str, mistakes: int) -> list[tuple[str, int]] | None:
        """Find words; None where the kernel cannot."""
        library = kernel() if word.isascii() and 0 < len(word) <= LONGEST_TYPED else None
        if library is None or self._listed is None:
            return None
        near = self._listed.find_near(library, word.encode(), mistakes, *self._find_bounds(word, mistakes))
        if near is None:
            return None
        return [(self._words[at], distance) for at, distance in sorted(near, key=itemgetter(1))]

    def _find_by_rapidfuzz(self, word: str, mistakes: int) -> list[tuple[str, int]]:
        alike = self.list_alike(word, mistakes)
        near = process.extract(word, alike, scorer=OSA.distance, score_cutoff=mistakes, limit=None)
        return [(other, int(distance)) for other, distance, _ in near]


def _list_for_kernel(words: TextList, letters: UInt64s) -> WordList | None:
    """Return words for the kernel; None where some are not of ASCII."""
    if not words.joined.isascii():
        return None
    return WordList(letters, np.frombuffer(words.joined, np.uint8), np.frombuffer(words.begins, np.uint32))


def _letters_of_all(words: TextList, sizes: Int64s) -> UInt64s:
    """Return the sets of the characters of words, none of them empty: uint64[words]; see ``_letters_of``."""
    text = words.joined.decode("utf-8", "surrogatepass")
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    bits = np.left_shift(np.uint64(1), (codes & 63).astype(np.uint64))
    sets: UInt64s = np.bitwise_or.reduceat(bits, make_offsets(sizes)[:-1]) if len(words) else bits
    return sets


def _letters_of(word: str) -> int:
    """Return the set of a word's characters, a bit for each."""
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 63)
    return bits
