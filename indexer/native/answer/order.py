"""``order.c``: the first documents of a ranking, in order."""

import numpy as np

from indexer.arrays import Floats, Int32s, Int64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

_NO_SCORES = np.empty(0, np.float32)


def sort_docs(
    kernel: Kernel,
    docs: Int32s,
    scores: Floats | None,
    dates: Int64s,
    ranks: Int32s,
    *,
    limit: int,
) -> list[int]:
    """Return the first documents: of the highest scores, of equal ones the newest, of these the first by rank.

    Args:
        kernel: The library.
        docs: int32[F].
        scores: float32[F]; None where the newest come first.
        dates: int64[N].
        ranks: int32[N].
        limit: Documents to return, at most; few.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    first = np.empty(limit, np.int64)
    by = (
        contiguous(docs, np.int32),
        _NO_SCORES if scores is None else contiguous(scores, np.float32),
        contiguous(dates, np.int64),
        contiguous(ranks, np.int32),
    )
    sorted_docs: list[int] = first[: call(kernel, "sort_docs", *by, first)].tolist()
    return sorted_docs
