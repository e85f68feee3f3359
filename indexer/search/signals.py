"""What a post's score is made of: each signal a function from a plan to one number a document.

Weights are in ``Tuning``; a signal of weight 0 is off.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.index.layout import NO_DATE, Floats, Int64s
from indexer.index.part_reader import PartReader
from indexer.search.lookup import Lookup
from indexer.search.match import Match
from indexer.search.nodes import Node, WordNode
from indexer.search.scoring import idf, saturate
from indexer.text.document import GRAMS, TITLE

YEAR = 365.25 * 86400
"""Seconds."""


def _zeros(part: PartReader) -> Floats:
    return np.zeros(part.posts, dtype=np.float32)


def score_words(lookup: Lookup, matches: Sequence[Match]) -> Floats:
    """Add up the words, less where only some of them are there."""
    total = sum((match.scores for match in matches), start=_zeros(lookup.part))
    best = np.array([match.scores.max(initial=0) for match in matches], dtype=np.float32)
    share = sum(np.where(match.found, weight, 0) for match, weight in zip(matches, best, strict=True))
    covered: Floats = total * (share / max(float(best.sum()), 1e-6)) ** np.float32(lookup.tuning.coverage)
    return covered.astype(np.float32)


def score_title(lookup: Lookup, nodes: Sequence[Node]) -> Floats:
    """Score titles that are what was typed: how much of the query they have, and how little else."""
    part, words = lookup.part, [node for node in nodes if isinstance(node, WordNode)]
    if not lookup.tuning.title or not words:
        return _zeros(part)
    telling, places = _zeros(part), _zeros(part)
    whole = 0.0
    for word in words:
        rarity = idf(int(np.count_nonzero(lookup.match(word).whole)), part.posts)
        inside = lookup.frequencies(word.terms, (TITLE,)) > 0
        telling += np.float32(rarity) * inside
        places += np.float32(len(word.pieces)) * inside
        whole += rarity
    filled = np.minimum(places / np.maximum(part.lengths_of(TITLE), 1), 1)
    result: Floats = np.float32(lookup.tuning.title) * telling * (telling / max(whole, 1e-6)) * filled
    return result.astype(np.float32)


def score_neighbours(lookup: Lookup, nodes: Sequence[Node]) -> Floats:
    """Score words that stand next to each other in the typed order.

    Source:
        Metzler and Croft 2005, the ordered pairs of the sequential dependence model.
    """
    total = _zeros(lookup.part)
    for left, right in pairwise(nodes):
        if isinstance(left, WordNode) and isinstance(right, WordNode) and lookup.tuning.phrase:
            total += _score_pair(lookup, left, right)
    return total


def _score_pair(lookup: Lookup, left: WordNode, right: WordNode) -> Floats:
    part, tuning = lookup.part, lookup.tuning
    following = lookup.places(right.terms) - len(left.pieces)
    places = np.intersect1d(lookup.places(left.terms), following, assume_unique=True)
    counts = np.bincount(places >> 32, minlength=part.posts).astype(np.float32)
    rarity = tuning.phrase * idf(int(np.count_nonzero(counts)), part.posts)
    return np.float32(rarity) * saturate(counts, tuning.k1)


def score_runs(lookup: Lookup, runs: Sequence[Match]) -> Floats:
    """Score Chinese that stands in one piece as it was typed, though it was cut into several words."""
    return sum((match.scores for match in runs), start=_zeros(lookup.part))


def score_grams(lookup: Lookup, grams: Sequence[str]) -> Floats:
    """Score pairs of characters wherever they stand: they agree where two cuts of the same words do not."""
    part, tuning, total = lookup.part, lookup.tuning, _zeros(lookup.part)
    for gram in grams if tuning.grams else ():
        number = part.find_term(GRAMS, gram)
        if number is not None:
            found = part.postings(number)
            rarity = tuning.grams * idf(len(found.docs), part.posts)
            total[found.docs] += np.float32(rarity) * saturate(found.counts.astype(np.float32), tuning.k1)
    return total


def score_recency(lookup: Lookup, scores: Floats) -> Floats:
    """Add ``recency`` of its score to the newest post, half of that to one a year older, nothing to undated ones."""
    dates = lookup.part.dates
    dated = dates != NO_DATE
    newest = int(dates[dated].max()) if dated.any() else 0
    years = np.where(dated, newest - np.where(dated, dates, newest), 0) / YEAR
    factor = np.where(dated, lookup.tuning.recency / (1 + years), 0).astype(np.float32)
    result: Floats = scores * factor
    return result


def score_feedback(lookup: Lookup, scores: Floats, best: Int64s) -> Floats:
    """Score the words that tell the best posts from all others: what they are about, said in other words.

    Args:
        lookup: Of the part.
        scores: float32[N], so far.
        best: The first documents by these scores.

    Source:
        Pseudo relevance feedback as in RM3 (Abdul-Jaleel et al. 2004), with a fixed list of terms for each document.
    """
    part, tuning = lookup.part, lookup.tuning
    if not tuning.feedback or not len(best):
        return _zeros(part)
    total = _zeros(part)
    for term, weight in _choose_terms(part, scores, best, tuning.feedback_terms):
        frequencies = lookup.frequencies((term,))
        rarity = weight * idf(int(np.count_nonzero(frequencies)), part.posts)
        total += np.float32(rarity) * saturate(frequencies, tuning.k1)
    most = float(total[best].max())
    return total * np.float32(tuning.feedback * float(scores[best].max()) / most) if most else total


def _choose_terms(part: PartReader, scores: Floats, best: Int64s, count: int) -> list[tuple[str, float]]:
    """Return the terms that the best documents share most, with weights that sum to 1."""
    shares = part.keyword_weights[best] * (scores[best] / max(float(scores[best].max()), 1e-6))[:, None]
    numbers, places = np.unique(part.keywords[best], return_inverse=True)
    sums = np.bincount(places.ravel(), weights=shares.ravel(), minlength=len(numbers))
    sums[numbers < 0] = 0
    chosen = [at for at in np.argsort(-sums, kind="stable")[:count] if sums[at] > 0]
    whole = sum(float(sums[at]) for at in chosen)
    return [(part.term_at(int(numbers[at])), float(sums[at]) / whole) for at in chosen]
