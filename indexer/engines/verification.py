"""Verify what is served again every few hours: bytes rot that nobody asks for."""

from collections.abc import Callable, Iterator
from math import inf

from indexer.engines.opener import verify
from indexer.engines.served import ServedIndex
from indexer.errors import IndexUnreadableError

_HOUR = 3600.0
"""Seconds."""


class Verification:
    """A slow pass over all bytes of what is served, a step at a time. To be used by one thread."""

    def __init__(self, hours: float, clock: Callable[[], float]) -> None:
        """Begin a pass so many hours after an index was taken up, and after each pass; 0 for never.

        One that was taken up in haste is verified at once, whatever the hours.
        """
        self._seconds = hours * _HOUR or inf
        self._clock = clock
        self._name = ""
        self._next = 0.0
        self._steps: Iterator[None] | None = None

    def step(self, index: ServedIndex | None) -> None:
        """Read 4 MB of what is served, if it is time.

        Raises:
            IndexDamagedError: Something is not what was written.
            IndexUnreadableError: The system does not give it now.
        """
        name = index.generation.name if index and not index.is_damaged else ""
        if name != self._name:
            self._name = name
            self._wait()  # a pass over another would keep that open
            if index and not index.is_verified:
                self._next = self._clock()
        if index and name and self._clock() >= self._next:
            self._go_on(index)

    def _go_on(self, index: ServedIndex) -> None:
        self._steps = self._steps or verify(index)
        try:
            next(self._steps)
        except StopIteration:
            self._wait()
        except IndexUnreadableError:
            self._steps = None  # it is over, and begins anew
            raise

    def _wait(self) -> None:
        self._steps = None
        self._next = self._clock() + self._seconds
