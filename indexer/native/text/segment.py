"""``segment.c``: a dictionary, and runs of Han characters cut into words by it."""

from codecs import utf_32_le_encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, UInt8s, UInt32s, UInt64s
from indexer.native.calling import address_of, address_of_buffer, call, call_with
from indexer.native.loading import Kernel

WORD_ENDS, PAIR_BEGINS, TRIPLE_BEGINS = 1, 2, 4
"""Flags of a character: a word ends with it; a word of two characters begins with it in the dictionary, or of three."""
MODEL_FIRST, MODEL_LAST, STATES = 0x4E00, 0x9FD5, 4
"""The characters that the model knows, and its states: a word's begin, end, middle, and a word of one character."""


LISTED = 0xA000 - 0x3400
"""Characters for which the dictionary's lines are found at once."""
OUT_OF_ORDER = 1 << 31
"""Of a character: its lines are out of order in the file."""


class Dictionary(NamedTuple):
    """A dictionary as its file has it: UTF-8, a line each word, its frequency and what else, parted by spaces.

    Attributes:
        content: uint8[], the file's bytes: from the first word of Han characters alone on in the order of words.
        in_order: uint8[], the lines of those first characters whose lines are out of order there, in order.
        begins: uint32[LISTED + 1], by such a character where its lines begin; with ``OUT_OF_ORDER`` where they are.
    """

    content: UInt8s
    in_order: UInt8s
    begins: UInt32s

    def find_frequency(self, kernel: Kernel, word: str) -> int:
        """Return the frequency of a word of Han characters; -1 of what is none."""
        return call(kernel, "find_word", word.encode("utf-32-le"), *self)


class ReadDictionary(NamedTuple):
    """A dictionary, and what it holds.

    Attributes:
        dictionary: With its file's bytes.
        frequencies: uint32[m], each once, ascending.
        total: The sum of the frequencies of all words.
        longest: Characters of the longest word.
        is_in_order: Whether words stand in the order of their first characters.
    """

    dictionary: Dictionary
    frequencies: UInt32s
    total: int
    longest: int
    is_in_order: bool


def read_dictionary(kernel: Kernel, content: UInt8s, most_frequencies: int) -> ReadDictionary:
    """Find out what a dictionary holds.

    Args:
        kernel: The library.
        content: uint8[], the file's bytes.
        most_frequencies: How many different ones there may be.

    Raises:
        MemoryError: There are more.
    """
    begins, sums = np.zeros(LISTED + 1, np.uint32), np.zeros(3, np.int64)
    values = np.empty(most_frequencies, np.uint32)
    count = call(kernel, "read_dictionary", content, begins, values, sums)
    longest, total, is_in_order = sums.tolist()
    dictionary = Dictionary(content, np.empty(0, np.uint8), begins)
    return ReadDictionary(dictionary, np.sort(values[:count]), total, longest, bool(is_in_order))


class AddedWords(NamedTuple):
    """Words that a dictionary has not, or with another frequency.

    Attributes:
        keys: uint64[n], n a power of two: each word by a hash of its characters; 0 where there is none.
        logs: float64[n], the logarithm of its frequency.
    """

    keys: UInt64s
    logs: Doubles

    def put(self, kernel: Kernel, word: str, log: float) -> None:
        """Put a word in, with the logarithm of its frequency.

        Raises:
            MemoryError: There is no room.
        """
        call(kernel, "put_word", word.encode("utf-32-le"), self.keys, self.logs, log)


def add_words(
    kernel: Kernel, read: ReadDictionary, logs: Doubles, added: AddedWords, words: Sequence[str], *, totals: Doubles
) -> UInt8s:
    """Add words one after the other, as often as makes each one, as far as the kernel can tell that.

    Args:
        kernel: The library.
        read: The dictionary.
        logs: float64[m], the logarithms of its frequencies.
        added: Which has room for them.
        words: Of Han characters.
        totals: float64[n], for n words: the logarithms of the sum of all frequencies, and of one, two … more.

    Returns:
        uint8[k], of the first k words, 0 of those that the dictionary has as often as is wanted, 1 of the others, which
        were added once.
    """
    text = "".join(f"{word}\n" for word in words).encode("utf-32-le")
    are_new = np.empty(len(words), np.uint8)
    tables = (*read.dictionary, read.frequencies, logs, *added)
    return are_new[: call(kernel, "add_words", text, *tables, read.longest, totals, are_new)]


def make_room(slots: int) -> AddedWords:
    """Return room for words, fewer than ``slots``, a power of two."""
    return AddedWords(np.zeros(slots, np.uint64), np.zeros(slots))


@dataclass(frozen=True, slots=True)
class CuttingTables:
    """What runs are cut by. The arrays are held, for the kernel gets their addresses.

    Attributes:
        arrays: See ``hold_tables``.
        longest: Characters of the longest word.
        addresses: Those of the arrays, and how many elements each has.
    """

    arrays: tuple[NDArray[Any], ...]
    longest: int
    addresses: tuple[int, ...]


def hold_tables(read: ReadDictionary, logs: Doubles, added: AddedWords, emitted: Doubles) -> CuttingTables:
    """Return what runs are cut by.

    Args:
        read: The dictionary.
        logs: float64[m], the logarithms of its frequencies.
        added: What counts before it.
        emitted: float64[characters, 4], by character and state of the model.
    """
    arrays = (*read.dictionary, read.frequencies, logs, *added, emitted)
    return CuttingTables(arrays, read.longest, tuple(n for each in arrays for n in (address_of(each), each.size)))


def cut_words(kernel: Kernel, tables: CuttingTables, log_total: float, text: str, *, has_model: bool) -> bytearray:
    """Return the flags of each character of Han runs with line ends between them.

    Args:
        kernel: The library.
        tables: What they are cut by.
        log_total: The logarithm of the sum of all frequencies.
        text: The runs; not empty.
        has_model: False leaves characters alone that the dictionary does not join.
    """
    flags, (content, _) = bytearray(len(text)), utf_32_le_encode(text, "surrogatepass")
    passed = (*tables.addresses, log_total, tables.longest, int(has_model), address_of_buffer(flags), len(flags))
    call_with(kernel, "cut_words", content, len(content), *passed)
    return flags
