"""The words that a worker has met, numbered, and the forms of each: a word is understood once, not each time."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.native import Kernel, kernel
from indexer.native.text.cut import RawTokens
from indexer.native.text.met_tokens import MetTokens
from indexer.native.text.spell import Spelling, spell_words
from indexer.text.analysis.folding import FoldedBatch, fold_text
from indexer.text.analysis.scripts import IS_HAN
from indexer.text.analysis.segmenter import Segmenter, default_segmenter
from indexer.text.analysis.word_forms import (
    LATIN_WORD,
    LONGEST_TERM,
    count_positions,
    find_word_forms,
    read_han,
    stem_words,
)

MOST_KEPT = 1 << 21
"""Code points of all raw tokens that are kept, some 300,000 of them: texts invent new ones without end."""
_ROW_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class KnownForms:
    """The forms of W raw tokens, S of them together.

    Attributes:
        counts: int32[W], forms of each.
        positions: int32[W], how many each takes up.
        forms: int32[4, S], for each form, in order of where it begins, the longer first: the term's number, where in
            the raw token it begins, its length, and its step times two, plus one if it is a subword.
        latin_words: int32[], the numbers of the Latin words in the raw tokens.
        latin_counts: int32[W], how many of them each has.
    """

    counts: NDArray[np.int32]
    positions: NDArray[np.int32]
    forms: NDArray[np.int32]
    latin_words: NDArray[np.int32]
    latin_counts: NDArray[np.int32]


class Vocabulary:
    """Terms in the order in which they were first met, and the forms of raw tokens; safe to be shared by threads.

    Attributes:
        terms: By number.
        latin_words: Latin words as written (``LATIN_WORD``), by number.
        segmenter: Cuts Han runs.
    """

    def __init__(self, segmenter: Segmenter | None = None) -> None:
        self.segmenter = segmenter or default_segmenter()
        self._term_numbers, self._latin_numbers = _Numbers(), _Numbers()
        self.terms, self.latin_words = self._term_numbers.words, self._latin_numbers.words
        self._by_text, self._by_token = _ByText(self._make_forms()), _ByToken(self._make_forms())
        self._lock = Lock()

    def look_up(self, raw_tokens: Sequence[str]) -> KnownForms:
        """Return the forms of raw tokens, found out now where they are new."""
        with self._lock:
            if self._by_text.forms.size > MOST_KEPT:
                self._by_text = _ByText(self._make_forms())
            return self._by_text.look_up(raw_tokens)

    def look_up_tokens(self, library: Kernel, folded: FoldedBatch, raw: RawTokens) -> KnownForms:
        """Return the forms of the different raw tokens of texts, found out now where they are new.

        Args:
            library: The kernel, which remembers the tokens.
            folded: The texts.
            raw: Their raw tokens.
        """
        with self._lock:
            if self._by_token.forms.size > MOST_KEPT:
                self._by_token = _ByToken(self._make_forms())
            return self._by_token.look_up(library, folded, raw)

    def _make_forms(self) -> "_Forms":
        return _Forms(self._term_numbers, self._latin_numbers, self.segmenter)


class _Numbers(defaultdict[str, int]):
    """Words numbered in the order in which they are first asked for.

    Attributes:
        words: By number, as of the last ``list_words``.
    """

    def __init__(self) -> None:
        super().__init__(count().__next__)  # a method of ours would take four times as long for each new word
        self.words: list[str] = []

    def list_words(self) -> None:
        """List the words that are new."""
        fresh = [*islice(reversed(self), len(self) - len(self.words))]
        self.words += reversed(fresh)


class _Forms:
    """Forms and Latin words of raw tokens, by numbers in the order in which they are learnt.

    An array that is looked at cannot grow, so only copies of its rows are given away.

    Attributes:
        size: Code points of all raw tokens.
    """

    def __init__(self, term_numbers: _Numbers, latin_numbers: _Numbers, segmenter: Segmenter) -> None:
        self._term_numbers, self._latin_numbers, self._segmenter = term_numbers, latin_numbers, segmenter
        self.size = 0
        self._rows = array("i")  # first form, forms, positions, first Latin word, Latin words
        self._forms = array("i")
        self._latin = array("i")

    def __len__(self) -> int:
        return len(self._rows) // _ROW_COLUMNS

    def take(self, numbers: NDArray[np.int32]) -> KnownForms:
        """Return the forms of raw tokens with given numbers."""
        firsts, counts, positions, latin, latin_counts = _take_rows(self._rows, _ROW_COLUMNS, numbers).T.copy()
        return KnownForms(
            counts=counts,
            positions=positions,
            forms=_take_rows(self._forms, 4, _spread(firsts, counts)).T.copy(),
            latin_words=_take_rows(self._latin, 1, _spread(latin, latin_counts)).ravel(),
            latin_counts=latin_counts,
        )

    def learn(self, fresh: Sequence[str]) -> list[int]:
        """Learn raw tokens, all of them new and different; return their places in the order of their numbers."""
        library = kernel()
        are_spelt = [library is not None and raw.isascii() for raw in fresh]
        spelt = [at for at, is_spelt in enumerate(are_spelt) if is_spelt]
        if library and spelt:
            words = [fresh[at] for at in spelt]
            self._learn_together(words, spell_words(library, words))
        others = [at for at, is_spelt in enumerate(are_spelt) if not is_spelt]
        for raw in map(fresh.__getitem__, others):
            (self._learn_han if IS_HAN.match(raw) else self._learn_one)(raw)
        self._term_numbers.list_words()
        self._latin_numbers.list_words()
        return spelt + others

    def _learn_together(self, raw_tokens: Sequence[str], spelling: Spelling) -> None:
        counts, positions, latin_counts = spelling.rows.T
        words, to_stem = spelling.words, np.flatnonzero(spelling.forms[:, 0]).tolist()
        for at, stem in zip(to_stem, stem_words([words[at] for at in to_stem]), strict=True):
            words[at] = stem[:LONGEST_TERM]
        firsts = np.cumsum(counts) - counts + len(self._forms) // 4
        latin = np.cumsum(latin_counts) - latin_counts + len(self._latin)
        self._rows.frombytes(_bytes_of(np.stack([firsts, counts, positions, latin, latin_counts], axis=1)))
        terms = np.fromiter(map(self._term_numbers.__getitem__, words), dtype=np.int32, count=len(words))
        self._forms.frombytes(_bytes_of(np.column_stack([terms, spelling.forms[:, 1:]])))
        self._latin.extend(map(self._latin_numbers.__getitem__, spelling.latin_words))
        self.size += sum(map(len, raw_tokens))

    def _learn_han(self, word: str) -> None:
        """Learn a Han word, of which there are most: it is folded, takes one position, and holds no Latin word."""
        first = len(self._forms) // 4
        for term, start, end, _, is_subword in read_han(word, self._segmenter):
            self._forms.extend((self._term_numbers[term], start, end - start, int(is_subword)))
        self._rows.extend((first, len(self._forms) // 4 - first, 1, len(self._latin), 0))
        self.size += len(word)

    def _learn_one(self, raw: str) -> None:
        forms = find_word_forms(raw, self._segmenter)
        latin = LATIN_WORD.findall(fold_text(raw))
        self._rows.extend((len(self._forms) // 4, len(forms), count_positions(forms), len(self._latin), len(latin)))
        for term, start, end, step, is_subword in forms:
            self._forms.extend((self._term_numbers[term], start, end - start, 2 * step + is_subword))
        self._latin.extend(map(self._latin_numbers.__getitem__, latin))
        self.size += len(raw)


class _ByText(dict[str, int]):
    """Numbers of raw tokens by their texts."""

    def __init__(self, forms: _Forms) -> None:
        super().__init__()
        self.forms = forms

    def look_up(self, raw_tokens: Sequence[str]) -> KnownForms:
        found = [*map(self.get, raw_tokens)]
        if None in found:
            fresh = list({raw: None for raw, number in zip(raw_tokens, found, strict=True) if number is None})
            first = len(self.forms)
            self.update({fresh[at]: number for number, at in enumerate(self.forms.learn(fresh), first)})
            found = [*map(self.get, raw_tokens)]
        return self.forms.take(np.array(found, dtype=np.int32))


class _ByToken:
    """Numbers of raw tokens, which the kernel finds as they stand in texts."""

    def __init__(self, forms: _Forms) -> None:
        self.forms = forms
        self._met = MetTokens()

    def look_up(self, library: Kernel, folded: FoldedBatch, raw: RawTokens) -> KnownForms:
        numbers = self._met.find(library, folded.packed, raw)
        fresh = np.flatnonzero(numbers < 0)
        if len(fresh):
            first = len(self.forms)
            order = self.forms.learn(folded.slices(raw.firsts[fresh], raw.pasts[fresh]))
            which = fresh[order].astype(np.int32)
            self._met.add(library, folded.packed, raw, which)
            numbers[which] = np.arange(first, first + len(which), dtype=np.int32)
        return self.forms.take(numbers)


def _bytes_of(rows: NDArray[np.integer]) -> bytes:
    return rows.astype(np.intc).tobytes()


def _spread(firsts: NDArray[np.int32], counts: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the numbers of as many rows one after the other from each first one as are counted: int32[sum(counts)]."""
    before = np.cumsum(counts, dtype=np.int32) - counts
    rows: NDArray[np.int32] = np.arange(counts.sum(), dtype=np.int32) + np.repeat(firsts - before, counts)
    return rows


def _take_rows(values: "array[int]", width: int, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    rows: NDArray[np.int32] = np.asarray(values, dtype=np.int32).reshape(-1, width)
    return rows.take(numbers, axis=0)
