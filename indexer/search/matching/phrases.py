"""Where words stand one after the other."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS, Int32s, Mask
from indexer.index.reader.index_reader import IndexReader
from indexer.search.deadline import check_deadline
from indexer.search.matching.characters import Characters
from indexer.search.matching.match import Match, ScoredDocs, begin_runs, found_mask, scores_at
from indexer.search.matching.positions import NOWHERE, Positions, docs_of, intersect
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_unspaced
from indexer.text.analysis.analyzer import UNSPACED
from indexer.text.analysis.folding_tables import fold_codes
from indexer.text.document import TITLE

_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])
"""By code point, none above which is a space."""
_CODE_BYTES = 4


class Looking(Protocol):
    """What phrases ask of the lookups of their query."""

    @property
    def reader(self) -> IndexReader:
        """The index."""

    @property
    def characters(self) -> Characters:
        """Looks up runs of characters."""

    @property
    def max_doc(self) -> int:
        """Document numbers."""

    def match(self, node: Node) -> Match:
        """Find a node."""

    def positions(self, terms: tuple[str, ...]) -> Positions:
        """Return every place of any of some terms in the line of words."""

    def idf(self, documents: int) -> float:
        """Return how telling it is what so many documents have."""


class Phrases:
    """Looks up phrases for one query."""

    def __init__(self, lookup: Looking) -> None:
        self._lookup = lookup
        self._reader = lookup.reader
        self._begins: dict[Sequence[WordNode], Positions] = {}

    def find(self, node: PhraseNode) -> Int32s:
        """Return the documents of a phrase, ascending."""
        if is_unspaced(node.text):
            return self.find_in_titles(node.text) if node.in_title else self._lookup.characters.find(node.text)
        if not UNSPACED.search(node.text):
            return self._find_words(node)
        return self._verify(self._find_pieces(node), node.text, in_title=node.in_title)

    def score(self, node: PhraseNode, docs: Int32s) -> ScoredDocs:
        """Let a phrase count what its words do, and never less than how telling it is."""
        posts = self._lookup.max_doc
        total = np.zeros(len(docs), dtype=np.float32)
        for word in node.words:
            total += scores_at(self._lookup.match(word), docs, posts)
        flat = np.float32(self._lookup.idf(len(docs)))
        return ScoredDocs(docs, np.maximum(total, flat), np.ones(len(docs), dtype=bool))

    def begins(self, words: tuple[WordNode, ...]) -> Positions:
        """Return where words stand one after the other: the first one's places in the line of words, ascending."""
        if words not in self._begins:
            self._begins[words] = self._find_begins(words)
        return self._begins[words]

    def _find_begins(self, words: Sequence[WordNode]) -> Positions:
        pieces = [piece for word in words for piece in word.pieces]
        rows = sorted(((self._lookup.positions(terms), step) for step, terms in enumerate(pieces)), key=_by_size)
        if not rows:
            return NOWHERE
        begins = rows[0][0] - rows[0][1]
        for places, step in rows[1:]:
            check_deadline()
            begins = intersect(begins, places - step)
        return begins

    def _find_words(self, node: PhraseNode) -> Int32s:
        begins, bases = self.begins(node.words), self._reader.position_bases
        docs = docs_of(begins, bases)
        if node.in_title:
            docs = docs[begins - bases[docs] < self._reader.lengths[docs, FIELD_NUMBERS[TITLE]]]
        return docs[begin_runs(docs)]

    def _find_pieces(self, node: PhraseNode) -> Int32s:
        """Return the documents that hold every piece of a phrase of several scripts, in whatever order."""
        lookup = self._lookup
        mask: Mask = np.ones(lookup.max_doc, dtype=bool)
        for run in UNSPACED.findall(node.text):
            inside = np.zeros_like(mask)
            inside[lookup.characters.find(run)] = True
            mask &= inside
        for word in node.words:
            if not UNSPACED.search(word.text):
                mask &= found_mask(lookup.match(word), lookup.max_doc)
        return np.flatnonzero(mask).astype(np.int32)

    def find_in_titles(self, run: str) -> Int32s:
        """Return the documents, ascending, in whose title a run of characters stands."""
        return self._verify(self._lookup.characters.find(run), run, in_title=True)

    def _verify(self, docs: Int32s, text: str, *, in_title: bool) -> Int32s:
        """Keep the documents in whose text a phrase stands as typed, spaces aside."""
        wanted = "".join(text.split())
        is_in = self._is_in_title if in_title else self._is_in_text
        return np.array([doc for doc in docs.tolist() if is_in(wanted, doc)], dtype=np.int32)

    def _is_in_title(self, wanted: str, doc: int) -> bool:
        return wanted in "".join(self._reader.titles[doc].split())

    def _is_in_text(self, wanted: str, doc: int) -> bool:
        check_deadline()
        points = fold_codes(self._reader.text(doc)).points
        inked = points[~_IS_SPACE.take(np.minimum(points, len(_IS_SPACE) - 1))]
        return _stands_in(wanted.encode("utf-32-le"), inked.astype("<u4", copy=False).tobytes())


def _stands_in(wanted: bytes, text: bytes) -> bool:
    """Say whether code points stand among others, both as UTF-32: not across their borders."""
    at = text.find(wanted)
    while at % _CODE_BYTES and at >= 0:
        at = text.find(wanted, at + 1)
    return at >= 0


def _by_size(row: tuple[Positions, int]) -> int:
    return len(row[0])
