"""What a visitor is about to type, by one index on a cluster: words, titles, headings, and values of facets."""

from collections.abc import Sequence
from dataclasses import replace

from indexer.engines.cluster.candidate_finder import CANDIDATES
from indexer.engines.cluster.candidates.candidates import CandidateIndex
from indexer.engines.cluster.candidates.suggesting import CandidateSuggester
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.queries.clauses import Query, all_of
from indexer.engines.cluster.queries.counting import Counter
from indexer.engines.cluster.queries.retrieval import (
    Batch,
    count,
    count_each,
    find_best,
    find_newest,
    read_digests,
    read_each,
)
from indexer.engines.cluster.queries.translation import find_in_title
from indexer.search.facets.filters import select_docs
from indexer.search.matching.lookup import Lookup
from indexer.search.query.plan import Plan
from indexer.search.results import SearchRequest, Suggestion
from indexer.search.suggest.begun_filter import BegunFilter, read_begun_filter
from indexer.search.suggest.completions import Completer, complete_readings, rank_completions
from indexer.search.suggest.suggester import read_otherwise
from indexer.search.suggest.typed_text import TypedText, read_typed

_TITLES = 256
"""Posts whose titles are looked at for suggestions, the newest."""
_SUGGESTED = ("tag", "category")
"""Facets whose values are suggested."""


class ClusterSuggester:
    """Suggests texts from one index on a cluster. Safe to be shared by threads."""

    def __init__(self, planner: ClusterPlanner, counter: Counter) -> None:
        self._planner = planner
        self._retrieval = planner.retrieval
        self._counter = counter
        self._completer = Completer(planner.empty, planner.planner.speller.sounds)

    def suggest(self, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type, under the request's filters."""
        typed = read_typed(request.text)
        if typed is None or limit < 1:
            return ()
        begun = read_begun_filter(request.text)
        if begun:
            return self._complete_filter(begun, request, limit)
        plan = self._planner.plan(replace(request, search_as_you_type=True))
        queries = self._planner.queries()
        allowed = queries.allow(Plan("", filters=plan.filters))
        words = complete_readings(typed, lambda each: self._complete(each, allowed))
        readings = list(read_otherwise(typed, words))
        batch = Batch()
        titles = [batch.add(find_newest(all_of([*allowed, _have_pieces(each)]), _TITLES)) for each in readings]
        heads = batch.add(find_best(queries.rank(plan, queries.allow(plan)), CANDIDATES))
        values = batch.add(count(all_of(allowed), {name: self._counter.ask_values(name) for name in _SUGGESTED}))
        answers = self._retrieval.search(batch.bodies)
        digests = [digest for number in (*titles, heads) for digest in read_digests(answers[number])]
        index = CandidateIndex(self._planner.vocabulary, self._retrieval.read(digests))
        lookup = self._planner.look_up(plan, index, None)
        found = {name: self._counter.read_values(answers[values]["aggregations"][name]) for name in _SUGGESTED}
        suggester = CandidateSuggester(lookup.snapshot, self._planner.planner, found)
        return suggester.compose(readings, words, plan, lookup, limit)

    def _complete_filter(self, begun: BegunFilter, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Return texts with a filter's value completed, those of most posts that the other filters leave first."""
        if not begun.facet:
            return ()
        before = self._planner.plan(replace(request, text=begun.head))
        allowed = self._planner.queries().allow(Plan("", filters=before.filters))
        (answer,) = self._retrieval.search([count(all_of(allowed), {"values": self._counter.ask_values(begun.facet)})])
        values = {begun.facet: self._counter.read_values(answer["aggregations"]["values"])}
        suggester = CandidateSuggester(self._planner.empty, self._planner.planner, values)
        return suggester.complete_filter(begun, select_docs(self._planner.empty, before.filters), limit)

    def _complete(self, typed: TypedText, allowed: Sequence[Query]) -> list[str]:
        """Return words that posts have with all words before the last piece, those of most posts first."""
        completions = list(self._completer.find(typed, Lookup(self._planner.empty)))
        if not completions:
            return []
        head = self._planner.plan(SearchRequest(typed.head)).scored if typed.has_words_before else ()
        queries = self._planner.queries()
        within = [*allowed, *map(queries.find, head)]
        counted = queries.count_each(each.counted for each in completions)
        (answer,) = self._retrieval.search([count_each(within, counted)])
        return rank_completions(zip(completions, read_each(answer), strict=True))


def _have_pieces(typed: TypedText) -> Query:
    """Return what matches the posts whose titles have every piece of what was typed."""
    return all_of(find_in_title("".join(piece.split())) for piece in typed.pieces if piece.strip())
