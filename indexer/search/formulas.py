"""The formulas of ranking: small pure functions, each with its source. The numbers they take are in ``tuning``."""

import math
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

import numpy as np

from indexer.arrays import Doubles, Floats, Int32s
from indexer.units import DocFreq

LONG_POST = 900
"""Words from which on a post is long."""
LEAST_K1 = 2.5
"""For sites of the shortest texts."""


def idf(doc_freq: DocFreq, num_docs: int) -> float:
    """Return the inverse document frequency: higher, the fewer documents have a term; never negative.

    Source:
        Robertson and Spärck Jones 1976, in the form Lucene uses: ln(1 + (N - n + 0.5) / (n + 0.5)).
    """
    return math.log1p((num_docs - doc_freq + 0.5) / (doc_freq + 0.5))


def tabulate_idfs(num_docs: int) -> Doubles:
    """Return the inverse document frequency by document frequency: float64[num_docs + 1], at least 3; see ``idf``.

    Logarithms are Python's throughout: NumPy's may differ in the last bit, and from one processor to another.
    """
    size = max(num_docs, 2) + 1
    return np.fromiter((idf(DocFreq(doc_freq), num_docs) for doc_freq in range(size)), np.float64, size)


def saturate(frequencies: Floats, k1: float) -> Floats:
    """Return the BM25 saturation of weighted frequencies: 0 for none, at most ``k1 + 1``.

    Source:
        Robertson, Zaragoza, Taylor 2004, "Simple BM25 extension to multiple weighted fields": tf (k1 + 1) / (k1 + tf).
    """
    result: Floats = frequencies * np.float32(k1 + 1)
    result /= np.float32(k1) + frequencies
    return result


def fit_saturation(k1: float, mean_length: float) -> float:
    """Return the k1 of a site, given that of one with long posts, and the words of its posts' bodies on average.

    Where texts are short, one that has a word twice is hardly more about it than one that has it once; long posts tell
    by how often. Chosen by collections of 42 to 240 words a text, which do best by 1.2 to 4, and three sites of 900 to
    1,600, which do by 6; see ``docs/ranking.md``. In quarters, so that it rarely changes as a site grows.
    """
    return min(k1, max(LEAST_K1, round(4 * k1 * math.sqrt(mean_length / LONG_POST)) / 4))


def add_up(numbers: Iterable[float]) -> float:
    """Return a sum rounded after each number, as the kernel's is; ``sum`` rounds once from Python 3.12 on."""
    return reduce(add, numbers, 0.0)


MOST_COVERED = 8
"""Words of a query from which on one that is missing costs as in a query of so many: nobody has all of a sentence's."""


def combine_words(words: Sequence[tuple[Floats, float]], coverage: float) -> Floats:
    """Add up the scores of a query's words, less where only some of them are there: float32[F].

    The sum is multiplied by the share of the query that is there, raised to ``coverage``; words count in that share by
    their best scores. In long queries what is missing counts less: nDCG@10 of Cranfield .422 without that, .425 from 8
    words on, .426 from 6; of TIME, CACM, MED, LISA, CISI, halves for development, .712 .493 .790 .457 .344, by 8 .712
    .513 .798 .472 .344, by 6 .712 .523 .793 .477 .341; but by 6 one of three judged sites lost .005.

    Args:
        words: For each word its scores, float32[F], 0 where it is not, and the best it has anywhere.
        coverage: See ``Tuning.coverage``.
    """
    if len(words) == 1:
        return words[0][0].copy()
    total, share = np.zeros_like(words[0][0]), np.zeros_like(words[0][0])
    for scores, best in words:
        total += scores
        share += (scores > 0) * np.float32(best)
    share /= np.float32(max(add_up(best for _, best in words), 1e-6))
    if len(words) > MOST_COVERED:
        share = 1 - np.float32(MOST_COVERED / len(words)) * (1 - share)
    total *= share**coverage
    return total


def field_norms(lengths: Int32s, average_lengths: Floats, weights: Floats, bs: Floats) -> Floats:
    """Return what one occurrence counts in each field of each document: float32[N, F].

    Args:
        lengths: int32[N, F], words.
        average_lengths: float32[F].
        weights: float32[F], see ``FieldTuning``.
        bs: float32[F], the same.

    Source:
        Robertson, Zaragoza, Taylor 2004: each field's own normalisation before the fields are added up,
        weight / ((1 - b) + b * length / average).
    """
    norms: Floats = lengths * (bs / average_lengths)
    norms = norms.astype(np.float32, copy=False)
    norms += 1 - bs
    return weights / norms
