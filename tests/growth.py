"""Whether work grows with its input, or with its square."""

import time
from collections.abc import Callable

TIMES_AS_MUCH = 4
_ROUNDS = 3
_MOST_GROWTH = 12
"""Between 4, and 16 for the square."""
_NOISE = 0.05
"""Seconds that count for nothing."""


def grows_in_proportion(work: Callable[[int], object], count: int) -> bool:
    """Check whether work on four times as much takes no more than a dozen times the processor's time.

    Other processes slow either down by chance: each counts by its best of some rounds, and more are run where that is
    not enough.
    """
    small = large = float("inf")
    for _ in range(_ROUNDS):
        small = min(small, _measure(work, count))
        large = min(large, _measure(work, TIMES_AS_MUCH * count))
        if large < _MOST_GROWTH * small + _NOISE:
            return True
    return False


def _measure(work: Callable[[int], object], count: int) -> float:
    begin = time.process_time()
    work(count)
    return time.process_time() - begin
