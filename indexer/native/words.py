"""``words.c``: the postings of several words, read and weighed in one call."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats, Int8s, Int32s, Int64s, UInt8s
from indexer.native.calling import address_of, call_with
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader

Rows = Sequence[int]
"""Where the postings of a term, or of a gram, begin and end in their table."""

_DOC_BYTES, _CELLS = 13, 8
_DOCS, _OTHERS, _WITH_ALL = 3, 6, 7
"""As ``words.c`` has them."""
_NOWHERE: Int32s = np.empty(0, np.int32)


class WordBatch:
    """Words that are read together.

    Attributes:
        postings: How many postings they have.
    """

    def __init__(self) -> None:
        self.postings = 0
        self.heads: list[tuple[int, bool, int, int, int]] = []
        self._terms: list[int] = []
        self._grams: list[int] = []

    def add(self, terms: Sequence[Rows], grams: Sequence[Rows] = (), *, in_title: bool = False) -> None:
        """Add a word.

        Args:
            terms: Where the postings of each of its terms lie.
            grams: Of each of the pairs that cover its characters; empty where these are not looked for.
            in_title: Whether it is looked for in titles alone.
        """
        room, others = 0, [max(end - begin, 0) for begin, end in grams]
        for begin, end in terms:
            room += max(end - begin, 0)
            self._terms += (begin, end)
        for rows in grams:
            self._grams += rows
        self.postings += room + sum(others)
        self.heads.append((len(terms), in_title, room, len(others), min(others, default=0)))

    def lay_out(self, out: Sequence[UInt8s]) -> tuple[Int64s, int]:
        """Return what the kernel takes, given where each word is read into; and how many terms there are."""
        cells: list[int] = []
        for (terms, in_title, room, grams, others), array in zip(self.heads, out, strict=True):
            address = address_of(array)
            cells += (terms, in_title, address + 4 * others, room, grams, address, others, 0)
        return np.array(cells + self._terms + self._grams, np.int64), len(self._terms) // 2


class WeighedWord(NamedTuple):
    """The weighted frequencies of a word, and where its characters are.

    Attributes:
        docs: int32[n], ascending.
        values: float32[n].
        saturated: float32[n], the BM25 saturation of the values.
        fields: int8[n], the first field of each document that has it.
        others: int32[], the documents that have all of its grams, but it not as a word: ascending.
        with_all: How many documents have all of its grams.
    """

    docs: Int32s
    values: Floats
    saturated: Floats
    fields: Int8s
    others: Int32s
    with_all: int


class Saturation:
    """What turns counts into frequencies and these into scores: arrays whose addresses are asked for once.

    Attributes:
        passed: What the kernel takes.
    """

    def __init__(self, norms: Floats, k1: float) -> None:
        """Get ready.

        Args:
            norms: The weight of one occurrence in each doc_field: float32[N * 8].
            k1: See ``Tuning``.
        """
        self._held = norms, np.array([k1, k1 + 1], np.float32)
        self.passed = tuple(number for array in self._held for number in (address_of(array), array.size))


def weigh_words(
    kernel: Kernel, postings: RowReader, grams: RowReader, words: WordBatch, saturation: Saturation
) -> list[WeighedWord] | None:
    """Read the postings of words, add their weighted counts up by document, and find their characters elsewhere.

    Args:
        kernel: The library.
        postings: The table of the doc_fields and counts of terms.
        grams: That of the documents and counts of grams.
        words: What is read.
        saturation: Of the index.

    Returns:
        None where they cannot be read, or are not what was written: who reads them again in Python learns why.
    """
    out = [np.empty(room * _DOC_BYTES + others * 4, np.uint8) for _, _, room, _, others in words.heads]
    table, terms = words.lay_out(out)
    passed = *postings.passed, *grams.passed, address_of(table), table.size, *saturation.passed
    try:
        call_with(kernel, "weigh_words", *passed, len(out), terms)
    except ValueError:
        return None
    told = table[: len(out) * _CELLS].tolist()
    return [
        _divide(array, head[2], head[4], told[at : at + _CELLS])
        for array, head, at in zip(out, words.heads, range(0, len(told), _CELLS), strict=True)
    ]


def _divide(out: UInt8s, room: int, others: int, told: Sequence[int]) -> WeighedWord:
    docs, begin = told[_DOCS], 4 * others
    found = WeighedWord(
        np.frombuffer(out, np.int32, docs, begin),
        np.frombuffer(out, np.float32, docs, begin + 4 * room),
        np.frombuffer(out, np.float32, docs, begin + 8 * room),
        np.frombuffer(out, np.int8, docs, begin + 12 * room),
        np.frombuffer(out, np.int32, told[_OTHERS]) if others else _NOWHERE,
        told[_WITH_ALL],
    )
    return found if out.nbytes <= 2 * docs * _DOC_BYTES else _copy(found)


def _copy(found: WeighedWord) -> WeighedWord:
    """Leave what was read: whoever keeps arrays counts what they take, and each keeps all that was made room for."""
    docs, values, saturated, fields, others, with_all = found
    return WeighedWord(docs.copy(), values.copy(), saturated.copy(), fields.copy(), others.copy(), with_all)
