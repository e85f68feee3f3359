"""Match phrases: words that stand one after the other."""

from collections.abc import Sequence

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS
from indexer.native import kernel
from indexer.native.matching.runs import find_runs
from indexer.search.deadline import check_deadline
from indexer.search.matching.match import ScoredDocs, begin_runs, scores_at
from indexer.search.matching.mixed_phrases import MixedPhraseMatcher
from indexer.search.matching.positions import docs_of
from indexer.search.matching.reading import MOST_TOGETHER
from indexer.search.matching.words import WordMatcher
from indexer.search.matching.work import WorkBudget
from indexer.search.query.nodes import PhraseNode, is_unspaced
from indexer.search.statistics import Counting
from indexer.text.document import TITLE
from indexer.units import DocIds

_NO_DOCS: DocIds = np.empty(0, dtype=np.int32)
_MOST_POSITIONS = 1 << 22
"""Positions of all words of a phrase, up to which these are looked for in one go."""


class PhraseMatcher:
    """Match the phrases of one query. For one thread: it remembers which documents have them as typed."""

    def __init__(self, words: WordMatcher, budget: WorkBudget | None = None) -> None:
        """Look up words and characters as the words of the query do, and spend no more than its budget."""
        self._words = words
        self._terms = words.terms
        self._characters = words.characters
        self._reader = words.terms.snapshot.reader
        self._max_doc = words.terms.snapshot.max_doc
        self._typed: dict[PhraseNode, DocIds] = {}
        self._mixed = MixedPhraseMatcher(words, budget or WorkBudget())

    @property
    def shortened(self) -> Sequence[PhraseNode]:
        """The phrases for which only pairs of neighbours were looked for, because all of it would cost too much."""
        return self._mixed.shortened

    def find(self, node: PhraseNode) -> DocIds:
        """Return the documents of a phrase, ascending: Chinese exactly as written, English by its stems."""
        runs = self._characters
        if is_unspaced(node.text):
            return runs.find_in_titles(node.text) if node.in_title else runs.find(node.text)
        return self._find_words(node) if node.has_positions else self._mixed.find(node)

    def find_typed(self, node: PhraseNode) -> DocIds:
        """Return the documents in which words stand one after the other, ascending, whether typed as a phrase or not.

        One run of Chinese is found however posts cut it; what is of several scripts by its words, as texts are not
        looked through for every query. None are found where that would take long.
        """
        if node not in self._typed:
            self._typed[node] = self._find_typed(node)
        return self._typed[node]

    def _find_typed(self, node: PhraseNode) -> DocIds:
        if is_unspaced(node.text):
            return self._characters.find(node.text)
        found = self._find_by_kernel(node)
        if found is None and _is_quick(self._terms.list_sizes(node.words)):
            found = self._find_words(node)
        return _NO_DOCS if found is None else found

    def score(self, node: PhraseNode, docs: DocIds) -> ScoredDocs:
        """Score the documents of a phrase: the sum of its words' scores, and never less than the phrase's own idf."""
        total = np.zeros(len(docs), dtype=np.float32)
        if len(docs):
            self._words.match_all(node.words)
        for word in node.words if len(docs) else ():
            total += scores_at(self._words.match(word), docs, self._max_doc)
        least = np.float32(self._terms.idf_of(Counting.NODE, node, len(docs)))
        return ScoredDocs(docs, np.maximum(total, least), np.ones(len(docs), dtype=bool))

    def _find_words(self, node: PhraseNode) -> DocIds:
        found = None if node.in_title else self._find_by_kernel(node)
        if found is not None:
            return found
        begins, bases = self._terms.begins(node.words), self._reader.position_bases
        docs = docs_of(begins, bases)
        if node.in_title:
            docs = docs[begins - bases[docs] < self._reader.lengths[docs, FIELD_NUMBERS[TITLE]]]
        return docs[begin_runs(docs)]

    def _find_by_kernel(self, node: PhraseNode) -> DocIds | None:
        """Return the documents of a phrase of words in one go; None where the kernel cannot, or it would take long."""
        library, part = kernel(), self._reader.whole
        steps = [terms for word in node.words for terms in word.terms_by_position]
        if library is None or part is None or not steps:
            return None
        check_deadline()
        rows: list[tuple[int, int, int]] = []
        for step, terms in enumerate(steps):
            numbers = self._terms.find_all(terms)
            if len(numbers) > 1:
                return None
            if not numbers:
                return _NO_DOCS
            begin, end = part.words.occurrences[numbers[0] : numbers[0] + 2].tolist()
            rows.append((step, begin, end))
        sizes = [end - begin for _, begin, end in rows]
        if not _is_quick(sizes):
            return None
        docs = self._terms.frequencies(steps[sizes.index(min(sizes))]).docs
        mask = find_runs(library, part.words.placed.reader, rows, self._reader.position_bases, docs)
        return None if mask is None else docs[mask]


def _is_quick(sizes: Sequence[int]) -> bool:
    """Check whether words that have so many positions each are soon found in a row.

    Where the rarest stands each other is looked for; of the others little more is read than where their blocks begin.
    """
    return not sizes or (min(sizes) * len(sizes) <= MOST_TOGETHER and sum(sizes) <= _MOST_POSITIONS)
