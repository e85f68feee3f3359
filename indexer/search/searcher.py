"""One question to one index: query -> plan -> ranking -> results."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from indexer.index.reader.index_reader import IndexReader
from indexer.search.explain import Explanation, explain
from indexer.search.facets.filters import count_facets
from indexer.search.matching.lookup import Lookup
from indexer.search.query.correction import Corrector
from indexer.search.query.expansion import Expansion
from indexer.search.query.grammar import Filters, parse_query
from indexer.search.query.nodes import AllNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.query.planner import Planner
from indexer.search.query.spelling import Speller
from indexer.search.ranking.order import sort_docs
from indexer.search.ranking.ranking import Ranking, rank
from indexer.search.results import MAX_PER_PAGE, Note, Results, SearchRequest, Sort, Suggestion
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.hits import make_hits
from indexer.search.suggest.suggester import Suggester
from indexer.search.tuning import Tuning
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.segmenter import segmenter_for
from indexer.text.lexicon.glossary import shipped_glossary
from indexer.text.lexicon.word_lists import stop_words

MOST_BEGUN = 24
"""Words that half a word stands for, the most frequent ones; each letter more narrows them down."""


@dataclass(frozen=True)
class Searcher:
    """Answers questions from one index. Immutable but for what it remembers, so safe to be shared."""

    reader: IndexReader
    tuning: Tuning = field(default_factory=Tuning)
    clock: Callable[[], float] = time.perf_counter

    @cached_property
    def analyzer(self) -> Analyzer:
        """The analyzer that cut the posts."""
        return Analyzer(segmenter_for(self.reader.site.taught))

    @cached_property
    def planner(self) -> Planner:
        """Plans with that analyzer."""
        site, tuning = self.reader.site, self.tuning
        kinds = ((shipped_glossary(), tuning.synonym), (site.glossary, tuning.synonym), (site.mined, tuning.mined))
        weighted = [(entry, weight) for entries, weight in kinds if weight for entry in entries]
        return Planner(self.analyzer, stop_words(), weighted, tuning.regional)

    @cached_property
    def snapshot(self) -> IndexSnapshot:
        """The index with what is worked out from it."""
        return IndexSnapshot(self.reader, self.tuning)

    @cached_property
    def speller(self) -> Speller:
        """Knows the index's words by letters and by sound."""
        return Speller(self.reader, stop_words())

    @cached_property
    def suggester(self) -> Suggester:
        """Knows its names and titles."""
        return Suggester(self.snapshot)

    def warm_up(self) -> None:
        """Read now all that is not mapped: a writer may sweep the files away before they are asked for."""
        reader, snapshot = self.reader, self.snapshot
        _ = self.planner, self.speller, self.suggester
        _ = reader.facets, reader.surfaces, reader.sounds, reader.titles, reader.translations
        _ = (
            snapshot.norms,
            snapshot.recency,
            snapshot.facets,
            snapshot.facet_numbers,
            snapshot.translations,
            snapshot.keywords,
        )
        self.plan(SearchRequest("热身 warm"))  # loads the dictionaries of the first Chinese word

    def prepare(self) -> None:
        """Work out what only some questions need: how words are spelt and sound, and the whole glossary."""
        self.speller.prepare()
        self.planner.prepare()

    def plan(self, request: SearchRequest) -> Plan:
        """Understand a request, its parameters included."""
        query = parse_query(request.text)
        plan = self.planner.make_plan(query, typing=request.typing)
        filters = _add_parameters(query.filters, request)
        return plan if filters is query.filters else replace(plan, filters=filters)

    def search(self, request: SearchRequest) -> Results:
        """Answer a request."""
        begin = self.clock()
        lookup = Lookup(self.snapshot)
        plan, suggestion = self._correct(self.plan(request), lookup)
        ranking = rank(lookup, plan)
        page, per_page = max(request.page, 1), min(max(request.per_page, 1), MAX_PER_PAGE)
        docs = self._choose(plan, ranking, request.sort, (page - 1) * per_page, per_page)
        scores = [round(float(ranking.scores[row]), 4) for row in ranking.rows_of(docs)]
        return Results(
            query=request.text,
            total=ranking.total,
            page=page,
            per_page=per_page,
            hits=make_hits(self.snapshot, Highlighter(lookup, plan), docs, scores),
            facets=count_facets(self.snapshot, ranking.docs),
            suggestion=suggestion,
            notes=(*plan.notes, *_tell(plan.expansions)),
            took_ms=round((self.clock() - begin) * 1000, 2),
        )

    def _correct(self, plan: Plan, lookup: Lookup) -> tuple[Plan, str | None]:
        if plan.expansions:
            begun = (self._go_on(each, lookup) if each.kind == "begun" else each for each in plan.expansions)
            plan = replace(plan, expansions=tuple(_keep_found(begun, lookup)))
        return Corrector(lookup, self.speller, self.planner).correct(plan)

    def _go_on(self, begun: Expansion, lookup: Lookup) -> Expansion:
        """Look up now which words go on from half a word: the places of words are known, those of beginnings not.

        Half a word that is pinyin stands for the Chinese word as well; nobody knows yet which is meant.
        """
        word = begun.covers[0]
        terms = tuple(lookup.expand_prefix(word.text)[:MOST_BEGUN])
        if set(terms) <= set(word.terms):
            return replace(begun, nodes=())
        heard = None if lookup.match(word).found else self.speller.read_pinyin(word.text)
        others = (self.planner.read_phrase(heard),) if heard else ()
        return replace(begun, nodes=(WordNode(word.text, terms), *others))

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first, without what is needed to show them."""
        lookup = Lookup(self.snapshot)
        plan, _ = self._correct(self.plan(SearchRequest(text)), lookup)
        docs = self._choose(plan, rank(lookup, plan), Sort.RELEVANCE, 0, limit)
        return [self.reader.metadata(doc).id for doc in docs]

    def _choose(self, plan: Plan, ranking: Ranking, sort: Sort, first: int, count: int) -> list[int]:
        by = sort if plan.wanted else Sort.DATE
        return sort_docs(ranking, self.reader, by, first + count)[first:]

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a request finds what it finds."""
        lookup = Lookup(self.snapshot)
        plan, _ = self._correct(self.plan(request), lookup)
        ranking = rank(lookup, plan)
        docs = self._choose(plan, ranking, request.sort, 0, request.per_page)
        return explain(plan, self.reader, self.analyzer, ranking, docs)

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type."""
        return self.suggester.suggest(text, limit)


def _tell(expansions: Iterable[Expansion]) -> Iterator[Note]:
    """Yield a note for all that was looked for besides; a sentence said another way is too long to be told."""
    for expansion in expansions:
        if expansion.kind != "begun" and not any(isinstance(node, AllNode) for node in expansion.nodes):
            yield Note(expansion.kind, str(expansion))


def _keep_found(expansions: Iterable[Expansion], lookup: Lookup) -> Iterator[Expansion]:
    """Drop other words that no post has: they cost time, and a visitor would be told of them for nothing."""
    for expansion in expansions:
        nodes = tuple(node for node in expansion.nodes if lookup.match(node).found)
        if nodes:
            yield replace(expansion, nodes=nodes)


def _add_parameters(filters: Filters, request: SearchRequest) -> Filters:
    named = {
        "tag": request.tags,
        "category": request.categories,
        "author": request.authors,
        "section": request.sections,
    }
    values = [(name, value) for name, chosen in named.items() for value in chosen]
    if request.language:
        values.append(("lang", request.language))
    added = replace(filters, values=(*filters.values, *values)) if values else filters
    return added.narrow(request.since, request.until) if request.since or request.until else added
