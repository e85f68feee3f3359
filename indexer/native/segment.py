"""``segment.c``: a dictionary, and runs of Han characters cut into words by it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexer.arrays import Doubles, UInt16s, UInt32s, UInt64s
from indexer.native.calling import address_of, address_of_buffer, call, call_with
from indexer.native.loading import Kernel

WORD_ENDS, PAIR_BEGINS, TRIPLE_BEGINS = 1, 2, 4
"""Flags of a character: a word ends with it; a word of two characters begins with it in the dictionary, or of three."""
MODEL_FIRST, MODEL_LAST, STATES = 0x4E00, 0x9FD5, 4
"""The characters that the model knows, and its states: a word's begin, end, middle, and a word of one character."""


class WordTable(NamedTuple):
    """A dictionary: words by a hash of their characters.

    Attributes:
        keys: uint64[n], n a power of two; 0 where there is no word.
        numbers: uint16[n], of each word that of its frequency.
        longest: Characters of the longest word.
    """

    keys: UInt64s
    numbers: UInt16s
    longest: int


class ReadDictionary(NamedTuple):
    """A dictionary's file, read.

    Attributes:
        words: Its words.
        frequencies: uint32[m], each once, by their numbers.
        total: The sum of the frequencies of all words.
    """

    words: WordTable
    frequencies: UInt32s
    total: int


def read_dictionary(kernel: Kernel, content: bytes, slots: int, most_frequencies: int) -> ReadDictionary:
    """Read a dictionary: a line each word, its frequency and what else, parted by spaces.

    Args:
        kernel: The library.
        content: UTF-8.
        slots: A power of two, more than there are words.
        most_frequencies: How many different ones there may be.

    Raises:
        MemoryError: There are more words or frequencies.
    """
    keys, numbers, sums = np.zeros(slots, np.uint64), np.zeros(slots, np.uint16), np.zeros(2, np.int64)
    values = np.empty(most_frequencies, np.uint32)
    count = call(kernel, "read_dictionary", content, keys, numbers, values, sums)
    longest, total = sums.tolist()
    return ReadDictionary(WordTable(keys, numbers, longest), values[:count], total)


def put_word(kernel: Kernel, words: WordTable, word: str, number: int) -> None:
    """Put a word, with the number of its frequency, into a dictionary.

    Raises:
        MemoryError: It is full.
    """
    call(kernel, "put_word", word.encode("utf-32-le"), words.keys, words.numbers, number)


def find_word(kernel: Kernel, words: WordTable, word: str) -> int:
    """Return the number of a word's frequency; -1 of what is no word."""
    return call(kernel, "find_word", word.encode("utf-32-le"), words.keys, words.numbers)


@dataclass(frozen=True, slots=True)
class CuttingTables:
    """What runs are cut by. The arrays are held, for the kernel gets their addresses.

    Attributes:
        words: The dictionary.
        logs: float64[m], of frequencies by their numbers.
        emitted: float64[characters, 4], by character and state of the model.
        addresses: Those of the arrays, and how many elements each has.
    """

    words: WordTable
    logs: Doubles
    emitted: Doubles
    addresses: tuple[int, ...]


def hold_tables(words: WordTable, logs: Doubles, emitted: Doubles) -> CuttingTables:
    """Return what runs are cut by."""
    arrays = (words.keys, words.numbers, logs, emitted)
    return CuttingTables(words, logs, emitted, tuple(n for each in arrays for n in (address_of(each), each.size)))


def cut_words(kernel: Kernel, tables: CuttingTables, log_total: float, text: str, *, has_model: bool) -> bytearray:
    """Return the flags of each character of Han runs with line ends between them.

    Args:
        kernel: The library.
        tables: What they are cut by.
        log_total: The logarithm of the sum of all frequencies.
        text: The runs; not empty.
        has_model: False leaves characters alone that the dictionary does not join.
    """
    flags, content = bytearray(len(text)), text.encode("utf-32-le", "surrogatepass")
    passed = (*tables.addresses, log_total, tables.words.longest, int(has_model), address_of_buffer(flags), len(flags))
    call_with(kernel, "cut_words", content, len(content), *passed)
    return flags
