"""The time by which an answer has to be there: set by whoever asks, looked at by whoever works.

It stands beside the question, not in it: a question has one answer however long that takes, or none.
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
    """Let the work of this thread go on for so long, or for what is left of a limit around it."""
    token = _ends.set(min(_ends.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _ends.reset(token)


def check_deadline() -> None:
    """Stop where the time is up; to be called wherever work may go on for long.

    Raises:
        DeadlineExceededError: It is.
    """
    if time.monotonic() >= _ends.get():
        raise DeadlineExceededError("the search took longer than it may; search for fewer or longer words")
