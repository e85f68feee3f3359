"""``answer.c``: what an answer tells of a ranking, as the last step of ``ranking.c``."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.native.calling import address_of, contiguous
from indexer.native.facets import FacetArrays
from indexer.native.spec import Spec

_TOTAL, _COMPLETE, _COUNT, _HEAD = range(4)
"""As ``answer.h`` has them."""


class AnswerColumns:
    """Columns of an index of N documents that every answer goes by, as the kernel takes them.

    Attributes:
        passed: An address, and how many numbers are there.
        facets: How many.
        room: Numbers that an answer takes besides its documents and their scores, at most.
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
        self.facets, self.room = len(most), _HEAD + len(most) + 2 * int(most.sum())
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
    whole_words: Sequence[tuple[int, Int32s]] = ()


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
        numbers: What is asked, as ``answer.c`` takes it.
    """

    __slots__ = ("_facets", "_held", "_limit", "_told", "numbers")

    def __init__(self, columns: AnswerColumns, asked: Asked) -> None:
        """Make room for what is asked."""
        limit, by_date, locale, whole_words = asked
        cells = columns.room + 2 * limit
        self._told, self._limit, self._facets = array("q", bytes(8 * cells)), limit, columns.facets
        words = [(node, contiguous(inside, np.int32)) for node, inside in whole_words] if whole_words else []
        self._held = columns, words
        self.numbers = [*columns.passed, *self._told.buffer_info(), limit, by_date, locale, len(words)]
        for node, inside in words:
            self.numbers += (node, address_of(inside), inside.size)

    def read(self) -> ToldAnswer:
        """Return what was told."""
        told, scores = self._told, _HEAD + self._limit
        lengths = scores + self._limit
        values = lengths + self._facets
        head = told[:values].tolist()
        count, of_facets = head[_COUNT], head[lengths:]
        listed = sum(of_facets)
        found = told[values : values + 2 * listed].tolist()
        docs, of_docs = head[_HEAD : _HEAD + count], array("d", told[scores : scores + count].tobytes()).tolist()
        return ToldAnswer(head[_TOTAL], head[_COMPLETE], docs, of_docs, of_facets, found[:listed], found[listed:])
