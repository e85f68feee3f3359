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


class NotAtOnceError(Exception):
    """No failure: what was to be done at once has to wait, or takes longer; who can wait may ask the same again."""


class TookLongError(NotAtOnceError):
    """It takes longer than what is to be done at once may."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """What bounds some work.

    Attributes:
        ends: By the monotonic clock.
        give_way: Called at every look at the clock, to wait while others are to go first; None to go on at once.
        may_wait: Whether it may wait for what other threads are about.
    """

    ends: float = math.inf
    give_way: Callable[[], None] | None = None
    may_wait: bool = True


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
    ends = min(outer.ends, time.monotonic() + seconds)
    token = _limits.set(_Limits(ends, give_way or outer.give_way, outer.may_wait))
    try:
        yield
    finally:
        _limits.reset(token)


@contextmanager
def at_once(processor_seconds: float, seconds: float) -> Iterator[None]:
    """Let the work inside wait for no other thread, and take little time: else it ends with an error.

    Args:
        processor_seconds: How much of a processor this thread may take from now on.
        seconds: By the clock, disks and a busy machine included.

    Raises:
        TookLongError, NotAtOnceError: Raised by the work itself, in ``check_deadline``, and in ``before_waiting``.
    """
    latest, ends = time.thread_time() + processor_seconds, time.monotonic() + seconds

    def look() -> None:
        if time.thread_time() > latest or time.monotonic() > ends:
            raise TookLongError

    token = _limits.set(_Limits(give_way=look, may_wait=False))
    try:
        yield
    finally:
        _limits.reset(token)


def before_waiting() -> None:
    """Raise if the work of this thread is to be done at once; to be called before it waits for another one.

    Raises:
        NotAtOnceError: It is.
    """
    if not _limits.get().may_wait:
        raise NotAtOnceError


def seconds_left() -> float:
    """Return how long the work of this thread may take still; infinity where nothing bounds it."""
    return _limits.get().ends - time.monotonic()


def check_deadline() -> None:
    """Raise if the deadline has passed; to be called wherever work may take long, every few milliseconds.

    Raises:
        DeadlineExceededError: It has.
    """
    limits = _limits.get()
    if limits.give_way:
        limits.give_way()
    if time.monotonic() >= limits.ends:
        raise DeadlineExceededError("the search took longer than it may; search for fewer or longer words")
