"""The one home of what a process computes once and keeps: tables by key, and things that are loaded once.

Every cache of ``indexer.text`` that outlives a call is one of these two, so that threads may share all of them.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_MISSING = object()


class Memo(Generic[K, V]):
    """A function of one argument that keeps its latest results; safe to be shared by threads.

    A result is made by one thread at a time and published complete; whoever finds it takes no lock, for looking into
    a dictionary is atomic. The oldest result goes when there are too many.
    """

    def __init__(self, make: Callable[[K], V], limit: int) -> None:
        """Keep up to ``limit`` results of ``make``, which returns the same for equal arguments."""
        self._make, self._limit = make, limit
        self._lock = RLock()
        self._results: dict[K, V] = {}

    def __call__(self, key: K) -> V:
        """Return the result for a key, made now if it is not kept."""
        result: Any = self._results.get(key, _MISSING)
        return self._add(key) if result is _MISSING else result

    def _add(self, key: K) -> V:
        with self._lock:
            if key not in self._results:
                result = self._make(key)
                if len(self._results) >= self._limit:
                    del self._results[next(iter(self._results))]
                self._results[key] = result
            return self._results[key]

    def forget(self) -> None:
        """Keep no result any more."""
        with self._lock:
            self._results.clear()


class Once(Generic[V]):
    """A function without arguments that is run once in a process, until it is forgotten; threads may share it."""

    def __init__(self, make: Callable[[], V]) -> None:
        """Keep the result of ``make``."""
        self._make = make
        self._lock = RLock()
        self._made: tuple[V] | None = None

    def __call__(self) -> V:
        """Return the result, made now if nobody has asked before."""
        made = self._made
        if made is None:
            with self._lock:
                made = self._made
                if made is None:
                    made = self._made = (self._make(),)
        return made[0]

    def forget(self) -> None:
        """Keep the result no more: who asks next has it made again."""
        with self._lock:
            self._made = None


def memo(limit: int) -> Callable[[Callable[[K], V]], Memo[K, V]]:
    """Turn a function of one argument into a ``Memo`` of it."""
    return lambda make: Memo(make, limit)
