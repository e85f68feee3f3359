"""The Chinese words of a site by their pinyin, in all the ways in which people type it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice

import numpy as np

from indexer.search.index_view import IndexView
from indexer.search.query.spaced_pinyin import fits_syllables
from indexer.text.lexicon.pinyin import blur_syllable, syllables_of

SHORTEST_INITIALS = 3
"""Letters from which on they may be the first letters of syllables: two could be anything."""
_SHORTEST_BEGINNING = 2
"""Letters from which on they may be the beginning of pinyin."""
_MOST_BEGINNINGS = 200
"""Words whose readings begin with some letters and that are looked at."""


class _WordsByReading:
    """Words by a reading: where several have one, line by line in one text: lists take twice as much memory."""

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}

    def add(self, reading: str, word: str) -> None:
        known = self._lines.get(reading)
        self._lines[reading] = word if known is None else f"{known}\n{word}"

    def find(self, reading: str) -> Sequence[str]:
        lines = self._lines.get(reading)
        return lines.split("\n") if lines else ()

    @property
    def readings(self) -> Iterable[str]:
        return self._lines.keys()


@dataclass(frozen=True, slots=True)
class _Readings:
    """Words by their readings.

    Attributes:
        full: By all of the pinyin, without spaces.
        blurred: The same of who does not tell *sh* from *s*.
        syllables: By blurred syllables, a space behind each.
        initials: By the first letters of three syllables or more.
    """

    full: _WordsByReading = field(default_factory=_WordsByReading)
    blurred: _WordsByReading = field(default_factory=_WordsByReading)
    syllables: _WordsByReading = field(default_factory=_WordsByReading)
    initials: _WordsByReading = field(default_factory=_WordsByReading)

    def add(self, word: str, syllables: Sequence[str]) -> None:
        """Add a word."""
        blurred = _blur(syllables)
        self.full.add(full := "".join(syllables), word)
        same = blurred.replace(" ", "")
        self.blurred.add(full if same == full else same, word)  # most have one text for both
        self.syllables.add(blurred, word)
        if len(syllables) >= SHORTEST_INITIALS:
            self.initials.add("".join(each[:1] for each in syllables), word)


class SoundTable:
    """Chinese words of one index by how they sound. Made when first needed. Safe to be shared by threads.

    A table that two threads make at once is the same.
    """

    def __init__(self, reader: IndexView) -> None:
        self._reader = reader

    def prepare(self) -> None:
        """Make the table, and load the dictionary, that the first question by sound would have to wait for."""
        syllables_of("音")  # first: it needs much memory for a while, where the table finds room then
        _ = self._sorted

    @cached_property
    def _readings(self) -> _Readings:
        readings = _Readings()
        for word, known in self._reader.sounds:
            readings.add(word, known.split(" ") if known else syllables_of(word))
        return readings

    @cached_property
    def _sorted(self) -> tuple[Sequence[str], Sequence[str]]:
        return sorted(self._readings.full.readings), sorted(self._readings.initials.readings)

    @property
    def pinyin(self) -> Iterable[str]:
        """The pinyin of all words, without spaces."""
        return self._readings.full.readings

    def written(self, letters: str) -> Sequence[str]:
        """Return the words whose pinyin some letters are."""
        return self._readings.full.find(letters)

    def written_alike(self, letters: str) -> Sequence[str]:
        """Return the words whose pinyin they are for who does not tell *sh* from *s*."""
        return self._readings.blurred.find(_blur([letters]).strip())

    def with_initials(self, letters: str) -> Sequence[str]:
        """Return the words whose syllables begin with some letters, one each."""
        return self._readings.initials.find(letters)

    def sounding_like(self, piece: str) -> Iterator[str]:
        """Yield other words of as many characters that sound like a few Han characters."""
        words = self._readings.syllables.find(_blur(syllables_of(piece)))
        return (word for word in words if len(word) == len(piece) and word != piece)

    def beginning_with(self, letters: str) -> list[str]:
        """Return the words whose pinyin or initials begin with some letters, each once."""
        if len(letters) < _SHORTEST_BEGINNING or not (letters.isascii() and letters.isalpha()):
            return []
        (full, initials), readings = self._sorted, self._readings
        found = _words_from(full, readings.full, letters)
        if len(letters) >= SHORTEST_INITIALS:
            found = chain(found, _words_from(initials, readings.initials, letters))
        return list(dict.fromkeys(islice(found, _MOST_BEGINNINGS)))

    def spelled(self, pieces: tuple[str, ...]) -> list[str]:
        """Return the words whose pinyin begins with some pieces, each but the last ending where a syllable ends."""
        return [word for word in self.beginning_with("".join(pieces)) if fits_syllables(pieces, syllables_of(word))]

    def rank(self, words: Iterable[str], limit: int) -> list[str]:
        """Return those of some words that posts have, the most frequent first; of equals the first in the alphabet."""
        numbers = {word: number for word in words if (number := self._reader.find_term(word)) >= 0}
        if not numbers:
            return []
        counts = self._reader.posting_counts(np.array(list(numbers.values()), dtype=np.int64)).tolist()
        found = sorted((-count, word) for word, count in zip(numbers, counts, strict=True) if count > 0)
        return [word for _, word in found[:limit]]


def _words_from(readings: Sequence[str], words: _WordsByReading, letters: str) -> Iterator[str]:
    """Yield the words of the readings, sorted, that begin with some letters."""
    for reading in islice(readings, bisect_left(readings, letters), None):
        if not reading.startswith(letters):
            return
        yield from words.find(reading)


def _blur(syllables: Iterable[str]) -> str:
    return " ".join(map(blur_syllable, syllables)) + " "
