"""Read what matching several words takes in one call of the kernel."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.cache import kept_property
from indexer.native import kernel
from indexer.native.matching.words import WordBatch, find_words
from indexer.native.spec import MatchSpec
from indexer.search.deadline import check_deadline
from indexer.search.matching.frequencies import ReadFrequencies, TermsKey
from indexer.search.matching.match import Match, ScoredDocs
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import WordNode, is_unspaced
from indexer.text.analysis.word_forms import is_version
from indexer.units import DocIds

_NO_DOCS: DocIds = np.empty(0, dtype=np.int32)
MOST_TOGETHER = 1 << 18
"""Postings that are read in one call, some milliseconds: of more, each word is read with a look at the clock."""


class ReadMatch(Match):
    """How a word matches that the kernel has read and scored: arrays are made of it where Python asks for them.

    Attributes:
        frequencies: Of the word.
    """

    def __init__(self, word: ReadFrequencies, *, with_others: bool = False, omits_empty: bool = False) -> None:
        """Take over what was read.

        Args:
            word: As read.
            with_others: Whether those that have all of its grams match too, in a layer of their own.
            omits_empty: Whether a layer without documents is left out.
        """
        self.frequencies = word
        self._has_own = word.doc_count > 0 or not omits_empty
        self._has_others = with_others and word.other_count > 0
        self.found = word.doc_count > 0 or self._has_others
        self.exact_count, self.size = word.exact_count, word.size
        self.has_exact = word.exact_count > 0

    @kept_property
    def layers(self) -> tuple[ScoredDocs, ...]:
        """A layer for each way to match."""
        word, layers = self.frequencies, []
        if self._has_own:
            layers.append(ScoredDocs(word.docs, word.scores, word.is_itself))
        if self._has_others:
            layers.append(ScoredDocs(word.others, word.other_scores, word.never_exact))
        return tuple(layers)

    def list_docs(self) -> Sequence[DocIds]:
        """Return the documents of each layer."""
        word = self.frequencies
        return (word.docs, word.others) if self._has_others else (word.docs,)

    @property
    def inside(self) -> DocIds:
        """Those that have the characters of a word in one piece, but it not as a word, ascending: int32[]."""
        return self.frequencies.others if self._has_others else _NO_DOCS

    @kept_property
    def spec(self) -> MatchSpec:
        """All of it, as the kernel takes it."""
        word = self.frequencies
        numbers = [self._has_own + self._has_others]
        numbers += word.list_layers(with_own=self._has_own, with_others=self._has_others)
        doc_count = word.doc_count + self._has_others * word.other_count
        return MatchSpec(numbers, doc_count, word, () if word.in_title else word.list_frequencies(), word.terms)


class ReadTogether(NamedTuple):
    """What was read in one call, in the order in which it was asked for; nothing where the kernel could not.

    Attributes:
        words: Of a word that is looked for inside others too, ``others`` are the documents that have it so.
        runs: Of runs of characters, of which ``others`` are all documents that have them.
    """

    words: Sequence[ReadFrequencies] = ()
    runs: Sequence[ReadFrequencies] = ()


_NOTHING = ReadTogether()


def read_together(nodes: Sequence[WordNode], terms: TermLookup, runs: Sequence[str] = ()) -> ReadTogether:
    """Read words; nothing where the kernel cannot: without it, where there are several parts, where bytes are damaged.

    The parts of compounds are read with them, so that their frequencies are known.

    Args:
        nodes: The words, each once.
        terms: Of the query.
        runs: Characters of scripts without spaces that are looked for whatever words they were cut into; left out where
            there are too many postings with them.
    """
    library = kernel()
    tables = terms.snapshot.word_tables if library else None
    if library is None or tables is None:
        return _NOTHING
    check_deadline()
    batch, keys, parts = WordBatch(), list[TermsKey](), dict[TermsKey, None]()
    for text, own, compound_parts, in_title in nodes:
        inside = text if not (in_title or text.isascii()) and is_unspaced(text) else ""
        batch.add(own, inside, in_title=in_title, all_exact="." in own[-1] and is_version(own[-1]))
        keys.append((own, in_title))
        for part in compound_parts:
            parts[(part,), in_title] = None
    for key in parts:
        batch.add(key[0], in_title=key[1])
    keys += parts
    for run in runs:
        batch.add((), run)
    found = find_words(library, tables, batch, MOST_TOGETHER, ReadFrequencies)
    if found is None:
        return read_together(nodes, terms) if nodes and runs else _NOTHING
    numbers, words = found
    terms.know(zip(batch.terms, numbers, strict=True))
    terms.keep(zip(keys, words, strict=False))
    return ReadTogether(words[: len(nodes)], words[len(keys) :])
