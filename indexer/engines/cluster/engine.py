"""The engine whose index is on a cluster: it follows what is published there, and answers from it."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from indexer.engines.base import Health
from indexer.engines.cluster.client import ClusterClient, connect
from indexer.engines.cluster.looks import SECONDS_BETWEEN_LOOKS
from indexer.engines.cluster.published import PublishedIndex, find_index, read_published
from indexer.engines.cluster.retrieval import Retrieval
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

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Served:
    """What answers now."""

    published: PublishedIndex
    searcher: ClusterSearcher


class ClusterEngine:
    """Searches the index that an alias on a cluster names. Safe to be shared by threads.

    Another one is taken up within a second or so: in the background after ``follow``, else with the next question. What
    is asked of posts goes through the alias, so that what was withdrawn is found no more from the moment it moves.
    """

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
        self._next_look = -inf
        self._health: tuple[float, Health] | None = None
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
        """Say which index is served; asked of the cluster every few seconds only."""
        served, known, now = self._current(), self._health, time.monotonic()
        if known and now < known[0] and known[1].generation == self._live:
            return known[1]
        health = self._ask_health(served)
        self._health = now + min(_HEALTH_SECONDS, health.seconds_left), health
        return health

    def close(self) -> None:
        """Close all connections; the next question opens some again."""
        self._closed.set()
        thread, self._thread = self._thread, None
        if thread and thread is not threading.current_thread():
            thread.join(_PATIENCE)
        self._client.close()
        self._served = None

    def _ask_health(self, served: _Served) -> Health:
        site, now = served.published.tables.site, self._wall_clock()
        counted = served.searcher.count_posts(now)
        return Health(
            generation=self._live or served.published.index,
            posts=counted.posts,
            site_name=site.name,
            base_url=site.base_url,
            since=counted.since,
            seconds_left=counted.until - now,
            built=served.published.manifest.built,
        )

    def _moment(self, published: PublishedIndex) -> float:
        """Return a time at which just the posts of now may be found: the same as long as that is so.

        What is asked then stays the same, so that the cluster may answer it from what it has answered before.
        """
        now, manifest = self._wall_clock(), published.manifest
        since = -inf if manifest.since is None else manifest.since
        until = inf if manifest.until is None else manifest.until
        if since <= now < until:
            built = manifest.built.timestamp() if manifest.built else since
            return min(max(since, built), now) if max(since, built) > -inf else now // 1
        return now // 1

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
            finally:
                self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
                self._looked.set()

    def _renew(self) -> None:
        served, index = self._served, find_index(self._client)
        self._live = index
        if served and served.published.index == index:
            return
        published = read_published(self._client, index)
        lexicon = served.searcher.lexicon if served else None
        searcher = ClusterSearcher(
            self._retrieval, published.tables, self._tuning, lambda: self._moment(published), lexicon
        )
        if self._follows:
            searcher.prepare()
        self._served = _Served(published, searcher)

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
            self._look()
            closed.wait(SECONDS_BETWEEN_LOOKS)
