"""The words and grams of a part by document: a part has them by key, see ``Inverted``."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s
from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT
from indexer.index.format.packed import PackedRows
from indexer.index.parts.inverted_reader import InvertedReader
from indexer.index.parts.part_reader import PartReader


class Rows(NamedTuple):
    """What one document has of some keys.

    Attributes:
        numbers: int64[r], the number of each row's key, ascending.
        values: int64[r], what the row is: a posting, see ``fields_of`` and ``counts_of``, or a place.
    """

    numbers: Int64s
    values: Int64s


class DocumentRows(NamedTuple):
    """What one document has.

    Attributes:
        words: Postings of its terms.
        places: Positions of its terms, from its first.
        grams: Postings of its characters and pairs.
        gram_places: Character offsets of its pairs, from its first.
    """

    words: Rows
    places: Rows
    grams: Rows
    gram_places: Rows


def fields_of(postings: Rows) -> Int64s:
    """Return the number of each posting's field."""
    return postings.values & (FIELD_COUNT - 1)


def counts_of(postings: Rows) -> Int64s:
    """Return the count of each posting."""
    return postings.values >> FIELD_BITS


class ForwardIndex:
    """Reads documents of one part, many together: each time all its postings are gone through."""

    def __init__(self, part: PartReader) -> None:
        """Read the postings and places of a part into memory."""
        self._words = _Inverted(part.words, part.position_bases, FIELD_BITS)
        self._grams = _Inverted(part.grams, part.offset_bases, 0)

    def read(self, first: int, past: int) -> Iterator[DocumentRows]:
        """Yield what each document from ``first`` up to, not including, ``past`` has."""
        columns = (
            self._words.postings(first, past),
            self._words.places(first, past),
            self._grams.postings(first, past),
            self._grams.places(first, past),
        )
        return map(DocumentRows, *columns)


class _Inverted:
    """The words or the grams of a part.

    Args:
        inverted: As the part has them.
        bases: Where the places of each document begin.
        bits: Lowest bits of an entry that are a field's number.
    """

    def __init__(self, inverted: InvertedReader, bases: Int64s, bits: int) -> None:
        self._inverted = inverted
        self._bases = bases
        self._bits = bits
        self._entries, self._counts = _read_all(inverted.posted)
        (self._places,) = _read_all(inverted.placed)

    def postings(self, first: int, past: int) -> Iterator[Rows]:
        """Yield the postings of each of some documents; a value holds the count above the field."""
        bits = self._bits
        rows = np.flatnonzero((self._entries >= first << bits) & (self._entries < past << bits))
        chosen = self._entries[rows].astype(np.int64)
        values = (self._counts[rows].astype(np.int64) << FIELD_BITS) | (chosen & ((1 << bits) - 1))
        return _gather(self._inverted.postings, (chosen >> bits) - first, rows, values, past - first)

    def places(self, first: int, past: int) -> Iterator[Rows]:
        """Yield the places of each of some documents, counted from where it begins."""
        bases = self._bases
        rows = np.flatnonzero((self._places >= bases[first]) & (self._places < bases[past]))
        chosen = self._places[rows].astype(np.int64)
        owners = bases.searchsorted(chosen, side="right") - 1
        return _gather(self._inverted.occurrences, owners - first, rows, chosen - bases[owners], past - first)


def _read_all(table: PackedRows) -> list[NDArray[Any]]:
    return table.read(0, len(table))


def _gather(begins: NDArray[Any], owners: Int64s, rows: Int64s, values: Int64s, docs: int) -> Iterator[Rows]:
    """Yield by document what lies key by key: rows that begin where ``begins`` says, owned by some documents."""
    numbers = begins.searchsorted(rows, side="right") - 1
    order = owners.argsort(kind="stable")
    offsets = owners[order].searchsorted(np.arange(docs + 1)).tolist()
    numbers, values = numbers[order], values[order]
    return (Rows(numbers[begin:end], values[begin:end]) for begin, end in pairwise(offsets))
