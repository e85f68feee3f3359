"""``ranking.c``: a plan and its matches -> documents and their scores."""

from array import array
from collections.abc import Sequence
from enum import IntFlag
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, Floats, Int32s, Int64s, Mask, UInt8s, UInt64s
from indexer.native.calling import address_of, call_with
from indexer.native.index.packed import RowReader
from indexer.native.loading import Kernel
from indexer.native.spec import Spec, Written

SIGNALS, _FEW_SIGNALS = 14, 5
"""Rows of signals, as ``ranking.h`` numbers them, and those that are there where they are not told."""
_HEAD = 16
_CANDIDATES, _LEFT, _BEST_COUNT, _TERM_COUNT = range(4)
_BEST_AT, _TERMS_AT, _WEIGHTS_AT, _SCORES_AT, _SIGNALS_AT, _DOCS_AT, _ROWS_AT, _FOUND_AT, _COMPLETE_AT = range(4, 13)
"""As ``ranking.c`` has them."""
_PIECES = 34
"""Arrays in a room, 14, each of which may begin up to seven bytes behind the one before; and 40 documents more."""


class Step(IntFlag):
    """What a call does of ranking."""

    SCORE = 1
    CHOOSE = 2
    FINISH = 4
    TELL = 8


_ALL_STEPS = int(Step.SCORE | Step.CHOOSE | Step.FINISH | Step.TELL)


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


class PartTables(NamedTuple):
    """The tables of the one part of an index.

    Attributes:
        placed: Of positions.
        posted: Of the postings of terms.
        gram_posted: Of those of pairs of characters.
        place_offsets: uint32[T + 1] or int64[T + 1], where the positions of each term begin.
        posting_offsets: The same of its postings.
        gram_keys: uint64[g], ascending, the key of each pair of characters.
        gram_offsets: uint32[g + 1] or int64[g + 1], where its postings begin.
    """

    placed: RowReader
    posted: RowReader
    gram_posted: RowReader
    place_offsets: NDArray[np.integer]
    posting_offsets: NDArray[np.integer]
    gram_keys: UInt64s
    gram_offsets: NDArray[np.integer]


class RankingColumns:
    """Columns of an index of N documents that every plan is ranked by, as the kernel takes them.

    Attributes:
        passed: An address, and how many numbers are there.
        has_groups: Whether any documents are translations of others.
        group_count: How many are.
    """

    def __init__(
        self,
        *,
        title_lengths: Floats,
        recency: Floats,
        norms: Floats,
        bases: Int64s,
        paragraph_offsets: Int64s,
        paragraphs: Int32s,
        translations: Int32s,
        groups: Int32s,
        languages: Int32s,
        ranks: Int32s | None,
        idfs: Doubles,
        tables: PartTables | None,
        posts: int,
    ) -> None:
        """Name columns.

        Args:
            title_lengths: float32[N], words of titles.
            recency: float32[N], the share of its score that each gains by being new.
            norms: float32[N * 8], what one occurrence counts in each doc_field.
            bases: int64[N + 1], the position at which each document begins.
            paragraph_offsets: int64[N + 1], where each document's paragraphs begin in the next.
            paragraphs: int32[Q, 2], where each begins and ends, in positions from its document's first.
            translations: int32[N], the number of each document's post, or -1.
            groups: int32[M], the documents that have one.
            languages: int32[N], the number of each document's language.
            ranks: int32[N], by which documents of equal scores are ordered; None where that is by their numbers.
            idfs: float64, by the number of documents that have something.
            tables: None where the index has several parts.
            posts: How many posts there are in several languages.
        """
        spec = Spec()
        for floats in (title_lengths, recency, norms):
            spec.add_array(floats, np.float32)
        for wide in (bases, paragraph_offsets):
            spec.add_array(wide, np.int64)
        for ints in (paragraphs, translations, groups, languages, groups[:0] if ranks is None else ranks):
            spec.add_array(ints, np.int32)
        spec.add_array(idfs, np.float64)
        if tables:
            spec.add(*tables.placed.passed, *tables.posted.passed, *tables.gram_posted.passed)
            spec.add_offsets(tables.place_offsets)
            spec.add_offsets(tables.posting_offsets)
            spec.add_array(tables.gram_keys, np.uint64)
            spec.add_offsets(tables.gram_offsets)
        else:
            spec.add(*[0] * 17)
        spec.add(posts)
        self.group_count, self._held = len(groups), (spec, tables)
        self._written = np.array(spec.numbers, np.int64)
        self.passed = address_of(self._written), self._written.size


