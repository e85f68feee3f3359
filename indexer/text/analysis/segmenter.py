"""Cut runs of Chinese characters into words. The only module that knows jieba.

``rjieba`` is jieba's algorithm and dictionary in Rust, some twenty times as fast and without jieba's half second of
start-up; where it cannot be imported, jieba itself cuts. Queries, names and the posts of a small update are cut by
the native kernel where there is one, in a third of the memory. Tests hold all three to the same words, see
``jieba_tables``.
"""

import logging
import tempfile
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Protocol, cast

from indexer.native import kernel
from indexer.patterns import compile_later
from indexer.text.analysis.jieba_tables import KernelCutter
from indexer.text.analysis.scripts import HAN
from indexer.text.lexicon.word_lists import package_folder, technical_words
from indexer.text.memo import Once, memo

LONGEST_PIECE = 200
"""Characters that are cut at once: the hidden Markov model's time grows with the square of a run's length, and no
sentence is longer. At a piece's end a word may be split; inside it, nothing changes."""


_IN_USE = 20
"""How often jieba's texts have a word in general use: 80,000 of its 349,000; most others are names, or no words."""
_KERNEL_WORD = compile_later(f"[{HAN}]{{1,16}}")
"""What the kernel can be taught: the longest of jieba's words has 16 characters, and it looks for none longer."""


def _is_long(run: str) -> bool:
    return len(run) > LONGEST_PIECE


class Segmenter(Protocol):
    """Cuts text into words that, joined, give it back."""

    def segment(self, run: str) -> Sequence[str]:
        """Cut a run of Han characters into words, in order, nothing lost."""
        ...

    def segment_runs(self, runs: Sequence[str]) -> list[str]:
        """Cut runs of Han characters, as one by one; a line end follows the words of each."""
        ...

    def subwords(self, word: str) -> Sequence[str]:
        """Return the shorter dictionary words inside a word, in order of their appearance, without itself."""
        ...


class _JiebaCutter(Protocol):
    """The methods that jieba's ``Tokenizer`` and rjieba's ``Jieba`` have in common."""

    def cut(self, text: str) -> Iterable[str]: ...
    def cut_for_search(self, text: str) -> Iterable[str]: ...
    def add_word(self, word: str, freq: int | None, tag: str | None) -> object: ...


class JiebaSegmenter:
    """Either jieba, with words of our own added to its dictionary; safe to be shared by threads, which only read it."""

    def __init__(self, cutter: _JiebaCutter, words: Iterable[str] = ()) -> None:
        self._cutter = cutter
        for word in words:
            cutter.add_word(word, None, None)

    def segment(self, run: str) -> list[str]:
        """Cut a run of Han characters into words (jieba's precise mode, HMM on)."""
        if len(run) == 1:
            return [run]
        if len(run) <= LONGEST_PIECE:
            return list(self._cutter.cut(run))
        pieces = (run[i : i + LONGEST_PIECE] for i in range(0, len(run), LONGEST_PIECE))
        return [word for piece in pieces for word in self._cutter.cut(piece)]

    def segment_runs(self, runs: Sequence[str]) -> list[str]:
        """Cut runs of Han characters, as one by one; a line end follows the words of each.

        Calling jieba costs more than cutting a run, and it cuts at line ends before all else; so it is called once.
        """
        if runs and max(map(len, runs)) <= LONGEST_PIECE:
            return [*self._cutter.cut("\n".join(runs)), "\n"]
        words = list[str]()
        for is_long, some in groupby(runs, key=_is_long):
            if is_long:
                words += [word for run in some for word in (*self.segment(run), "\n")]
            else:
                words += [*self._cutter.cut("\n".join(some)), "\n"]
        return words

    def subwords(self, word: str) -> list[str]:
        """Return the dictionary words of two or three characters inside a word (jieba's search mode)."""
        return [part for part in self._cutter.cut_for_search(word) if part != word]


def make_segmenter(words: Iterable[str] = ()) -> Segmenter:
    """Make a segmenter that also knows ``words``, which are Simplified and folded."""
    return JiebaSegmenter(_rjieba().take() or load_jieba(), words)


