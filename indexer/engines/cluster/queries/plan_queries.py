"""What a plan asks of a cluster: which posts may be found, which match and how well, and which have every word."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from indexer.engines.cluster.queries.clauses import ANYTHING, NOTHING, Query, all_of, any_of
from indexer.engines.cluster.queries.coarse_scorer import CoarseScorer
from indexer.engines.cluster.queries.filter_queries import select
from indexer.engines.cluster.queries.translation import NodeTranslator, find_in_title, find_run
from indexer.engines.cluster.tables.tables import Tables
from indexer.search.query.nodes import Node, WordNode
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.plan import Plan
from indexer.search.ranking.completeness import find_whole_runs
from indexer.search.statistics import Countable
from indexer.text.analysis.folding import fold_text


class PlanQueries:
    """Makes the queries of plans.

    Args:
        translator: Of their nodes.
        scorer: Of plans, by the same translator.
        tables: Of the site.
        visible: Leave the posts that are visible at the moment of asking.
        has_exact: Tells whether posts have a node itself, and not only what stands for it.
    """

    def __init__(
        self,
        translator: NodeTranslator,
        scorer: CoarseScorer,
        tables: Tables,
        visible: Sequence[Query],
        has_exact: Callable[[Node], bool],
    ) -> None:
        self._translator = translator
        self._scorer = scorer
        self._tables = tables
        self._visible = visible
        self._has_exact = has_exact

    def allow(self, plan: Plan) -> list[Query]:
        """Return what leaves the visible posts that pass filters, required and excluded nodes."""
        wanted, barred = self._select(plan)
        return [*self._visible, all_of(wanted, [*barred, *map(self._translator.find_exact, plan.excluded)])]

    def spare(self, plan: Plan) -> list[Query]:
        """Return what leaves the posts of which only the excluded nodes bar some that may be spared.

        These have all that was typed in their title or text, its minus signs perhaps not: ranking looks at them itself.
        """
        wanted, barred = self._select(plan)
        typed = [find_in_title("".join(fold_text(parse_query(plan.text).without_filters).split()))]
        typed += [self._translator.find_typed(plan.phrase)] if plan.phrase else []
        wanted += [any_of(map(self._translator.find_exact, plan.excluded)), any_of(typed)]
        return [*self._visible, all_of(wanted, barred)]

    def _select(self, plan: Plan) -> tuple[list[Query], list[Query]]:
        """Return what matches each post that passes filters and required nodes, and what matches none of these."""
        wanted, barred = select(plan.filters, self._tables.site, has_sites=bool(self._tables.facets["site"]))
        return [*wanted, *map(self._translator.find, plan.required)], [*barred]

    def find(self, node: Node) -> Query:
        """Return what matches the documents that have a node, in whatever way."""
        return self._translator.find(node)

    def count_each(self, countables: Iterable[Countable]) -> list[Query]:
        """Return what matches the documents that have each of some things."""
        return [self._translator.count(each) for each in countables]

    def match(self, plan: Plan) -> Query:
        """Return what a plan finds among the posts that may be found at all."""
        if plan.scored:
            return any_of(map(self._translator.find, list_nodes(plan)))
        return ANYTHING if plan.asks_for_posts else NOTHING

    def match_complete(self, plan: Plan) -> Query:
        """Return what matches the posts that have every word of a plan, see ``widen_complete``."""
        typed = find_whole_runs(plan)
        return all_of(
            any_of((*self._find_forms(node, plan), *map(_find_characters, typed & {node}))) for node in plan.scored
        )

    def match_exact(self, plan: Plan) -> Query:
        """Return what matches the posts that have every word of a plan as a word."""
        return all_of(any_of(self._find_forms(node, plan)) for node in plan.scored)

    def rank(self, plan: Plan, allowed: Sequence[Query]) -> Query:
        """Return what scores the posts that a plan finds among those that ``allow`` leaves."""
        found = {"bool": {"should": self._scorer.score(plan), "minimum_should_match": 1}}
        return {"bool": {"filter": list(allowed), "must": [found], "should": self._scorer.add(plan)}}

    def rank_node(self, node: Node) -> Query:
        """Return what scores the visible posts that have a node."""
        return {"bool": {"filter": list(self._visible), "must": [self._scorer.score_node(node)]}}

    def _find_forms(self, node: Node, plan: Plan) -> Iterator[Query]:
        """Yield what matches the posts that have a word, or what stands for it."""
        yield self._translator.find_exact(node)
        has_exact = self._has_exact(node)
        for each in plan.expansions:
            stands_for = node in each.covers and not each.finds_nothing_alone
            if stands_for and not (has_exact and plan.stays_below_exact(each)):
                yield from map(self._translator.find_exact, each.nodes)
        yield from (find_run(run.text) for run in plan.runs if node in run.words)


def _find_characters(node: WordNode) -> Query:
    return find_in_title(node.text) if node.in_title else find_run(node.text)


def list_nodes(plan: Plan) -> list[Node]:
    """Return the nodes by any of which a plan finds posts, each once."""
    scored = frozenset(plan.scored)
    others = (each for each in plan.expansions if not each.finds_nothing_alone and not scored.isdisjoint(each.covers))
    return list(dict.fromkeys((*plan.scored, *(node for each in others for node in each.nodes))))
