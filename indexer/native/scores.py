"""``scores.c``: what is added to scores at last, and the order of documents by them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call, contiguous
from indexer.native.candidates import LaidOut
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]
_NO_RANKS: Int32s = np.empty(0, np.int32)


def add_recency(
    kernel: Kernel,
    laid: LaidOut,
    recency: Floats,
    ranks: Int32s | None,
    *,
    signals: Floats,
    scores: Floats,
    count: int,
) -> Int64s:
    """Add what documents gain by being new to their scores, and find the best.

    Args:
        kernel: The library.
        laid: The candidates.
        recency: float32[N], the share that each gains.
        ranks: int32[N], by which documents of equal scores are ordered; None where that is by their numbers.
        signals: float32[12, F], changed.
        scores: float32[F], changed.
        count: Rows to return.

    Returns:
        The rows of the highest scores, those first.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    best = np.empty(count, np.int64)
    ordered = _NO_RANKS if ranks is None else contiguous(ranks, np.int32)
    columns = laid.docs, laid.found, contiguous(recency, np.float32), ordered
    return best[: call(kernel, "add_recency", *columns, signals, scores, best)]


@dataclass(frozen=True, slots=True)
class Weights:
    """What is counted at last.

    Attributes:
        feedback: The keywords of the best posts.
        translation: The share of its score that a post lends its translations.
        other_language: Translations behind the one in the visitor's language.
        all_words: A post that has every word: the share of its score that it gains.
    """

    feedback: float
    translation: float
    other_language: float
    all_words: float


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the keywords of the best posts score.

    Attributes:
        best: Rows.
        totals: float64[F]; empty where there are none.
    """

    best: Int64s
    totals: Doubles


def finish_scores(
    kernel: Kernel,
    laid: LaidOut,
    weights: Weights,
    feedback: Feedback,
    *,
    translations: tuple[Int32s, int],
    preferred: Mask,
    signals: Floats,
    scores: Floats,
) -> tuple[Mask, int]:
    """Add feedback, what translations lend each other, and what posts gain by having every word to scores.

    Args:
        kernel: The library.
        laid: The candidates.
        weights: What counts.
        feedback: Of the best posts.
        translations: int32[N], of each document the number of its post, or -1, empty where there are none; and how
            many posts there are.
        preferred: bool[F], the documents in the visitor's language; empty where there are no translations.
        signals: float32[12, F], changed.
        scores: float32[F], changed.

    Returns:
        bool[F], the documents that have every word; and how many candidates are no hits.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    complete, nodes = np.empty(len(laid.docs), np.bool_), len(laid.bests)
    numbers = [weights.feedback, weights.translation, weights.other_language, weights.all_words]
    left = call(
        kernel,
        "finish_scores",
        laid.docs,
        laid.found,
        laid.is_exact,
        contiguous(feedback.totals, np.float64),
        contiguous(feedback.best, np.int64),
        contiguous(translations[0], np.int32),
        contiguous(preferred, np.bool_),
        np.array(numbers, np.float64),
        nodes,
        translations[1],
        signals,
        scores,
        complete,
    )
    return complete, left
