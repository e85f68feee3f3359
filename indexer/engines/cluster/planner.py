"""Plans for one index on a cluster: how they are made, asked, and looked up among what was found."""

from collections.abc import Sequence

from indexer.engines.cluster.candidates.candidates import CandidateIndex
from indexer.engines.cluster.candidates.planning import PlanningLookup, no_documents
from indexer.engines.cluster.candidates.site_counts import SiteCounts
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.candidates.statistics import PublishedStatistics, list_countables
from indexer.engines.cluster.queries.clauses import Query
from indexer.engines.cluster.queries.coarse_scorer import CoarseScorer
from indexer.engines.cluster.queries.filter_queries import visible_at
from indexer.engines.cluster.queries.plan_queries import PlanQueries
from indexer.engines.cluster.queries.retrieval import Retrieval, count_each, read_each
from indexer.engines.cluster.queries.translation import NodeTranslator
from indexer.engines.cluster.tables.tables import Tables
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.terms import TermLookup
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.query.expansions.live_glossary import LiveGlossary
from indexer.search.query.plan import Plan
from indexer.search.query.planner import Planner
from indexer.search.results import SearchRequest
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Countable
from indexer.search.tuning import Tuning

_ROUNDS = 8
"""Requests that a plan may ask; what is not known then is taken to be there."""


class ClusterPlanner:
    """Makes plans by the vocabulary, and asks the cluster for what only it knows. Safe to be shared by threads.

    Attributes:
        retrieval: Asks the cluster.
        tables: Of the site.
        vocabulary: The same, as an index is asked for it.
        lexicon: How queries are cut, and which words mean the same.
        planner: Of the site, as on one machine.
        empty: The site without any of its documents.
        counts: How many documents have something, as far as it was asked.
    """

    def __init__(
        self, retrieval: Retrieval, tables: Tables, tuning: Tuning, moment: float, lexicon: Lexicon | None = None
    ) -> None:
        """Get ready.

        Args:
            retrieval: Asks the cluster.
            tables: Of the index, at a moment.
            tuning: What ranking depends on.
            moment: That one, in seconds since 1970.
            lexicon: Of the index before; it is taken over where it still fits.
        """
        self.retrieval = retrieval
        self.tables = tables
        self.vocabulary = SiteVocabulary(tables)
        self.empty = IndexSnapshot(no_documents(self.vocabulary), tuning)
        fits = lexicon is not None and lexicon.fits(tables.site, tuning)
        self.lexicon = lexicon if lexicon and fits else Lexicon(tables.site, tuning)
        self.planner = Planner(self.empty.reader, tuning, self.lexicon, LiveGlossary(tables.site.glossary))
        self.counts = SiteCounts(self.vocabulary)
        self._tuning = tuning
        self._moment = moment

    def plan(self, request: SearchRequest) -> Plan:
        """Understand a request, its parameters included."""
        for _ in range(_ROUNDS):
            lookup = PlanningLookup(self.empty, self.vocabulary, self.counts)
            plan = self.planner.plan(request, lookup)
            if not lookup.asked:
                break
            self._ask(list(lookup.asked))
        return plan

    def _ask(self, countables: Sequence[Countable]) -> None:
        """Have something counted, to be known from then on."""
        queries = self.queries().count_each(countables)
        (answer,) = self.retrieval.search([count_each(self.visible(), queries)])
        self.counts.keep(countables, read_each(answer))

    def visible(self) -> list[Query]:
        """Return what matches the posts that visitors may find at the moment."""
        return visible_at(self._moment)

    def queries(self) -> PlanQueries:
        """Return what writes plans as queries, by all that is counted yet."""
        translator = NodeTranslator(TermLookup(self.empty).expand_prefix)
        lookup = PlanningLookup(self.empty, self.vocabulary, self.counts)
        return PlanQueries(
            translator,
            CoarseScorer(translator, self.counts.idf, self._tuning, self.empty.k1),
            self.tables,
            self.visible(),
            lambda node: lookup.match(node).has_exact,
        )

    def look_up(self, plan: Plan, index: CandidateIndex, complete: int | None) -> Lookup:
        """Return what looks the nodes of a plan up among candidates, with statistics of the whole site."""
        known = self.counts.find(list_countables(plan, TermLookup(self.empty)))
        statistics = PublishedStatistics(self.vocabulary, known, complete, index.doc_freqs)
        return Lookup(IndexSnapshot(index, self._tuning, statistics))
