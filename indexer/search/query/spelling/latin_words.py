"""The Latin words of an index as they are written, and in how many documents each stands."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from indexer.index.reader.joined import WordCounts
from indexer.search.index_view import IndexView
from indexer.search.query.spelling.letter_table import LetterTable

_CHINESE = "的"
"""No Chinese post does without it."""
_FREQUENT = 100
"""Of so many documents one has a frequent word."""


class LatinWords:
    """The Latin words of one index, folded, stop words left out. Safe to be shared by threads."""

    def __init__(self, reader: IndexView, stop_words: frozenset[str]) -> None:
        self._reader = reader
        self._stop_words = stop_words

    def doc_freq(self, word: str) -> int:
        """Return in how many documents a word stands as written, folded; 0 for a stop word."""
        return 0 if word in self._stop_words else self._surfaces.count_of(word)

    def is_frequent(self, word: str) -> bool:
        """Check whether so many documents have a word that visitors may well know it."""
        return self.doc_freq(word) * _FREQUENT >= self._reader.num_docs

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Yield the words in the order of their letters, with the number of documents they stand in."""
        return (each for each in self._surfaces if each[0] not in self._stop_words)

    @cached_property
    def _surfaces(self) -> WordCounts:
        return self._reader.surfaces

    @cached_property
    def are_foreign(self) -> bool:
        """Whether most documents of the site are Chinese, where a Latin word is a name and hardly ever inflected."""
        number = self._reader.find_term(_CHINESE)
        doc_freqs = self._reader.doc_freqs(np.array([number], dtype=np.int64)).tolist() if number >= 0 else [0]
        return 2 * doc_freqs[0] > self._reader.num_docs

    @cached_property
    def most_docs(self) -> int:
        """In how many documents the most frequent of these words stands."""
        return max((doc_freq for _, doc_freq in self), default=0)

    @cached_property
    def letters(self) -> LetterTable:
        """The same by their letters."""
        return LetterTable(word for word, _ in self)

    def rank_mistakes(self, word: str, others: Iterable[str], least: int) -> list[str]:
        """Return ``rank_others`` of hundreds of words, each of which is one mistake away from a word.

        Hardly one of them is any: one look at all words tells it sooner than each of them would.
        """
        if least > self.most_docs:
            return []  # most words that are typed are frequent: hundreds of others need not be made
        near = {other for other, _ in self.letters.find_near(word, 1)} - {word}
        return self.rank_others(word, near.intersection(others), least) if near else []

    def rank_others(self, word: str, others: Iterable[str], least: int) -> list[str]:
        """Return those of some words, other than one, that so many documents at least have, the most frequent first."""
        if least > self.most_docs:
            return []
        known = {other: doc_freq for other in others if other != word and (doc_freq := self.doc_freq(other))}
        likely = sorted((-doc_freq, other) for other, doc_freq in known.items() if doc_freq >= least)
        return [other for _, other in likely]
