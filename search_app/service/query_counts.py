"""Counts what is asked and chosen, and writes it down later: no answer waits for the disk, or fails by it."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.util import Finalize
from typing import TypeAlias

from indexer.analytics.privacy import keep_query
from indexer.analytics.query_log import Asked, Counts, QueryLog, QueryLogError
from indexer.engines.base import Engine
from indexer.errors import IndexUnusableError

_log = logging.getLogger(__name__)

_SECONDS_BETWEEN_WRITES = 1.0
_MOST_PENDING = 2000
"""Rows in memory; what is more is not counted."""
_SECONDS_BETWEEN_WARNINGS = 60.0

Today: TypeAlias = Callable[[], date]


class _Pending:
    """Counts that are not written yet. Safe to be shared by threads.

    They belong to one generation: once another is served they are dropped, so that nothing is written of posts that
    were withdrawn meanwhile.
    """

    def __init__(self, log: QueryLog, engine: Engine, today: Today) -> None:
        self._log = log
        self._engine = engine
        self._today = today
        self._lock = threading.Lock()
        self._counts = Counts()
        self._generation = ""
        self._timer: threading.Timer | None = None
        self._next_warning = 0.0

    def add_asked(self, query: str, asked: Asked, generation: str) -> None:
        with self._lock:
            key = (self._today().isoformat(), query)
            if self._may_hold(generation, key in self._counts.asked):
                self._counts.asked.setdefault(key, Asked()).add(asked)
                self._write_soon()

    def add_chosen(self, query: str, post: str, generation: str) -> None:
        with self._lock:
            key = (self._today().isoformat(), query, post)
            if self._may_hold(generation, key in self._counts.chosen):
                self._counts.chosen[key] = self._counts.chosen.get(key, 0) + 1
                self._write_soon()

    def _may_hold(self, generation: str, is_known: bool) -> bool:  # noqa: FBT001  a private test of one key
        if generation != self.served():
            return False
        if generation != self._generation:
            self._counts, self._generation, is_known = Counts(), generation, False
        return is_known or len(self._counts) < _MOST_PENDING

    def served(self) -> str:
        """Return the generation that is served; empty where there is none."""
        try:
            return self._engine.health().generation
        except IndexUnusableError:
            return ""

    def _write_soon(self) -> None:
        if self._timer is None or not self._timer.is_alive():  # a process that was forked has no timer running
            self._timer = threading.Timer(_SECONDS_BETWEEN_WRITES, self.write)
            self._timer.daemon = True
            self._timer.start()

    def write(self) -> None:
        """Write down what was counted; where that fails it is dropped, and named in the log once a minute."""
        with self._lock:
            counts, self._counts, generation, self._timer = self._counts, Counts(), self._generation, None
        if not len(counts):
            return
        try:
            self._log.add(counts, self._today(), lambda: self.served() == generation)
        except QueryLogError as error:
            if time.monotonic() >= self._next_warning:
                self._next_warning = time.monotonic() + _SECONDS_BETWEEN_WARNINGS
                _log.warning("%s; what was asked meanwhile is not counted", error)


class QueryCounts:
    """Counts what visitors ask and choose. Safe to be shared by threads; what is counted is written within seconds."""

    def __init__(self, log: QueryLog, engine: Engine, today: Today = date.today) -> None:
        """Get ready; the log is opened by the first to be counted.

        Args:
            log: Where counts are added up.
            engine: Tells which generation is served, and which posts there are.
            today: Tells the day.
        """
        self._engine = engine
        self._pending = _Pending(log, engine, today)
        Finalize(self, self._pending.write, exitpriority=1)  # with the process, whoever has started it

    def served(self) -> str:
        """Return the generation that is served: to be asked before a search that is to be counted."""
        return self._pending.served()

    def count(self, query: str, found: int, took_ms: float, generation: str) -> None:
        """Count a query and its answer, unless it may not be kept.

        Args:
            query: As typed.
            found: Posts.
            took_ms: Milliseconds.
            generation: The one that was served before.
        """
        kept = keep_query(query)
        if kept:
            self._pending.add_asked(kept, Asked(1, found, took_ms, took_ms), generation)

    def choose(self, text: str, post: str) -> None:
        """Count that a post was chosen of the hits of a query, unless one may not be kept or the other is none.

        Raises:
            IndexUnusableError: There is no index.
        """
        query, generation = keep_query(text), self.served()
        if query and self._engine.has_post(post):
            self._pending.add_chosen(query, post, generation)

    def write(self) -> None:
        """Write down now what was counted."""
        self._pending.write()
