"""Bounds on searching: how many at the same time, and how long each.

More than can be answered soon is refused at once, so that what is answered stays fast.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.search.deadline import time_limit


class BusyError(Exception):
    """Too many searches at the same time: come back a little later."""


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
            with time_limit(self.seconds):
                yield
        finally:
            with self._counting:
                self._under_way -= 1

    def _is_full(self) -> bool:
        waiting = self.waiting() if self._under_way >= self.always else 0
        return self._under_way + waiting >= self.most
