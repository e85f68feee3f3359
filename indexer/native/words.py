"""``words.c``: the postings of several words, read and weighed in one call."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import address_of, call_with
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader

Int32s = NDArray[np.int32]
Floats = NDArray[np.float32]
Int8s = NDArray[np.int8]
Rows = tuple[int, int]
"""Where the postings of a term, or of a gram, begin and end in their table."""

_DOC_BYTES, _CELLS = 13, 8
_DOCS, _OTHERS, _WITH_ALL = 3, 6, 7
"""As ``words.c`` has them."""


class PostedWord(NamedTuple):
    """Where the postings of a word lie.

    Attributes:
        terms: Of each of its terms.
        in_title: Whether it is looked for in titles alone.
        grams: Of each of the pairs that cover its characters; empty where these are not looked for.
    """

    terms: Sequence[Rows]
    in_title: bool
    grams: Sequence[Rows] = ()


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
    kernel: Kernel, postings: RowReader, grams: RowReader, words: Sequence[PostedWord], saturation: Saturation
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
    cells: list[int] = []
    out = []
    for terms, in_title, pairs in words:
        room = sum(max(end - begin, 0) for begin, end in terms)
        others = max(min((end - begin for begin, end in pairs), default=0), 0)
        array = np.empty(room * _DOC_BYTES, np.uint8), np.empty(others, np.int32)
        cells += (len(terms), in_title, address_of(array[0]), room, len(pairs), address_of(array[1]), others, 0)
        out.append((*array, room))
    cells += [row for word in words for rows in word.terms for row in rows]
    cells += [row for word in words for rows in word.grams for row in rows]
    table = np.array(cells, np.int64)
    passed = *postings.passed, *grams.passed, address_of(table), table.size, *saturation.passed
    try:
        call_with(kernel, "weigh_words", *passed, len(words), sum(len(word.terms) for word in words))
    except ValueError:
        return None
    told = table[: len(words) * _CELLS].tolist()
    return [_divide(*each, told[at : at + _CELLS]) for each, at in zip(out, range(0, len(told), _CELLS), strict=True)]


def _divide(out: NDArray[np.uint8], others: Int32s, room: int, told: Sequence[int]) -> WeighedWord:
    docs = told[_DOCS]
    return WeighedWord(
        np.frombuffer(out, np.int32, docs),
        np.frombuffer(out, np.float32, docs, 4 * room),
        np.frombuffer(out, np.float32, docs, 8 * room),
        np.frombuffer(out, np.int8, docs, 12 * room),
        others[: told[_OTHERS]],
        told[_WITH_ALL],
    )
