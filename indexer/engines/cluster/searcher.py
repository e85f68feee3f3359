"""One index on a cluster, searched: request -> plan -> candidates -> the ranking of one machine -> results.

::

    request            ─► plan                  by the vocabulary; what only the cluster knows is asked
    plan               ─► candidates, counts    the best by a coarse score, and how many match in all: one request
    candidates         ─► stored documents      those that are not kept from an earlier query: one request
    documents, counts  ─► results               as on one machine, with statistics of the whole site
"""

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from indexer.engines.cluster.candidate_finder import CandidateFinder, FoundCandidates
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.queries.clauses import all_of
from indexer.engines.cluster.queries.counting import Counter
from indexer.engines.cluster.queries.retrieval import count
from indexer.engines.cluster.suggester import ClusterSuggester
from indexer.index.format.string_table import take_text
from indexer.search.answer import Answer, AnswerPage, choose, evaluate
from indexer.search.explain import Explanation, explain
from indexer.search.facets.counting import count_facets
from indexer.search.facets.facet_table import ValueCounts
from indexer.search.notes import note_expansions
from indexer.search.query.plan import Plan
from indexer.search.query.typed_days import suggest_days
from indexer.search.results import MAX_PER_PAGE, Results, SearchRequest, Sort, Suggestion
from indexer.search.searcher import show

_FREQUENT = 3
"""Words that are asked to warm up: those of most posts."""


class ClusterSearcher:
    """Answer requests from one index on a cluster. Safe to be shared by threads.

    Attributes:
        tables: Of the site.
        lexicon: How queries are cut, and which words mean the same.
    """

    def __init__(self, planner: ClusterPlanner) -> None:
        """Answer by the plans of an index."""
        self.tables, self.lexicon = planner.tables, planner.lexicon
        self._retrieval = planner.retrieval
        self._planner = planner
        counter = Counter(planner.vocabulary)
        self._finder = CandidateFinder(planner, counter)
        self._suggester = ClusterSuggester(planner, counter)

    def prepare(self) -> None:
        """Load and work out what only some requests need."""
        self._planner.planner.prepare()

    def warm_up(self) -> None:
        """Ask what visitors are likely to ask, so that none of them waits for the cluster to load what it needs.

        Raises:
            IndexUnusableError: The cluster does not answer.
        """
        vocabulary = self.tables.vocabulary
        frequent = (-vocabulary.word_freqs).argsort(kind="stable")[:_FREQUENT].tolist()
        words = [take_text(vocabulary.texts, number) for number in frequent]
        for text in ("", *words, " ".join(words), f'"{" ".join(words)}"'):
            self.search(SearchRequest(text))

    def search(self, request: SearchRequest) -> Results:
        """Answer a request with one page of hits."""
        begin = time.perf_counter()
        page, per_page = max(request.page, 1), min(max(request.per_page, 1), MAX_PER_PAGE)
        plan = self._planner.plan(request)
        found = self._finder.find(plan, request.sort, page * per_page)
        answer = self._evaluate(plan, found)
        docs = choose(answer, request.sort, (page - 1) * per_page, per_page)
        total, complete, facets = self._count(answer, found)
        scores = answer.ranking.scores_of(docs)
        hits = show(answer.lookup, plan, AnswerPage(docs, scores, answer.pinned, total, complete, facets))
        return Results(
            query=request.text,
            total=total,
            complete=complete,
            page=page,
            per_page=per_page,
            hits=hits,
            facets=facets,
            suggestion=plan.suggestion or (None if complete else suggest_days(request, self.search)),
            notes=(*plan.notes, *note_expansions(answer.lookup, plan, docs, hits)),
            took_ms=round((time.perf_counter() - begin) * 1000, 2),
        )

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first; translations are posts of their own."""
        plan = self._planner.plan(SearchRequest(text))
        found = self._finder.find(plan, Sort.RELEVANCE, limit)
        docs = choose(self._evaluate(plan, found, fold=False), Sort.RELEVANCE, 0, limit)
        return [found.index.metadata(doc).id for doc in docs]

    def has_post(self, post_id: str) -> bool:
        """Tell whether visitors may find a post with an id."""
        query = all_of([{"term": {"id": post_id}}, *self._planner.visible()])
        (answer,) = self._retrieval.search([count(query, {})])
        return bool(answer["hits"]["total"]["value"])

    def count_posts(self) -> int:
        """Return how many posts visitors may find."""
        (answer,) = self._retrieval.search([count(all_of(self._planner.visible()), {})])
        return int(answer["hits"]["total"]["value"])

    def explain(self, request: SearchRequest) -> Explanation:
        """Take the answer to a request apart."""
        plan = self._planner.plan(request)
        found = self._finder.find(plan, request.sort, request.per_page)
        answer = self._evaluate(plan, found)
        docs = choose(answer, request.sort, 0, request.per_page)
        explained = explain(plan, found.index, self.lexicon.analyzer, answer.ranking, docs, pinned=answer.pinned)
        return replace(explained, total=self._count(answer, found)[0])

    def suggest(self, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type, under the request's filters."""
        return self._suggester.suggest(request, limit)

    # Answers

    def _evaluate(self, plan: Plan, found: FoundCandidates, *, fold: bool = True) -> Answer:
        """Rank the candidates."""
        complete = None if found.is_whole else found.counts.exact_documents
        return evaluate(self._planner.look_up(plan, found.index, complete), plan, fold=fold, with_signals=True)

    @staticmethod
    def _count(answer: Answer, found: FoundCandidates) -> tuple[int, int, Mapping[str, ValueCounts]]:
        """Return the posts found, how many of them are complete, and the facets."""
        if not found.is_whole:
            pinned = len(answer.pinned) if not answer.plan.scored else 0
            total = max(found.counts.total, pinned, answer.ranking.total)  # what is spared is not counted there
            return total, found.counts.complete, {**found.counts.facets, **found.widened}
        facets = count_facets(answer.lookup.snapshot, answer.matched)
        complete = int(np.count_nonzero(answer.ranking.complete))
        return answer.ranking.total, complete, {**facets, **found.widened}
