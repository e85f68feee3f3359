"""Where, in one document's text, the things a plan looks for stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from indexer.index.part_reader import PartReader
from indexer.search.lookup import Lookup
from indexer.search.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, WordNode, is_unspaced
from indexer.search.plan import Plan
from indexer.search.scoring import idf
from indexer.text.analyzer import UNSPACED
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


RUN = 3.0
"""What Chinese counts in choosing a passage that stands there in one piece as it was typed."""


class _Wanted(NamedTuple):
    """Something to be marked.

    Attributes:
        label: What was typed for it.
        share: What it counts in choosing a passage, against the words typed.
    """

    node: Node
    label: str
    share: float


class Marker:
    """Finds a plan's words in the documents of one part."""

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        self._part: PartReader = lookup.part
        self._lookup = lookup
        self._wanted = list(_list_wanted(plan))
        words = [want.node for want in self._wanted if isinstance(want.node, WordNode)]
        self._numbers: dict[Node, list[int]] = {node: self._find_terms(node.terms) for node in words}
        self._atoms: dict[Node, list[int]] = {n: self._find_terms(n.atoms) if n in plan.wanted else [] for n in words}
        self._patterns = {want.node: _pattern(want.node) for want in self._wanted}

    def find_marks(self, doc: int, text: str) -> list[Mark]:
        """Return every found word of a document, in reading order; of those that overlap the longer one."""
        folded: Folded | None = None
        marks: list[Mark] = []
        for want in self._wanted:
            found = list(self._mark_places(want, doc))
            if not found and self._lookup.match(want.node).scores[doc] > 0 and (pattern := self._patterns[want.node]):
                folded = folded or fold(text)
                found = list(_mark_text(want, pattern, folded))
            marks += found or self._mark_terms(want, self._atoms.get(want.node, ()), doc)
        return _drop_overlaps(marks)

    def _find_terms(self, terms: Iterable[str]) -> list[int]:
        found = (self._lookup.find_term(field, term) for field in WORD_FIELDS for term in terms)
        return [number for number in found if number is not None]

    def _weight(self, numbers: Iterable[int]) -> float:
        most = max((self._part.document_frequency(number) for number in numbers), default=1)
        return idf(most, self._part.posts)

    def _mark_places(self, want: _Wanted, doc: int) -> Iterable[Mark]:
        """Mark what postings tell the places of: words, and phrases of words."""
        if isinstance(want.node, PhraseNode) and not _has_han(want.node.text):
            return self._mark_phrase(want.node, doc, want)
        return self._mark_terms(want, self._numbers.get(want.node, ()), doc)

    def _mark_terms(self, want: _Wanted, numbers: Sequence[int], doc: int) -> Iterator[Mark]:
        weight = self._weight(numbers) * want.share
        for number in numbers:
            found = self._part.occurrences_in(number, doc)
            for start, length in zip(found.starts.tolist(), found.lengths.tolist(), strict=True):
                yield Mark(start, start + length, want.label, weight)

    def _mark_phrase(self, node: PhraseNode, doc: int, want: _Wanted) -> Iterator[Mark]:
        places = [self._positions(terms, doc) for word in node.words for terms in word.pieces]
        for position in sorted(places[0]) if places else ():
            found = [place.get(position + step) for step, place in enumerate(places)]
            if all(found):
                yield from (Mark(*span, want.label, 2 * want.share) for span in found if span)

    def _positions(self, terms: Sequence[str], doc: int) -> dict[int, tuple[int, int]]:
        """Return where any of some terms stands: position -> offsets."""
        places: dict[int, tuple[int, int]] = {}
        for term in terms:
            for field in WORD_FIELDS:
                number = self._lookup.find_term(field, term)
                if number is not None:
                    found = self._part.occurrences_in(number, doc)
                    rows = np.stack([found.positions, found.starts, found.lengths.astype(np.int32)], axis=1).tolist()
                    places |= {position: (start, start + length) for position, start, length in rows}
        return places


def _list_wanted(plan: Plan) -> Iterator[_Wanted]:
    """Yield what is to be marked; other words for what was typed count as repetitions of it."""
    for node in plan.wanted:
        yield from (_Wanted(leaf, str(leaf), 1.0) for leaf in _leaves(node))
    for run in plan.runs:
        yield _Wanted(PhraseNode(run.text, ()), run.text, RUN)
    for expansion in plan.expansions:
        for node in expansion.nodes:
            yield from (_Wanted(leaf, str(expansion.covers[0]), expansion.weight) for leaf in _leaves(node))


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, AnyNode | AllNode):
        for each in node.nodes:
            yield from _leaves(each)
    else:
        yield node


def _mark_text(want: _Wanted, pattern: re.Pattern[str], folded: Folded) -> Iterator[Mark]:
    """Mark what postings do not tell: characters inside words, Chinese phrases, beginnings of words."""
    for match in pattern.finditer(folded.text):
        start, end = folded.span(match.start(), match.end())
        yield Mark(start, end, want.label, want.share)


def _pattern(node: Node) -> re.Pattern[str] | None:
    if isinstance(node, PrefixNode):
        typed = re.escape(node.text)
        return re.compile(rf"(?<![a-z0-9]){typed}[a-z0-9]*" if node.text.isascii() else typed)
    if isinstance(node, PhraseNode) and _has_han(node.text):
        return re.compile(r"\s*".join(map(re.escape, node.text.replace(" ", ""))))
    if isinstance(node, WordNode) and is_unspaced(node.text):
        return re.compile(re.escape(node.text))
    return None


def _has_han(text: str) -> bool:
    return UNSPACED.search(text) is not None


def _drop_overlaps(marks: Sequence[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.end > mark.start and (not kept or mark.start >= kept[-1].end):
            kept.append(mark)
    return kept
