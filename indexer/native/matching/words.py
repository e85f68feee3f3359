"""``words.c``: several words looked up, their postings read and weighed, in one call."""

from array import array
from codecs import utf_32_le_encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, Floats, Int8s, Int32s, Int64s, Mask, UInt64s
from indexer.native.calling import address_of, address_of_buffer, call_with
from indexer.native.index.packed import RowReader
from indexer.native.loading import Kernel
from indexer.per_thread import PerThread
from indexer.units import TermId

_DOC_BYTES, _OTHER_BYTES, _ALIGNED, _CELLS = 18, 9, 4, 9
_TERMS = 1
_BEGIN, _DOCS, _OTHERS, _WITH_ALL, _EXACT, _IN_PIECE = range(3, 9)
_TITLES_ALONE, _ALL_EXACT = 1, 2
"""As ``words.c`` has them."""
_UNTOLD = (0,) * (_CELLS - _BEGIN)
_ROOM = 1 << 16
"""Bytes for the words of most queries, which each thread keeps: fresh ones would have to be zeroed each time."""


class KeyTable:
    """Keys in memory, and where the postings of each begin: arrays whose addresses are asked for once.

    Attributes:
        passed: What the kernel takes: addresses, and how many numbers are there.
    """

    def __init__(self, keys: UInt64s, offsets: NDArray[np.integer]) -> None:
        """Name a table.

        Args:
            keys: uint64[k], ascending.
            offsets: uint32[k + 1] or int64[k + 1], where the postings of each begin.
        """
        self._held = np.ascontiguousarray(keys, np.uint64), np.ascontiguousarray(offsets)
        arrays = (number for array in self._held for number in (address_of(array), array.size))
        self.passed = *arrays, self._held[1].itemsize

    def find(self, kernel: Kernel, keys: Sequence[int]) -> list[list[int]]:
        """Return of each of some keys its number, or -1; and where its postings begin and end.

        Raises:
            ValueError: The offsets are fewer than the keys: the index is damaged.
        """
        wanted, found = np.array(keys, np.uint64), np.empty((len(keys), 3), np.int64)
        call_with(kernel, "find_keys", *self.passed, address_of(wanted), len(keys), address_of(found), found.size)
        told: list[list[int]] = found.tolist()
        return told


class WordBatch:
    """Words that are looked up together.

    Attributes:
        cells: Of each word what the kernel is told, and room for what it tells.
        terms: Theirs, word by word.
        text: Their characters, word by word, where these are looked for inside other words.
    """

    __slots__ = ("cells", "terms", "text")

    def __init__(self) -> None:
        self.cells: list[int] = []
        self.terms: list[str] = []
        self.text = ""

    def add(self, terms: Sequence[str], text: str = "", *, in_title: bool = False, all_exact: bool = False) -> None:
        """Add a word.

        Args:
            terms: In any of which it is.
            text: Its characters, where these are looked for inside other words.
            in_title: Whether it is looked for in titles alone.
            all_exact: Whether it is itself wherever it is, also inside a longer word.
        """
        way = in_title * _TITLES_ALONE + all_exact * _ALL_EXACT
        self.cells += (way, len(terms), len(text), *_UNTOLD)
        self.terms += terms
        self.text += text


