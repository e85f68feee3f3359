"""What the costly searches of one address may take from all others, counted together by all processes.

Only what a search takes beyond ``FREE_SECONDS`` of a processor counts, so that who merely searches much, or stands
behind one address with many others, spends nothing: how *often* somebody searches is for the rate limit. Each address
has a bucket that such seconds flow into and that leaks steadily; whoever has filled it is answered 429 until it leaks.

Source: the generic cell rate algorithm (ITU-T I.371), which keeps but one time for each bucket: when it will be empty.
"""

import logging
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flask import Flask, Response, g, request

from search_app.service.counts import count_in
from search_app.service.networks import is_other_machine, visitor_of
from search_app.web.current import SEARCHING
from search_app.web.problem import SpentError

_log = logging.getLogger(__name__)

FREE_SECONDS = 0.025
"""What one search takes of a processor at most, nearly always: of 600 queries drawn from three sites 99 % took less."""
_MINUTE = 60.0
_LONGEST = 6 * 3600.0
"""Seconds; no bucket can be filled for longer: one that seems so was filled before the clock was set back."""
_MOST_KEPT = 10_000
"""Addresses that one process keeps before it forgets those whose buckets are empty."""
_TABLE = "CREATE TABLE IF NOT EXISTS spending (key TEXT PRIMARY KEY, empty REAL) WITHOUT ROWID"
_FILL = """
INSERT INTO spending VALUES (:key, :now + :seconds)
ON CONFLICT (key) DO UPDATE SET
    empty = CASE WHEN empty > :now + :longest THEN :now ELSE max(empty, :now) END + :seconds
"""


class Buckets(Protocol):
    """When each address's bucket will be empty. Safe to be used from several threads."""

    def time_empty(self, key: str) -> float:
        """Return when it will be empty, in seconds since 1970; 0 where nothing is known of it."""
        ...

    def fill(self, key: str, now: float, seconds: float) -> None:
        """Put off by so many seconds when it will be empty."""
        ...


class ProcessBuckets:
    """Buckets of one process."""

    def __init__(self) -> None:
        self._empty: dict[str, float] = {}
        self._lock = threading.Lock()

    def time_empty(self, key: str) -> float:
        """See ``Buckets``."""
        return self._empty.get(key, 0.0)

    def fill(self, key: str, now: float, seconds: float) -> None:
        """See ``Buckets``."""
        with self._lock:
            if len(self._empty) >= _MOST_KEPT:
                self._empty = {each: empty for each, empty in self._empty.items() if empty > now - _MINUTE}
            empty = self._empty.get(key, 0.0)
            self._empty[key] = (now if empty > now + _LONGEST else max(empty, now)) + seconds


class SharedBuckets:
    """Buckets that several processes fill together, in the file of counts."""

    def __init__(self, folder: Path) -> None:
        self._file = count_in(folder, _TABLE)

    def time_empty(self, key: str) -> float:
        """See ``Buckets``."""
        found = self._file.kept.execute("SELECT empty FROM spending WHERE key = ?", [key]).fetchone()
        return float(found[0]) if found else 0.0

    def fill(self, key: str, now: float, seconds: float) -> None:
        """See ``Buckets``."""
        file = self._file.kept
        # Few are filled at a time, so few are here.
        file.execute("DELETE FROM spending WHERE empty <= ?", [now - _MINUTE])
        file.execute(_FILL, {"key": key, "now": now, "seconds": seconds, "longest": _LONGEST})


@contextmanager
def _surviving_full_disks() -> Iterator[None]:
    """Log that spending cannot be counted, which stops no visitor."""
    try:
        yield
    except sqlite3.Error as error:
        _log.warning("what searches cost cannot be counted: %s", error)


@dataclass(frozen=True, slots=True)
class Spending:
    """How much each address may spend.

    Attributes:
        buckets: What each has spent.
        seconds_a_minute: How much leaks: seconds of a processor. Half of it may be spent at once.
        clock: Tells seconds since 1970.
    """

    buckets: Buckets
    seconds_a_minute: float
    clock: Callable[[], float] = time.time

    def check(self, key: str) -> None:
        """Let somebody search who has not spent all.

        Raises:
            SpentError: They have; says when to come back.
        """
        left = 0.0
        with _surviving_full_disks():
            left = self.buckets.time_empty(key) - self.clock()
        if _MINUTE / 2 < left <= _LONGEST:
            raise SpentError(math.ceil(left - _MINUTE / 2))

    def charge(self, key: str, seconds: float) -> None:
        """Count what a search took, in seconds of a processor."""
        if seconds > FREE_SECONDS:
            with _surviving_full_disks():
                self.buckets.fill(key, self.clock(), (seconds - FREE_SECONDS) * _MINUTE / self.seconds_a_minute)


def limit_spending(app: Flask, seconds_a_minute: float, shared: Path | None = None) -> Spending:
    """Answer 429 to who has searched for what costs much, this machine's own addresses excepted; returns how much.

    Args:
        app: Whose searches are counted.
        seconds_a_minute: See ``Spending``.
        shared: A folder in which several processes count together; None to count in this process.
    """
    spending = Spending(SharedBuckets(shared) if shared else ProcessBuckets(), seconds_a_minute)

    def check() -> None:
        if request.endpoint in SEARCHING and is_other_machine(request.remote_addr or ""):
            spending.check(visitor_of(request.remote_addr or ""))
            g.processor_began = time.thread_time()

    def charge(answer: Response) -> Response:
        began = g.pop("processor_began", None)
        if began is not None:
            spending.charge(visitor_of(request.remote_addr or ""), time.thread_time() - began)
        return answer

    app.before_request(check)
    app.after_request(charge)
    return spending
