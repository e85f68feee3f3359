"""The best paragraph of a post: a long post of many matters is found by one of them as a short post on it would be."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Floats, Int64s
from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.index.format.layout import FIELD_NUMBERS
from indexer.search.formulas import combine_words, saturate
from indexer.search.index_view import IndexView
from indexer.search.query.nodes import Node
from indexer.search.query.plan import Plan
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.keywords import find_best
from indexer.search.ranking.passages import CANDIDATES, LEAST_TRUST, begin_positions, find_trust, idf_of
from indexer.text.document import BODY
from indexer.units import DocIds, Positions


@dataclass(frozen=True, slots=True)
class _Paragraphs:
    """The G paragraphs of some documents, by positions of the whole index.

    Attributes:
        doc_begins, doc_ends: int64[D], of the documents.
        begins, ends: int64[G], ascending.
        offsets: int64[D + 1], the number of each document's first paragraph.
        norms: float32[G], what one occurrence counts in each.
    """

    doc_begins: Int64s
    doc_ends: Int64s
    begins: Int64s
    ends: Int64s
    offsets: Int64s
    norms: Floats

    def count(self, positions: Positions) -> Floats:
        """Return how many of some positions lie in each paragraph: float32[G]."""
        edges = (self.doc_begins, self.doc_ends)
        first, last = (positions.searchsorted(edge.astype(positions.dtype)) for edge in edges)
        inside = positions.take(gather_runs(first, last - first)).astype(np.int64)
        at = self.begins.searchsorted(inside, side="right") - 1
        at = at[(at >= 0) & (inside < self.ends.take(at, mode="clip"))]
        return np.bincount(at, minlength=len(self.begins)).astype(np.float32)

    def best(self, scores: Floats) -> Floats:
        """Return the highest score of each document's paragraphs, 0 where it has none: float32[D]."""
        filled = np.diff(self.offsets) > 0
        highest = np.zeros(len(filled), dtype=np.float32)
        if filled.any():
            highest[filled] = np.maximum.reduceat(scores, self.offsets[:-1][filled])
        return highest


def score_paragraphs(evidence: Evidence, scores: Floats) -> Floats:
    """Score what a post's best paragraph has more of the words, as a post of its own, than the post as a whole.

    In a long post words weigh less, for it has many; that its words belong together is seen in its paragraphs alone. A
    short post gains nothing: it is its own best paragraph.

    Args:
        evidence: Of the query.
        scores: float32[F], so far.

    Source:
        Callan 1994, "Passage-level evidence in document retrieval": paragraphs as passages; a document by its best.
    """
    tuning, candidates, columns = evidence.lookup.tuning, evidence.candidates, evidence.columns
    gains = candidates.zeros()
    trust = find_trust(evidence) if tuning.paragraph and len(candidates) else 0.0
    if trust < LEAST_TRUST:
        return gains
    rows = np.sort(find_best(scores, CANDIDATES))
    paragraphs = _find(evidence.lookup.reader, candidates.docs[rows], tuning.fields[BODY].b)
    if not len(paragraphs.begins):
        return gains
    pairs = zip(evidence.plan.scored, columns, strict=True)
    inside = [(_score_node(evidence, paragraphs, node), column.best) for node, column in pairs]
    whole = [(column.scores[rows], column.best) for column in columns]
    best, own = (combine_words(each, tuning.coverage) for each in (inside, whole))
    gains[rows] = np.float32(trust) * np.maximum(np.float32(tuning.paragraph) * paragraphs.best(best) - own, 0)
    return gains


def _find(reader: IndexView, docs: DocIds, b: float) -> _Paragraphs:
    """Return the paragraphs of some documents; ``b`` is BM25's, by the length of prose of an average post."""
    firsts, lasts = reader.paragraph_offsets[docs], reader.paragraph_offsets[docs + 1]
    bases, counts = reader.position_bases[docs], lasts - firsts
    bounds: Int64s = reader.paragraphs[gather_runs(firsts, counts)] + bases.repeat(counts)[:, None]
    begins, ends = bounds[:, 0].copy(), bounds[:, 1].copy()
    average = float(reader.average_lengths[FIELD_NUMBERS[BODY]])
    norms: Floats = ((1 - b) + b * (ends - begins) / average).astype(np.float32) ** -1
    return _Paragraphs(bases, reader.position_bases[docs + 1], begins, ends, make_offsets(counts), norms)


def _score_node(evidence: Evidence, paragraphs: _Paragraphs, node: Node) -> Floats:
    """Score a node, or the best of what stands for it, in each paragraph: float32[G]."""
    best = np.zeros(len(paragraphs.begins), dtype=np.float32)
    for other, weight in list_forms(evidence.plan, node):
        factor = np.float32(weight * idf_of(evidence.lookup, other))
        for positions in begin_positions(evidence.lookup, other):
            if len(positions):
                frequencies = paragraphs.count(positions) * paragraphs.norms
                np.maximum(best, factor * saturate(frequencies, evidence.lookup.snapshot.k1), out=best)
    return best


def list_forms(plan: Plan, node: Node) -> Iterator[tuple[Node, float]]:
    """Yield a node and what stands for it, each with what it counts."""
    yield node, 1.0
    for expansion in plan.expansions:
        if node in expansion.covers and not expansion.finds_nothing_alone:
            yield from ((each, expansion.weight / len(expansion.covers)) for each in expansion.nodes)
