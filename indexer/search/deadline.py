"""The limits of the request that this thread works on: set by the caller, looked at by long loops.

A context variable rather than a parameter: a request has one answer however long that takes, or none.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from indexer.errors import DeadlineExceededError


def _go_on() -> None:
    """Let the work go on at once."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """What bounds some work.

    Attributes:
        ends: By the monotonic clock.
        give_way: Called at every look at the clock, to wait while others are to go first.
    """

    ends: float = math.inf
    give_way: Callable[[], None] = _go_on


_limits: ContextVar[_Limits] = ContextVar("limits", default=_Limits())  # noqa: B039 - it is immutable


@contextmanager
def time_limit(seconds: float, give_way: Callable[[], None] | None = None) -> Iterator[None]:
    """Set a deadline for the work inside, or keep an earlier one that a limit around it set.

    Args:
        seconds: From now.
        give_way: Called by ``check_deadline`` in this thread; it may wait, but not for ever. None for what a limit
            around this one calls.
    """
    outer = _limits.get()
    token = _limits.set(_Limits(min(outer.ends, time.monotonic() + seconds), give_way or outer.give_way))
    try:
        yield
    finally:
        _limits.reset(token)


def seconds_left() -> float:
    """Return how long the work of this thread may take still; infinity where nothing bounds it."""
    return _limits.get().ends - time.monotonic()


def check_deadline() -> None:
    """Raise if the deadline has passed; to be called wherever work may take long, every few milliseconds.

    Raises:
        DeadlineExceededError: It has.
    """
    limits = _limits.get()
    limits.give_way()
    if time.monotonic() >= limits.ends:
        raise DeadlineExceededError("the search took longer than it may; search for fewer or longer words")
