"""Work on another core: NumPy and the kernel leave the interpreter's lock while they work through an array."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol, TypeVar

from indexer.address_space import allowed_bytes

Result = TypeVar("Result")

FEW_POSTS = 64
"""What is to be done for so many takes less time than a thread takes to begin and end."""


class Begin(Protocol):
    """Begins some work, and returns what waits for its result."""

    def __call__(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Begin some work; several are done one after the other."""
        ...


@contextmanager
def working_beside(posts: int) -> Iterator[Begin]:
    """Give a thread that works beside this one, and is gone at the end.

    Where posts are few, or address space is limited, of which a thread takes 70 MB, everything is done by this one.

    Args:
        posts: For which something is done.
    """
    if posts <= FEW_POSTS or allowed_bytes() is not None:
        yield _put_off
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  takes milliseconds

    with ThreadPoolExecutor(1, thread_name_prefix="beside") as pool:
        yield lambda work: pool.submit(work).result


def _put_off(work: Callable[[], Result]) -> Callable[[], Result]:
    """Do some work when its result is first asked for."""
    return cache(work)
