"""``tokens.c``: tokens of a page that are among some terms."""

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]


def find_tokens(kernel: Kernel, entries: NDArray[np.uint32], terms: Int64s) -> tuple[Int64s, Int64s]:
    """Find the tokens that are among some terms.

    Args:
        kernel: The library.
        entries: uint32[n], tokens with their flags.
        terms: int64[t], ascending.

    Returns:
        The place of each that is found, and that of its term among ``terms``: int64[m] each.
    """
    at, numbers = np.empty(len(entries), np.int64), np.empty(len(entries), np.int64)
    found = call(kernel, "find_tokens", contiguous(entries, np.uint32), contiguous(terms, np.int64), at, numbers)
    return at[:found], numbers[:found]
