"""``hash.c``: the hashes of terms."""

import numpy as np

from indexer.arrays import Int64s, UInt8s, UInt64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel


def hash_texts(kernel: Kernel, texts: UInt8s, offsets: Int64s) -> UInt64s:
    """Return the hash of each text: uint64[n], as ``hash_term`` gives it.

    Args:
        kernel: The library.
        texts: Their bytes in UTF-8, end to end.
        offsets: int64[n + 1], where each begins.

    Raises:
        ValueError: A text does not lie in these bytes.
    """
    hashes = np.empty(max(len(offsets) - 1, 0), np.uint64)
    call(kernel, "hash_texts", contiguous(texts, np.uint8), contiguous(offsets, np.int64), hashes)
    return hashes
