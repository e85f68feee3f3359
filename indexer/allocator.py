"""What the C library's allocator is told; only glibc's can be told anything."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_ARENAS = 2
"""With eight for each processor, which glibc has, a server took 13 MB more (150 instead of 137) after 200 requests by
four clients at a time."""
_LARGE = 1 << 17
"""Bytes from which on a piece of memory is mapped by itself, and given back by itself: glibc's own, to begin with."""
_LARGE_AFTERWARDS = 1 << 22
"""What glibc makes of it where a piece of 4 MB was given back: a query's arrays are not mapped, which would cost a page
fault for each 4 kB (a third of a query's time at 30,000 posts)."""


def share_arenas() -> None:
    """Have all threads share a few arenas, whose free memory each may use.

    Source:
        mallopt(3), ``M_ARENA_MAX``.
    """
    _tell(_M_ARENA_MAX, _ARENAS)


@contextmanager
def mapping_large_arrays() -> Iterator[None]:
    """Have large arrays lie by themselves, so that those that are gone soon leave no holes between those that stay.

    For what is read and worked out once, and kept: an index being opened. Holds for the whole process.

    Source:
        mallopt(3), ``M_MMAP_THRESHOLD``, which otherwise grows with each larger piece that is given back.
    """
    _limit(_LARGE)
    try:
        yield
    finally:
        _limit(_LARGE_AFTERWARDS)


def _limit(large: int) -> None:
    _tell(_M_MMAP_THRESHOLD, large)
    _tell(_M_TRIM_THRESHOLD, 2 * large)


def _tell(parameter: int, value: int) -> None:
    tell = _mallopt()
    if tell:
        tell(parameter, value)


@cache
def _mallopt() -> Callable[[int, int], int] | None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # musl has no such function
            found: Callable[[int, int], int] = ctypes.CDLL(None).mallopt
            return found
    return None
