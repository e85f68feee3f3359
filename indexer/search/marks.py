"""Where, in one document's text, the things a plan looks for stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from indexer.index.part_reader import PartReader
from indexer.search.lookup import Lookup
from indexer.search.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, WordNode, is_han
from indexer.search.plan import Plan
from indexer.search.scoring import idf
from indexer.text.document import WORD_FIELDS
from indexer.text.folding import Folded, fold


class Mark(NamedTuple):
    """A found word in a text.

    Attributes:
        start, end: Code points, half-open.
        label: Which part of the query was found; marks with the same label are repetitions.
        weight: How telling it is.
    """

    start: int
    end: int
    label: str
    weight: float


class Marker:
    """Finds a plan's words in the documents of one part."""

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        self._part: PartReader = lookup.part
        self._lookup = lookup
        self._nodes = list(_label_nodes(plan))
        self._numbers = {node: self._find_terms(node) for _, node in self._nodes if isinstance(node, WordNode)}

    def find_marks(self, doc: int, text: str) -> list[Mark]:
        """Return every found word of a document, in reading order; of those that overlap the longer one."""
        folded: Folded | None = None
        marks: list[Mark] = []
        for label, node in self._nodes:
            found = list(self._mark_word(node, doc, label)) if isinstance(node, WordNode) else []
            if not found:
                folded = folded or fold(text)
                found = list(self._mark_text(node, doc, folded, label))
            marks += found
        return _drop_overlaps(marks)

    def _find_terms(self, node: WordNode) -> list[int]:
        terms = (*node.terms, *node.atoms)
        found = (self._part.find_term(field, term) for field in WORD_FIELDS for term in terms)
        return [number for number in found if number is not None]

    def _weight(self, numbers: Iterable[int]) -> float:
        most = max((self._part.document_frequency(number) for number in numbers), default=1)
        return idf(most, self._part.posts)

    def _mark_word(self, node: WordNode, doc: int, label: str) -> Iterator[Mark]:
        numbers = self._numbers[node]
        weight = self._weight(numbers)
        for number in numbers:
            found = self._part.occurrences_in(number, doc)
            for start, length in zip(found.starts.tolist(), found.lengths.tolist(), strict=True):
                yield Mark(start, start + length, label, weight)

    def _mark_text(self, node: Node, doc: int, folded: Folded, label: str) -> Iterator[Mark]:
        """Mark what postings cannot tell: characters inside words, phrases, beginnings of words."""
        if isinstance(node, PhraseNode) and not _has_han(node.text):
            yield from self._mark_phrase(node, doc, label)
            return
        pattern = _pattern(node)
        if pattern is not None:
            for match in pattern.finditer(folded.text):
                start, end = folded.span(match.start(), match.end())
                yield Mark(start, end, label, 1.0)

    def _mark_phrase(self, node: PhraseNode, doc: int, label: str) -> Iterator[Mark]:
        words = [self._positions(word, doc) for word in node.words]
        if not words:
            return
        for position in sorted(words[0]):
            places = [word.get(position + step) for step, word in enumerate(words)]
            if all(places):
                for start, end in (place for place in places if place):
                    yield Mark(start, end, label, 2.0)

    def _positions(self, word: WordNode, doc: int) -> dict[int, tuple[int, int]]:
        """Return where a word stands: position -> offsets."""
        places: dict[int, tuple[int, int]] = {}
        for term in word.terms:
            for field in WORD_FIELDS:
                number = self._part.find_term(field, term)
                if number is not None:
                    found = self._part.occurrences_in(number, doc)
                    rows = np.stack([found.positions, found.starts, found.lengths.astype(np.int32)], axis=1).tolist()
                    places |= {position: (start, start + length) for position, start, length in rows}
        return places


def _label_nodes(plan: Plan) -> Iterator[tuple[str, Node]]:
    """Yield what is to be marked, each with what was typed for it: other words count as repetitions of it."""
    for node in plan.wanted:
        yield from ((str(leaf), leaf) for leaf in _leaves(node))
    for expansion in plan.expansions:
        for node in expansion.nodes:
            yield from ((str(expansion.covers[0]), leaf) for leaf in _leaves(node))


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, AnyNode | AllNode):
        for each in node.nodes:
            yield from _leaves(each)
    else:
        yield node


def _pattern(node: Node) -> re.Pattern[str] | None:
    if isinstance(node, PrefixNode):
        return re.compile(rf"(?<![^\W_]){re.escape(node.text)}[^\W_]*" if node.text.isascii() else re.escape(node.text))
    if isinstance(node, PhraseNode):
        return re.compile(r"\s*".join(map(re.escape, node.text.replace(" ", ""))))
    if isinstance(node, WordNode) and is_han(node.text):
        return re.compile(re.escape(node.text))
    return None


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _drop_overlaps(marks: Sequence[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.end > mark.start and (not kept or mark.start >= kept[-1].end):
            kept.append(mark)
    return kept