class _Rjieba:
    """Makes rjieba's cutters; the module is one itself, which saves a tenth of a second to whoever comes first."""

    def __init__(self) -> None:
        try:
            import rjieba  # noqa: PLC0415  loads its dictionary: a tenth of a second, for Chinese alone
        except ImportError:  # no wheel for this platform
            self._module, self._unused = None, []
        else:
            self._module, self._unused = rjieba, [rjieba]

    def take(self) -> _JiebaCutter | None:
        """Return a cutter to whose dictionary nobody else adds words; None without rjieba."""
        if self._module is None:
            return None
        try:
            return cast("_JiebaCutter", self._unused.pop())
        except IndexError:
            return cast("_JiebaCutter", self._module.Jieba())


_rjieba = Once(_Rjieba)


def preload_dictionary() -> None:
    """Load the dictionary that the first segmenter of this process, or of each that is forked from it, takes over."""
    _rjieba()


def load_jieba() -> _JiebaCutter:
    """Return a cutter of jieba itself, for where there is no rjieba.

    It loads its compiled dictionary with ``marshal``, which trusts the file; so it never sees the shared temporary
    folder in which jieba would look for one.
    """
    import jieba  # noqa: PLC0415  takes half a second, and only the fallback needs it

    jieba.setLogLevel(logging.WARNING)
    tokenizer = cast("Any", jieba.Tokenizer())
    with tempfile.TemporaryDirectory() as private:
        tokenizer.tmp_dir = private
        tokenizer.initialize()
    return cast("_JiebaCutter", tokenizer)


@memo(limit=4)
def segmenter_for(user_dictionary: tuple[str, ...]) -> Segmenter:
    """Return the segmenter that knows the shipped word list and a site's own words; the same one each time."""
    return make_segmenter((*technical_words(), *user_dictionary))


@memo(limit=4)
def light_segmenter_for(user_dictionary: tuple[str, ...]) -> Segmenter:
    """Return a segmenter that cuts as that of ``segmenter_for``: for queries, names and a few posts.

    Where the kernel cuts, it is there in a third of the time, its tables take 20 MB less, and a run takes half as long
    again.
    """
    cutter = _technical_cutter() if kernel() else None
    if cutter is None or not all(map(_KERNEL_WORD.fullmatch, user_dictionary)):
        return segmenter_for(user_dictionary)
    own = cutter.copy()
    own.add_words(user_dictionary)
    return JiebaSegmenter(own)


@Once
def _technical_cutter() -> KernelCutter | None:
    """Return the kernel's cutter that knows the shipped word list; None without a kernel."""
    library = kernel()
    if library is None:
        return None
    cutter = KernelCutter(library)
    cutter.add_words(technical_words())
    return cutter


def is_chinese(word: str) -> bool:
    """Check whether a folded Han word is one in general use, or of the technical field: 权限 is, 权县 is none.

    Looked up by the kernel, or else in jieba's file, which takes some milliseconds.
    """
    if word in technical_words():
        return True
    cutter = _technical_cutter()
    return (cutter.frequency_of(word) if cutter else _find_frequency(word)) >= _IN_USE


def _find_frequency(word: str) -> int:
    """Return how often jieba's texts have a word; 0 for one that its dictionary lacks."""
    lines = b"\n" + (package_folder("jieba") / "dict.txt").read_bytes()
    _, found, rest = lines.partition(f"\n{word} ".encode())
    return int(rest[: rest.index(b" ")]) if found else 0


class LazySegmenter:
    """The segmenter of a site for queries, whose dictionary is loaded with the first Chinese word."""

    def __init__(self, user_dictionary: tuple[str, ...]) -> None:
        self._user_dictionary = user_dictionary

    @cached_property
    def _loaded(self) -> Segmenter:
        return light_segmenter_for(self._user_dictionary)

    def segment(self, run: str) -> Sequence[str]:
        """Cut a run of Han characters into words, in order, nothing lost."""
        return self._loaded.segment(run)

    def segment_runs(self, runs: Sequence[str]) -> list[str]:
        """Cut runs of Han characters, as one by one; a line end follows the words of each."""
        return self._loaded.segment_runs(runs)

    def subwords(self, word: str) -> Sequence[str]:
        """Return the shorter dictionary words inside a word, in order of their appearance, without itself."""
        return self._loaded.subwords(word)


def default_segmenter() -> Segmenter:
    """Return a segmenter that knows the shipped word list, for names."""
    return light_segmenter_for(())


def load_dictionaries() -> None:
    """Load now what the default segmenter needs, and one that knows a site's own words: a sixth of a second."""
    default_segmenter()
    preload_dictionary()
