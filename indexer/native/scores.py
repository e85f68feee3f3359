"""``scores.c``: what is added to scores at last."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexer.arrays import Doubles, Int32s, Int64s, Mask, UInt16s
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader
from indexer.native.ranking import RankingColumns, Spec
from indexer.native.signals import Scored


class KeywordTable:
    """The keywords of all documents, as the kernel takes them."""

    def __init__(self, terms: Int32s, weights: Doubles, bounds: Int64s) -> None:
        """Name columns.

        Args:
            terms: int32[K], document by document.
            weights: float64[K].
            bounds: int64[N + 1], where those of each document begin, and those of the last end.
        """
        self.spec = Spec()
        self.spec.add_array(terms, np.int32)
        self.spec.add_array(weights, np.float64)
        self.spec.add_array(bounds, np.int64)


_NO_KEYWORDS = KeywordTable(np.empty(0, np.int32), np.empty(0), np.zeros(1, np.int64))


class ChosenTerms(NamedTuple):
    """What feedback looks for.

    Attributes:
        best: The rows of the best posts, best first.
        terms: int64[t], ordinals of the terms that their keywords share most; empty for nothing.
        weights: float64[t], which sum to 1.
    """

    best: Int64s
    terms: Int64s
    weights: Doubles


def choose_feedback(
    kernel: Kernel, columns: RankingColumns, scored: Scored, table: KeywordTable | None, *, posts: int, terms: int
) -> ChosenTerms:
    """Add what documents gain by being new to their scores, find the best, and choose what feedback looks for.

    Args:
        kernel: The library.
        columns: Of the index.
        scored: The candidates; changed.
        table: Of the keywords of all documents; None where no terms are to be chosen.
        posts: How many of the best.
        terms: How many terms, at most.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    spec = Spec()
    spec.extend(scored.spec)
    best = spec.add_room(posts, np.int64)
    spec.extend((table or _NO_KEYWORDS).spec)
    chosen, weights = (spec.add_room(terms if table else 0, dtype) for dtype in (np.int64, np.float64))
    counts = spec.add_room(2, np.int64)
    columns.call(kernel, "choose_feedback", spec)
    rows, count = counts.tolist()
    return ChosenTerms(best[:rows], chosen[:count], weights[:count])


@dataclass(frozen=True, slots=True)
class Weights:
    """What is counted at last.

    Attributes:
        k1: BM25F's saturation.
        feedback: The keywords of the best posts.
        translation: The share of its score that a post lends its translations.
        other_language: Translations behind the one in the visitor's language.
        all_words: A post that has every word: the share of its score that it gains.
    """

    k1: float
    feedback: float
    translation: float
    other_language: float
    all_words: float


class PostingRows(NamedTuple):
    """Postings of terms that are still to be read.

    Attributes:
        spans: int64[t, 2], the rows of each term, half-open.
        table: Out of which these are read.
    """

    spans: Int64s
    table: RowReader


class TermPostings(NamedTuple):
    """The postings of the terms that feedback looks for.

    Attributes:
        sizes: int64[t], how many postings each has.
        entries: int32[n], doc_fields, term by term, ascending within one.
        counts: uint16[n], how often.
    """

    sizes: Int64s
    entries: Int32s
    counts: UInt16s


def finish_scores(
    kernel: Kernel,
    columns: RankingColumns,
    scored: Scored,
    weights: Weights,
    *,
    preferred: Mask | None,
    chosen: ChosenTerms,
    postings: TermPostings | PostingRows | None,
) -> tuple[Mask, int]:
    """Add feedback, what translations lend each other, and what posts gain by having every word to scores.

    Args:
        kernel: The library.
        columns: Of the index.
        scored: The candidates; changed.
        weights: What counts.
        preferred: bool[F], the documents in the visitor's language; None where the index has no translations.
        chosen: What feedback looks for.
        postings: Of these terms; None for nothing.

    Returns:
        bool[F], the documents that have every word; and how many candidates are no hits.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged; or rows of postings cannot be read, and
            nothing was changed.
    """
    spec = Spec()
    spec.extend(scored.spec)
    complete: Mask = spec.add_room(len(scored.scores), np.bool_)
    if preferred is None:
        spec.add(0, 0)
    else:
        spec.add_array(preferred, np.bool_)
    spec.add_array(chosen.best, np.int64)
    spec.add_array(chosen.weights, np.float64)
    if isinstance(postings, TermPostings):
        spec.add_array(postings.sizes, np.int64)
        spec.add_array(postings.entries, np.int32)
        spec.add_array(postings.counts, np.uint16)
        spec.add(0, 0, 0, 0)
    else:
        spec.add(*(0,) * 6)
        _add_rows(spec, postings)
    numbers = weights.k1, weights.feedback, weights.translation, weights.other_language, weights.all_words
    return complete, columns.call(kernel, "finish_scores", spec, numbers)


def _add_rows(spec: Spec, postings: PostingRows | None) -> None:
    if postings is None:
        spec.add(0, 0, 0, 0)
    else:
        spec.add_array(postings.spans, np.int64)
        spec.add(*postings.table.passed)
