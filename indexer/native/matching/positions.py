"""``positions.c``: set operations on sorted positions, of 32 or 64 bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

Positions = NDArray[Any]
"""int32[n] or int64[n], ascending."""


def intersect(kernel: Kernel, one: Positions, other: Positions) -> Positions:
    """Return what two lists of one type, each value once, have in common; ascending."""
    found = np.empty(min(len(one), len(other)), one.dtype)
    count = call(kernel, f"intersect_{_suffix(one)}", _dense(one), _dense(other), found)
    return found[:count]


def within(kernel: Kernel, positions: Positions, bases: Int64s, docs: Int32s) -> Positions:
    """Return the positions that lie in some documents, which ascend.

    Raises:
        ValueError: There is no such document: bytes of the index are damaged.
    """
    found = np.empty(len(positions), positions.dtype)
    arguments = (_dense(positions), contiguous(bases, np.int64), contiguous(docs, np.int32), found)
    return found[: call(kernel, f"within_{_suffix(positions)}", *arguments)]


def count_docs(kernel: Kernel, positions: Positions, bases: Int64s) -> tuple[Int32s, Int64s]:
    """Return the documents of positions, each once, and how many positions each has.

    Raises:
        ValueError: A position is in no document: bytes of the index are damaged.
    """
    room = min(len(positions), len(bases))
    docs, counts = np.empty(room, np.int32), np.empty(room, np.int64)
    arguments = (_dense(positions), contiguous(bases, np.int64), docs, counts)
    count = call(kernel, f"count_docs_{_suffix(positions)}", *arguments)
    return docs[:count], counts[:count]


def _suffix(positions: Positions) -> str:
    return "i32" if positions.dtype == np.int32 else "i64"


def _dense(positions: Positions) -> Positions:
    return contiguous(positions, np.int32 if positions.dtype == np.int32 else np.int64)
