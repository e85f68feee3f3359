"""jieba's dictionary and model for the native kernel: 1 MB, and a file that all processes share; rjieba takes 30.

They cut as rjieba does: a test holds the two to the same words. Where two ways to cut weigh the same, as 等|等等 and
等等|等 do in 等等等, rounding decides; so all sums are made in the order in which rjieba makes them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Self

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.arrays import Doubles, UInt8s
from indexer.native.loading import Kernel
from indexer.native.text.segment import (
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
    add_words,
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
_PLACES = 6
_STATES = "BEMS"
"""Begin, end, middle, single."""
_AT_ONCE = 64
"""Words that are added in a call: of one in twenty the kernel cannot tell how often."""


@dataclass(slots=True)
class _Words:
    """A dictionary and the words that were added to it.

    Attributes:
        logs: float64[m], the logarithms of the dictionary's frequencies.
        added: Words that were added, with their frequencies.
        room: The same for the kernel.
        total: The sum of all frequencies.
    """

    read: ReadDictionary
    logs: Doubles
    added: dict[str, int]
    room: AddedWords
    total: int

    def copy(self) -> "_Words":
        room = AddedWords(self.room.keys.copy(), self.room.logs.copy())
        return _Words(self.read, self.logs, self.added.copy(), room, self.total)


class KernelCutter:
    """Cuts Han runs as rjieba does; safe to be shared by threads once all words are added.

    Source:
        jieba 0.42 ``Tokenizer``, ``finalseg``; jieba-rs 0.11 ``add_word``, ``suggest_freq``.
    """

    def __init__(self, kernel: Kernel, file: Path | None = None, words: _Words | None = None) -> None:
        """Read jieba's files, or another dictionary instead of its, or take over words."""
        self._kernel = kernel
        self._words = words or _read_words(kernel, file or package_folder("jieba") / "dict.txt")
        self._tables, self._log_total = self._hold_tables(), _log(self._words.total)

    def copy(self) -> Self:
        """Return another, to which words may be added that this one does not know."""
        return type(self)(self._kernel, words=self._words.copy())

    def cut(self, text: str) -> list[str]:
        """Cut Han runs, line ends between them, into words; the line ends are words too."""
        return self._cut(text)

    def cut_for_search(self, text: str) -> list[str]:
        """Cut a Han run into words, before each the words of two and of three characters inside it."""
        flags = cut_words(self._kernel, self._tables, self._log_total, text, has_model=True) if text else b""
        return [word for begin, end in _spans(flags) for word in _list_words(text, flags, begin, end)]

    def add_words(self, words: Sequence[str]) -> None:
        """Add Han words, as often as makes each one: as ``add_word``, many in a call."""
        self._make_room(len(words))
        begin = 0
        while begin < len(words):
            begin += self._add_some(words[begin : begin + _AT_ONCE])
            if begin < len(words):
                self.add_word(words[begin])
                begin += 1

    def _add_some(self, words: Sequence[str]) -> int:
        """Add words up to the first of which the kernel cannot tell how often; return how many."""
        own = self._words
        totals = np.array([_log(own.total + more) for more in range(len(words))])
        are_new = add_words(self._kernel, own.read, own.logs, own.room, words, totals=totals).tolist()
        self._note({word: 1 for word, is_new in zip(words, are_new, strict=False) if is_new}, sum(are_new))
        return len(are_new)

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> int:  # noqa: ARG002  as jieba has it
        """Add a Han word, as often as makes it one; return its frequency."""
        before = self.frequency_of(word)
        frequency = self._suggest(word) if freq is None else freq
        self._make_room(1)
        self._words.room.put(self._kernel, word, _log(frequency))
        self._note({word: frequency}, frequency - before)
        return frequency

    def _note(self, words: Mapping[str, int], more: int) -> None:
        """Note words that were added, which made so much more of all together."""
        self._words.added.update(words)
        self._words.total += more
        self._log_total = _log(self._words.total)

    def _make_room(self, more: int) -> None:
        """Make room for so many more words: a third at most is taken."""
        own = self._words
        if (slots := 1 << (3 * (len(own.added) + more)).bit_length()) > len(own.room.keys):
            own.room = make_room(slots)
            for word, frequency in own.added.items():
                own.room.put(self._kernel, word, _log(frequency))
            self._tables = self._hold_tables()

    def _hold_tables(self) -> CuttingTables:
        return hold_tables(self._words.read, self._words.logs, self._words.room, read_model())

    def _cut(self, text: str, *, has_model: bool = True) -> list[str]:
        flags = cut_words(self._kernel, self._tables, self._log_total, text, has_model=has_model) if text else b""
        ends = [end for end, flag in enumerate(flags, 1) if flag & WORD_ENDS]
        return [text[begin:end] for begin, end in pairwise([0, *ends])]

    def _suggest(self, word: str) -> int:
        """Return the frequency from which on a word is not cut."""
        joined = 0.0
        for piece in self._cut(word, has_model=False):
            joined += _log(self.frequency_of(piece, 1)) - self._log_total
        return max(int(math.exp(joined + self._log_total)) + 1, self.frequency_of(word, 1))

    def frequency_of(self, word: str, default: int = 0) -> int:
        """Return how often jieba's texts have a Han word, or as often as makes one that was added; else the default."""
        added = self._words.added.get(word)
        if added is not None:
            return added
        frequency = self._words.read.dictionary.find_frequency(self._kernel, word)
        return frequency if frequency >= 0 else default


