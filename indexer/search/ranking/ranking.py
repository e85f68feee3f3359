"""A plan and an index -> every found document and its score, signal by signal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.format.layout import Floats, Int32s, Mask
from indexer.search.facets.filters import select
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match, as_inexact, either, exact_mask, found_mask, scale
from indexer.search.query.nodes import Node, Run
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.feedback import score_feedback
from indexer.search.ranking.signals import (
    ScoreColumn,
    make_score_column,
    score_grams,
    score_neighbours,
    score_recency,
    score_runs,
    score_title,
    score_words,
)
from indexer.search.ranking.translations import add_translations, lend_scores, share_found


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found, not yet sorted.

    Attributes:
        docs: int32[F], ascending.
        scores: float32[F].
        signals: What each signal added, float32[F] each; their sum is the score.
        complete: bool[F], posts that have every word.
    """

    docs: Int32s
    scores: Floats
    signals: Mapping[str, Floats]
    complete: Mask

    @property
    def total(self) -> int:
        """How many posts were found."""
        return len(self.docs)

    def rows_of(self, docs: Sequence[int]) -> list[int]:
        """Return where some of the documents stand."""
        rows: list[int] = self.docs.searchsorted(np.array(docs, dtype=np.int32)).tolist()
        return rows

    def keep(self, kept: Mask) -> "Ranking":
        """Return the same of some documents."""
        signals = {name: values[kept] for name, values in self.signals.items()}
        return Ranking(self.docs[kept], self.scores[kept], signals, self.complete[kept])


def rank(lookup: Lookup, plan: Plan) -> Ranking:
    """Find and score every document of a plan; a plan that wants nothing finds all that its filters leave."""
    allowed = _select(lookup, plan)
    if not plan.wanted:
        docs = np.flatnonzero(allowed & plan.asks_for_posts).astype(np.int32)
        return Ranking(docs, np.zeros(len(docs), np.float32), {}, np.ones(len(docs), bool))
    runs = [(run, lookup.match_run(run)) for run in plan.runs]
    matches = _expand(lookup, plan)
    found = _find(matches, lookup.max_doc) & allowed
    wider = add_translations(lookup.snapshot, found) & allowed
    rows = CandidateSet(wider.nonzero()[0].astype(np.int32), lookup.max_doc)
    columns = [_complete_by_runs(node, make_score_column(rows, matches[node]), runs, rows) for node in matches]
    signals = {
        "words": score_words(rows, columns, lookup.tuning.coverage),
        "title": score_title(lookup, rows, plan.wanted),
        "phrase": score_neighbours(lookup, rows, plan.wanted),
        "run": score_runs(rows, [match for _, match in runs]),
        "grams": score_grams(lookup, rows, plan.grams),
    }
    complete = np.logical_and.reduce([column.is_exact for column in columns])
    return _finish(lookup, plan, _PartialRanking(rows, found.take(rows.docs), signals, complete))


@dataclass(frozen=True, slots=True)
class _PartialRanking:
    """Rows and their signals so far.

    Attributes:
        found: bool[F], rows that have anything of the plan themselves; the others are their translations.
        complete: bool[F], rows that have every word.
    """

    rows: CandidateSet
    found: Mask
    signals: Mapping[str, Floats]
    complete: Mask


def _finish(lookup: Lookup, plan: Plan, draft: _PartialRanking) -> Ranking:
    """Add the signals that go by the scores so far."""
    rows, found, signals = draft.rows, draft.found, dict(draft.signals)
    scores = _add(signals.values()) * found
    signals["recency"] = score_recency(lookup, rows, scores)
    scores += signals["recency"]
    signals["feedback"] = score_feedback(lookup, rows, scores) * found
    scores += signals["feedback"]
    lent = lend_scores(lookup.snapshot, rows.docs, scores, plan.language)
    signals["translations"] = lent - _add(signals.values())
    complete = share_found(lookup.snapshot, rows.docs, draft.complete) & (lent > 0)
    signals["all words"] = _raise(lent, complete)
    ranking = Ranking(rows.docs, lent + signals["all words"], signals, complete)
    return ranking if found.all() else ranking.keep(found | (lent > 0))


def _raise(scores: Floats, complete: Mask) -> Floats:
    """Return what raises posts with every word above all others."""
    others = (scores * ~complete).max(initial=0)
    raised: Floats = complete * np.float32(others)
    return raised


def _add(columns: Iterable[Floats]) -> Floats:
    first, *others = columns
    total = first.copy()
    for column in others:
        total += column
    return total


def _find(matches: Mapping[Node, Match], posts: int) -> Mask:
    return found_mask(either(matches.values()), posts)


def _select(lookup: Lookup, plan: Plan) -> Mask:
    allowed = select(lookup.snapshot, plan.filters)
    for node in plan.required:
        allowed &= found_mask(lookup.match(node), lookup.max_doc)
    for node in plan.excluded:
        allowed &= ~exact_mask(lookup.match(node), lookup.max_doc)
    return allowed


def _complete_by_runs(
    node: Node, column: ScoreColumn, runs: Sequence[tuple[Run, Match]], rows: CandidateSet
) -> ScoreColumn:
    """Count a word as there where the characters stand in one piece that it was cut from."""
    masks = [rows.exact_mask(match) for run, match in runs if node in run.words]
    return ScoreColumn(column.scores, np.logical_or.reduce([column.is_exact, *masks]), column.best) if masks else column


def _expand(lookup: Lookup, plan: Plan) -> dict[Node, Match]:
    """Let other words stand for those typed: a post that has them has what was asked for, counted by its weight.

    What only begins with half a word does not, where some post has that very word: it then counts less than it does.
    """
    expanded = {node: lookup.match(node) for node in plan.wanted}
    for expansion in plan.expansions:
        other = either(map(lookup.match, expansion.nodes))
        for node in expansion.covers:
            if node in expanded:
                share = scale(other, expansion.weight / len(expansion.covers))
                if expansion.kind == "begun" and expanded[node].has_exact:
                    share = _stay_below(expanded[node], share)
                expanded[node] = either((expanded[node], share))
    return expanded


def _stay_below(match: Match, other: Match) -> Match:
    """Return another match that counts less than any post of the first has it as a word, and is no word itself."""
    least = min(float(layer.scores[layer.is_exact].min()) for layer in match.layers if layer.is_exact.any())
    return as_inexact(scale(other, min(1.0, 0.99 * least / other.best) if other.best else 1.0))
