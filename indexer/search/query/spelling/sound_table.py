"""The Chinese words of a site by their pinyin, in all the ways in which people type it."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, takewhile

import numpy as np

from indexer.search.index_view import IndexView
from indexer.search.query.spelling.spaced_pinyin import fits_syllables
from indexer.text.lexicon.pinyin import blur_syllable, syllables_of
from indexer.text.places import PlacesByText, hash_text
from indexer.text.text_tables import SortedTexts, TextList

SHORTEST_INITIALS = 3
"""Letters from which on they may be the first letters of syllables: two could be anything."""
_SHORTEST_BEGINNING = 2
"""Letters from which on they may be the beginning of pinyin."""
_MOST_BEGINNINGS = 200
"""Words whose readings begin with some letters and that are looked at."""


class _Readings:
    """Words by their readings.

    Attributes:
        pinyin: All of the words' pinyin without spaces, each once, sorted.
        first_letters: All first letters of three syllables or more, each once, sorted.
    """

    def __init__(self, sounds: Iterable[tuple[str, str]]) -> None:
        """Take words with their pinyin, which is looked up where it is empty."""
        words, pinyin, first_letters = list[str](), set[str](), set[str]()
        full, blurred, spaced, initials, long = (array("q") for _ in range(5))
        for place, (word, known) in enumerate(sounds):
            syllables = known.split(" ") if known else syllables_of(word)
            reading, heard = "".join(syllables), _blur(syllables)
            pinyin.add(reading)
            full.append(hash_text(reading))
            blurred.append(hash_text(heard.replace(" ", "")))
            spaced.append(hash_text(heard))
            if len(syllables) >= SHORTEST_INITIALS:
                begun = "".join(each[:1] for each in syllables)
                first_letters.add(begun)
                initials.append(hash_text(begun))
                long.append(place)
            words.append(word)
        every = range(len(words))
        self._full, self._blurred = PlacesByText(full, every), PlacesByText(blurred, every)
        self._spaced, self._initials = PlacesByText(spaced, every), PlacesByText(initials, long)
        self._words = TextList(words)
        self.pinyin, self.first_letters = SortedTexts(sorted(pinyin)), SortedTexts(sorted(first_letters))

    def full(self, pinyin: str) -> list[str]:
        """Return the words of some pinyin, without spaces."""
        return self._list(self._full.find(pinyin))

    def blurred(self, pinyin: str) -> list[str]:
        """Return the same of who does not tell *sh* from *s*."""
        return self._list(self._blurred.find(pinyin))

    def syllables(self, blurred: str) -> list[str]:
        """Return the words of some blurred syllables, a space behind each."""
        return self._list(self._spaced.find(blurred))

    def initials(self, letters: str) -> list[str]:
        """Return the words with these first letters of three syllables or more."""
        return self._list(self._initials.find(letters))

    def _list(self, places: Sequence[int]) -> list[str]:
        return [self._words[place] for place in places]


class SoundTable:
    """Chinese words of one index by how they sound. Made when first needed. Safe to be shared by threads.

    A table that two threads make at once is the same.
    """

    def __init__(self, reader: IndexView) -> None:
        self._reader = reader

    def prepare(self) -> None:
        """Make the table, and load the dictionary, that the first question by sound would have to wait for."""
        syllables_of("音")  # first: it needs much memory for a while, where the table finds room then
        _ = self._readings

    @cached_property
    def _readings(self) -> _Readings:
        return _Readings(self._reader.sounds)

    @property
    def pinyin(self) -> Iterable[str]:
        """The pinyin of all words, without spaces."""
        return self._readings.pinyin

    def written(self, letters: str) -> Sequence[str]:
        """Return the words whose pinyin some letters are."""
        return self._readings.full(letters)

    def written_alike(self, letters: str) -> Sequence[str]:
        """Return the words whose pinyin they are for who does not tell *sh* from *s*."""
        return self._readings.blurred(_blur([letters]).strip())

    def with_initials(self, letters: str) -> Sequence[str]:
        """Return the words whose syllables begin with some letters, one each."""
        return self._readings.initials(letters)

    def sounding_like(self, piece: str) -> Iterator[str]:
        """Yield other words of as many characters that sound like a few Han characters."""
        words = self._readings.syllables(_blur(syllables_of(piece)))
        return (word for word in words if len(word) == len(piece) and word != piece)

    def beginning_with(self, letters: str) -> list[str]:
        """Return the words whose pinyin or initials begin with some letters, each once."""
        if len(letters) < _SHORTEST_BEGINNING or not (letters.isascii() and letters.isalpha()):
            return []
        readings = self._readings
        found = _words_from(readings.pinyin, readings.full, letters)
        if len(letters) >= SHORTEST_INITIALS:
            found = chain(found, _words_from(readings.first_letters, readings.initials, letters))
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


def _words_from(readings: SortedTexts, find: Callable[[str], Iterable[str]], letters: str) -> Iterator[str]:
    """Yield the words of the readings that begin with some letters."""
    begun = takewhile(lambda reading: reading.startswith(letters), readings.iterate_from(letters))
    return chain.from_iterable(map(find, begun))


def _blur(syllables: Iterable[str]) -> str:
    return " ".join(map(blur_syllable, syllables)) + " "