class WeighedWord:
    """A word as it was read: the documents that have it, and those that have its characters alone.

    Attributes:
        doc_count: How many have it.
        other_count: How many others have its characters.
        with_all: How many documents have its characters, as a word or not.
        in_piece: Whether these stand there in one piece, and not only all pairs of them.
        exact_count: How many have it as a word.
        in_title: Whether it was looked for in titles alone.
        terms: The numbers of its terms, -1 for those that are nowhere.
        size: Bytes that all this takes.
    """

    __slots__ = (
        "_address",
        "_bytes",
        "_others",
        "doc_count",
        "exact_count",
        "in_piece",
        "in_title",
        "other_count",
        "size",
        "terms",
        "with_all",
    )

    def __init__(self, room: bytearray, told: Sequence[int], terms: Sequence[TermId]) -> None:
        """Copy what was read to some room, given its cells as the kernel leaves them, and the numbers of its terms."""
        way, _, _, begin, self.doc_count, self.other_count, self.with_all, self.exact_count, in_piece = told
        self._others = others = -(-self.doc_count * _DOC_BYTES // _ALIGNED) * _ALIGNED
        self.size = size = others + self.other_count * _OTHER_BYTES
        self._bytes = room[begin : begin + size] if size else bytearray(_ALIGNED)
        self._address = address_of_buffer(self._bytes)
        self.in_piece, self.in_title, self.terms = bool(in_piece), bool(way & _TITLES_ALONE), terms

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
    def is_itself(self) -> Mask:
        """Whether it is there as a word: bool[n]."""
        return self._read(np.bool_, 17)

    @property
    def others(self) -> Int32s:
        """The documents that have its characters, but it not as a word, ascending: int32[m]; see ``in_piece``."""
        return np.frombuffer(self._bytes, np.int32, self.other_count, self._others)

    @property
    def other_scores(self) -> Floats:
        """What they score, those that have its characters in one piece: float32[m]."""
        return np.frombuffer(self._bytes, np.float32, self.other_count, self._others + 4 * self.other_count)

    @property
    def never_exact(self) -> Mask:
        """False for each of the others: bool[m]."""
        return np.frombuffer(self._bytes, np.bool_, self.other_count, self._others + 8 * self.other_count)

    def _read(self, dtype: type[Any], begin: int) -> NDArray[Any]:
        return np.frombuffer(self._bytes, dtype, self.doc_count, begin * self.doc_count)

    def list_frequencies(self) -> list[int]:
        """Return where documents and first fields lie, as the kernel takes them."""
        count, at = self.doc_count, self._address
        return [at, count, at + 16 * count, count]

    def list_layers(self, *, with_own: bool, with_others: bool) -> list[int]:
        """Return where documents, their scores and whether they have it as a word lie, as the kernel takes them.

        Those that have it come first, then the others.
        """
        numbers: list[int] = []
        if with_own:
            count, at = self.doc_count, self._address
            numbers += (at, count, at + 12 * count, count, at + 17 * count, count)
        if with_others:
            count, at = self.other_count, self._address + self._others
            numbers += (at, count, at + 4 * count, count, at + 8 * count, count)
        return numbers


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


class Places:
    """Where grams stand: arrays whose addresses are asked for once."""

    def __init__(self, reader: RowReader, occurrences: NDArray[np.integer], bases: Int64s) -> None:
        """Name tables.

        Args:
            reader: Of the places.
            occurrences: uint32[g + 1] or int64[g + 1], where those of each gram begin.
            bases: int64[N + 1], the place at which each document begins.
        """
        self._held = reader, np.ascontiguousarray(occurrences), np.ascontiguousarray(bases, np.int64)
        _, begins, documents = self._held
        begin = address_of(begins), begins.size, begins.itemsize
        self.passed = *reader.passed, *begin, address_of(documents), documents.size


class WordTables:
    """What words are looked up in, and scored by: arrays whose addresses are asked for once."""

    def __init__(
        self, keys: tuple[KeyTable, KeyTable], postings: tuple[RowReader, RowReader], scoring: Scoring, places: Places
    ) -> None:
        """Name tables, each of terms and of grams.

        Args:
            keys: Of them.
            postings: The doc_fields and counts of terms, and the documents and counts of grams.
            scoring: Of the index.
            places: Of grams.
        """
        numbers = (number for each in (*keys, *postings, scoring, places) for number in each.passed)
        self._cells = np.array(list(numbers), np.int64)
        self._held = keys, postings, scoring, places
        self.passed = address_of(self._cells), self._cells.size


_rooms = PerThread(lambda: bytearray(_ROOM))
"""Where words are read to before each gets bytes of its own."""

Word = TypeVar("Word", bound=WeighedWord)


def find_words(
    kernel: Kernel,
    tables: WordTables,
    words: WordBatch,
    most: int,
    make: Callable[[bytearray, Sequence[int], Sequence[TermId]], Word],
) -> tuple[list[TermId], list[Word]] | None:
    """Look words up, add the weighted counts of their postings up by document, and find their characters elsewhere.

    Args:
        kernel: The library.
        tables: Of an index.
        words: Any number.
        most: Postings that are read at most.
        make: Makes each word, as ``WeighedWord`` is made.

    Returns:
        The numbers of their terms, word by word, -1 for those that are nowhere; and the words. None where they have
        more postings, these cannot be read, or are not what was written: who reads them again in Python learns why.
    """
    cells, numbers, room = array("q", words.cells), array("q", bytes(8 * len(words.terms))), _rooms.kept
    terms, (text, _) = "\n".join(words.terms).encode("utf-8", "replace"), utf_32_le_encode(words.text, "surrogatepass")
    passed = *tables.passed, *cells.buffer_info(), terms, len(terms), *numbers.buffer_info(), text, len(text)
    for _ in range(2):  # a second time where that takes more room
        try:
            needed = call_with(kernel, "find_words", *passed, address_of_buffer(room), len(room), most)
        except ValueError:
            return None
        if needed < 0:
            return None
        if needed <= len(room):
            told, made, first = cells.tolist(), list[Word](), 0
            ids: Any = numbers.tolist()
            for at in range(0, len(told), _CELLS):
                past = first + told[at + _TERMS]
                made.append(make(room, told[at : at + _CELLS], ids[first:past]))
                first = past
            return ids, made
        room = bytearray(needed)
    return None
