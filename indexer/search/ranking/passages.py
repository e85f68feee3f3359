"""The best passage of a post: how much of the query stands together in a few lines of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from indexer.arrays import Floats, Int64s
from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import flatten
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.keywords import find_best
from indexer.search.statistics import Counting
from indexer.units import DocIds, Positions

CANDIDATES = 32
"""Posts that are looked into, those that score best so far: so a query costs no more on a large site."""
BLOCK = 16
"""Positions of a block; a passage is two neighbouring blocks."""
MANY_WORDS = 4
"""Words of a query, stop words included, that asks for something particular: one place in a post answers it. nDCG@10 of
sentences from inside posts, halves for development: without stop words .899, with them .915; of topics the same."""
FEW_POSTS = 4
"""A query of fewer words is a topic if more posts than these have all of them: then whole posts count, not the place
where all words happen to stand together. nDCG@10 without this for paragraphs: topics .769, with it .783; for passages,
mean of six sets of judged queries, halves for development: .857, with it .863."""
LEAST_TRUST = 0.1
"""Below this trust, passages and paragraphs are not looked for."""


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The texts of some documents, cut into blocks that are numbered through.

    Attributes:
        begins, ends: int64[D], the positions of each document.
        offsets: int64[D + 1], the number of each document's first block.
    """

    begins: Int64s
    ends: Int64s
    offsets: Int64s

    def hold(self, positions: Positions) -> Floats:
        """Return 1 for each block that holds any of some positions, else 0: float32[blocks]."""
        first, last = (positions.searchsorted(edge.astype(positions.dtype)) for edge in (self.begins, self.ends))
        counts = last - first
        inside = positions.take(gather_runs(first, counts)) - self.begins.repeat(counts)
        held = np.zeros(int(self.offsets[-1]), dtype=np.float32)
        held[inside // BLOCK + self.offsets[:-1].repeat(counts)] = 1
        return held


def score_passages(evidence: Evidence, scores: Floats) -> Floats:
    """Score the best passage of each post by the share of the query that stands in it.

    A passage counts by the words it has besides one: the idf of all but the weightiest word of the query, times the
    share of it that the passage holds, squared. So nothing is counted twice where one word is all that is there, and a
    passing mention far from the rest adds nothing. Where the query is a topic, passages count less; see ``find_trust``.

    Args:
        evidence: Of the query.
        scores: float32[F], so far.

    Source:
        Callan 1994, "Passage-level evidence in document retrieval": overlapping windows of a fixed length.
    """
    lookup, candidates = evidence.lookup, evidence.candidates
    column = candidates.zeros()
    idfs = np.array([idf_of(lookup, node) for node in evidence.plan.scored], dtype=np.float32)
    rest = float(idfs.sum() - idfs.max(initial=0))
    trust = find_trust(evidence) if lookup.tuning.passage and rest > 0 and len(candidates) else 0.0
    if trust < LEAST_TRUST:
        return column
    rows = np.sort(find_best(scores, CANDIDATES))
    blocks = _divide(candidates.docs[rows], lookup.reader.position_bases)
    held = sum(idf * _hold(evidence, blocks, node) for idf, node in zip(idfs, evidence.plan.scored, strict=True))
    best = np.maximum.reduceat(held, blocks.offsets[:-1])
    share = np.maximum(best - idfs.max(), 0) / np.float32(rest)
    column[rows] = np.float32(trust * lookup.tuning.passage * rest) * share * share
    return column


def find_trust(evidence: Evidence) -> float:
    """Return how far single places in posts are to be gone by: 0 for one word, 1 for many, less where it is a topic.

    Stop words tell that a sentence was typed, though no post is found by them.
    """
    complete = int(np.count_nonzero(np.logical_and.reduce([column.is_exact for column in evidence.columns])))
    statistics = evidence.lookup.snapshot.statistics
    if statistics:
        complete = statistics.count_complete(complete)
    return weigh_places(evidence.plan, len(evidence.columns), complete)


def weigh_places(plan: Plan, count: int, complete: int) -> float:
    """Return ``find_trust`` of a plan of so many words, all of which so many documents have."""
    trust = weigh_length(plan, count)
    return min(1.0, FEW_POSTS / max(complete, 1)) if trust is None else trust


def weigh_length(plan: Plan, count: int) -> float | None:
    """Return ``find_trust`` of a plan of so many words; None where it goes by the documents that have all of them."""
    return float(count > 1) if count == 1 or count + len(plan.stop_words) >= MANY_WORDS else None


def idf_of(lookup: Lookup, node: Node) -> float:
    """Return the idf of a node, by the documents that have it as a word, or else have it at all."""
    match = lookup.match(node)
    if match.exact_count:
        return lookup.terms.idf_of(Counting.EXACT, node, match.exact_count)
    return lookup.terms.idf_of(Counting.NODE, node, len(flatten(match).docs))


def _divide(docs: DocIds, bases: Int64s) -> _Blocks:
    """Cut documents into blocks; each has one more than it fills, at which no passage begins: none leaves its post."""
    begins, ends = bases[docs], bases[docs + 1]
    return _Blocks(begins, ends, make_offsets((ends - begins) // BLOCK + 2))


def _hold(evidence: Evidence, blocks: _Blocks, node: Node) -> Floats:
    """Return 1 for each passage that holds a node or what stands for it, by the passage's first block."""
    expansions = (each for each in evidence.plan.expansions if not each.finds_nothing_alone)
    others = (each.nodes for each in expansions if node in each.covers)
    found = [begin_positions(evidence.lookup, each) for each in (node, *chain.from_iterable(others))]
    held = np.zeros(int(blocks.offsets[-1]), dtype=np.float32)
    for positions in chain.from_iterable(found):
        if len(positions):
            np.maximum(held, blocks.hold(positions), out=held)
    np.maximum(held[:-1], held[1:], out=held[:-1])
    held[blocks.offsets[1:] - 1] = 0
    return held


def begin_positions(lookup: Lookup, node: Node) -> Iterator[Positions]:
    """Yield the positions at which a word or phrase begins, a list for each way to write it."""
    if isinstance(node, WordNode):
        yield lookup.terms.positions(node.terms)
    if isinstance(node, PhraseNode):
        yield lookup.terms.begins(node.words)
    elif isinstance(node, WordNode) and node.compound_parts and not is_unspaced(node.text):
        yield lookup.terms.begins((node,))
