"""What a post's score is made of: each signal a function from a plan to one number a row.

Weights are in ``Tuning``; a signal of weight 0 is off. ``feedback`` and ``translations`` have files of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.index.format.layout import Floats, Int32s, Mask
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match
from indexer.search.matching.positions import count_docs, intersect
from indexer.search.query.nodes import Node, WordNode
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.tuning import saturate


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """One match, row by row.

    Attributes:
        scores: float32[F], 0 where it is not found.
        is_exact: bool[F].
        best: The highest score of any document, rows or not.
    """

    scores: Floats
    is_exact: Mask
    best: float


def make_score_column(rows: CandidateSet, match: Match) -> ScoreColumn:
    """Lay a match out by rows."""
    return ScoreColumn(*rows.scores(match), match.best)


def score_words(rows: CandidateSet, columns: Sequence[ScoreColumn], coverage: float) -> Floats:
    """Add up the words, less where only some of them are there."""
    if len(columns) == 1:
        return columns[0].scores.copy()
    total, share = rows.zeros(), rows.zeros()
    for column in columns:
        total += column.scores
        share += (column.scores > 0) * np.float32(column.best)
    share /= np.float32(max(sum(column.best for column in columns), 1e-6))
    total *= share**coverage
    return total


def score_title(lookup: Lookup, rows: CandidateSet, nodes: Sequence[Node]) -> Floats:
    """Score titles that are what was typed: how much of the query they have, and how little else."""
    words = [node for node in nodes if isinstance(node, WordNode)]
    idfs = [lookup.idf(lookup.match(word).exact_count) for word in words]
    total_idf = sum(idfs)
    if not lookup.tuning.title or not total_idf:
        return rows.zeros()
    titled = [lookup.frequencies(word.terms).titled for word in words]
    telling = rows.add_up((docs, np.float32(idf)) for docs, idf in zip(titled, idfs, strict=True))
    at = telling.nonzero()[0]
    places = rows.add_up((docs, np.float32(len(word.pieces))) for docs, word in zip(titled, words, strict=True))[at]
    filled = np.minimum(places / lookup.snapshot.title_lengths[rows.docs[at]], np.float32(1))
    telling[at] *= telling[at] * filled * np.float32(lookup.tuning.title / total_idf)
    return telling


def score_neighbours(lookup: Lookup, rows: CandidateSet, nodes: Sequence[Node]) -> Floats:
    """Score words that stand next to each other in the typed order.

    Source:
        Metzler and Croft 2005, the ordered pairs of the sequential dependence model.
    """
    pairs = (
        (left, right)
        for left, right in pairwise(nodes)
        if isinstance(left, WordNode) and isinstance(right, WordNode) and lookup.tuning.phrase
    )
    return rows.add_up(_score_pair(lookup, left, right) for left, right in pairs)


def _score_pair(lookup: Lookup, left: WordNode, right: WordNode) -> tuple[Int32s, Floats]:
    tuning = lookup.tuning
    places = intersect(lookup.positions(left.terms), lookup.positions(right.terms) - len(left.pieces))
    docs, counts = count_docs(places, lookup.reader.position_bases)
    idf = np.float32(tuning.phrase * lookup.idf(len(docs)))
    return docs, idf * saturate(counts.astype(np.float32), tuning.k1)


def score_runs(rows: CandidateSet, runs: Sequence[Match]) -> Floats:
    """Score Chinese that stands in one piece as it was typed, though it was cut into several words."""
    return rows.add_up((layer.docs, layer.scores) for match in runs for layer in match.layers)


def score_grams(lookup: Lookup, rows: CandidateSet, grams: Sequence[str]) -> Floats:
    """Score pairs of characters wherever they stand: they agree where two cuts of the same words do not."""
    wanted = grams if lookup.tuning.grams else ()
    numbers = (number for gram in wanted if (number := lookup.reader.find_gram(gram)) >= 0)
    return rows.add_up(_score_gram(lookup, number) for number in numbers)


def _score_gram(lookup: Lookup, number: int) -> tuple[Int32s, Floats]:
    found, tuning = lookup.reader.gram_postings(number), lookup.tuning
    idf = np.float32(tuning.grams * lookup.idf(len(found.entries)))
    return found.entries, idf * saturate(found.counts.astype(np.float32), tuning.k1)


def score_recency(lookup: Lookup, rows: CandidateSet, scores: Floats) -> Floats:
    """Add a little to new posts, see ``Collection.recency``."""
    return scores * lookup.snapshot.recency.take(rows.docs)
