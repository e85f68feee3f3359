"""``tokens.c``: tokens of a page that are among some terms."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from indexer.arrays import Int64s
from indexer.native.calling import addresses_of, call, contiguous
from indexer.native.loading import Kernel

_COLUMNS = 6
_ROOM = 1 << 12
"""Tokens for which there is room at first: more than most pages have of a query."""


def find_page_tokens(kernel: Kernel, streams: Sequence[bytes], begins: Int64s, terms: Int64s) -> Int64s:
    """Find the tokens that are among some terms.

    Args:
        kernel: The library.
        streams: Of each document its tokens, see ``TokenStream``.
        begins: int64[documents + 1], where each document's text begins in that of the page.
        terms: int64[t], ascending.

    Returns:
        int64[n, 6]: the document's number on the page, the term's place among ``terms``, start, end, the token's number
        among all of the page, and how many of its document take a position before it.
    """
    sizes = np.array([*map(len, streams)], np.int64)
    arrays = [contiguous(each, np.int64) for each in (np.array(addresses_of(streams)), sizes, begins, terms)]
    found: Int64s = np.empty((_ROOM, _COLUMNS), np.int64)
    count = call(kernel, "find_page_tokens", *arrays, found)
    if count > len(found):
        found = np.empty((count, _COLUMNS), np.int64)
        count = call(kernel, "find_page_tokens", *arrays, found)
    return found[:count]


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


def number_zones(kernel: Kernel, frames: Sequence[bytes], begins: Int64s, found: Int64s) -> Int64s:
    """Return the number of the zone that each of some tokens lies in, from 0 in each document.

    Args:
        kernel: The library.
        frames: Of each document what is kept, see ``stored_frame``.
        begins: int64[documents + 1], as for ``find_page_tokens``.
        found: int64[n, 6], which that returned.
    """
    numbers: Int64s = np.empty(len(found), np.int64)
    sizes = np.array([*map(len, frames)], np.int64)
    call(
        kernel,
        "number_zones",
        np.array(addresses_of(frames), np.int64),
        sizes,
        contiguous(begins, np.int64),
        found,
        numbers,
    )
    return numbers