def tell_at_once(
    kernel: Kernel, columns: RankingColumns, sizes: Sequence[int], specs: Sequence[Written], numbers: Sequence[float]
) -> None:
    """Take all steps of ranking in one call, of which nothing is left but what it tells.

    Args:
        kernel: The library.
        columns: Of the index.
        sizes: Candidates, at most; nodes of the plan; documents of the index; the best posts that feedback goes by, and
            what it looks for, at most.
        specs: As ``PlanRoom.call`` takes them.
        numbers: The decimals, likewise.

    Raises:
        ValueError, MemoryError: As from ``PlanRoom.call``.
    """
    _call(kernel, columns, [_ALL_STEPS, 0, 0, *sizes, False], specs, numbers)


def _call(
    kernel: Kernel, columns: RankingColumns, plan: list[int], specs: Sequence[Written], numbers: Sequence[float]
) -> None:
    for spec in specs:
        plan += spec.numbers
    taken, decimals = array("q", plan), array("d", numbers)
    call_with(kernel, "rank_plan", *columns.passed, *taken.buffer_info(), *decimals.buffer_info())


class PlanRoom:
    """The candidates of a plan, F of them, and their scores: several calls of the kernel share them with Python."""

    def __init__(
        self,
        documents: int,
        nodes: int,
        max_doc: int,
        *,
        posts: int,
        terms: int,
        with_signals: bool = True,
    ) -> None:
        """Make room.

        Args:
            documents: Candidates, at most.
            nodes: Of the plan.
            max_doc: Documents of the index.
            posts: The best posts that feedback goes by, at most.
            terms: What it looks for, at most.
            with_signals: Whether ``signals`` is asked for: they take time and room.
        """
        self._max_doc = max_doc
        rows = SIGNALS if with_signals else _FEW_SIGNALS
        of_document = 4 * (2 + rows + nodes) + 2 + nodes
        size = 8 * (_HEAD + _PIECES + 2 * nodes + posts + 2 * terms) + of_document * documents + 4 * max_doc
        self._bytes: UInt8s = np.empty(size, np.uint8)
        self._bytes[: 8 * _HEAD] = 0
        self._passed = address_of(self._bytes), size, documents, nodes, max_doc, posts, terms, with_signals

    def call(
        self, kernel: Kernel, columns: RankingColumns, steps: Step, specs: Sequence[Written], numbers: Sequence[float]
    ) -> None:
        """Take steps of ranking.

        Args:
            kernel: The library.
            columns: Of the index.
            steps: Which.
            specs: What scores are finished by; the keywords of all documents; what is asked, which only ``TELL`` takes;
                the plan, which only ``SCORE`` does.
            numbers: The decimals that they take.

        Raises:
            ValueError: The arrays do not fit together: bytes of the index are damaged; or rows cannot be read.
            MemoryError: There is not enough.
        """
        _call(kernel, columns, [int(steps), *self._passed], specs, numbers)

    @property
    def _head(self) -> Int64s:
        """What the last call left."""
        return self._bytes[: 8 * _HEAD].view(np.int64)

    def _read(self, dtype: type[np.generic], at: int, count: int) -> NDArray[Any]:
        return np.frombuffer(self._bytes, dtype, int(count), int(self._head[at]))

    @property
    def left(self) -> int:
        """How many candidates are no hits, as nothing of them and of their translations counts."""
        return int(self._head[_LEFT])

    @property
    def docs(self) -> Int32s:
        """The candidates, ascending: int32[F]."""
        return self._read(np.int32, _DOCS_AT, self._head[_CANDIDATES])

    @property
    def rows(self) -> Int32s:
        """The row of each document; F for those that have none: int32[N]."""
        return self._read(np.int32, _ROWS_AT, self._max_doc)

    @property
    def found(self) -> Mask:
        """Whether a candidate matches itself; others are translations of what does: bool[F]."""
        return self._read(np.bool_, _FOUND_AT, self._head[_CANDIDATES])

    @property
    def complete(self) -> Mask:
        """The candidates that have every word: bool[F]."""
        return self._read(np.bool_, _COMPLETE_AT, self._head[_CANDIDATES])

    @property
    def scores(self) -> Floats:
        """float32[F]."""
        return self._read(np.float32, _SCORES_AT, self._head[_CANDIDATES])

    @property
    def signals(self) -> Floats:
        """The summands of the scores: float32[14, F]; to be asked for only where they are told."""
        return self._read(np.float32, _SIGNALS_AT, SIGNALS * int(self._head[_CANDIDATES])).reshape(SIGNALS, -1)

    @property
    def best(self) -> Int64s:
        """The rows of the best posts, best first."""
        return self._read(np.int64, _BEST_AT, self._head[_BEST_COUNT])

    @property
    def terms(self) -> Int64s:
        """Ordinals of the terms that feedback looks for."""
        return self._read(np.int64, _TERMS_AT, self._head[_TERM_COUNT])

    def choose_terms(self, terms: Int64s, weights: Doubles) -> None:
        """Let feedback look for terms, by weights that sum to 1."""
        self._head[_TERM_COUNT] = len(terms)
        self.terms[:] = terms
        self._read(np.float64, _WEIGHTS_AT, len(terms))[:] = weights
