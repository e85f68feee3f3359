"""Bounds on searching: how many at the same time, and how long each.

More than can be answered soon is refused at once, so that what is answered stays fast.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.search.deadline import time_limit
from search_app.web.problem import BusyError

GATE = "search_gate"
"""The key of the app's extensions under which its gate is."""

_PATIENCE = 0.05
"""Seconds. Threads that search at the same time share one interpreter, and take longer than one after the other."""


class Gate:
    """Lets searches in.

    Attributes:
        most: Searches under way and waiting, at most.
        seconds: What one may take.
        waiting: Says how many requests the server holds back until a thread is free.
        always: Searches that are let in however many wait. Where refusing came first, a rush of visitors who ask
            again at once would leave no time for any answer.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._turn = threading.Lock()
        self.most = most
        self.seconds = seconds
        self.waiting: Callable[[], int] = lambda: 0
        self.always = 0
        self._under_way = 0
        self._counting = threading.Lock()

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Let one search in and stop it when its time is up.

        Raises:
            BusyError: There are too many already.
            DeadlineExceededError: Raised by the search itself, at its next look at the clock.
        """
        with self._counting:
            if self._is_full():
                raise BusyError
            self._under_way += 1
        try:
            with self._take_turn(), time_limit(self.seconds):
                yield
        finally:
            with self._counting:
                self._under_way -= 1

    @contextmanager
    def _take_turn(self) -> Iterator[None]:
        """Search one after the other, but let nobody wait long behind one that takes its time."""
        is_alone = self._turn.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if is_alone:
                self._turn.release()

    def _is_full(self) -> bool:
        waiting = self.waiting() if self._under_way >= self.always else 0
        return self._under_way + waiting >= self.most
