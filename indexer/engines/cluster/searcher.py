"""One index on a cluster, searched: request -> plan -> candidates -> the ranking of one machine -> results.

::

    request            ─► plan                  by the vocabulary; what only the cluster knows is asked
    plan               ─► candidates, counts    the best by a coarse score, and how many match in all: one request
    candidates         ─► stored documents      those that are not kept from an earlier query: one request
    documents, counts  ─► results               as on one machine, with statistics of the whole site
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from indexer.cache import BoundedCache
from indexer.engines.cluster.candidates.candidates import CandidateIndex
from indexer.engines.cluster.candidates.planning import PlanningLookup, no_documents
from indexer.engines.cluster.candidates.site_counts import SiteCounts
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.candidates.statistics import PublishedStatistics, list_countables
from indexer.engines.cluster.candidates.suggesting import CandidateSuggester
from indexer.engines.cluster.queries.clauses import Query, all_of
from indexer.engines.cluster.queries.coarse_scorer import CoarseScorer
from indexer.engines.cluster.queries.counting import Counter, Counts
from indexer.engines.cluster.queries.filter_queries import visible_at
from indexer.engines.cluster.queries.plan_queries import PlanQueries, list_nodes
from indexer.engines.cluster.queries.retrieval import (
    Batch,
    Body,
    Retrieval,
    count,
    count_each,
    find_best,
    find_newest,
    read_digests,
    read_each,
    read_translations,
)
from indexer.engines.cluster.queries.translation import NodeTranslator, find_in_title
from indexer.engines.cluster.tables.tables import Tables
from indexer.index.format.string_table import take_text
from indexer.search.answer import Answer, AnswerPage, choose, evaluate
from indexer.search.explain import Explanation, explain
from indexer.search.facets.counting import count_facets
from indexer.search.facets.facet_table import COUNTED_FACETS, ValueCounts
from indexer.search.facets.filters import select_docs
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.terms import TermLookup
from indexer.search.notes import note_expansions
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.query.expansions.live_glossary import LiveGlossary
from indexer.search.query.nodes import Node
from indexer.search.query.plan import Plan
from indexer.search.query.planner import Planner
from indexer.search.results import MAX_PER_PAGE, Results, SearchRequest, Sort, Suggestion
from indexer.search.searcher import show
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Countable
from indexer.search.suggest.begun_filter import BegunFilter, read_begun_filter
from indexer.search.suggest.completions import Completer, complete_readings, rank_completions
from indexer.search.suggest.suggester import read_otherwise
from indexer.search.suggest.typed_text import TypedText, read_typed
from indexer.search.tuning import Tuning

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
_ROUNDS = 8
"""Requests that a plan may ask; what is not known then is taken to be there."""
_CACHED = 1 << 16
_FREQUENT = 3
"""Words that are asked to warm up: those of most posts."""
_TITLES = 256
"""Posts whose titles are looked at for suggestions, the newest."""
_SUGGESTED = ("tag", "category")
"""Facets whose values are suggested."""


@dataclass(frozen=True, slots=True)
class _Found:
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


class ClusterSearcher:
    """Answer requests from one index on a cluster. Safe to be shared by threads.

    Attributes:
        tables: Of the site.
        lexicon: How queries are cut, and which words mean the same.
        glossary: The site's own, as the index was built with.
    """

    def __init__(
        self,
        retrieval: Retrieval,
        tables: Tables,
        tuning: Tuning,
        moment: float,
        lexicon: Lexicon | None = None,
    ) -> None:
        """Get ready.

        Args:
            retrieval: Asks the cluster.
            tables: Of the index, at a moment.
            tuning: What ranking depends on.
            moment: That one, in seconds since 1970.
            lexicon: Of the index before; it is taken over where it still fits.
        """
        self.tables = tables
        self._retrieval = retrieval
        self._moment = moment
        self._tuning = tuning
        self._vocabulary = SiteVocabulary(tables)
        self._empty = IndexSnapshot(no_documents(self._vocabulary), tuning)
        fits = lexicon is not None and lexicon.fits(tables.site, tuning)
        self.lexicon = lexicon if lexicon and fits else Lexicon(tables.site, tuning)
        self.glossary = LiveGlossary(tables.site.glossary)
        self._planner = Planner(self._empty.reader, tuning, self.lexicon, self.glossary)
        self._counter = Counter(self._vocabulary)
        self._completer = Completer(self._empty, self._planner.speller.sounds)
        self._counts = SiteCounts(self._vocabulary)
        self._best: BoundedCache[Node, tuple[str, ...]] = BoundedCache(_CACHED)

    def prepare(self) -> None:
        """Load and work out what only some requests need."""
        self._planner.prepare()

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
        plan = self.plan(request)
        found = self._find(plan, request.sort, page * per_page)
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
            suggestion=plan.suggestion,
            notes=(*plan.notes, *note_expansions(answer.lookup, plan, docs, hits)),
            took_ms=round((time.perf_counter() - begin) * 1000, 2),
        )

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first; translations are posts of their own."""
        plan = self.plan(SearchRequest(text))
        found = self._find(plan, Sort.RELEVANCE, limit)
        docs = choose(self._evaluate(plan, found, fold=False), Sort.RELEVANCE, 0, limit)
        return [found.index.metadata(doc).id for doc in docs]

    def has_post(self, post_id: str) -> bool:
        """Tell whether visitors may find a post with an id."""
        query = all_of([{"term": {"id": post_id}}, *self._visible()])
        (answer,) = self._retrieval.search([count(query, {})])
        return bool(answer["hits"]["total"]["value"])

    def count_posts(self) -> int:
        """Return how many posts visitors may find."""
        (answer,) = self._retrieval.search([count(all_of(self._visible()), {})])
        return int(answer["hits"]["total"]["value"])

    def explain(self, request: SearchRequest) -> Explanation:
        """Take the answer to a request apart."""
        plan = self.plan(request)
        found = self._find(plan, request.sort, request.per_page)
        answer = self._evaluate(plan, found)
        docs = choose(answer, request.sort, 0, request.per_page)
        explained = explain(plan, found.index, self.lexicon.analyzer, answer.ranking, docs, pinned=answer.pinned)
        return replace(explained, total=self._count(answer, found)[0])

    def suggest(self, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type, under the request's filters."""
        typed = read_typed(request.text)
        if typed is None or limit < 1:
            return ()
        begun = read_begun_filter(request.text)
        if begun:
            return self._complete_filter(begun, request, limit)
        plan = self.plan(replace(request, search_as_you_type=True))
        queries = self._queries()
        allowed = queries.allow(Plan("", filters=plan.filters))
        words = complete_readings(typed, lambda each: self._complete(each, allowed))
        readings = list(read_otherwise(typed, words))
        batch = Batch()
        titles = [batch.add(find_newest(all_of([*allowed, _have_pieces(each)]), _TITLES)) for each in readings]
        heads = batch.add(find_best(queries.rank(plan, queries.allow(plan)), CANDIDATES))
        values = batch.add(count(all_of(allowed), {name: self._counter.ask_values(name) for name in _SUGGESTED}))
        answers = self._retrieval.search(batch.bodies)
        digests = [digest for number in (*titles, heads) for digest in read_digests(answers[number])]
        index = CandidateIndex(self._vocabulary, self._retrieval.read(digests))
        lookup = self._look_up(plan, index, None)
        found = {name: self._counter.read_values(answers[values]["aggregations"][name]) for name in _SUGGESTED}
        suggester = CandidateSuggester(lookup.snapshot, self._planner, found)
        return suggester.compose(readings, words, plan, lookup, limit)

    def _complete_filter(self, begun: BegunFilter, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Return texts with a filter's value completed, those of most posts that the other filters leave first."""
        if not begun.facet:
            return ()
        before = self.plan(replace(request, text=begun.head))
        allowed = self._queries().allow(Plan("", filters=before.filters))
        (answer,) = self._retrieval.search([count(all_of(allowed), {"values": self._counter.ask_values(begun.facet)})])
        values = {begun.facet: self._counter.read_values(answer["aggregations"]["values"])}
        suggester = CandidateSuggester(self._empty, self._planner, values)
        return suggester.complete_filter(begun, select_docs(self._empty, before.filters), limit)

    def _complete(self, typed: TypedText, allowed: Sequence[Query]) -> list[str]:
        """Return words that posts have with all words before the last piece, those of most posts first."""
        completions = list(self._completer.find(typed, Lookup(self._empty)))
        if not completions:
            return []
        head = self.plan(SearchRequest(typed.head)).scored if typed.has_words_before else ()
        queries = self._queries()
        within = [*allowed, *map(queries.find, head)]
        counted = queries.count_each(each.counted for each in completions)
        (answer,) = self._retrieval.search([count_each(within, counted)])
        return rank_completions(zip(completions, read_each(answer), strict=True))

    # Plans

    def plan(self, request: SearchRequest) -> Plan:
        """Understand a request, its parameters included."""
        for _ in range(_ROUNDS):
            lookup = PlanningLookup(self._empty, self._vocabulary, self._counts)
            plan = self._planner.plan(request, lookup)
            if not lookup.asked:
                break
            self._ask(list(lookup.asked))
        return plan

    def _ask(self, countables: Sequence[Countable]) -> None:
        """Have something counted, to be known from then on."""
        queries = self._queries().count_each(countables)
        (answer,) = self._retrieval.search([count_each(self._visible(), queries)])
        self._counts.keep(countables, read_each(answer))

    # Candidates

    def _visible(self) -> list[Query]:
        return visible_at(self._moment)

    def _find(self, plan: Plan, sort: Sort, wanted: int) -> _Found:
        """Ask for candidates and counts, and read the candidates."""
        queries, batch = self._queries(), Batch()
        allowed = queries.allow(plan)
        matching = all_of([*allowed, queries.match(plan)])
        step = _WITH_SYMBOLS if plan.symbols else CANDIDATES
        size = min(-(-(wanted + _SPARE) // step) * step, _MOST)
        by_date = sort is Sort.DATE or not plan.scored
        first = batch.add(find_newest(matching, size) if by_date else find_best(queries.rank(plan, allowed), size))
        counted = batch.add(count(matching, self._counter.ask(queries.match_complete(plan), queries.match_exact(plan))))
        countables = self._counts.list_unknown(list_countables(plan, TermLookup(self._empty)))
        each = batch.add(count_each(self._visible(), queries.count_each(countables)))
        widened = {
            name: batch.add(self._widen(plan, name, queries))
            for name, _ in plan.filters.chosen
            if name in COUNTED_FACETS
        }
        nodes = list_nodes(plan)
        known = self._best.find(nodes)
        tops = {node: batch.add(find_best(queries.rank_node(node), _TOPS)) for node in nodes if node not in known}
        pins = batch.add(find_best(all_of([{"terms": {"id": list(plan.pins)}}, *allowed]), len(plan.pins) or 1))
        answers = self._retrieval.search(batch.bodies)
        self._counts.keep(countables, read_each(answers[each]))
        fresh = {node: tuple(read_digests(answers[number])) for node, number in tops.items()}
        self._best.keep(fresh)
        best = chain.from_iterable((known | fresh).values())
        digests = [*read_digests(answers[first]), *read_digests(answers[pins]), *best]
        keys = [key for number in (first, pins, *tops.values()) for key in read_translations(answers[number])]
        digests += self._find_translations(keys)
        counts = self._counter.read(answers[counted])
        return _Found(
            CandidateIndex(self._vocabulary, self._retrieval.read(digests)),
            counts,
            {
                name: self._counter.read_facets(answers[number]["aggregations"])[name]
                for name, number in widened.items()
            },
            counts.documents <= len(read_digests(answers[first])),
        )

    def _queries(self) -> PlanQueries:
        translator = NodeTranslator(TermLookup(self._empty).expand_prefix)
        lookup = PlanningLookup(self._empty, self._vocabulary, self._counts)
        return PlanQueries(
            translator,
            CoarseScorer(translator, self._counts.idf, self._tuning),
            self.tables,
            self._visible(),
            lambda node: lookup.match(node).has_exact,
        )

    def _widen(self, plan: Plan, name: str, queries: PlanQueries) -> Body:
        """Return a search that counts the values of a facet as if none had been chosen from it."""
        allowed = queries.allow(plan._replace(filters=plan.filters.without(name)))
        facets = {each: self._counter.ask_facet(each) for each in self._counter.count_together(name)}
        return count(all_of([*allowed, queries.match(plan)]), facets)

    def _find_translations(self, keys: Sequence[str]) -> list[str]:
        """Return the documents that are translations of candidates: they lend scores, and hits name them."""
        if not keys or not self.tables.totals.has_translations:
            return []
        query = all_of([{"terms": {"translation": list(dict.fromkeys(keys))}}, *self._visible()])
        (answer,) = self._retrieval.search([find_newest(query, _MOST)])
        return read_digests(answer)

    # Answers

    def _evaluate(self, plan: Plan, found: _Found, *, fold: bool = True) -> Answer:
        """Rank the candidates."""
        complete = None if found.is_whole else found.counts.exact_documents
        return evaluate(self._look_up(plan, found.index, complete), plan, fold=fold, with_signals=True)

    def _look_up(self, plan: Plan, index: CandidateIndex, complete: int | None) -> Lookup:
        """Return what looks the nodes of a plan up among candidates, with statistics of the whole site."""
        known = self._counts.find(list_countables(plan, TermLookup(self._empty)))
        statistics = PublishedStatistics(self._vocabulary, known, complete, index.doc_freqs)
        return Lookup(IndexSnapshot(index, self._tuning, statistics))

    @staticmethod
    def _count(answer: Answer, found: _Found) -> tuple[int, int, Mapping[str, ValueCounts]]:
        """Return the posts found, how many of them are complete, and the facets."""
        if not found.is_whole:
            pinned = len(answer.pinned) if not answer.plan.scored else 0
            return max(found.counts.total, pinned), found.counts.complete, {**found.counts.facets, **found.widened}
        facets = count_facets(answer.lookup.snapshot, answer.matched)
        complete = int(np.count_nonzero(answer.ranking.complete))
        return answer.ranking.total, complete, {**facets, **found.widened}


def _have_pieces(typed: TypedText) -> Query:
    """Return what matches the posts whose titles have every piece of what was typed."""
    return all_of(find_in_title("".join(piece.split())) for piece in typed.pieces if piece.strip())
