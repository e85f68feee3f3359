"""When Python looks for garbage: it goes through all values again and again, and builds leave none for it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

COLLECTED_AT = 100_000
"""New objects after which garbage is looked for while posts are read and an index is built; Python's own is 700."""


@contextmanager
def without_collections() -> Iterator[None]:
    """Suspend the collector while very many small values are made, which it would traverse repeatedly."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Threshold:
    """The collector's threshold of generation 0, which is the process's: several threads may build at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._raised = 0
        self._usual = 0

    def raise_it(self) -> None:
        with self._lock:
            if not self._raised:
                self._usual, *others = gc.get_threshold()
                gc.set_threshold(max(self._usual, COLLECTED_AT) if self._usual else 0, *others)
            self._raised += 1

    def lower_it(self) -> None:
        with self._lock:
            self._raised -= 1
            if not self._raised:
                gc.set_threshold(self._usual, *gc.get_threshold()[1:])


_THRESHOLD = _Threshold()


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look for garbage after so many new objects, in all of the process, until every build that asked is done."""
    _THRESHOLD.raise_it()
    try:
        yield
    finally:
        _THRESHOLD.lower_it()
