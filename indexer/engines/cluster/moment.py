"""What answers from an index on a cluster, by the clock."""

from indexer.engines.cluster.by_clock import read_tables_at
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.published import PublishedIndex
from indexer.engines.cluster.queries.retrieval import Retrieval
from indexer.engines.cluster.searcher import ClusterSearcher
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.tuning import Tuning


class ClusterMoment:
    """What answers while just the posts of a moment may be found. Safe to be shared by threads.

    Attributes:
        searcher: Answers.
        since, until: Seconds since 1970, half-open; infinite for without bound.
        is_prepared: Whether ``prepare`` has been done.
    """

    def __init__(
        self,
        published: PublishedIndex,
        retrieval: Retrieval,
        tuning: Tuning,
        moment: float,
        lexicon: Lexicon | None = None,
    ) -> None:
        """Ask the cluster where posts came or went since they were published.

        Args:
            published: The index.
            retrieval: Asks the cluster.
            tuning: What ranking depends on.
            moment: In seconds since 1970.
            lexicon: Of what answered before; it is taken over where it still fits.

        Raises:
            IndexUnusableError: The cluster does not answer.
        """
        self._published, self._retrieval, self._tuning = published, retrieval, tuning
        timed = read_tables_at(published, retrieval, moment)
        self._timed, self.since, self.until = timed, timed.since, timed.until
        self.searcher = ClusterSearcher(ClusterPlanner(retrieval, timed.tables, tuning, timed.moment, lexicon))
        self.is_prepared = False

    def is_valid_at(self, moment: float) -> bool:
        """Tell whether just these posts may be found at a moment."""
        return self._timed.is_valid_at(moment)

    def at(self, moment: float) -> "ClusterMoment":
        """Return what answers from the same index at another moment.

        Raises:
            IndexUnusableError: The cluster does not answer.
        """
        return ClusterMoment(self._published, self._retrieval, self._tuning, moment, self.searcher.lexicon)

    def prepare(self) -> None:
        """Load what only some requests need, and have the cluster load what visitors are likely to ask.

        Raises:
            IndexUnusableError: The cluster does not answer.
        """
        self.searcher.prepare()
        self.searcher.warm_up()
        self.is_prepared = True
