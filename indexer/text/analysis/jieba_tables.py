"""jieba's dictionary and model, read from its files for the native kernel: 7 MB, where rjieba takes 30.

They cut as rjieba does: a test holds the two to the same words, of runs in which no character repeats. Where one does,
two ways to cut may weigh the same, as 等|等等 and 等等|等 do in 等等等; then rounding decides, and the two may differ.
"""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.native.loading import Kernel
from indexer.native.segment import (
    MODEL_FIRST,
    MODEL_LAST,
    PAIR_BEGINS,
    STATES,
    TRIPLE_BEGINS,
    WORD_ENDS,
    cut_words,
    find_word,
    hold_tables,
    put_word,
    read_dictionary,
)
from indexer.text.lexicon.word_lists import package_folder
from indexer.text.memo import Once

_SLOTS, _FREQUENCIES = 1 << 19, 1 << 16
"""Room for words, of which jieba has 349,046, and for different frequencies, of which they have 5,087."""
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

    def __init__(self, kernel: Kernel) -> None:
        """Read jieba's files."""
        content = (package_folder("jieba") / "dict.txt").read_bytes()
        words, frequencies, self._total = read_dictionary(kernel, content, _SLOTS, _FREQUENCIES)
        self._kernel = kernel
        self._frequencies = frequencies.tolist()
        self._numbers = {frequency: number for number, frequency in enumerate(self._frequencies)}
        logs = np.zeros(_FREQUENCIES)
        logs[: len(self._frequencies)] = [_log(each) for each in self._frequencies]
        self._tables = hold_tables(words, logs, read_model())
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
        number = self._numbers.setdefault(frequency, len(self._frequencies))
        if number == len(self._frequencies):
            self._frequencies.append(frequency)
            self._tables.logs[number] = _log(frequency)
        put_word(self._kernel, self._tables.words, word, number)
        self._total += frequency - (before or 0)
        self._log_total = _log(self._total)
        return frequency

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
        number = find_word(self._kernel, self._tables.words, word)
        return self._frequencies[number] if number >= 0 else default


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
