"""The engine whose index is on a cluster: it follows what is published there, and answers from it."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from indexer.engines.base import Health
from indexer.engines.cluster.by_clock import TimedTables, read_tables_at
from indexer.engines.cluster.client import ClusterClient, connect
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.published import SECONDS_BETWEEN_LOOKS, PublishedIndex, find_index, read_published
from indexer.engines.cluster.queries.retrieval import Retrieval
from indexer.engines.cluster.searcher import ClusterSearcher
from indexer.errors import ClusterUnreachableError, IndexUnusableError
from indexer.search.explain import Explanation
from indexer.search.results import Results, SearchRequest, Suggestion
from indexer.search.tuning import Tuning
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.settings import Settings

_HEALTH_SECONDS = 5.0
"""How long a count of posts is good: health is asked with every request."""
_PATIENCE = 5.0
"""Seconds that a question waits for the index to be opened first."""

_AHEAD = 30.0
"""Seconds before posts come or go at which what answers then is prepared."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Served:
    """What answers for a while."""

    published: PublishedIndex
    timed: TimedTables
    searcher: ClusterSearcher


class _Counted(NamedTuple):
    """How many posts may be found of what is served, and when to count them again."""

    of_what: tuple[_Served, str]
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
        self._following: _Served | None = None  # for the time after that of what is served
        self._live = ""  # the index that the alias names, whose tables may be under way
        self._failure: IndexUnusableError | None = None
        self._next_look = -inf
        self._counted: _Counted | None = None
        self._lock = threading.Lock()
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
        return self._current().searcher.search(request)

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first."""
        return self._current().searcher.find(text, limit)

    def has_post(self, post_id: str) -> bool:
        """Tell whether there is a post with an id."""
        return self._current().searcher.has_post(post_id)

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a question is answered as it is."""
        return self._current().searcher.explain(request)

    def suggest(self, request: SearchRequest, limit: int = 8) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type."""
        return self._current().searcher.suggest(request, limit)

    def health(self) -> Health:
        """Say which index is served; posts are counted by the cluster, every few seconds only."""
        served = self._current()
        return Health(
            generation=self._live or served.published.index,
            posts=self._count_posts(served),
            site_name=served.published.counts.site.name,
            base_url=served.published.counts.site.base_url,
            since=served.timed.since,
            seconds_left=served.timed.until - self._wall_clock(),
            built=served.published.manifest.built,
        )

    def close(self) -> None:
        """Close all connections; the next question opens some again."""
        self._closed.set()
        thread, self._thread = self._thread, None
        if thread and thread is not threading.current_thread():
            thread.join(_PATIENCE)
        self._client.close()
        self._served = self._following = None

    def _count_posts(self, served: _Served) -> int:
        of_what, known, now = (served, self._live), self._counted, time.monotonic()
        if known and known.of_what == of_what and now < known.expires:
            return known.posts
        posts = served.searcher.count_posts()
        self._counted = _Counted(of_what, posts, now + _HEALTH_SECONDS)
        return posts

    # What is served

    def _current(self) -> _Served:
        if self._follows:
            self._follow_here()
            if self._served is None:
                self._looked.wait(_PATIENCE)
        elif self._served is None or time.monotonic() >= self._next_look:
            self._look()
        served = self._served
        if served is None:
            raise self._failure or ClusterUnreachableError(f"{self._client.address}: is being opened; try again")
        return served if served.timed.is_valid_at(self._wall_clock()) else self._go_with_time()

    def _go_with_time(self) -> _Served:
        """Serve what visitors may find now; where the clock jumped, that is made first.

        Raises:
            IndexUnusableError: The cluster does not answer.
        """
        with self._lock:
            now, served = self._wall_clock(), self._served
            if served is None:
                raise ClusterUnreachableError(f"{self._client.address}: is being opened; try again")
            if not served.timed.is_valid_at(now):
                following, self._following = self._following, None
                is_ready = following and following.published is served.published and following.timed.is_valid_at(now)
                served = self._served = following if following and is_ready else self._serve(served.published, now)
            return served

    def _look(self) -> None:
        """Take up the index that the alias names, where it is another one."""
        with self._lock:
            try:
                self._renew()
            except IndexUnusableError as error:
                self._failure = type(error)(str(error))
                if not isinstance(error, ClusterUnreachableError):
                    self._served = self._following = None
            finally:
                self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
                self._looked.set()

    def _renew(self) -> None:
        served, index = self._served, find_index(self._client)
        self._live = index
        if served and served.published.index == index:
            self._look_ahead(served)
        else:
            self._served = self._serve(read_published(self._client, index), self._wall_clock())

    def _look_ahead(self, served: _Served) -> None:
        """Prepare what answers next, where posts come or go soon."""
        until = served.timed.until
        if self._follows and self._following is None and until - self._wall_clock() <= _AHEAD:
            self._following = self._serve(served.published, until)

    def _serve(self, published: PublishedIndex, moment: float) -> _Served:
        """Return what answers from an index while just the posts of a moment may be found."""
        timed = read_tables_at(published, self._retrieval, moment)
        lexicon = self._served.searcher.lexicon if self._served else None
        searcher = ClusterSearcher(ClusterPlanner(self._retrieval, timed.tables, self._tuning, timed.moment, lexicon))
        if self._follows:
            searcher.prepare()
            searcher.warm_up()
        return _Served(published, timed, searcher)

    def _follow_here(self) -> None:
        """Start the thread of this process, if there is none."""
        if self._thread and self._thread.is_alive() and self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():  # forked: connections belong to the parent
                self._process = os.getpid()
                self._client = connect(self._address, self._settings)
                self._retrieval = Retrieval(self._client)
                self._served, self._following, self._thread = None, None, None
            if not (self._thread and self._thread.is_alive()):
                self._looked, self._closed = threading.Event(), threading.Event()
                self._thread = threading.Thread(target=self._keep_looking, args=(self._closed,), daemon=True)
                self._thread.start()

    def _keep_looking(self, closed: threading.Event) -> None:
        while not closed.is_set():
            self._look()
            closed.wait(SECONDS_BETWEEN_LOOKS)
