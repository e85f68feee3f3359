"""Words that posts have, and that are likely another word misspelt: real-word errors.

What is meant instead is suggested, never searched for, and only where far more documents have it.

Source:
    Kukich 1992, Techniques for automatically correcting words in text: errors that make a word, and that make none.
"""

from functools import cached_property

from indexer.search.query.spelling.latin_words import LatinWords
from indexer.search.query.spelling.letter_table import LetterTable
from indexer.search.query.spelling.mistakes import (
    LONGEST_ALIKE,
    SHORTEST_WRONG,
    VERB_ENDINGS,
    change_length,
    double_letters,
    has_letters,
    is_likely_mistake,
    replace_letters,
    swap_letters,
)
from indexer.text.analysis.word_forms import word_term

SHORTEST_DOUBTED = 5
"""Letters of a word that may be another one misspelt: shorter ones are all alike."""
MOST_MISTAKES = 2
TIMES_AS_FREQUENT = 8
"""A word that few documents have is suggested another one for only if that is in so many times as many."""
_KNOWN_DOCS = 2
"""Documents that have a word which one of a single document may be misspelt for, on a Chinese site."""
TIMES_AS_FREQUENT_BY_LETTER = 64
"""The same where it has a letter more or less: that may be another word."""
TIMES_AS_FREQUENT_BY_TWO = 200
"""In how many times as many documents a word is that is suggested for one two mistakes away that a few have."""


def may_be_doubted(word: str) -> bool:
    """Check whether a folded word that posts have is long enough to be another misspelt, and of Latin letters alone."""
    return has_letters(word, SHORTEST_DOUBTED)


class RealWordSpeller:
    """Find the far more frequent words that are meant by words of one index. Safe to be shared by threads."""

    def __init__(self, words: LatinWords) -> None:
        self._words = words

    @cached_property
    def _frequent(self) -> LetterTable:
        """The words frequent enough to be meant by one of a single document."""
        return LetterTable(word for word, doc_freq in self._words if doc_freq >= TIMES_AS_FREQUENT_BY_LETTER)

    @cached_property
    def _common(self) -> frozenset[str]:
        """The words so frequent that no other one can be meant by them: some hundreds."""
        most = self._words.most_docs
        counted = self._words if most else ()
        return frozenset([word for word, doc_freq in counted if doc_freq > 1 and TIMES_AS_FREQUENT * doc_freq > most])

    def prepare(self) -> None:
        """Build the tables that the first word in doubt would have to wait for."""
        _ = self._frequent, self._common

    def is_beyond_doubt(self, word: str, doc_freq: int) -> bool:
        """Check at once whether a word is too frequent for any other to be meant: nothing here finds one then.

        Args:
            word: Folded.
            doc_freq: In how many documents it is, in whatever form.
        """
        return word in self._common and doc_freq > 1 and TIMES_AS_FREQUENT * doc_freq > self._words.most_docs

    def find(self, word: str, doc_freq: int) -> str | None:
        """Return the most frequent of the far more frequent words that may be meant by one that posts have, or None.

        It has two neighbouring letters the other way round, or another mistake that is likely in a word so long.
        Before others than a letter more or less were looked for, 669 of 1,148 mistakes in words of 64 documents were
        found, now 828; of 7,743 words of a dictionary in at most three documents 13 were doubted, and now 16.

        Args:
            word: Folded; some posts have it.
            doc_freq: In how many as it is written; 0 if only its stem is found, and then a letter more or less is
                meant however few documents have that.
        """
        if not may_be_doubted(word):
            return None
        likelier = self._words.rank_others(word, swap_letters(word), TIMES_AS_FREQUENT * doc_freq)
        if doc_freq:
            likelier += self._list_near(word, doc_freq)
        elif len(word) > LONGEST_ALIKE:
            likelier += self._words.rank_mistakes(word, change_length(word), 0)
        return min(likelier, key=lambda other: (-self._words.doc_freq(other), other), default=None)

    def _list_near(self, word: str, doc_freq: int) -> list[str]:
        """Return the frequent words of which one that few documents have is a likely mistake.

        Both begin and end alike: other endings make other words, or other forms of the same.
        """
        least = TIMES_AS_FREQUENT_BY_LETTER * doc_freq
        if least > self._words.most_docs:
            return []
        mistakes, doc_freq_of = 1 if len(word) < SHORTEST_WRONG else MOST_MISTAKES, self._words.doc_freq
        return [
            other
            for other, distance in self._frequent.find_near(word, mistakes)
            if doc_freq_of(other) >= (least if distance < MOST_MISTAKES else TIMES_AS_FREQUENT_BY_TWO * doc_freq)
            and (other[0], other[-1]) == (word[0], word[-1])
            and (distance == MOST_MISTAKES or is_likely_mistake(word, other))
        ]

    def list_alike(self, word: str) -> list[str]:
        """Return the more frequent words that a letter more or less makes of one of 5 or 6 letters, best first.

        Each makes another word too often to be doubted by itself: the words beside it have to tell. Other forms of the
        same word are none.
        """
        if not may_be_doubted(word) or len(word) > LONGEST_ALIKE:
            return []
        likelier = self._words.rank_mistakes(word, change_length(word), TIMES_AS_FREQUENT * self._words.doc_freq(word))
        return [other for other in likelier if word_term(other) != word_term(word)]

    def double_letter(self, word: str) -> str | None:
        """Return the most frequent word of the site that has one letter twice that a folded one has once, or None.

        Endings of verbs are let be: one country writes labelled, the other labeled.
        """
        if not may_be_doubted(word) or word.endswith(VERB_ENDINGS):
            return None
        return next(iter(self._words.rank_others(word, double_letters(word), 1)), None)

    def correct_name(self, word: str) -> str | None:
        """Return the word of two documents or more that one of a single document is, but for a letter; or None.

        Only on Chinese sites, where a Latin word is mostly a name: of 129 such words of servicemesher some 115 looked
        misspelt, of 207 and 134 of two English sites hardly more than half.

        Args:
            word: Folded.
        """
        if len(word) < LONGEST_ALIKE or self._words.doc_freq(word) != 1 or not self._words.are_foreign:
            return None
        others = self._words.rank_mistakes(word, (*swap_letters(word), *change_length(word)), _KNOWN_DOCS)
        alike = (other for other in others if (other[0], other[-1]) == (word[0], word[-1]))
        return next((other for other in alike if word_term(other) != word_term(word)), None)

    def replace_letter(self, word: str, doc_freq: int) -> str | None:
        """Return the far more frequent word that another letter inside makes of one nowhere written so, or None.

        Args:
            word: Folded; some posts have its stem.
            doc_freq: In how many.
        """
        if not may_be_doubted(word) or self._words.doc_freq(word):
            return None
        others = self._words.rank_mistakes(word, replace_letters(word), TIMES_AS_FREQUENT_BY_LETTER * doc_freq)
        return next((other for other in others if word_term(other) != word_term(word)), None)
