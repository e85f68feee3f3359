"""``answer.c``: what an answer tells of a ranking, as the last step of ``ranking.c``."""

from collections.abc import Sequence
from struct import Struct, unpack_from
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.native.answer.facet_texts import FacetTexts
from indexer.native.answer.facets import FacetArrays
from indexer.native.calling import address_of, address_of_buffer, contiguous
from indexer.native.spec import Spec

_TOTAL, _COMPLETE, _COUNT, _BYTES, _HEAD = range(5)
"""As ``answer.h`` has them."""
_NUMBER = 8
"""Bytes of what is told, each."""
_read_head = Struct(f"{_HEAD}q").unpack_from


class AnswerColumns:
    """Columns of an index of N documents that every answer goes by, as the kernel takes them.

    Attributes:
        passed: An address, and how many numbers are there.
        facets: How many.
        room: Numbers that an answer takes besides its documents and their scores, at most.
        json_room: Bytes that its facets take as JSON, at most; 0 where they are not written.
    """

    def __init__(
        self, dates: Int64s, ranks: Int32s, locales: Int32s, facets: FacetArrays, *, limits: Int64s, texts: FacetTexts
    ) -> None:
        """Name columns.

        Args:
            dates: int64[N], seconds.
            ranks: int32[N], the order of the posts' ids.
            locales: int32[N], the number of each document's locale.
            facets: What is counted.
            limits: int64[F], how many values of each of F facets are listed.
            texts: What these are written with.
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
        spec.add_held(texts, *texts.spec.numbers)
        self.facets, self.room, self.json_room = len(most), _HEAD + len(most) + 2 * int(most.sum()), texts.room
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


class ToldFacets:
    """The facets of an answer, as they were told.

    Attributes:
        json: A JSON object of them; empty where none was written.
    """

    __slots__ = ("_at", "_facets", "_room", "json")

    def __init__(self, room: bytearray, at: int, facets: int, json: bytes) -> None:
        """Take where the lengths of so many facets are told, and their values and counts behind these."""
        self._room, self._at, self._facets, self.json = room, at, facets, json

    def read(self) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """Return the values that are listed, facet by facet; how often each was counted; how many each facet has."""
        lengths = unpack_from(f"{self._facets}q", self._room, self._at)
        listed = sum(lengths)
        numbers = unpack_from(f"{2 * listed}q", self._room, self._at + _NUMBER * self._facets)
        return numbers[:listed], numbers[listed:], lengths


class ToldAnswer(NamedTuple):
    """What an answer tells of a ranking.

    Attributes:
        total: Posts found.
        complete: Those of them that have every word.
        docs: The first documents, in order.
        scores: Of each.
        facets: Of what was found.
    """

    total: int
    complete: int
    docs: list[int]
    scores: list[float]
    facets: ToldFacets


class AnswerRoom:
    """Room for an answer.

    Attributes:
        numbers: What is asked, as ``answer.c`` takes it.
    """

    __slots__ = ("_facets", "_held", "_json", "_limit", "_told", "numbers")

    def __init__(self, columns: AnswerColumns, asked: Asked) -> None:
        """Make room for what is asked."""
        limit, by_date, locale, whole_words = asked
        cells = columns.room + 2 * limit
        self._told, self._json = bytearray(_NUMBER * cells + columns.json_room), _NUMBER * cells
        self._limit, self._facets = limit, columns.facets
        words = [(node, contiguous(inside, np.int32)) for node, inside in whole_words] if whole_words else []
        self._held = columns, words
        told = address_of_buffer(self._told), cells, columns.json_room
        self.numbers = [*columns.passed, *told, limit, by_date, locale, len(words)]
        for node, inside in words:
            self.numbers += (node, address_of(inside), inside.size)

    def read(self) -> ToldAnswer:
        """Return what was told."""
        told, limit, json = self._told, self._limit, self._json
        total, complete, count, size = _read_head(told)
        numbers = unpack_from(f"{limit}q{limit}d", told, _NUMBER * _HEAD)
        facets = ToldFacets(told, _NUMBER * (_HEAD + 2 * limit), self._facets, bytes(told[json : json + size]))
        return ToldAnswer(total, complete, [*numbers[:count]], [*numbers[limit : limit + count]], facets)
