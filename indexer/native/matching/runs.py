"""``runs.c``: the documents in which runs of characters stand."""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Int32s, Int64s, Mask
from indexer.native.calling import address_of, call_with, contiguous
from indexer.native.index.packed import RowReader
from indexer.native.loading import Kernel


def find_runs(
    kernel: Kernel, places: RowReader, pairs: Sequence[tuple[int, int, int]], bases: Int64s, docs: Int32s
) -> Mask | None:
    """Mark the documents in which a run of characters stands: bool[n].

    Args:
        kernel: The library.
        places: The table of where pairs stand.
        pairs: Those that cover the run: of each how many characters behind the run's first it begins, and where its
            places begin and end in the table.
        bases: int64[N + 1], the place at which each document begins.
        docs: int32[n], ascending: the documents that are looked at.

    Returns:
        None where places cannot be read, or are not what was written: who reads them again in Python learns why.
    """
    steps, spans = np.array([pair[0] for pair in pairs], np.int64), np.array([pair[1:] for pair in pairs], np.int64)
    begins, wanted, kept = contiguous(bases, np.int64), contiguous(docs, np.int32), np.empty(len(docs), np.bool_)
    passed = [each for array in (spans, steps, begins, wanted, kept) for each in (address_of(array), array.size)]
    try:
        call_with(kernel, "find_runs", *places.passed, *passed)
    except ValueError:
        return None
    return kept
