"""``rank.c``: the words that tell the best posts from all others."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.arrays import Doubles, Int32s, Int64s, UInt32s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

_SAME: Int64s = np.empty(0, dtype=np.int64)


def find_keywords(
    kernel: Kernel,
    streams: Sequence[UInt32s],
    ordinals: Int64s | None,
    *,
    posting_counts: Int32s,
    idfs: Doubles,
    norms: Doubles,
    most: int,
    common: float,
    k1: float,
) -> list[tuple[Int64s, Doubles]]:
    """Find the words of several documents that weigh most.

    Args:
        kernel: The library.
        streams: The tokens of each document with their flags: uint32.
        ordinals: int64[T], the places of terms in the order of all keys; None where they are their numbers.
        posting_counts: int32[T], by number.
        idfs: float64, by posting count.
        norms: float64, by which the frequencies in each document are divided.
        most: Words of each document.
        common: A word with more postings is left out.
        k1: BM25's parameter.

    Returns:
        Of each document the ordinals of its words, and their weights, the heaviest first.

    Raises:
        ValueError: A token has a number that no term has: bytes of the index are damaged.
    """
    counts, room = np.empty(len(streams), np.int64), most * len(streams)
    terms, weights = np.empty(room, np.int64), np.empty(room, np.float64)
    call(
        kernel,
        "find_keywords",
        contiguous(np.concatenate(streams), np.uint32),
        np.cumsum([len(stream) for stream in streams], dtype=np.int64),
        _SAME if ordinals is None else contiguous(ordinals, np.int64),
        contiguous(posting_counts, np.int32),
        contiguous(idfs, np.float64),
        contiguous(norms, np.float64),
        terms,
        weights,
        counts,
        most,
        float(common),
        float(k1),
    )
    bounds = pairwise([0, *counts.cumsum().tolist()])
    return [(terms[begin:end].copy(), weights[begin:end].copy()) for begin, end in bounds]


MOST_SHARING = 8
"""Documents among which ``choose_terms`` chooses: NumPy adds up longer runs in another order."""


def choose_terms(
    kernel: Kernel, keywords: Sequence[tuple[Int64s | Int32s, Doubles]], shares: Doubles, count: int
) -> tuple[Int64s, Doubles]:
    """Choose the terms that several documents share most.

    Args:
        kernel: The library.
        keywords: Of each document ordinals of terms, each once, and weights; at most ``MOST_SHARING`` documents.
        shares: float64, by which the weights of each are multiplied.
        count: Terms to return.

    Returns:
        Terms, and the sums of their weights, the highest first; of equal ones the first terms.

    Raises:
        ValueError: A term is negative.
    """
    chosen, sums = np.empty(count, np.int64), np.empty(count, np.float64)
    found = call(
        kernel,
        "choose_terms",
        np.concatenate([terms for terms, _ in keywords]).astype(np.int64, copy=False),
        np.concatenate([weights for _, weights in keywords]),
        np.array([len(terms) for terms, _ in keywords], np.int64),
        contiguous(shares, np.float64),
        chosen,
        sums,
    )
    return chosen[:found], sums[:found]
