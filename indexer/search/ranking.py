"""A plan and a part -> every found document and its score, signal by signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from indexer.index.layout import Floats, Int64s
from indexer.index.part_reader import PartReader
from indexer.search.filters import select
from indexer.search.lookup import Lookup
from indexer.search.match import Mask, Match, either
from indexer.search.nodes import Node, Run
from indexer.search.plan import Plan
from indexer.search.results import Sort
from indexer.search.signals import (
    score_feedback,
    score_grams,
    score_neighbours,
    score_recency,
    score_runs,
    score_title,
    score_words,
)
from indexer.search.translations import lend_scores, share_found


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found, not yet sorted.

    Attributes:
        found: bool[N].
        scores: float32[N].
        signals: What each signal added, float32[N] each; their sum is the score.
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


def rank(lookup: Lookup, plan: Plan) -> Ranking:
    """Find and score every document of a plan; a plan that wants nothing finds all that its filters leave."""
    allowed = _select(lookup, plan)
    if not plan.wanted:
        found = allowed & plan.asks_for_posts
        return Ranking(found, np.zeros(lookup.part.posts, dtype=np.float32), {}, found)
    runs = [(run, lookup.match_run(run)) for run in plan.runs]
    typed = [_complete_by_runs(node, lookup.match(node), runs) for node in plan.wanted]
    matches = _expand(lookup, plan, typed)
    found = allowed & np.logical_or.reduce([match.found for match in matches])
    signals = {
        "words": score_words(lookup, matches),
        "title": score_title(lookup, plan.wanted),
        "phrase": score_neighbours(lookup, plan.wanted),
        "run": score_runs(lookup, [match for _, match in runs]),
        "grams": score_grams(lookup, plan.grams),
    }
    signals["recency"] = score_recency(lookup, _add(signals))
    scores = np.where(found, _add(signals), np.float32(0))
    best = _first(scores, found, lookup.tuning.feedback_posts)
    signals["feedback"] = score_feedback(lookup, scores, best)
    scores = np.where(found, scores + signals["feedback"], np.float32(0))
    lent = lend_scores(lookup.part, scores, allowed, plan.language, lookup.tuning)
    signals["translations"] = lent - scores
    complete = share_found(lookup.part, np.logical_and.reduce([match.whole for match in matches])) & (lent > 0)
    signals["all words"] = _raise(lent, complete)
    return Ranking(found | (lent > 0), lent + signals["all words"], signals, complete)


def _raise(scores: Floats, complete: Mask) -> Floats:
    """Return what raises posts with every word above all others."""
    others = scores[~complete].max(initial=0)
    raised: Floats = np.where(complete, np.float32(others), np.float32(0))
    return raised


def _add(signals: Mapping[str, Floats]) -> Floats:
    total: Floats = np.add.reduce(list(signals.values()))
    return total


def _first(scores: Floats, found: Mask, count: int) -> Int64s:
    """Return the best documents, best first."""
    docs = np.flatnonzero(found)
    first: Int64s = docs[np.argsort(-scores[docs], kind="stable")[:count]]
    return first


def _select(lookup: Lookup, plan: Plan) -> Mask:
    allowed: Mask = select(lookup.part, plan.filters)
    for node in plan.required:
        allowed &= lookup.match(node).found
    for node in plan.excluded:
        allowed &= ~lookup.match(node).whole
    return allowed


def _complete_by_runs(node: Node, match: Match, runs: Sequence[tuple[Run, Match]]) -> Match:
    """Count a word as there where the characters stand in one piece that it was cut from."""
    masks = [found.whole for run, found in runs if node in run.words]
    return Match(match.scores, np.logical_or.reduce([match.whole, *masks]))


def _expand(lookup: Lookup, plan: Plan, matches: Sequence[Match]) -> list[Match]:
    """Let other words stand for those typed: a post that has them has what was asked for, counted by its weight.

    What only begins with half a word does not, where some post has that very word: it then counts less than it does.
    """
    expanded = dict(zip(plan.wanted, matches, strict=True))
    for expansion in plan.expansions:
        other = reduce(either, map(lookup.match, expansion.nodes))
        for node in expansion.covers:
            if node in expanded:
                match = expanded[node]
                scores = other.scores * np.float32(expansion.weight / len(expansion.covers))
                if expansion.kind == "begun" and match.whole.any():
                    expanded[node] = _stay_below(match, scores)
                else:
                    expanded[node] = Match(np.maximum(match.scores, scores), match.whole | other.whole)
    return list(expanded.values())


def _stay_below(match: Match, scores: Floats) -> Match:
    """Let other scores count too, in their order, but each less than any whole match."""
    least, most = float(match.scores[match.whole].min()), float(scores[~match.whole].max(initial=0))
    share = min(1.0, 0.99 * least / most) if most else 1.0
    return Match(np.where(match.whole, match.scores, np.maximum(match.scores, scores * np.float32(share))), match.whole)


def sort_docs(ranking: Ranking, part: PartReader, sort: Sort, limit: int) -> Int64s:
    """Return the first ``limit`` documents in order: by score or date, then newest, then as they were added."""
    docs = np.flatnonzero(ranking.found)
    dates = part.dates[docs]
    keys = (-dates.astype(np.float64),) if sort is Sort.DATE else (-dates.astype(np.float64), -ranking.scores[docs])
    order = np.lexsort((docs, *keys))
    first: Int64s = docs[order[:limit]]
    return first
