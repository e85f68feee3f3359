"""The last word of a query while it is still being typed: the words it may become."""

from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import Clauses
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.grammar import Words, may_be_prefix
from indexer.search.query.nodes import WordNode
from indexer.search.query.spelling import Speller
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import UNSPACED

MAX_TERMS = 24
"""Terms that half a word stands for, the most frequent ones; each letter more narrows them down."""


class PrefixExpander:
    """Find what half-typed words may become on one site. Safe to be shared by threads."""

    def __init__(self, words: WordReader, speller: Speller, weight: float) -> None:
        self._words = words
        self._speller = speller
        self._weight = weight

    def expand(self, unfinished: Words, clauses: Clauses, lookup: Lookup) -> Expansion | None:
        """Return the words that begin like the last one, or None where it stands for nothing but itself.

        Pinyin stands for the Chinese word as well: nobody knows yet which is meant. The terms are looked up now,
        because posts have positions of words but not of beginnings.

        Args:
            unfinished: The plain words that the query ends with.
            clauses: Of the query.
            lookup: Of the query.
        """
        word = self._find_half_word(unfinished, clauses)
        if word is None:
            return None
        terms = tuple(lookup.terms.expand_prefix(word.text)[:MAX_TERMS])
        if set(terms) <= set(word.terms):
            return None
        chinese = None if lookup.match(word).found else self._speller.pinyin.read(word.text)
        others = (self._words.read_phrase(chinese),) if chinese else ()
        return Expansion((word,), (WordNode(word.text, terms), *others), ExpansionKind.PREFIX, self._weight)

    def _find_half_word(self, unfinished: Words, clauses: Clauses) -> WordNode | None:
        """Return the word the query ends with, unless it is Chinese, which is found by its characters as it is."""
        words = self._words.read(unfinished.text)
        last = words[-1] if words and words[-1] in clauses.typed else None
        if last is None or not fold_text(unfinished.text).endswith(last.text):
            return None
        return last if may_be_prefix(last.text) and not UNSPACED.search(last.text) else None
