"""``answer.c``: what an answer tells of a ranking, as the last step of ``ranking.c``."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.native.calling import address_of, address_of_buffer
from indexer.native.facets import FacetArrays
from indexer.native.spec import Spec

_TOTAL, _COMPLETE, _COUNT, _HEAD = range(4)
"""As ``answer.h`` has them."""


class AnswerColumns:
    """Columns of an index of N documents that every answer goes by, as the kernel takes them.

    Attributes:
        passed: An address, and how many numbers are there.
        facets: How many.
        most_listed: Values of all facets that are listed, at most.
    """

    def __init__(self, dates: Int64s, ranks: Int32s, locales: Int32s, facets: FacetArrays, limits: Int64s) -> None:
        """Name columns.

        Args:
            dates: int64[N], seconds.
            ranks: int32[N], the order of the posts' ids.
            locales: int32[N], the number of each document's locale.
            facets: What is counted.
            limits: int64[F], how many values of each of F facets are listed.
        """
        spec = Spec()
        spec.add_array(dates, np.int64)
        spec.add_array(ranks, np.int32)
        spec.add_array(locales, np.int32)
        spec.add_array(facets.groups, np.int32)
        spec.add_array(facets.offsets, np.int64)
        spec.add_array(facets.values, np.int32)
        spec.add_array(facets.facet_offsets, np.int64)
        spec.add_array(facets.ranks, np.int64)
        spec.add(facets.groups.shape[1])
        most = np.minimum(limits, len(facets.ranks))
        spec.add_array(most, np.int64)
        self.facets, self.most_listed = len(most), int(most.sum())
        self._held, self._written = spec, np.array(spec.numbers, np.int64)
        self.passed = address_of(self._written), self._written.size


class Asked(NamedTuple):
    """What is asked of a ranking.

    Attributes:
        limit: Documents that are told, at most; few.
        by_date: Whether the newest come first.
        locale: The number of the one that was typed.
        whole_words: Of words that were typed in one piece of a script without spaces, the number of each among the
            nodes, and int32[], the documents that have its characters so, but it not as a word.
    """

    limit: int
    by_date: bool
    locale: int
    whole_words: Iterable[tuple[int, Int32s]] = ()


class ToldAnswer(NamedTuple):
    """What an answer tells of a ranking.

    Attributes:
        total: Posts found.
        complete: Those of them that have every word.
        docs: The first documents, in order.
        scores: Of each.
        lengths: Of each facet how many values are listed.
        values: The numbers of these, facet by facet.
        counts: Documents that have each.
    """

    total: int
    complete: int
    docs: list[int]
    scores: list[float]
    lengths: list[int]
    values: list[int]
    counts: list[int]


class AnswerRoom:
    """Room for an answer.

    Attributes:
        spec: What is asked, as ``answer.c`` takes it.
    """

    def __init__(self, columns: AnswerColumns, asked: Asked) -> None:
        """Make room for what is asked."""
        self._limit, self._facets = asked.limit, columns.facets
        cells = _HEAD + 2 * asked.limit + columns.facets + 2 * columns.most_listed
        self._told, self.spec = bytearray(8 * cells), Spec()
        self.spec.add_held(columns, *columns.passed, address_of_buffer(self._told), cells)
        words = list(asked.whole_words)
        self.spec.add(asked.limit, asked.by_date, asked.locale, len(words))
        for node, inside in words:
            self.spec.add(node)
            self.spec.add_array(inside, np.int32)

    def read(self) -> ToldAnswer:
        """Return what was told."""
        told = memoryview(self._told)
        numbers, decimals = told.cast("q"), told.cast("d")
        count, scores, lengths = numbers[_COUNT], _HEAD + self._limit, _HEAD + 2 * self._limit
        values = lengths + self._facets
        of_facets = numbers[lengths:values].tolist()
        past = values + sum(of_facets)
        return ToldAnswer(
            numbers[_TOTAL],
            numbers[_COMPLETE],
            numbers[_HEAD : _HEAD + count].tolist(),
            [*decimals[scores : scores + count]],
            of_facets,
            numbers[values:past].tolist(),
            numbers[past : 2 * past - values].tolist(),
        )