def _read_words(kernel: Kernel, file: Path) -> _Words:
    read = _read(kernel, file)
    logs = np.array(list(map(_log, read.frequencies.tolist())), np.float64)
    return _Words(read, logs, {}, make_room(_FEW), read.total)


def _read(kernel: Kernel, file: Path) -> ReadDictionary:
    """Read a dictionary, which stays in its file where its words are in the order of their first characters."""
    with file.open("rb") as opened:
        content = np.frombuffer(mmap(opened.fileno(), 0, access=ACCESS_READ), np.uint8)
    read = read_dictionary(kernel, content, _FREQUENCIES)
    if not read.is_in_order:
        return read_dictionary(kernel, _sort_lines(content.tobytes()), _FREQUENCIES)
    begins = read.dictionary.begins
    edges = begins & (OUT_OF_ORDER - 1)
    groups = [content[edges[at] : edges[at + 1]] for at in np.flatnonzero(begins & OUT_OF_ORDER).tolist()]
    doubtful = np.concatenate([content[: edges[0]], *groups])
    in_order = _sort_lines(doubtful.tobytes())
    again = _sum_up(kernel, doubtful) - _sum_up(kernel, in_order)  # what is there twice, as B超 is, counts once
    return read._replace(dictionary=read.dictionary._replace(in_order=in_order), total=read.total - again)


def _sum_up(kernel: Kernel, content: UInt8s) -> int:
    return read_dictionary(kernel, content, _FREQUENCIES).total


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
    """Return how likely each state of the model shows as each character: float64[characters, 4].

    To six places, as jieba-rs has them (``jieba-macros/src/hmm.model``): where two ways to cut weigh nearly the same,
    the places behind would decide otherwise.
    """
    emitted = np.full((MODEL_LAST - MODEL_FIRST + 1, STATES), _IMPOSSIBLE)
    text = (package_folder("jieba") / "finalseg" / "prob_emit.py").read_bytes()
    table: dict[str, dict[str, float]] = orjson.loads(text[text.index(b"{") :].replace(b"'", b'"'))
    for state, rows in table.items():
        codes = np.frombuffer("".join(rows).encode("utf-32-le"), np.uint32).astype(np.int64) - MODEL_FIRST
        likely = np.fromiter(rows.values(), np.float64, len(rows)).round(_PLACES)
        known = (codes >= 0) & (codes < len(emitted))
        emitted[codes[known], _STATES.index(state)] = likely[known]
    return emitted
