"""``tokens.c``: words of a page that stand one after the other."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from indexer.arrays import Int64s
from indexer.native.calling import addresses_of, call
from indexer.native.loading import Kernel

_ROOM = 1 << 12
"""Words for which there is room at first: more than most pages have of a query."""


def find_words_in_a_row(
    kernel: Kernel, streams: Sequence[bytes], frames: Sequence[bytes], begins: Int64s, rows: Sequence[Sequence[int]]
) -> Int64s:
    """Find words that stand one after the other, wherever they do.

    Args:
        kernel: The library.
        streams: Of each document its tokens, see ``TokenStream``.
        frames: Of each what is kept, see ``stored_frame``.
        begins: int64[documents], where each one's text begins in that of the page.
        rows: For each step the terms that may stand there.

    Returns:
        int64[n, 2]: start and end of each word, document by document, each once.
    """
    terms = sorted({term for row in rows for term in row})
    places, bounds = [terms.index(term) for row in rows for term in row], list(accumulate(map(len, rows), initial=0))
    kept = [addresses_of(streams), [*map(len, streams)], addresses_of(frames), [*map(len, frames)]]
    arrays = [np.array(each, np.int64) for each in (*kept, begins, terms, bounds, places)]
    found: Int64s = np.empty((_ROOM, 2), np.int64)
    count = call(kernel, "find_words_in_a_row", *arrays, found)
    if count > len(found):
        found = np.empty((count, 2), np.int64)
        count = call(kernel, "find_words_in_a_row", *arrays, found)
    return found[:count]
