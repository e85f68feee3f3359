"""Whether work grows with its input, or with its square."""

import gc
import time
from collections.abc import Callable

TIMES_AS_MUCH = 4
_ROUNDS = 8
_MOST_GROWTH = 11
"""Between 4, which may be twice as much where the input outgrows the processor's caches, and 16 for the square."""
_ENOUGH = 0.01
"""Seconds of work that can be measured."""
_MOST_LARGER = 16


def grows_in_proportion(work: Callable[[int], object], count: int) -> bool:
    """Check whether work on four times as much takes no more than eleven times the processor's time.

    The input is made larger until the work can be measured, but not so large that memory takes longer than the work.
    Other processes slow either down by chance: each counts by its best of some rounds, and more are run where that is
    not enough.
    """
    most = _MOST_LARGER * count
    while (small := _measure(work, count)) < _ENOUGH and count < most:
        count *= 2
    large = float("inf")
    for _ in range(_ROUNDS):
        large = min(large, _measure(work, TIMES_AS_MUCH * count))
        if large < _MOST_GROWTH * max(small, _ENOUGH):
            return True
        small = min(small, _measure(work, count))
    return False


def _measure(work: Callable[[int], object], count: int) -> float:
    """Return the processor's time; without the garbage collector, which takes longer the more a process holds."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        begin = time.process_time()
        work(count)
        return time.process_time() - begin
    finally:
        if was_on:
            gc.enable()
