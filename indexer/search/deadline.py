"""The deadline of the request that this thread works on: set by the caller, checked by long loops.

A context variable rather than a parameter: a request has one answer however long that takes, or none.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from indexer.errors import DeadlineExceededError

_ends: ContextVar[float] = ContextVar("deadline", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Set a deadline for the work inside, or keep an earlier one that a limit around it set."""
    token = _ends.set(min(_ends.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _ends.reset(token)


def check_deadline() -> None:
    """Raise if the deadline has passed; to be called wherever work may take long.

    Raises:
        DeadlineExceededError: It has.
    """
    if time.monotonic() >= _ends.get():
        raise DeadlineExceededError("the search took longer than it may; search for fewer or longer words")
