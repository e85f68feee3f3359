"""Match phrases: words that stand one after the other."""

from collections.abc import Sequence

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS, Mask
from indexer.search.deadline import check_deadline
from indexer.search.matching.match import ScoredDocs, begin_runs, found_mask, scores_at
from indexer.search.matching.positions import NOWHERE, docs_of, intersect
from indexer.search.matching.words import WordMatcher
from indexer.search.query.nodes import PhraseNode, WordNode, is_unspaced
from indexer.text.analysis.folding import fold
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.document import TITLE
from indexer.units import DocIds, Positions

_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])
"""By code point, none above which is a space."""
_CODE_BYTES = 4


class PhraseMatcher:
    """Match the phrases of one query. For one thread: it remembers where words stand together."""

    def __init__(self, words: WordMatcher) -> None:
        """Look up words and characters as the words of the query do."""
        self._words = words
        self._terms = words.terms
        self._characters = words.characters
        self._reader = words.terms.snapshot.reader
        self._max_doc = words.terms.snapshot.max_doc
        self._begins: dict[Sequence[WordNode], Positions] = {}

    def find(self, node: PhraseNode) -> DocIds:
        """Return the documents of a phrase, ascending: Chinese exactly as written, English by its stems."""
        runs = self._characters
        if is_unspaced(node.text):
            return runs.find_in_titles(node.text) if node.in_title else runs.find(node.text)
        if not UNSPACED.search(node.text):
            return self._find_words(node)
        return self._verify(self._find_pieces(node), node.text, in_title=node.in_title)

    def score(self, node: PhraseNode, docs: DocIds) -> ScoredDocs:
        """Score the documents of a phrase: the sum of its words' scores, and never less than the phrase's own idf."""
        total = np.zeros(len(docs), dtype=np.float32)
        for word in node.words:
            total += scores_at(self._words.match(word), docs, self._max_doc)
        least = np.float32(self._terms.idf(len(docs)))
        return ScoredDocs(docs, np.maximum(total, least), np.ones(len(docs), dtype=bool))

    def begins(self, words: tuple[WordNode, ...]) -> Positions:
        """Return the positions of the first of some words wherever they stand one after the other, ascending."""
        if words not in self._begins:
            self._begins[words] = self._find_begins(words)
        return self._begins[words]

    def _find_begins(self, words: Sequence[WordNode]) -> Positions:
        steps = enumerate(terms for word in words for terms in word.terms_by_position)
        found = sorted(((self._terms.positions(terms), step) for step, terms in steps), key=_count_positions)
        if not found:
            return NOWHERE
        begins = found[0][0] - found[0][1]
        for positions, step in found[1:]:
            check_deadline()
            begins = intersect(begins, positions - step)
        return begins

    def _find_words(self, node: PhraseNode) -> DocIds:
        begins, bases = self.begins(node.words), self._reader.position_bases
        docs = docs_of(begins, bases)
        if node.in_title:
            docs = docs[begins - bases[docs] < self._reader.lengths[docs, FIELD_NUMBERS[TITLE]]]
        return docs[begin_runs(docs)]

    def _find_pieces(self, node: PhraseNode) -> DocIds:
        """Return the documents that hold every piece of a phrase of several scripts, in whatever order."""
        mask: Mask = np.ones(self._max_doc, dtype=bool)
        for run in UNSPACED.findall(node.text):
            has_run = np.zeros_like(mask)
            has_run[self._characters.find(run)] = True
            mask &= has_run
        for word in node.words:
            if not UNSPACED.search(word.text):
                mask &= found_mask(self._words.match(word), self._max_doc)
        return np.flatnonzero(mask).astype(np.int32)

    def _verify(self, docs: DocIds, text: str, *, in_title: bool) -> DocIds:
        """Keep the documents in whose text a phrase stands as typed, spaces aside."""
        phrase = "".join(text.split())
        is_in = self._characters.is_in_title if in_title else self._is_in_text
        return np.array([doc for doc in docs.tolist() if is_in(phrase, doc)], dtype=np.int32)

    def _is_in_text(self, phrase: str, doc: int) -> bool:
        check_deadline()
        points = fold(self._reader.text(doc)).points
        inked = points[~_IS_SPACE.take(np.minimum(points, len(_IS_SPACE) - 1))]
        return _contains(inked.astype("<u4", copy=False).tobytes(), phrase.encode("utf-32-le"))


def _contains(text: bytes, phrase: bytes) -> bool:
    """Check whether a text holds a phrase, both UTF-32: at the borders of code points only."""
    at = text.find(phrase)
    while at % _CODE_BYTES and at >= 0:
        at = text.find(phrase, at + 1)
    return at >= 0


def _count_positions(found: tuple[Positions, int]) -> int:
    return len(found[0])
