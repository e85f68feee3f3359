"""The words that the last piece of a text may become: of those that stand in posts with all words before it."""

from collections.abc import Iterator

import numpy as np

from indexer.index.format.layout import Mask
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import HAN_RUN
from indexer.search.query.sound_table import SoundTable
from indexer.search.snapshot import IndexSnapshot
from indexer.search.suggest.typed_text import TypedText
from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.word_lists import stop_words
from indexer.units import DocIds

_MOST_WEIGHED = 16
"""Words whose posts are counted, of each kind: 50 μs a word."""
_IN_TITLE = 5
"""Posts that one with the word in its title counts as, besides itself."""


class Completer:
    """Complete half-typed words. Safe to be shared by threads."""

    def __init__(self, snapshot: IndexSnapshot, sounds: SoundTable) -> None:
        """Complete words of one index, whose Chinese ones ``sounds`` knows by their pinyin."""
        self._snapshot = snapshot
        self._sounds = sounds

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
        for word in self._complete_letters(typed.last, lookup):
            terms, text = (word_term(word),), typed.head + word
            yield text, lookup.terms.frequencies(terms).docs, 1
            yield text, lookup.terms.frequencies(terms, in_title=True).docs, _IN_TITLE
        for word in self._sounds.rank(self._sounds.beginning_with(typed.last), _MOST_WEIGHED):
            yield typed.head + word, lookup.characters.find(word), 1

    def _complete_letters(self, prefix: str, lookup: Lookup) -> list[str]:
        """Return other words that begin with some letters, one of each stem, the most frequent first."""
        reader = self._snapshot.reader
        written = [word for word, _ in lookup.terms.written_words(prefix, _MOST_WEIGHED)]
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
