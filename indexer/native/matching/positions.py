"""``positions.c``: what sorted positions have in common, of 32 or 64 bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

Positions = NDArray[Any]
"""int32[n] or int64[n], ascending."""


def intersect(kernel: Kernel, one: Positions, other: Positions) -> Positions:
    """Return what two lists of one type, each value once, have in common; ascending."""
    width = np.int32 if one.dtype == np.int32 else np.int64
    found = np.empty(min(len(one), len(other)), width)
    count = call(kernel, f"intersect_i{8 * found.itemsize}", contiguous(one, width), contiguous(other, width), found)
    return found[:count]
