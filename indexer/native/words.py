"""``words.c``: terms looked up, and the postings of several words read and weighed in one call."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, Floats, Int8s, Int32s, Int64s, Mask, UInt64s
from indexer.native.calling import address_of, address_of_buffer, call_with
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader
from indexer.native.spec import Spec

Rows = Sequence[int]
"""Where the postings of a term, or of a gram, begin and end in their table."""

_DOC_BYTES, _OTHER_BYTES, _ALIGNED, _CELLS = 18, 9, 4, 8
_DOCS, _OTHERS, _WITH_ALL, _EXACT = 3, 5, 6, 7
_TITLES_ALONE, _ALL_EXACT = 1, 2
"""As ``words.c`` has them."""


class KeyTable:
    """Keys in memory, and where the postings of each begin: arrays whose addresses are asked for once."""

    def __init__(self, keys: UInt64s, offsets: NDArray[np.integer]) -> None:
        """Name a table.

        Args:
            keys: uint64[k], ascending.
            offsets: uint32[k + 1] or int64[k + 1], where the postings of each begin.
        """
        self._held = np.ascontiguousarray(keys, np.uint64), np.ascontiguousarray(offsets)
        arrays = (number for array in self._held for number in (address_of(array), array.size))
        self._passed = *arrays, self._held[1].itemsize

    def find(self, kernel: Kernel, keys: Sequence[int]) -> list[list[int]]:
        """Return of each of some keys its number, or -1; and where its postings begin and end.

        Raises:
            ValueError: The offsets are fewer than the keys: the index is damaged.
        """
        wanted, found = np.array(keys, np.uint64), np.empty((len(keys), 3), np.int64)
        call_with(kernel, "find_keys", *self._passed, address_of(wanted), len(keys), address_of(found), found.size)
        told: list[list[int]] = found.tolist()
        return told


class WordBatch:
    """Words that are read together.

    Attributes:
        postings: How many postings they have.
    """

    def __init__(self) -> None:
        self.postings = 0
        self.rooms: list[int] = []
        self._heads: list[tuple[int, int, int, int, int]] = []
        self._terms: list[int] = []
        self._grams: list[int] = []

    def add(
        self, terms: Sequence[Rows], grams: Sequence[Rows] = (), *, in_title: bool = False, all_exact: bool = False
    ) -> None:
        """Add a word.

        Args:
            terms: Where the postings of each of its terms lie.
            grams: Of each of the pairs that cover its characters; empty where these are not looked for.
            in_title: Whether it is looked for in titles alone.
            all_exact: Whether it is itself wherever it is, also inside a longer word.
        """
        room, others = 0, [max(end - begin, 0) for begin, end in grams]
        for begin, end in terms:
            room += max(end - begin, 0)
            self._terms += (begin, end)
        for rows in grams:
            self._grams += rows
        fewest = min(others) if others else 0
        self.postings += room + sum(others)
        self.rooms.append(room * _DOC_BYTES + fewest * _OTHER_BYTES + _ALIGNED)
        self._heads.append((len(terms), in_title * _TITLES_ALONE + all_exact * _ALL_EXACT, room, len(others), fewest))

    def lay_out(self, addresses: Sequence[int]) -> tuple[Int64s, int]:
        """Return what the kernel takes, given where each word is read into; and how many terms there are."""
        cells: list[int] = []
        for (terms, way, room, grams, others), address in zip(self._heads, addresses, strict=True):
            cells += (terms, way, address, room, grams, others, 0, 0)
        return np.array(cells + self._terms + self._grams, np.int64), len(self._terms) // 2


class WeighedWord:
    """A word as it was read: the documents that have it, and those that have its characters alone.

    Attributes:
        doc_count: How many have it.
        other_count: How many others have all of its grams.
        with_all: How many documents have all of its grams, as a word or not.
        exact_count: How many have it as a word.
        size: Bytes that all this takes.
    """

    __slots__ = ("_address", "_bytes", "_others", "doc_count", "exact_count", "other_count", "size", "with_all")

    def __init__(self, read: bytearray, doc_count: int, other_count: int, with_all: int, exact_count: int) -> None:
        """Name what was read; room that was not needed is given back."""
        self._others = -(-doc_count * _DOC_BYTES // _ALIGNED) * _ALIGNED
        self.size = self._others + other_count * _OTHER_BYTES
        self._bytes = read if len(read) <= 2 * self.size else read[: max(self.size, _ALIGNED)]
        self._address = address_of_buffer(self._bytes)
        self.doc_count, self.other_count, self.with_all, self.exact_count = (
            doc_count,
            other_count,
            with_all,
            exact_count,
        )

    @property
    def docs(self) -> Int32s:
        """The documents that have it, ascending: int32[n]."""
        return self._read(np.int32, 0)

    @property
    def values(self) -> Floats:
        """Its weighted frequencies: float32[n]."""
        return self._read(np.float32, 4)

    @property
    def saturated(self) -> Floats:
        """Their BM25 saturation: float32[n]."""
        return self._read(np.float32, 8)

    @property
    def scores(self) -> Floats:
        """The same times its inverse document frequency: float32[n]."""
        return self._read(np.float32, 12)

    @property
    def fields(self) -> Int8s:
        """The first field of each document that has it: int8[n]."""
        return self._read(np.int8, 16)

    @property
    def is_exact(self) -> Mask:
        """Whether it is there as a word: bool[n]."""
        return self._read(np.bool_, 17)

    @property
    def others(self) -> Int32s:
        """The documents that have all of its grams, but it not as a word, ascending: int32[m]."""
        return np.frombuffer(self._bytes, np.int32, self.other_count, self._others)

    @property
    def other_scores(self) -> Floats:
        """What they score if all of them have its characters in one piece: float32[m]."""
        return np.frombuffer(self._bytes, np.float32, self.other_count, self._others + 4 * self.other_count)

    @property
    def never_exact(self) -> Mask:
        """False for each of the others: bool[m]."""
        return np.frombuffer(self._bytes, np.bool_, self.other_count, self._others + 8 * self.other_count)

    def _read(self, dtype: type[Any], begin: int) -> NDArray[Any]:
        return np.frombuffer(self._bytes, dtype, self.doc_count, begin * self.doc_count)

    def add_frequencies(self, spec: Spec) -> None:
        """Write documents and first fields for the kernel."""
        count, at = self.doc_count, self._address
        spec.add_held(self._bytes, at, count, at + 16 * count, count)

    def add_layers(self, spec: Spec, *, with_own: bool, with_others: bool) -> None:
        """Write documents, their scores and whether they have it as a word: those that have it, and the others."""
        if with_own:
            count, at = self.doc_count, self._address
            spec.add_held(self._bytes, at, count, at + 12 * count, count, at + 17 * count, count)
        if with_others:
            count, at = self.other_count, self._address + self._others
            spec.add_held(self._bytes, at, count, at + 4 * count, count, at + 8 * count, count)


class Scoring:
    """What turns counts into frequencies and these into scores: arrays whose addresses are asked for once."""

    def __init__(self, norms: Floats, idfs: Doubles, k1: float, substring: float) -> None:
        """Get ready.

        Args:
            norms: The weight of one occurrence in each doc_field: float32[N * 8].
            idfs: The inverse document frequency by how many documents have a word: float64.
            k1: See ``Tuning``.
            substring: The same.
        """
        self._held = norms, idfs, np.array([k1, k1 + 1, substring], np.float64)
        self.passed = tuple(number for array in self._held for number in (address_of(array), array.size))


def weigh_words(
    kernel: Kernel, postings: RowReader, grams: RowReader, words: WordBatch, scoring: Scoring
) -> list[WeighedWord] | None:
    """Read the postings of words, add their weighted counts up by document, and find their characters elsewhere.

    Args:
        kernel: The library.
        postings: The table of the doc_fields and counts of terms.
        grams: That of the documents and counts of grams.
        words: What is read.
        scoring: Of the index.

    Returns:
        None where they cannot be read, or are not what was written: who reads them again in Python learns why.
    """
    out = [bytearray(room) for room in words.rooms]
    table, terms = words.lay_out([address_of_buffer(each) for each in out])
    passed = *postings.passed, *grams.passed, address_of(table), table.size, *scoring.passed
    try:
        call_with(kernel, "weigh_words", *passed, len(out), terms)
    except ValueError:
        return None
    told = table[: len(out) * _CELLS].tolist()
    return [
        WeighedWord(read, *(told[at + cell] for cell in (_DOCS, _OTHERS, _WITH_ALL, _EXACT)))
        for read, at in zip(out, range(0, len(told), _CELLS), strict=True)
    ]
