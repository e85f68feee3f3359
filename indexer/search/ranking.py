"""A plan and a part -> every found document and its score, signal by signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from indexer.index.layout import NO_DATE, Floats, Int64s
from indexer.index.part_reader import PartReader
from indexer.search.filters import select
from indexer.search.matching import Lookup, Mask, Match
from indexer.search.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, Run, WordNode
from indexer.search.plan import Plan
from indexer.search.results import Sort
from indexer.search.scoring import idf, saturate
from indexer.text.document import GRAMS

YEAR = 365.25 * 86400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found, not yet sorted.

    Attributes:
        found: bool[N].
        scores: float32[N].
        signals: What each signal added, float32[N] each; their sum, before posts with all words are put first,
            is the score.
        complete: bool[N], posts that have every word.
    """

    found: Mask
    scores: Floats
    signals: Mapping[str, Floats]
    complete: Mask

    @property
    def total(self) -> int:
        """How many posts were found."""
        return int(np.count_nonzero(self.found))


class Ranker:
    """Ranks the documents of one part by one tuning."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._part = lookup.part
        self._tuning = lookup.tuning

    def rank(self, plan: Plan) -> Ranking:
        """Find and score every document of a plan; a plan that wants nothing finds all that its filters leave."""
        lookup = self._lookup
        allowed = self._select(plan, lookup)
        if not plan.wanted:
            return self._rank_by_filters(allowed)
        runs = [(run, lookup.match_run(run)) for run in plan.runs]
        matches = [_complete_by_runs(node, match_node(lookup, node), runs) for node in plan.wanted]
        matches = _expand(lookup, plan, matches)
        found = allowed & np.logical_or.reduce([match.found for match in matches])
        complete = found & np.logical_and.reduce([match.whole for match in matches])
        signals = {
            "words": self._cover(matches),
            "phrase": self._score_neighbours(lookup, plan.wanted),
            "run": sum((match.scores for _, match in runs), start=self._zeros()),
            "grams": self._score_grams(plan.grams),
        }
        signals["recency"] = sum(signals.values()) * self._recency()
        scores = _put_first(sum(signals.values(), start=self._zeros()), complete, found)
        return Ranking(found, np.where(found, scores, np.float32(0)), signals, complete)

    def _zeros(self) -> Floats:
        return np.zeros(self._part.posts, dtype=np.float32)

    def _rank_by_filters(self, allowed: Mask) -> Ranking:
        return Ranking(allowed, self._zeros(), {}, allowed)

    def _select(self, plan: Plan, lookup: Lookup) -> Mask:
        allowed = select(self._part, plan.filters)
        for node in plan.required:
            allowed &= match_node(lookup, node).found
        for node in plan.excluded:
            allowed &= ~match_node(lookup, node).whole
        return allowed

    def _cover(self, matches: Sequence[Match]) -> Floats:
        """Add up the words, less where only some of them are there."""
        total = sum((match.scores for match in matches), start=self._zeros())
        best = np.array([match.scores.max(initial=0) for match in matches], dtype=np.float32)
        share = sum(np.where(match.found, weight, 0) for match, weight in zip(matches, best, strict=True))
        covered: Floats = total * (share / max(float(best.sum()), 1e-6)) ** np.float32(self._tuning.coverage)
        return covered.astype(np.float32)

    def _score_neighbours(self, lookup: Lookup, nodes: Sequence[Node]) -> Floats:
        """Score words that stand next to each other in the typed order.

        Source:
            Metzler and Croft 2005, the ordered pairs of the sequential dependence model.
        """
        total = self._zeros()
        for left, right in pairwise(nodes):
            if isinstance(left, WordNode) and isinstance(right, WordNode) and self._tuning.phrase:
                total += self._score_pair(lookup, left, right)
        return total

    def _score_pair(self, lookup: Lookup, left: WordNode, right: WordNode) -> Floats:
        step = max(len(left.atoms), 1)
        places = np.intersect1d(lookup.places(left.terms), lookup.places(right.terms) - step, assume_unique=True)
        counts = np.bincount(places >> 32, minlength=self._part.posts).astype(np.float32)
        rarity = self._tuning.phrase * idf(int(np.count_nonzero(counts)), self._part.posts)
        return np.float32(rarity) * saturate(counts, self._tuning.k1)

    def _score_grams(self, grams: Sequence[str]) -> Floats:
        """Score pairs of characters wherever they stand: they agree where two cuts of the same words do not."""
        total = self._zeros()
        for gram in grams if self._tuning.grams else ():
            number = self._part.find_term(GRAMS, gram)
            if number is not None:
                found = self._part.postings(number)
                rarity = self._tuning.grams * idf(len(found.docs), self._part.posts)
                total[found.docs] += np.float32(rarity) * saturate(found.counts.astype(np.float32), self._tuning.k1)
        return total

    def _recency(self) -> Floats:
        """Return ``recency`` for the newest post, half of it for one a year older, 0 for undated ones."""
        dates = self._part.dates
        dated = dates != NO_DATE
        newest = int(dates[dated].max()) if dated.any() else 0
        years = np.where(dated, newest - np.where(dated, dates, newest), 0) / YEAR
        factor: Floats = np.where(dated, self._tuning.recency / (1 + years), 0).astype(np.float32)
        return factor


def match_node(lookup: Lookup, node: Node) -> Match:
    """Find any node."""
    match node:
        case WordNode():
            return lookup.match_word(node)
        case PrefixNode():
            return lookup.match_prefix(node)
        case PhraseNode():
            return lookup.match_phrase(node)
        case AnyNode(nodes):
            return reduce(_either, [match_node(lookup, each) for each in nodes])
        case AllNode(nodes):
            return reduce(_both, [match_node(lookup, each) for each in nodes])


def _complete_by_runs(node: Node, match: Match, runs: Sequence[tuple[Run, Match]]) -> Match:
    """Count a word as there where the characters stand in one piece that it was cut from."""
    masks = [found.whole for run, found in runs if node in run.words]
    return Match(match.scores, np.logical_or.reduce([match.whole, *masks]))


def _expand(lookup: Lookup, plan: Plan, matches: Sequence[Match]) -> list[Match]:
    """Let other words stand for those typed, where that counts more."""
    expanded = dict(zip(plan.wanted, matches, strict=True))
    for expansion in plan.expansions:
        other = reduce(_either, [match_node(lookup, node) for node in expansion.nodes])
        scores = other.scores * np.float32(expansion.weight / len(expansion.covers))
        for node in expansion.covers:
            if node in expanded:
                match = expanded[node]
                expanded[node] = Match(np.maximum(match.scores, scores), match.whole)
    return list(expanded.values())


def _either(one: Match, other: Match) -> Match:
    return Match(np.maximum(one.scores, other.scores), one.whole | other.whole)


def _both(one: Match, other: Match) -> Match:
    found = one.found & other.found
    return Match(np.where(found, one.scores + other.scores, np.float32(0)), one.whole & other.whole)


def _put_first(scores: Floats, complete: Mask, found: Mask) -> Floats:
    """Raise posts with every word above the best of the others."""
    rest = scores[found & ~complete]
    if not len(rest) or not complete.any():
        return scores
    return scores + np.where(complete, rest.max(), np.float32(0))


def sort_docs(ranking: Ranking, part: PartReader, sort: Sort, limit: int) -> Int64s:
    """Return the first ``limit`` documents in order: by score or date, then newest, then as they were added."""
    docs = np.flatnonzero(ranking.found)
    dates = part.dates[docs]
    keys = (-dates.astype(np.float64),) if sort is Sort.DATE else (-dates.astype(np.float64), -ranking.scores[docs])
    order = np.lexsort((docs, *keys))
    first: Int64s = docs[order[:limit]]
    return first
