"""Match phrases that postings alone cannot find: of several scripts, or with spaces or signs between characters.

::

    every piece is there ─► neighbours stand together ─► the text itself is read
    postings                positions, if that saves      as far as the budget goes, else pairs must do
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from indexer.arrays import Mask, distinct
from indexer.search.deadline import check_deadline
from indexer.search.matching.match import begin_runs, found_mask
from indexer.search.matching.positions import docs_of, intersect, unite
from indexer.search.matching.texts import READ_TOGETHER, find_spans, hold_phrase
from indexer.search.matching.word_borders import WordBorders, find_in_text
from indexer.search.matching.words import WordMatcher
from indexer.search.matching.work import WorkBudget
from indexer.search.query.nodes import PhraseNode, WordNode, is_unspaced
from indexer.text.analysis.scripts import UNSPACED
from indexer.units import CharOffsets, DocIds

WIDEST_GAP = 2
"""Spaces between two runs of characters that neighbours may have, where only their offsets are compared: Markdown has
one at a line's end, two at a paragraph's."""


class MixedPhraseMatcher:
    """Match phrases of one query by their characters, spaces aside. For one thread.

    Attributes:
        shortened: Phrases for which only the pairs of neighbours were looked for.
    """

    def __init__(self, words: WordMatcher, budget: WorkBudget) -> None:
        """Get ready.

        Args:
            words: Looks up words and characters as the words of the query do.
            budget: Of the query.
        """
        self.shortened: list[PhraseNode] = []
        self._words, self._terms = words, words.terms
        self._characters = words.characters
        self._snapshot = words.terms.snapshot
        self._reader = self._snapshot.reader
        self._max_doc = self._snapshot.max_doc
        self._budget = budget

    def find(self, node: PhraseNode) -> DocIds:
        """Return the documents in whose text a phrase stands as typed, spaces aside; ascending."""
        phrase, docs, borders = "".join(node.text.split()), self._find_pieces(node), WordBorders(node)
        if node.in_title:
            return np.array([d for d in docs.tolist() if self._is_in_title(phrase, d, borders)], dtype=np.int32)
        if self._can_read(docs):  # taken from the budget also where it was read before: no answer depends on that
            return self._snapshot.read_phrases.get(node, lambda _: self._verify(docs, phrase, borders))
        docs = self._keep_neighbours(node, docs)
        known = np.zeros(self._max_doc, dtype=bool)
        if is_unspaced(phrase):
            known[self._characters.find(phrase)] = True
        doubtful = docs[~known[docs]]
        if self._can_read(doubtful):
            return distinct(np.concatenate([docs[known[docs]], self._verify(doubtful, phrase, borders)]))
        self.shortened.append(node)
        return self._keep_words(docs, (pair for pair in pairwise(node.words) if _is_of_two_scripts(pair)))

    def _find_pieces(self, node: PhraseNode) -> DocIds:
        """Return the documents that hold every piece of a phrase, in whatever order."""
        mask: Mask = np.ones(self._max_doc, dtype=bool)
        for run in dict.fromkeys(UNSPACED.findall(node.text)):
            has_run = np.zeros_like(mask)
            has_run[self._characters.find(run)] = True
            mask &= has_run
        for word in dict.fromkeys(node.words):
            if not UNSPACED.search(word.text):
                mask &= found_mask(self._words.match(word), self._max_doc)
        return np.flatnonzero(mask).astype(np.int32)

    def _can_read(self, docs: DocIds) -> bool:
        """Take what reading some documents costs from the budget; False if that is more than is left."""
        bases = self._reader.offset_bases
        return self._budget.take(int((bases[docs + 1] - bases[docs]).sum()))

    def _keep_neighbours(self, node: PhraseNode, docs: DocIds) -> DocIds:
        """Keep the documents in which neighbouring pieces of one script stand together."""
        for runs in _list_neighbouring_runs(node.text):
            docs = self._keep_runs(docs, runs)
        spaced = (pair for pair in pairwise(node.words) if not any(UNSPACED.search(word.text) for word in pair))
        return self._keep_words(docs, spaced)

    def _keep_runs(self, docs: DocIds, runs: Sequence[str]) -> DocIds:
        """Keep the documents in which runs of characters follow each other, as far as the budget allows to look."""
        starts: dict[str, CharOffsets] = {}
        ends: CharOffsets | None = None
        for run in runs:
            count = self._characters.count_offsets(run)
            cost = count if ends is None else count + (WIDEST_GAP + 1) * (count + len(ends)) // 2
            if not len(docs) or not self._budget.take(cost):
                break
            if run not in starts:
                starts[run] = self._characters.starts(run, docs)
            found = starts[run]
            if ends is not None:
                found = unite([intersect(found, ends + gap) for gap in range(WIDEST_GAP + 1)])
            ends = found + len(run)
        return docs if ends is None else _unique(docs_of(ends - 1, self._reader.offset_bases))

    def _keep_words(self, docs: DocIds, pairs: Iterator[tuple[WordNode, WordNode]]) -> DocIds:
        """Keep the documents in which the words of pairs follow each other, as far as the budget allows to look."""
        for pair in dict.fromkeys(pairs):
            if not len(docs) or not self._budget.take(sum(self._terms.list_sizes(pair))):
                break
            has_pair = np.zeros(self._max_doc, dtype=bool)
            has_pair[docs_of(self._terms.begins(pair), self._reader.position_bases)] = True
            docs = docs[has_pair[docs]]
        return docs

    def _is_in_title(self, phrase: str, doc: int, borders: WordBorders) -> bool:
        """Check whether a phrase without spaces stands in a document's title, spaces aside."""
        if not self._characters.is_in_title(phrase, doc):
            return False
        title = self._reader.titles[doc] if borders.matter else ""
        return not borders.matter or borders.hold(title, find_in_text(phrase, title))

    def _verify(self, docs: DocIds, phrase: str, borders: WordBorders) -> DocIds:
        """Keep the documents in whose text a phrase without spaces stands, spaces aside."""
        kept: list[bool] = []
        for begin in range(0, len(docs), READ_TOGETHER):
            check_deadline()
            texts = self._reader.all_codes(docs[begin : begin + READ_TOGETHER].tolist())
            if borders.matter:
                pairs = zip(texts, find_spans(texts, phrase), strict=True)
                kept += [len(spans) > 0 and borders.hold_in(codes, spans) for codes, spans in pairs]
            else:
                kept += hold_phrase(texts, phrase)
        holding: DocIds = docs[np.array(kept, dtype=bool)]
        return holding


def _list_neighbouring_runs(text: str) -> Iterator[list[str]]:
    """Yield runs of two or more characters that nothing but spaces parts; single ones have no offsets."""
    for stretch in re.findall(rf"{UNSPACED.pattern}(?:\s+{UNSPACED.pattern})+", text):
        chain: list[str] = []
        for run in (*stretch.split(), ""):
            if len(run) > 1:
                chain.append(run)
            else:
                if len(chain) > 1:
                    yield chain
                chain = []


def _is_of_two_scripts(pair: tuple[WordNode, WordNode]) -> bool:
    return is_unspaced(pair[0].text) != is_unspaced(pair[1].text)


def _unique(docs: DocIds) -> DocIds:
    return docs[begin_runs(docs)]
