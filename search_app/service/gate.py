"""Bounds on searching: how many at the same time, how long each, and who goes first.

More than can be answered soon is refused at once, so that what is answered stays fast. Searches that take little go
before those that take much, whoever asks for them: each begins as one that takes little, and has to give way to these
as soon as it has taken more of a processor than nearly all do.

Source: multilevel feedback queues (Corbató, Daggett and Daley, "An experimental time-sharing system", 1962), with two
levels, and searches that pause themselves when they look at their deadline.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from indexer.search.deadline import NotAtOnceError, at_once, time_limit
from search_app.service.in_flight import Flight, InFlight
from search_app.web.problem import BusyError

GATE = "search_gate"
"""The key of the app's extensions under which its gate is."""

_LONGEST_TURN = 0.05
"""Seconds. Threads that search at the same time share one interpreter, and take longer than one after the other."""
QUICK_SECONDS = 0.006
"""Of a processor: what a search may take before it gives way. Of 1,500 queries of three sites 99 % took less."""
_QUICK_BY_THE_CLOCK = 0.05
"""Seconds that one may take that is to be done at once: a disk, or a busy machine, keeps all clients waiting then."""
_LONGEST_PAUSE = 0.3
"""The share of its time that a search gives way for at most, so that many others cannot keep it from its end."""
_PATIENCE = 4.0
"""Seconds that it gives way for at most for each that it has taken of a processor, so that on a busy server what takes
but a little more than most does not wait like what takes much."""
_FREE_TURNS = 2
"""How many times what a quick search may take one takes before it gives way, while hardly any takes long: the 99th
percentile of eight clients that ask without a pause is 33 ms then, else 52. Beside eight of costly phrases others would
wait 2.5 times as long as alone, and not 1.6."""


class Gate:
    """Lets searches in. Safe to be used from several threads.

    Args:
        most: Searches under way and waiting.
        seconds: What one may take, and how long it may wait before.
        at_once: Quick searches under way; of the others there is one.
        quick_seconds: What a search may take of a processor before it gives way.
        in_flight: The requests that it gives way to then; None for the other searches here.
        patience: Seconds that it does so for, for each that it has taken of a processor.
        is_calm: Says whether hardly any search takes long at present; never, by default.
    """

    def __init__(
        self,
        most: int,
        seconds: float,
        at_once: int = 4,
        *,
        quick_seconds: float = QUICK_SECONDS,
        in_flight: InFlight | None = None,
        patience: float = _PATIENCE,
        is_calm: Callable[[], bool] = bool,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._quick_seconds = quick_seconds
        self._lanes = _Lanes(QuickLane(at_once), threading.Lock(), in_flight or InFlight(), patience, is_calm)
        self._admitted = 0
        self._counting = threading.Lock()

    @contextmanager
    def admit(self, flight: Flight | None = None) -> Iterator[None]:
        """Let one search in, when there is a place for it, and stop it when its time is up.

        Args:
            flight: Of its request, which ends when the search has to give way; None for one that is over with it.

        Raises:
            BusyError: There are too many already, or none has ended in time.
            DeadlineExceededError: Raised by the search itself, at its next look at the clock.
        """
        with self._counting:
            if self._admitted >= self._most:
                raise BusyError
            self._admitted += 1
        counted = flight or self._lanes.in_flight.begin()
        try:
            with _Passage(self._lanes, counted, self._seconds).go_through(self._quick_seconds):
                yield
        finally:
            if flight is None:
                counted.end()
            with self._counting:
                self._admitted -= 1

    @contextmanager
    def admit_at_once(self) -> Iterator[None]:
        """Let one search in that may neither wait nor take long: all clients wait for its thread.

        It passes by the lanes, of which it would have to wait for others.

        Raises:
            NotAtOnceError: There are too many already; raised by the search itself when it takes long.
        """
        if self._admitted >= self._most:
            raise NotAtOnceError
        with at_once(self._quick_seconds, _QUICK_BY_THE_CLOCK):
            yield


class QuickLane:
    """Where searches begin: one after the other, unless one takes its time. Safe to be used from several threads."""

    def __init__(self, places: int) -> None:
        self._places = threading.Semaphore(places)
        self._turn = threading.Lock()

    def enter(self, seconds: float) -> bool:
        """Wait for a place, and some time for a turn; return whether it is this search's turn.

        Raises:
            BusyError: No place became free in time.
        """
        if not self._places.acquire(timeout=seconds):
            raise BusyError
        return self._turn.acquire(timeout=_LONGEST_TURN)

    def leave(self, *, has_turn: bool) -> None:
        """Give the place back, and the turn of who has it."""
        if has_turn:
            self._turn.release()
        self._places.release()


@dataclass(frozen=True, slots=True)
class _Lanes:
    """Where searches are, and what those in the slow lane give way to, with how much patience."""

    quick: QuickLane
    slow: threading.Lock
    in_flight: InFlight
    patience: float
    is_calm: Callable[[], bool]


class _Passage:
    """One search on its way, in the thread that works on it."""

    def __init__(self, lanes: _Lanes, flight: Flight, seconds: float) -> None:
        self._lanes, self._flight = lanes, flight
        self._seconds = seconds
        self._paused = 0.0
        self._is_quick, self._is_slow, self._has_turn = False, False, False
        self._began, self._quick_until = 0.0, 0.0

    @contextmanager
    def go_through(self, quick_seconds: float) -> Iterator[None]:
        """Keep a place in a lane as long as the search goes on."""
        try:
            self._has_turn = self._lanes.quick.enter(self._seconds)
            self._is_quick = True
            self._began = time.thread_time()
            self._quick_until = self._began + quick_seconds
            with time_limit(self._seconds, self._give_way):
                yield
        finally:
            self._leave()

    def _give_way(self) -> None:
        """Go over to the slow lane when it is time to, and wait there while quick requests are in flight.

        Raises:
            BusyError: Others that are slow, too, did not end in time.
        """
        if self._is_quick:
            if time.thread_time() < self._quick_until:
                return
            self._change_lanes()
        taken = time.thread_time() - self._began
        free = _FREE_TURNS * (self._quick_until - self._began) if self._lanes.is_calm() else 0
        longest = min(self._seconds * _LONGEST_PAUSE, (taken - free) * self._lanes.patience) - self._paused
        if longest > 0:
            began = time.monotonic()
            self._lanes.in_flight.wait_until_none(longest)
            self._paused += time.monotonic() - began

    def _change_lanes(self) -> None:
        self._flight.end()
        self._leave()
        if not self._lanes.slow.acquire(timeout=self._seconds):
            raise BusyError
        self._is_slow = True

    def _leave(self) -> None:
        if self._is_quick:
            self._lanes.quick.leave(has_turn=self._has_turn)
        if self._is_slow:
            self._lanes.slow.release()
        self._is_quick = self._is_slow = False
