"""jieba's dictionary and model for the native kernel: 1 MB, and a file that all processes share; rjieba takes 30.

They cut as rjieba does: a test holds the two to the same words, of runs in which no character repeats. Where one does,
two ways to cut may weigh the same, as 等|等等 and 等等|等 do in 等等等; then rounding decides, and the two may differ.
"""

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import UInt8s
from indexer.native.loading import Kernel
from indexer.native.segment import (
    MODEL_FIRST,
    MODEL_LAST,
    OUT_OF_ORDER,
    PAIR_BEGINS,
    STATES,
    TRIPLE_BEGINS,
    WORD_ENDS,
    AddedWords,
    CuttingTables,
    ReadDictionary,
    cut_words,
    hold_tables,
    make_room,
    read_dictionary,
)
from indexer.text.lexicon.word_lists import package_folder
from indexer.text.memo import Once

_FREQUENCIES, _FEW = 1 << 16, 1 << 10
"""Room for different frequencies, of which jieba's 349,046 words have 5,087; and for added words, to begin with."""
_IMPOSSIBLE = -3.14e100
_STATES = "BEMS"
"""Begin, end, middle, single."""
_STATE = re.compile(r"'([BEMS])': \{")
_EMITTED = re.compile(r"'\\u([0-9a-f]{4})': (-[0-9.e+]+)")


class KernelCutter:
    """Cuts Han runs as rjieba does; safe to be shared by threads once all words are added.

    Source:
        jieba 0.42 ``Tokenizer``, ``finalseg``; jieba-rs 0.8 ``add_word``, ``suggest_freq``.
    """

    def __init__(self, kernel: Kernel, file: Path | None = None) -> None:
        """Read jieba's files, or another dictionary instead of its."""
        read = _read(kernel, file or package_folder("jieba") / "dict.txt")
        self._kernel = kernel
        self._read, self._total = read, read.total
        self._logs = np.array(list(map(_log, read.frequencies.tolist())), np.float64)
        self._added: dict[str, int] = {}
        self._room, self._tables = self._make_room(_FEW)
        self._log_total = _log(self._total)

    def cut(self, text: str) -> list[str]:
        """Cut Han runs, line ends between them, into words; the line ends are words too."""
        return self._cut(text, has_model=True)

    def cut_for_search(self, text: str) -> list[str]:
        """Cut a Han run into words, before each the words of two and of three characters inside it."""
        flags = cut_words(self._kernel, self._tables, self._log_total, text, has_model=True) if text else b""
        return [word for begin, end in _spans(flags) for word in _list_words(text, flags, begin, end)]

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> int:  # noqa: ARG002  as jieba has it
        """Add a Han word, as often as makes it one; return its frequency."""
        before = self._frequency_of(word)
        frequency = self._suggest(word) if freq is None else freq
        if 2 * len(self._added) >= len(self._room.keys):
            self._room, self._tables = self._make_room(2 * len(self._room.keys))
        self._added[word] = frequency
        self._room.put(self._kernel, word, _log(frequency))
        self._total += frequency - (before or 0)
        self._log_total = _log(self._total)
        return frequency

    def _make_room(self, slots: int) -> tuple[AddedWords, CuttingTables]:
        """Return room for fewer words than there are slots, with those that were added."""
        room = make_room(slots)
        for word, frequency in self._added.items():
            room.put(self._kernel, word, _log(frequency))
        return room, hold_tables(self._read, self._logs, room, read_model())

    def _cut(self, text: str, *, has_model: bool) -> list[str]:
        flags = cut_words(self._kernel, self._tables, self._log_total, text, has_model=has_model) if text else b""
        ends = [end for end, flag in enumerate(flags, 1) if flag & WORD_ENDS]
        return [text[begin:end] for begin, end in pairwise([0, *ends])]

    def _suggest(self, word: str) -> int:
        """Return the frequency from which on a word is not cut."""
        joined = 0.0
        for piece in self._cut(word, has_model=False):
            joined += _log(self._frequency_of(piece, 1)) - self._log_total
        return max(int(math.exp(joined + self._log_total)) + 1, self._frequency_of(word, 1))

    def _frequency_of(self, word: str, default: int = 0) -> int:
        added = self._added.get(word)
        if added is not None:
            return added
        frequency = self._read.dictionary.find_frequency(self._kernel, word)
        return frequency if frequency >= 0 else default


def _read(kernel: Kernel, file: Path) -> ReadDictionary:
    """Read a dictionary, which stays in its file where its words are in the order of their first characters."""
    with file.open("rb") as opened:
        content = np.frombuffer(mmap(opened.fileno(), 0, access=ACCESS_READ), np.uint8)
    read = read_dictionary(kernel, content, _FREQUENCIES)
    if not read.is_in_order:
        ordered = read_dictionary(kernel, _sort_lines(content.tobytes()), _FREQUENCIES)
        return read._replace(dictionary=ordered.dictionary)
    begins = read.dictionary.begins
    edges = begins & (OUT_OF_ORDER - 1)
    groups = (content[edges[at] : edges[at + 1]].tobytes() for at in np.flatnonzero(begins & OUT_OF_ORDER).tolist())
    return read._replace(dictionary=read.dictionary._replace(in_order=_sort_lines(b"".join(groups))))


def _sort_lines(content: bytes) -> UInt8s:
    """Return the lines of a dictionary in the order of their words, of each word the last."""
    last = {line.partition(b" ")[0]: line for line in content.splitlines()}
    return np.frombuffer(b"".join(last[word] + b"\n" for word in sorted(last)), np.uint8)


def _log(number: int) -> float:
    return math.log(number) if number else -math.inf


def _spans(flags: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield where words begin and end."""
    begin = 0
    for end, flag in enumerate(flags, 1):
        if flag & WORD_ENDS:
            yield begin, end
            begin = end


def _list_words(text: str, flags: bytes | bytearray, begin: int, end: int) -> Iterator[str]:
    for size, flag in ((2, PAIR_BEGINS), (3, TRIPLE_BEGINS)):
        if end - begin > size:
            yield from (text[at : at + size] for at in range(begin, end - size + 1) if flags[at] & flag)
    yield text[begin:end]


@Once
def read_model() -> NDArray[np.float64]:
    """Return how likely each state of the model shows as each character: float64[characters, 4]."""
    emitted = np.full((MODEL_LAST - MODEL_FIRST + 1, STATES), _IMPOSSIBLE)
    text = (package_folder("jieba") / "finalseg" / "prob_emit.py").read_text(encoding="utf-8")
    _, *rest = _STATE.split(text)
    for state, rows in zip(rest[::2], rest[1::2], strict=True):
        found = _EMITTED.findall(rows)
        codes = np.array([int(code, 16) for code, _ in found]) - MODEL_FIRST
        likely = np.array([float(each) for _, each in found])
        known = (codes >= 0) & (codes < len(emitted))
        emitted[codes[known], _STATES.index(state)] = likely[known]
    return emitted
