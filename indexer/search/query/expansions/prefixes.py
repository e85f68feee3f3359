"""The last word of a query while it is still being typed: the words it may become."""

from dataclasses import replace

from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import Clauses
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.parsing.grammar import may_be_prefix
from indexer.search.query.parsing.query_tree import Phrase, Words
from indexer.search.query.spelling.spelling import Speller
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.analysis.word_forms import write_together


class PrefixExpander:
    """Find what half-typed words may become on one site. Safe to be shared by threads."""

    def __init__(self, words: WordReader, speller: Speller, weight: float) -> None:
        self._words = words
        self._speller = speller
        self._weight = weight

    def complete(self, unfinished: Words | Phrase, clauses: Clauses, lookup: Lookup) -> Clauses:
        """Return clauses whose last word is those that begin so, where expansion would not do.

        That is in an open phrase, and where no post has the half word itself: its stem (``kuberne``: ``kubern``) and
        its parts (``dry-r``: ``dry`` and ``r``) would find posts that have no word that begins so.

        Args:
            unfinished: What the query ends with.
            clauses: Of the query.
            lookup: Of the query.
        """
        half = clauses.typed[-1] if clauses.typed else None
        whole: Node | None = None
        if isinstance(unfinished, Words):
            half = self._find_half_word(unfinished, clauses)
            whole = _complete_word(half, lookup) if half else None
        elif isinstance(half, PhraseNode) and half.text == fold_text(unfinished.text):
            whole = _complete_phrase(half, lookup)
        if whole is None:
            return clauses
        typed, required = (
            tuple(whole if node == half else node for node in nodes) for nodes in (clauses.typed, clauses.required)
        )
        return clauses.retype(typed)._replace(required=required)

    def expand(self, unfinished: Words, clauses: Clauses, lookup: Lookup) -> Expansion | None:
        """Return the words that begin like the last one, or None where it stands for nothing but itself.

        Pinyin stands for the Chinese word as well: nobody knows yet which is meant. The terms are looked up now,
        because posts have positions of words but not of beginnings.

        Args:
            unfinished: The plain words that the query ends with.
            clauses: Of the query, see ``complete``.
            lookup: Of the query.
        """
        word = self._find_half_word(unfinished, clauses)
        if word is None:
            return None
        terms = tuple(lookup.terms.expand_prefix(word.text))
        if set(terms) <= set(word.terms):
            return None
        chinese = None if lookup.match(word).found else self._speller.pinyin.read(word.text)
        others = (self._words.read_phrase(chinese),) if chinese else ()
        return Expansion((word,), (WordNode(word.text, terms), *others), ExpansionKind.PREFIX, self._weight)

    def _find_half_word(self, unfinished: Words, clauses: Clauses) -> WordNode | None:
        """Return the word the query ends with, unless it is Chinese, which is found by its characters as it is."""
        words = self._words.read(unfinished.text)
        last = words[-1] if words and words[-1] in clauses.typed else None
        return last if last and _may_go_on(last, fold_text(unfinished.text)) else None


def _may_go_on(last: WordNode, text: str) -> bool:
    """Check whether a text ends in its last word, which may be half a Latin one."""
    return text.endswith(last.text) and may_be_prefix(last.text) and not UNSPACED.search(last.text)


def _complete_word(word: WordNode, lookup: Lookup) -> WordNode | None:
    """Return the words that begin like one that no post has, if there are any."""
    if lookup.terms.has_word(word.text) or not lookup.match(word).found:
        return None
    beginnings = (word.text, *([write_together(word.text)] if word.compound_parts else ()))
    terms = tuple(dict.fromkeys(term for each in beginnings for term in lookup.terms.expand_prefix(each)))
    return WordNode(word.text, terms, (), word.in_title) if terms else None


def _complete_phrase(phrase: PhraseNode, lookup: Lookup) -> PhraseNode | None:
    """Return a phrase whose last word is any that begins so, or None where that is Chinese or a compound."""
    last = phrase.words[-1] if phrase.words else None
    if last is None or last.compound_parts or not _may_go_on(last, phrase.text):
        return None
    own = last.terms if lookup.terms.has_word(last.text) else ()
    terms = tuple(dict.fromkeys((*own, *lookup.terms.expand_prefix(last.text))))
    return replace(phrase, words=(*phrase.words[:-1], last._replace(terms=terms))) if terms else None
