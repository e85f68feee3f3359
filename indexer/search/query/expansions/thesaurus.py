"""Synonyms and translations: glossary entries, recognised among the words of a query."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from rapidfuzz.distance import Prefix

from indexer.cache import BoundedCache
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.expansions.synonyms import (
    CutEntries,
    CutSynonyms,
    KeyedEntries,
    Synonyms,
    UncutEntries,
    key_of,
)
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import IS_HAN

LONGEST_TERM = 6
"""Words of the longest glossary term that is recognised in a query."""
_REMEMBERED = 1 << 8
"""Entries of which words are remembered while all are cut."""
_CACHED = 1 << 10
"""Terms of queries whose expansions are kept."""

_Choice = Callable[[Iterable[Expansion]], Sequence[Expansion]]


class Thesaurus:
    """Find glossary terms among the words of a query. Safe to be shared by threads."""

    def __init__(self, entries: Iterable[Synonyms], words: WordReader) -> None:
        """Take entries; each is cut into words when a query first needs it.

        Args:
            entries: Any number.
            words: Cuts the forms as it does queries.
        """
        self._words = words
        self._expanded = BoundedCache[tuple[WordNode, ...], Sequence[Expansion]](_CACHED)
        self._entries: UncutEntries | KeyedEntries = UncutEntries(entries, words)

    def prepare(self) -> None:
        """Cut all entries now."""
        uncut = self._entries
        if isinstance(uncut, UncutEntries):
            self._entries = CutEntries(self._cut_all(uncut)).keyed

    def _cut_all(self, uncut: UncutEntries) -> Iterator[CutSynonyms]:
        for place, entry in enumerate(uncut.cut_all()):
            yield entry
            if place % _REMEMBERED == 0:
                self._words.forget_cut()  # no query has so many words, 2 MB of them in all
        self._words.forget_cut()

    def expand(self, words: Sequence[WordNode], choose: _Choice = tuple) -> Iterator[Expansion]:
        """Yield an expansion for each glossary term in a query; of terms that overlap the longest, from the left.

        Args:
            words: Of the query.
            choose: Returns what is left of a term's expansions; where that is nothing, shorter terms are looked for.
        """
        begin, terms, entries = 0, [word.terms[0] for word in words], self._entries
        while begin < len(words):
            find, longest, read = entries.begin_like(words, begin) if isinstance(entries, UncutEntries) else entries
            chosen: Sequence[Expansion] = ()
            most = min(longest.get(terms[begin], 1), LONGEST_TERM, len(words) - begin)
            for past in range(begin + most, begin, -1):
                known = find(" ".join(terms[begin:past]))
                if known:
                    make = partial(_make_expansions, known, read)
                    chosen = choose(self._expanded.get(tuple(words[begin:past]), make))
                if chosen:
                    break
            yield from chosen
            begin += len(chosen[0].covers) if chosen else 1


def _make_expansions(
    places: Sequence[int], read: Callable[[int], CutSynonyms], covers: tuple[WordNode, ...]
) -> Sequence[Expansion]:
    typed, is_han = key_of(covers), IS_HAN.search(covers[0].text) is not None
    made, entries = [], [read(place) for place in places]
    for (_, weight, kind), cut in _spelt_alike(covers, entries) if len(entries) > 1 else entries:
        is_everyday = kind is ExpansionKind.EVERYDAY
        others = tuple(
            [
                _make_node(text, words)
                for key, has_han, text, words in cut
                if key != typed and not (is_everyday and has_han == is_han)
            ]
        )
        if others:
            made.append(Expansion(covers, others, kind, weight))
    return made


def _spelt_alike(covers: Sequence[WordNode], entries: Sequence[CutSynonyms]) -> Iterator[CutSynonyms]:
    """Yield those of several entries that share most first letters with the words typed.

    Inflected forms share a term with words that are others altogether: *terminating* with *terminate*, and *terminal*.
    """
    typed = " ".join(word.text for word in covers)
    alike = [max(Prefix.similarity(typed, fold_text(form)) for form in entry.synonyms.forms) for entry in entries]
    yield from (entry for entry, letters in zip(entries, alike, strict=True) if letters == max(alike))


def _make_node(text: str, words: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Node:
    """Return what looks for a form: its word, or its words one after the other."""
    nodes = tuple([WordNode(*values) for values in words])
    return nodes[0] if len(nodes) == 1 else PhraseNode(text, nodes)
