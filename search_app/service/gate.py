"""Bounds on searching: how many at the same time, and how long each.

More than can be answered soon is refused at once, so that what is answered stays fast.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from indexer.search.deadline import time_limit
from search_app.web.problem import BusyError

GATE = "search_gate"
"""The key of the app's extensions under which its gate is."""

_PATIENCE = 0.05
"""Seconds. Threads that search at the same time share one interpreter, and take longer than one after the other."""


class Gate:
    """Lets searches in. Safe to be used from several threads.

    Args:
        most: Searches under way and waiting.
        seconds: What one may take, and how long it may wait before.
        at_once: Searches under way.
    """

    def __init__(self, most: int, seconds: float, at_once: int = 4) -> None:
        self._most = most
        self._seconds = seconds
        self._places = threading.Semaphore(at_once)
        self._turn = threading.Lock()
        self._costly = threading.Lock()
        self._admitted = 0
        self._counting = threading.Lock()

    @contextmanager
    def admit(self, *, is_costly: bool = False) -> Iterator[None]:
        """Let one search in, when there is a place for it, and stop it when its time is up.

        Args:
            is_costly: Whether it is expected to take long: all such searches have one place together.

        Raises:
            BusyError: There are too many already, or none has ended in time.
            DeadlineExceededError: Raised by the search itself, at its next look at the clock.
        """
        with self._counting:
            if self._admitted >= self._most:
                raise BusyError
            self._admitted += 1
        try:
            with self._take_side_lane() if is_costly else self._take_lane(), time_limit(self._seconds):
                yield
        finally:
            with self._counting:
                self._admitted -= 1

    @contextmanager
    def _take_lane(self) -> Iterator[None]:
        with self._take_place(), self._take_turn():
            yield

    @contextmanager
    def _take_side_lane(self) -> Iterator[None]:
        """Search one at a time, beside those who take their turns: nobody waits for it."""
        if not self._costly.acquire(timeout=self._seconds):
            raise BusyError
        try:
            yield
        finally:
            self._costly.release()

    @contextmanager
    def _take_place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._seconds):
            raise BusyError
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def _take_turn(self) -> Iterator[None]:
        """Search one after the other, but let nobody wait long behind one that takes its time."""
        is_alone = self._turn.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if is_alone:
                self._turn.release()
