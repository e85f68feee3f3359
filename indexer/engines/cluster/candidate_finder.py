"""Asks a cluster for the candidates of a plan and for counts, in one request, and reads what is kept of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from indexer.cache import BoundedCache
from indexer.engines.cluster.candidates.candidates import CandidateIndex
from indexer.engines.cluster.candidates.statistics import list_countables
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.queries.clauses import all_of
from indexer.engines.cluster.queries.counting import Counter, Counts
from indexer.engines.cluster.queries.plan_queries import PlanQueries, list_nodes
from indexer.engines.cluster.queries.retrieval import (
    Batch,
    Body,
    count,
    count_each,
    find_best,
    find_newest,
    read_digests,
    read_each,
    read_translations,
)
from indexer.search.facets.facet_table import COUNTED_FACETS, ValueCounts
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import Node
from indexer.search.query.plan import Plan
from indexer.search.results import Sort
from indexer.search.statistics import Countable

CANDIDATES = 256
"""Posts that are ranked, at least: those that score best by words alone."""
_WITH_SYMBOLS = 512
"""The same where code was typed: its signs are looked for in the texts of 256 of them. nDCG@10 of queries for code on
kubernetes, from a folder and with 192, 256 and 512 candidates: .855, .832, .849, .855."""
_SPARE = 32
"""Posts beyond those asked for, since translations fold."""
_MOST = 10_000
"""Posts that a cluster gives in one answer."""
_TOPS = 4
"""Posts of each word that are among the candidates: what a word scores at best is a statistic of the whole site."""
_SPARED = 64
"""Posts that are looked at though they have something excluded, as that may be part of a title or command pasted."""
_CACHED = 1 << 16


@dataclass(frozen=True, slots=True)
class FoundCandidates:
    """What the cluster answered.

    Attributes:
        index: The candidates.
        counts: Of all that match.
        widened: For each facet that was chosen from, its values among what would match otherwise.
        is_whole: Whether all that matches is among the candidates.
    """

    index: CandidateIndex
    counts: Counts
    widened: Mapping[str, ValueCounts]
    is_whole: bool


class _Searches(NamedTuple):
    """What is asked in one request, each search by its number in the batch.

    Attributes:
        first: The best, or newest, posts that match.
        counted: How many match, and the facets.
        countables, unknown: What nobody counted yet, all of it in one search.
        widened: For each facet that was chosen from, its values among what would match otherwise.
        known: The best posts of words as they were found for earlier queries.
        tops: Those of the other words of the plan.
        pins: The posts that are pinned to the query.
        spared: Where something is excluded, the posts that have it and may be found all the same; else none.
    """

    batch: Batch
    first: int
    counted: int
    countables: Sequence[Countable]
    unknown: int
    widened: Mapping[str, int]
    known: dict[Node, tuple[str, ...]]
    tops: Mapping[Node, int]
    pins: int
    spared: Sequence[int]


class CandidateFinder:
    """Asks for candidates of one index; of words it keeps the best posts. Safe to be shared by threads."""

    def __init__(self, planner: ClusterPlanner, counter: Counter) -> None:
        self._planner = planner
        self._retrieval = planner.retrieval
        self._counter = counter
        self._best: BoundedCache[Node, tuple[str, ...]] = BoundedCache(_CACHED)

    def find(self, plan: Plan, sort: Sort, wanted: int) -> FoundCandidates:
        """Ask for candidates and counts, and read the candidates.

        Args:
            plan: What is asked.
            sort: Which posts come first.
            wanted: How many of them will be shown, those of pages before included.
        """
        asked = self._list_searches(plan, sort, wanted)
        answers = self._retrieval.search(asked.batch.bodies)
        self._planner.counts.keep(asked.countables, read_each(answers[asked.unknown]))
        fresh = {node: tuple(read_digests(answers[number])) for node, number in asked.tops.items()}
        self._best.keep(fresh)
        best = chain.from_iterable((asked.known | fresh).values())
        spared = [digest for number in asked.spared for digest in read_digests(answers[number])]
        digests = [*read_digests(answers[asked.first]), *read_digests(answers[asked.pins]), *spared, *best]
        numbers = (asked.first, asked.pins, *asked.spared, *asked.tops.values())
        digests += self._find_translations([key for number in numbers for key in read_translations(answers[number])])
        counts = self._counter.read(answers[asked.counted])
        widened = {
            name: self._counter.read_facets(answers[number]["aggregations"])[name]
            for name, number in asked.widened.items()
        }
        index = CandidateIndex(self._planner.vocabulary, self._retrieval.read(digests))
        is_whole = counts.documents <= len(read_digests(answers[asked.first])) and len(spared) < _SPARED
        return FoundCandidates(index, counts, widened, is_whole)

    def _list_searches(self, plan: Plan, sort: Sort, wanted: int) -> _Searches:
        """Return all that one request asks for a plan."""
        planner, queries, batch = self._planner, self._planner.queries(), Batch()
        allowed = queries.allow(plan)
        matching = all_of([*allowed, queries.match(plan)])
        step = _WITH_SYMBOLS if plan.symbols else CANDIDATES
        size = min(-(-(wanted + _SPARE) // step) * step, _MOST)
        by_date = sort is Sort.DATE or not plan.scored
        first = batch.add(find_newest(matching, size) if by_date else find_best(queries.rank(plan, allowed), size))
        spared = [batch.add(self._spare(plan, queries))] if plan.excluded else []
        counted = batch.add(count(matching, self._counter.ask(queries.match_complete(plan), queries.match_exact(plan))))
        countables = planner.counts.list_unknown(list_countables(plan, TermLookup(planner.empty)))
        unknown = batch.add(count_each(planner.visible(), queries.count_each(countables)))
        chosen = [name for name, _ in plan.filters.chosen if name in COUNTED_FACETS]
        widened = {name: batch.add(self._widen(plan, name, queries)) for name in chosen}
        nodes = list_nodes(plan)
        known = self._best.find(nodes)
        tops = {node: batch.add(find_best(queries.rank_node(node), _TOPS)) for node in nodes if node not in known}
        pins = batch.add(find_best(all_of([{"terms": {"id": list(plan.pins)}}, *allowed]), len(plan.pins) or 1))
        return _Searches(batch, first, counted, countables, unknown, widened, known, tops, pins, spared)

    @staticmethod
    def _spare(plan: Plan, queries: PlanQueries) -> Body:
        """Return a search for posts that match though they have something excluded: those that have all as typed."""
        spared = queries.spare(plan)
        if plan.scored:
            return find_best(queries.rank(plan, spared), _SPARED)
        return find_newest(all_of([*spared, queries.match(plan)]), _SPARED)

    def _widen(self, plan: Plan, name: str, queries: PlanQueries) -> Body:
        """Return a search that counts the values of a facet as if none had been chosen from it."""
        allowed = queries.allow(plan._replace(filters=plan.filters.without(name)))
        facets = {each: self._counter.ask_facet(each) for each in self._counter.count_together(name)}
        return count(all_of([*allowed, queries.match(plan)]), facets)

    def _find_translations(self, keys: Sequence[str]) -> list[str]:
        """Return the documents that are translations of candidates: they lend scores, and hits name them."""
        if not keys or not self._planner.tables.totals.has_translations:
            return []
        query = all_of([{"terms": {"translation": list(dict.fromkeys(keys))}}, *self._planner.visible()])
        (answer,) = self._retrieval.search([find_newest(query, _MOST)])
        return read_digests(answer)
