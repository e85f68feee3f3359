"""What answers at the moment: posts come and go by the clock, while the same index is served."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, Self, TypeVar

from indexer.search.deadline import before_waiting

_AHEAD = 30.0
"""Seconds before posts come or go at which that is prepared: several times what it takes for 100,000 posts."""

Clock = Callable[[], float]
"""Tells seconds since 1970."""


class Answering(Protocol):
    """What answers from an open index while just the same posts may be found."""

    @property
    def until(self) -> float:
        """When other posts may be found, in seconds since 1970; infinite for never."""
        ...

    @property
    def is_prepared(self) -> bool:
        """Whether ``prepare`` has been done."""
        ...

    def is_valid_at(self, moment: float) -> bool:
        """Tell whether just these posts may be found at a moment, in seconds since 1970."""
        ...

    def at(self, moment: float) -> "Self":
        """Return what answers at another moment."""
        ...

    def prepare(self) -> None:
        """Load and work out what only some requests need."""
        ...


Answers = TypeVar("Answers", bound=Answering)


class Timed(Generic[Answers]):
    """What answers from one open index now, and in the time that follows. Safe to be shared by threads.

    What visitors may find depends on the clock alone, so that a clock that is set back is followed, too. At most two
    are held, which share the index's files; the second for as long as it is prepared beforehand.
    """

    def __init__(self, first: Answers, clock: Clock, warm_up: Callable[[Answers], None] = lambda _: None) -> None:
        """Begin with one that is ready.

        Args:
            first: For any moment.
            clock: The wall clock.
            warm_up: Reads what every question needs.
        """
        self._current = first
        self._following: Answers | None = None
        self._clock = clock
        self._warm_up = warm_up
        self._lock = threading.Lock()

    def get(self) -> Answers:
        """Return what answers now; where none is ready, because the clock jumped, it is made first.

        Raises:
            IndexUnusableError: What that needs is not to be had, or is not what was written.
        """
        moment, current = self._clock(), self._current
        return current if current.is_valid_at(moment) else self._replace(moment)

    @property
    def latest(self) -> Answers:
        """The one that was used last, which need not be that for now: to take over from, not to answer."""
        return self._current

    def seconds_left(self) -> float:
        """Return how long it is until other posts may be found; infinity for ever."""
        return self._current.until - self._clock()

    def look_ahead(self) -> None:
        """Prepare what answers now, and soon what answers next. To be called by one thread, again and again.

        Raises:
            IndexUnusableError: As ``get``.
        """
        current = self.get()
        if not current.is_prepared:
            current.prepare()
        if self._following is None and self.seconds_left() <= _AHEAD:
            following = current.at(current.until)
            self._warm_up(following)
            following.prepare()
            with self._lock:
                if self._current is current:
                    self._following = following

    def _replace(self, moment: float) -> Answers:
        if not self._lock.acquire(blocking=False):  # another thread may be making one just now
            before_waiting()
            self._lock.acquire()
        try:
            ready = [each for each in (self._current, self._following) if each and each.is_valid_at(moment)]
            if not ready:
                before_waiting()
                ready.append(self._current.at(moment))
                self._warm_up(ready[0])
            self._current, self._following = ready[0], None
            return ready[0]
        finally:
            self._lock.release()
