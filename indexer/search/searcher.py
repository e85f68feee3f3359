"""One index, searched: request -> plan -> ranking -> results."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer.index.reader.index_reader import IndexReader
from indexer.search.answer import Answer, AnswerPage, choose, evaluate, tell_page
from indexer.search.explain import Explanation, explain
from indexer.search.matching.lookup import Lookup
from indexer.search.notes import note_expansions
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.query.expansions.live_glossary import LiveGlossary
from indexer.search.query.plan import Plan
from indexer.search.query.planner import Planner
from indexer.search.query.typed_days import suggest_days
from indexer.search.results import MAX_PER_PAGE, Hit, Results, SearchRequest, Sort, Suggestion
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.hits import make_hits
from indexer.search.suggest.suggester import Suggester
from indexer.search.tuning import Tuning
from indexer.text.analysis.folding import meet_ideographs

_DEFAULT = Tuning()


class Searcher:
    """Answer requests from one index. Safe to be shared by threads.

    When the last reference to it goes, the index is closed at once.

    Attributes:
        reader: The index.
        snapshot: The index with what all queries share.
        glossary: The site's own, as it stands.
        lexicon: How queries are cut, and which words mean the same.
        is_prepared: Whether ``prepare`` has been done.
    """

    def __init__(
        self,
        reader: IndexReader,
        tuning: Tuning = _DEFAULT,
        clock: Callable[[], float] = time.perf_counter,
        site_folder: Path | None = None,
        *,
        glossary: LiveGlossary | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        """Get ready to search an index.

        Args:
            reader: The index.
            tuning: What ranking depends on.
            clock: Tells seconds: for ``Results.took_ms``, and when the glossary is looked at again.
            site_folder: Where the site's glossary is, which is followed; None for what the index was built with.
            glossary: One that is followed already, instead.
            lexicon: Of a searcher of the same site; it is taken over where it still fits.
        """
        self.reader = reader
        self.snapshot = IndexSnapshot(reader, tuning)
        still_fits = lexicon is not None and lexicon.fits(reader.site, tuning)
        self.lexicon = lexicon if lexicon and still_fits else Lexicon(reader.site, tuning)
        self.glossary = glossary or LiveGlossary(reader.site.glossary, site_folder, clock)
        self._planner = Planner(reader, tuning, self.lexicon, self.glossary)
        self._suggester = Suggester(self.snapshot, self._planner)
        self._clock = clock
        self.is_prepared = False

    @property
    def until(self) -> float:
        """When other posts may be found, in seconds since 1970; infinite for never."""
        return self.reader.until

    def is_valid_at(self, moment: float) -> bool:
        """Tell whether just these posts may be found at a moment, in seconds since 1970."""
        return self.reader.is_valid_at(moment)

    def at(self, moment: float) -> "Searcher":
        """Return a searcher of the same index for another moment, in seconds since 1970."""
        reader, tuning = self.reader.at(moment), self.snapshot.tuning
        return Searcher(reader, tuning, self._clock, glossary=self.glossary, lexicon=self.lexicon)

    def warm_up(self) -> None:
        """Read now what every query needs, so that no visitor waits for it."""
        reader, snapshot = self.reader, self.snapshot
        _ = reader.facets, reader.surfaces, reader.titles, reader.inked_titles, reader.translations
        _ = reader.documents.title_table
        _ = reader.days, reader.id_ranks, reader.posting_count_column, reader.mean_body_length, reader.most_places
        _ = snapshot.norms, snapshot.recency, snapshot.facets, snapshot.facet_numbers, snapshot.translations
        _ = snapshot.ranking_columns, snapshot.answer_columns, snapshot.page_tables
        _ = snapshot.live_spec, snapshot.prose_length

    def prepare(self) -> None:
        """Load and work out what only some requests need: dictionaries, how words are spelt and sound, the glossary."""
        meet_ideographs()
        self._planner.prepare()
        self.plan(SearchRequest("热身 warm"))  # what only the first question waits for
        self._suggester.prepare()
        self.snapshot.keywords.prepare()
        self.is_prepared = True

    def plan(self, request: SearchRequest) -> Plan:
        """Understand a request, its parameters included."""
        return self._planner.plan(request, Lookup(self.snapshot))

    def search(self, request: SearchRequest) -> Results:
        """Answer a request with one page of hits."""
        begin = self._clock()
        lookup = Lookup(self.snapshot)
        plan = self._planner.plan(request, lookup)
        page, per_page = max(request.page, 1), min(max(request.per_page, 1), MAX_PER_PAGE)
        told = tell_page(lookup, plan, request.sort, (page - 1) * per_page, per_page)
        hits = show(lookup, plan, told)
        return Results(
            query=request.text,
            total=told.total,
            complete=told.complete,
            page=page,
            per_page=per_page,
            hits=hits,
            facets=told.facets,
            suggestion=plan.suggestion or (None if told.complete else suggest_days(request, self.search)),
            notes=(*plan.notes, *note_expansions(lookup, plan, told.docs, hits)),
            took_ms=round((self._clock() - begin) * 1000, 2),
        )

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first, without what is needed to show them.

        Translations are posts of their own here: judgments are of single posts.
        """
        docs = choose(self._answer(SearchRequest(text), fold=False), Sort.RELEVANCE, 0, limit)
        return [self.reader.metadata(doc).id for doc in docs]

    def explain(self, request: SearchRequest) -> Explanation:
        """Take the answer to a request apart: how its text was cut, its plan, and each hit's score by signal."""
        answer = self._answer(request, with_signals=True)
        docs = choose(answer, request.sort, 0, request.per_page)
        return explain(answer.plan, self.reader, self.lexicon.analyzer, answer.ranking, docs, pinned=answer.pinned)

    def suggest(self, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type, under the request's filters."""
        return self._suggester.suggest(request, limit)

    def _answer(self, request: SearchRequest, *, fold: bool = True, with_signals: bool = False) -> Answer:
        lookup = Lookup(self.snapshot)
        return evaluate(lookup, self._planner.plan(request, lookup), fold=fold, with_signals=with_signals)


def show(lookup: Lookup, plan: Plan, page: AnswerPage) -> Sequence[Hit]:
    """Return the documents of a page as hits, with their snippets."""
    if not page.docs:
        return ()
    return make_hits(lookup.snapshot, Highlighter(lookup, plan), page.docs, page.scores, page.pinned)
