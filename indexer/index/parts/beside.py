"""Work on another core: NumPy and the kernel leave the interpreter's lock while they work through an array."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Protocol, TypeVar

from indexer.address_space import allowed_bytes

Result = TypeVar("Result")


class Begin(Protocol):
    """Begins some work, and returns what waits for its result."""

    def __call__(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Begin some work; several are done one after the other."""
        ...


@contextmanager
def working_beside() -> Iterator[Begin]:
    """Give a thread that works beside this one, and is gone at the end.

    Where address space is limited, of which a thread takes 70 MB, everything is done by this one.
    """
    if allowed_bytes() is not None:
        yield _put_off
        return
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as pool:
        yield lambda work: pool.submit(work).result


def _put_off(work: Callable[[], Result]) -> Callable[[], Result]:
    """Do some work when its result is first asked for."""
    return cache(work)
