"""The words that the last piece of a text may become: of those that stand in posts with all words before it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import HAN_RUN
from indexer.search.query.spelling.sound_table import SoundTable
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Countable, Counting
from indexer.search.suggest.typed_text import TypedText
from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.word_lists import stop_words

_MOST_WEIGHED = 16
"""Words whose posts are counted, of each kind: 50 μs a word."""
_IN_TITLE = 5
"""Posts that one with the word in its title counts as, besides itself."""


class Completion(NamedTuple):
    """A text that may be meant.

    Attributes:
        counted: The word it ends with: documents that have it are counted.
        weight: What each of these counts.
    """

    text: str
    counted: Countable
    weight: int


def rank_completions(completions: Iterable[tuple[Completion, int]]) -> list[str]:
    """Return texts by the documents of each, those of most documents first; those of none are left out."""
    counted: dict[str, int] = {}
    for completion, docs in completions:
        counted[completion.text] = counted.get(completion.text, 0) + completion.weight * docs
    return [text for _, text in sorted((-count, text) for text, count in counted.items() if count)]


def complete_readings(typed: TypedText, complete: Callable[[TypedText], Sequence[str]]) -> list[str]:
    """Return what a text may become, and then what it may become if it ends with spaced pinyin.

    Args:
        typed: So far.
        complete: Returns what one reading may become, those of most documents first.
    """
    spaced = (words for reading in typed.read_pinyin() if (words := complete(reading)))
    return list(dict.fromkeys((*complete(typed), *next(spaced, ()))))


class Completer:
    """Complete half-typed words. Safe to be shared by threads."""

    def __init__(self, snapshot: IndexSnapshot, sounds: SoundTable) -> None:
        """Complete words of one index, whose Chinese ones ``sounds`` knows by their pinyin."""
        self._snapshot = snapshot
        self._sounds = sounds

    def find(self, typed: TypedText, lookup: Lookup) -> Iterator[Completion]:
        """Yield texts that ``typed`` may become, with its last piece completed, whether posts have them or not.

        A text may come several times: what stands in titles is what people look for.
        """
        if not typed.last:
            return
        if typed.syllables:
            yield from self._complete_pinyin(typed, self._sounds.spelled(typed.syllables))
            return
        if HAN_RUN.fullmatch(typed.last):
            for run in self._complete_han(typed.last):
                yield Completion(typed.head + run, Countable(Counting.CHARACTERS, run), 1)
            return
        for word in self._complete_letters(typed.last, lookup):
            terms, text = (word_term(word),), typed.head + word
            yield Completion(text, Countable(Counting.TERMS, (terms, False)), 1)
            yield Completion(text, Countable(Counting.TERMS, (terms, True)), _IN_TITLE)
        yield from self._complete_pinyin(typed, self._sounds.beginning_with(typed.last))

    def _complete_pinyin(self, typed: TypedText, words: Iterable[str]) -> Iterator[Completion]:
        """Yield a text with its last piece read as each of some Chinese words, the most frequent ones."""
        for word in self._sounds.rank(words, _MOST_WEIGHED):
            yield Completion(typed.head + word, Countable(Counting.CHARACTERS, word), 1)

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
