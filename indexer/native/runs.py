"""``runs.c``: where runs of characters begin in the documents of a page."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import address_of, call, contiguous
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]
Mask = NDArray[np.bool_]

_SPAN_COLUMNS = 3
_ROOM = 1 << 10
"""Spans for which there is room at first."""


class Run(NamedTuple):
    """A run of characters to be found.

    Attributes:
        target: Its number, which is returned with what is found.
        length: In characters.
        pairs: Pairs of neighbours that cover it: their steps from its start, and where they stand, ascending: int32[]
            or int64[], in all documents.
        missing: bool[hits], in which documents of the page to look for it.
    """

    target: int
    length: int
    pairs: Sequence[tuple[int, NDArray[Any]]]
    missing: Mask


def find_runs(kernel: Kernel, runs: Sequence[Run], hits: Int64s) -> Int64s:
    """Find runs.

    Args:
        kernel: The library.
        runs: At least one.
        hits: int64[hits, 4], of each document the first offset of its text in that of all documents and past its last
            one, and the same in the text of the page.

    Returns:
        int64[x, 3]: target, start and end in the page's text, run by run.
    """
    held = [[(step, _dense(offsets)) for step, offsets in run.pairs] for run in runs]
    rows = [(step, address_of(at), at.size, at.itemsize) for pairs in held for step, at in pairs]
    arrays = (
        np.array([(run.target, run.length, len(run.pairs)) for run in runs], np.int64),
        np.array(rows, np.int64),
        contiguous(hits, np.int64),
        contiguous(np.concatenate([run.missing for run in runs]).view(np.uint8), np.uint8),
    )
    found: Int64s = np.empty((_ROOM, _SPAN_COLUMNS), np.int64)
    count = call(kernel, "find_runs", *arrays, found)
    if count > len(found):
        found = np.empty((count, _SPAN_COLUMNS), np.int64)
        count = call(kernel, "find_runs", *arrays, found)
    return found[:count]


def _dense(offsets: NDArray[Any]) -> NDArray[Any]:
    return contiguous(offsets, np.int32 if offsets.dtype == np.int32 else np.int64)
