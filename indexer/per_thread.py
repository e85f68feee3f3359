"""What each thread has of its own."""

from collections.abc import Callable
from threading import local
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class PerThread(local, Generic[Kept]):
    """Something that is costly to make, and that no two threads may use at once: each has its own."""

    _kept: Kept

    def __init__(self, make: Callable[[], Kept]) -> None:
        """Name what makes it."""
        self._make = make

    @property
    def kept(self) -> Kept:
        """That of the thread that asks, made when it first does; where that fails, made anew when it asks again."""
        try:
            return self._kept
        except AttributeError:
            self._kept = self._make()
        return self._kept
