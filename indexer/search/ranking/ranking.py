"""A plan and an index -> every document found and its score, signal by signal."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from indexer.arrays import Floats, Mask
from indexer.native.answer.answer import Asked, ToldAnswer
from indexer.search.facets.filters import select_docs
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match, as_inexact, either, exact_mask, found_mask, keep_docs, scale
from indexer.search.query.nodes import Node, Run
from indexer.search.query.parsing.filters import NO_FILTERS
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.completeness import find_whole_runs, list_whole_words, widen_complete
from indexer.search.ranking.evidence import Evidence, ScoreColumn
from indexer.search.ranking.exact_phrases import find_pasted_phrases
from indexer.search.ranking.native_ranking import find_kernel, rank_natively, tell_natively
from indexer.search.ranking.order import FEW
from indexer.search.ranking.result import Ranking
from indexer.search.ranking.signals import LATER_SIGNALS, SIGNALS
from indexer.search.ranking.translations import add_translations, find_locale, lend_scores, share_found
from indexer.search.ranking.whole_titles import find_pasted_titles, prefer_translations
from indexer.search.results import Sort
from indexer.units import DocIds


def rank(lookup: Lookup, plan: Plan, *, with_signals: bool = True) -> Ranking:
    """Find and score every document of a plan; a plan that scores nothing finds all that its filters leave.

    Args:
        lookup: Of the query.
        plan: Of the query.
        with_signals: Whether the summands of scores are asked for, which take time.
    """
    allowed = _select(lookup, plan)
    if not plan.scored:
        docs = np.flatnonzero(allowed & plan.asks_for_posts).astype(np.int32)
        return Ranking(docs, np.zeros(len(docs), np.float32), {}, np.ones(len(docs), bool), np.ones(len(docs), bool))
    library = find_kernel(lookup)
    if library is None:
        matches = _match_all(lookup, plan)
        return widen_complete(lookup, plan, matches, _rank(lookup, plan, matches, allowed))
    ranking = rank_natively(library, lookup, plan, allowed, with_signals=with_signals)
    return widen_complete(lookup, plan, _match_all(lookup, plan), ranking) if find_whole_runs(plan) else ranking


def rank_and_tell(lookup: Lookup, plan: Plan, sort: Sort, limit: int) -> ToldAnswer | None:
    """Rank a plan's documents and fold their translations; return what an answer tells of them, in one go.

    Returns:
        None where the kernel cannot rank, nothing is scored, posts are pinned, or many documents are asked for.
    """
    library = find_kernel(lookup)
    if library is None or limit > FEW or not plan.scored or not plan.text or plan.pins:
        return None
    locale = find_locale(lookup.snapshot, plan) if lookup.snapshot.ranking_columns.group_count else 0
    whole_words = () if plan.text.isascii() else list_whole_words(lookup, plan)
    asked = Asked(limit, sort is Sort.DATE, locale, whole_words)
    return tell_natively(library, lookup, plan, _select(lookup, plan), asked)


def _rank(lookup: Lookup, plan: Plan, matches: Mapping[Node, Match], allowed: Mask) -> Ranking:
    """Score the documents of a plan: where there is no kernel, and as it is held to."""
    found = found_mask(either(matches.values()), lookup.max_doc) & allowed
    wider = add_translations(lookup.snapshot, found) & allowed
    candidates = CandidateSet(wider.nonzero()[0].astype(np.int32), lookup.max_doc)
    return _score(_gather(lookup, plan, candidates, matches), found.take(candidates.docs))


def find_widened(lookup: Lookup, plan: Plan) -> Mapping[str, DocIds]:
    """Return, for each facet that was chosen from, what would match a plan if it were not."""
    return {name: _find(lookup, plan._replace(filters=plan.filters.without(name))) for name, _ in plan.filters.chosen}


def _find(lookup: Lookup, plan: Plan) -> DocIds:
    """Return the documents that match a plan themselves."""
    allowed = _select(lookup, plan)
    if not plan.scored:
        return np.flatnonzero(allowed & plan.asks_for_posts).astype(np.int32)
    found = found_mask(either(_match_all(lookup, plan).values()), lookup.max_doc)
    return np.flatnonzero(found & allowed).astype(np.int32)


def _select(lookup: Lookup, plan: Plan) -> Mask:
    """Return the living documents that pass filters, required and excluded nodes: bool[N]; not to be written to."""
    if not (plan.required or plan.excluded) and (plan.filters is NO_FILTERS or plan.filters == NO_FILTERS):
        return lookup.snapshot.live
    allowed = select_docs(lookup.snapshot, plan.filters)
    for node in plan.required:
        allowed &= found_mask(lookup.match(node), lookup.max_doc)
    if plan.excluded:
        barred = np.logical_or.reduce([exact_mask(lookup.match(node), lookup.max_doc) for node in plan.excluded])
        barred[_find_spared(lookup, plan)] = False
        allowed &= ~barred
    return allowed


def _find_spared(lookup: Lookup, plan: Plan) -> list[int]:
    """Return the documents that nothing excluded leaves out.

    Who pastes ``Weekly report -03-05`` or ``tar -xzf archive.tgz`` looks for the post with that title or command, and
    means no operator.
    """
    return [*find_pasted_titles(lookup, plan), *find_pasted_phrases(lookup, plan)]


def _match_all(lookup: Lookup, plan: Plan) -> dict[Node, Match]:
    """Match each node that scores, or what stands for it: a document that has that has what was asked for.

    Words that only begin like the one word of a query, still being typed, count less than any document that has the
    very word; so do the pairs of names that posts teach, and these only where anything else finds the document.
    """
    matches = {node: lookup.match(node) for node in plan.scored}
    for expansion in sorted(plan.expansions, key=lambda each: each.finds_nothing_alone):
        other = either(map(lookup.match, expansion.nodes))
        if expansion.finds_nothing_alone:
            found = found_mask(either(matches.values()), lookup.max_doc)
            other = as_inexact(keep_docs(other, found))
        weight = expansion.weight * _bound(sum(lookup.match(node).best for node in expansion.covers), other.best)
        for node in expansion.covers:
            if node in matches:
                share = scale(other, weight / len(expansion.covers))
                if matches[node].has_exact and plan.stays_below_exact(expansion):
                    share = _stay_below_exact(matches[node], share)
                matches[node] = either((matches[node], share))
    return matches


def _bound(typed: float, other: float) -> float:
    """Return the factor by which a rarer word counts less, so that a post with it hardly outranks one with that typed.

    The best score becomes the geometric mean of both. nDCG@10 of judged queries without the bound, with it, and with
    the lower of the two: several kinds .886, .889, .892; in the other language .537, .520, .504.

    Args:
        typed: The best score of the words typed; 0 where no post has them.
        other: That of what stands for them.
    """
    return min(1.0, math.sqrt(typed / other)) if typed and other else 1.0


def _stay_below_exact(match: Match, other: Match) -> Match:
    """Scale another match below every exact score of a match, and clear its ``is_exact`` flags."""
    least = min(float(layer.scores[layer.is_exact].min()) for layer in match.layers if layer.is_exact.any())
    return as_inexact(scale(other, min(1.0, 0.99 * least / other.best) if other.best else 1.0))


def _gather(lookup: Lookup, plan: Plan, candidates: CandidateSet, matches: Mapping[Node, Match]) -> Evidence:
    """Lay the matches of a plan out by candidates."""
    runs = [(run, lookup.match_run(run)) for run in plan.runs]
    columns = [_make_column(node, match, runs, candidates) for node, match in matches.items()]
    return Evidence(lookup, plan, candidates, columns, [match for _, match in runs])


def _make_column(node: Node, match: Match, runs: Sequence[tuple[Run, Match]], candidates: CandidateSet) -> ScoreColumn:
    """Lay a match out; a word is exact too where the characters stand in one piece that it was cut from."""
    scores, is_exact = candidates.scores(match)
    masks = [candidates.exact_mask(found) for run, found in runs if node in run.words]
    return ScoreColumn(scores, np.logical_or.reduce([is_exact, *masks]) if masks else is_exact, match.best)


def _score(evidence: Evidence, found: Mask) -> Ranking:
    """Add up the signals; those that go by the scores so far come later, what translations and whole queries add last.

    Args:
        evidence: Of the plan.
        found: bool[F], candidates that have anything of the plan themselves; the others are their translations.
    """
    snapshot, docs = evidence.lookup.snapshot, evidence.candidates.docs
    signals = {name: signal(evidence) for name, signal in SIGNALS.items()}
    scores = _add(signals.values()) * found
    for name, later_signal in LATER_SIGNALS.items():
        signals[name] = later_signal(evidence, scores) * found
        scores += signals[name]
    lent = lend_scores(snapshot, docs, scores, prefer_translations(snapshot, evidence.plan, docs, found))
    signals["translations"] = lent - _add(signals.values())
    has_all = np.logical_and.reduce([column.is_exact for column in evidence.columns])
    complete = share_found(snapshot, docs, has_all) & (lent > 0)
    signals["all words"] = _reward(evidence, lent, complete)
    ranking = Ranking(docs, lent + signals["all words"], signals, complete, found)
    return ranking if found.all() else ranking.keep(found | (lent > 0))


def _reward(evidence: Evidence, scores: Floats, complete: Mask) -> Floats:
    """Return what posts gain by having every word: a share of their scores, the larger the more words there are.

    A passing mention of the last of several words must not lift a post above one that is about the matter. Where one
    word was typed, posts that have it stand above those that only have its characters or what begins like it.
    """
    if len(evidence.columns) == 1:
        gains = np.full_like(scores, (scores * ~complete).max(initial=0))
    else:
        share = evidence.lookup.tuning.all_words * (len(evidence.columns) - 1)
        gains = scores * np.float32(share)
    return gains * complete


def _add(columns: Iterable[Floats]) -> Floats:
    first, *others = columns
    total = first.copy()
    for column in others:
        total += column
    return total
