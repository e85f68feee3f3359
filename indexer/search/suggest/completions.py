"""The words that the last piece of a text may become: of those that stand in posts with all words before it."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from indexer.index.format.layout import Mask
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import HAN_RUN
from indexer.search.snapshot import IndexSnapshot
from indexer.search.suggest.readings import ReadingTable, most_frequent
from indexer.search.suggest.typed_text import TypedText
from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.word_lists import stop_words
from indexer.units import DocIds

_MOST_WEIGHED = 16
"""Words whose posts are counted, of each kind: 50 μs a word."""
_IN_TITLE = 5
"""Posts that one with the word in its title counts as, besides itself."""


class Completer:
    """Complete half-typed words. Safe to be shared by threads: a table that two threads make at once is the same."""

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self._snapshot = snapshot

    def prepare(self) -> None:
        """Make the tables that the first text in pinyin would have to wait for."""
        _ = self._readings

    @cached_property
    def _readings(self) -> ReadingTable:
        return ReadingTable(self._snapshot.reader.sounds)

    def complete(self, typed: TypedText, allowed: Mask, lookup: Lookup) -> list[str]:
        """Return texts that ``typed`` may become, with its last piece completed, those of most posts first.

        Args:
            typed: What was typed so far.
            allowed: Documents that the words before the last piece leave, and the filters: bool[N].
            lookup: Of this request.
        """
        if not typed.last or not allowed.any():
            return []
        counted: dict[str, int] = {}
        for text, docs, weight in self._find(typed, lookup):
            check_deadline()
            counted[text] = counted.get(text, 0) + weight * int(np.count_nonzero(allowed.take(docs)))
        found = [(-count, text) for text, count in counted.items() if count]
        return [text for _, text in sorted(found)]

    def _find(self, typed: TypedText, lookup: Lookup) -> Iterator[tuple[str, DocIds, int]]:
        """Yield texts that may be meant, the documents with the word it ends with, and what each of these counts.

        A text may come several times: what stands in titles is what people look for.
        """
        if HAN_RUN.fullmatch(typed.last):
            for run in self._complete_han(typed.last):
                yield typed.head + run, lookup.characters.find(run), 1
            return
        for word in self._complete_letters(typed.last):
            terms, text = (word_term(word),), typed.head + word
            yield text, lookup.terms.frequencies(terms).docs, 1
            yield text, lookup.terms.frequencies(terms, in_title=True).docs, _IN_TITLE
        for word in self._choose_frequent(self._readings.find(typed.last)):
            yield typed.head + word, lookup.characters.find(word), 1

    def _complete_letters(self, prefix: str) -> list[str]:
        """Return other words that begin with some letters, one of each stem, the most frequent first."""
        reader = self._snapshot.reader
        written = most_frequent(reader.surfaces, prefix, _MOST_WEIGHED)
        # Words of signs and digits are no surfaces; a term of letters alone may be a stem, which nobody writes.
        others = [term for term, _ in reader.frequent_terms(prefix, _MOST_WEIGHED) if not term.isalpha()]
        by_stem = {word_term(prefix): prefix}
        for word in (*written, *others):
            by_stem.setdefault(word_term(word), word)
        return [word for word in by_stem.values() if word != prefix and word not in stop_words()][:_MOST_WEIGHED]

    def _complete_han(self, run: str) -> Iterator[str]:
        """Yield longer runs of Chinese: the end of this one, as long as possible, completed to a word of the site."""
        for begin in range(len(run)):
            words = [word for word, _ in self._snapshot.reader.frequent_terms(run[begin:], _MOST_WEIGHED)]
            longer = [word for word in words if word != run[begin:] and HAN_RUN.fullmatch(word)]
            if longer:
                yield from (run[:begin] + word for word in longer)
                return

    def _choose_frequent(self, words: Iterable[str]) -> list[str]:
        """Return the words that have most postings."""
        reader = self._snapshot.reader
        numbers = {word: number for word in words if (number := reader.find_term(word)) >= 0}
        counts = reader.posting_counts(np.array(list(numbers.values()), dtype=np.int64)).tolist()
        ranked = sorted(zip(numbers, counts, strict=True), key=lambda row: (-row[1], row[0]))
        return [word for word, count in ranked[:_MOST_WEIGHED] if count > 0]
