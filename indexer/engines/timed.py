"""The searcher of the moment: posts come and go by the clock, while the same generation is served."""

import threading
from collections.abc import Callable

from indexer.search.deadline import before_waiting
from indexer.search.searcher import Searcher

_AHEAD = 30.0
"""Seconds before posts come or go at which that is prepared: several times what it takes for 100,000 posts."""

Clock = Callable[[], float]
"""Tells seconds since 1970."""


class TimedSearcher:
    """The searcher of one open generation for now, and the one for the time that follows. Safe to be shared by threads.

    What visitors may find depends on the clock alone, so that a clock that is set back is followed, too. At most two
    searchers are held, which share the generation's files; the second for as long as it is prepared beforehand.
    """

    def __init__(self, searcher: Searcher, clock: Clock, warm_up: Callable[[Searcher], None]) -> None:
        """Begin with a searcher that is ready.

        Args:
            searcher: For any moment.
            clock: The wall clock.
            warm_up: Reads what every question needs.
        """
        self._searcher = searcher
        self._following: Searcher | None = None
        self._clock = clock
        self._warm_up = warm_up
        self._lock = threading.Lock()

    def get(self) -> Searcher:
        """Return the searcher for now; where none is ready, because the clock jumped, it is made first.

        Raises:
            IndexDamagedError: That needs bytes that are not what was written.
        """
        moment, searcher = self._clock(), self._searcher
        return searcher if searcher.reader.is_valid_at(moment) else self._replace(moment)

    @property
    def latest(self) -> Searcher:
        """The searcher that was used last, which need not be the one for now: to take over from, not to answer."""
        return self._searcher

    def seconds_left(self) -> float:
        """Return how long it is until other posts may be found; infinity for ever."""
        return self._searcher.reader.until - self._clock()

    def look_ahead(self) -> None:
        """Prepare what answers now, and soon what answers next. To be called by one thread, again and again.

        Raises:
            IndexDamagedError: As ``get``.
        """
        current = self.get()
        if not current.is_prepared:
            current.prepare()
        if self._following is None and self.seconds_left() <= _AHEAD:
            following = current.at(current.reader.until)
            self._warm_up(following)
            following.prepare()
            with self._lock:
                if self._searcher is current:
                    self._following = following

    def _replace(self, moment: float) -> Searcher:
        if not self._lock.acquire(blocking=False):  # another thread may be making one just now
            before_waiting()
            self._lock.acquire()
        try:
            ready = [each for each in (self._searcher, self._following) if each and each.reader.is_valid_at(moment)]
            if not ready:
                before_waiting()
                ready.append(self._searcher.at(moment))
                self._warm_up(ready[0])
            self._searcher, self._following = ready[0], None
            return ready[0]
        finally:
            self._lock.release()
