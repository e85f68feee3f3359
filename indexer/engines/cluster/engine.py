"""The engine whose index is on a cluster: it follows what is published there, and answers from it."""

import os
import threading
import time
from math import inf
from typing import NamedTuple

from indexer.engines.base import Health
from indexer.engines.cluster.client import ClusterClient, connect
from indexer.engines.cluster.moment import ClusterMoment
from indexer.engines.cluster.published import SECONDS_BETWEEN_LOOKS, PublishedIndex, find_index, read_published
from indexer.engines.cluster.queries.retrieval import Retrieval
from indexer.engines.cluster.searcher import ClusterSearcher
from indexer.engines.mistakes import MISTAKE, Mistakes
from indexer.engines.process_lock import ProcessLock
from indexer.engines.timed import Clock, Timed
from indexer.errors import ClusterUnreachableError, IndexUnusableError, ProgramUnfitError
from indexer.search.explain import Explanation
from indexer.search.results import Results, SearchRequest, Suggestion
from indexer.search.tuning import Tuning
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.settings import Settings

_HEALTH_SECONDS = 5.0
"""How long a count of posts is good: health is asked with every request."""
_PATIENCE = 5.0
"""Seconds that a question waits for the index to be opened first."""


class _Served(NamedTuple):
    """An index, and what answers from it by the clock."""

    published: PublishedIndex
    moments: Timed[ClusterMoment]


class _Counted(NamedTuple):
    """How many posts may be found of what is served, and when to count them again."""

    of_what: tuple[ClusterMoment, str]
    posts: int
    expires: float


class ClusterEngine:
    """Searches the index that an alias on a cluster names. Safe to be shared by threads.

    Another one is taken up within a second or so: in the background after ``follow``, else with the next question. What
    is asked of posts goes through the alias, so that what was withdrawn is found no more from the moment it moves. What
    visitors may find depends on the clock alone: where posts come or go, another searcher answers from that second on,
    which is prepared beforehand after ``follow``.
    """

    answers_at_once = False

    def __init__(
        self, address: ClusterAddress, settings: Settings, tuning: Tuning, wall_clock: Clock = time.time
    ) -> None:
        """Name the index; nothing is asked before the first question, so that a server may start before the cluster.

        Raises:
            ConfigurationError: The settings do not go with the address.
        """
        self._address, self._settings = address, settings
        self._tuning = tuning
        self._wall_clock = wall_clock
        self._client: ClusterClient = connect(self._address, self._settings)
        self._retrieval = Retrieval(self._client)
        self._served: _Served | None = None
        self._live = ""  # the index that the alias names, whose tables may be under way
        self._failure: IndexUnusableError | None = None
        self._mistakes = Mistakes()  # that the thread meets
        self._next_look = -inf
        self._counted: _Counted | None = None
        self._lock = ProcessLock()
        self._follows = False
        self._process = os.getpid()
        self._thread: threading.Thread | None = None
        self._looked = threading.Event()
        self._closed = threading.Event()

    def follow(self) -> None:
        """Take up what is published in a thread of its own, which starts with the next question in this process."""
        self._follows = True

    def start(self) -> None:
        """Follow the index from now on; returns when it is open, or is found to be missing."""
        self.follow()
        self._follow_here()
        self._looked.wait()

    def search(self, request: SearchRequest) -> Results:
        """Answer one question."""
        return self._searcher().search(request)

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first."""
        return self._searcher().find(text, limit)

    def has_post(self, post_id: str) -> bool:
        """Tell whether there is a post with an id."""
        return self._searcher().has_post(post_id)

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a question is answered as it is."""
        return self._searcher().explain(request)

    def suggest(self, request: SearchRequest, limit: int = 8) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type."""
        return self._searcher().suggest(request, limit)

    def health(self) -> Health:
        """Say which index is served; posts are counted by the cluster, every few seconds only."""
        served = self._current()
        moment = served.moments.get()
        return Health(
            generation=self._live or served.published.index,
            posts=self._count_posts(moment),
            site_name=served.published.counts.site.name,
            base_url=served.published.counts.site.base_url,
            degraded=self._mistakes.last,
            since=moment.since,
            seconds_left=served.moments.seconds_left(),
            built=served.published.manifest.built,
        )

    def close(self) -> None:
        """Close all connections; the next question opens some again."""
        self._closed.set()
        thread, self._thread = self._thread, None
        if thread and thread is not threading.current_thread():
            thread.join(_PATIENCE)
        self._client.close()
        self._served = None

    def _count_posts(self, moment: ClusterMoment) -> int:
        of_what, known, now = (moment, self._live), self._counted, time.monotonic()
        if known and known.of_what == of_what and now < known.expires:
            return known.posts
        posts = moment.searcher.count_posts()
        self._counted = _Counted(of_what, posts, now + _HEALTH_SECONDS)
        return posts

    # What is served

    def _searcher(self) -> ClusterSearcher:
        """Return what answers now.

        Raises:
            IndexUnusableError: Nothing is served, or the cluster does not answer.
        """
        return self._current().moments.get().searcher

    def _current(self) -> _Served:
        if self._follows:
            self._follow_here()
            if self._served is None:
                self._looked.wait(_PATIENCE)
        elif self._served is None or time.monotonic() >= self._next_look:
            self._look()
        served = self._served
        if served is None:
            failure = self._failure or ClusterUnreachableError(f"{self._client.address}: is being opened; try again")
            raise type(failure)(str(failure))  # one that is raised again keeps the frames of each time
        return served

    def _look(self) -> None:
        """Take up the index that the alias names, where it is another one."""
        with self._lock:
            try:
                self._renew()
            except IndexUnusableError as error:
                self._failure = type(error)(str(error))
                if not isinstance(error, ClusterUnreachableError):
                    self._served = None
            except Exception:
                self._failure = ProgramUnfitError(MISTAKE)
                raise
            finally:
                self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
                self._looked.set()

    def _renew(self) -> None:
        served, index = self._served, find_index(self._client)
        self._live = index
        if not (served and served.published.index == index):
            self._served = self._serve(read_published(self._client, index))
        elif self._follows:
            served.moments.look_ahead()

    def _serve(self, published: PublishedIndex) -> _Served:
        """Return what answers from an index."""
        lexicon = self._served.moments.latest.searcher.lexicon if self._served else None
        moment = ClusterMoment(published, self._retrieval, self._tuning, self._wall_clock(), lexicon)
        if self._follows:
            moment.prepare()
        return _Served(published, Timed(moment, self._wall_clock))

    def _follow_here(self) -> None:
        """Start the thread of this process, if there is none."""
        if self._thread and self._thread.is_alive() and self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():  # forked: connections belong to the parent
                self._process = os.getpid()
                self._client = connect(self._address, self._settings)
                self._retrieval = Retrieval(self._client)
                self._served, self._thread = None, None
            if not (self._thread and self._thread.is_alive()):
                self._looked, self._closed = threading.Event(), threading.Event()
                self._thread = threading.Thread(target=self._keep_looking, args=(self._closed,), daemon=True)
                self._thread.start()

    def _keep_looking(self, closed: threading.Event) -> None:
        while not closed.is_set():
            self._mistakes.survive(self._look)
            closed.wait(SECONDS_BETWEEN_LOOKS)
