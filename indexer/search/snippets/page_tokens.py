"""Which tokens of a page of hits are among some terms."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import IS_SUBWORD, NUMBER, Int64s, Mask, UInt32s
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import ZONE_GAP
from indexer.units import Positions

_SIEVE = 1 << 12
"""Term numbers modulo this are looked up before the numbers themselves: nearly all words of a text are not wanted."""
_LOW = np.uint32(_SIEVE - 1)
_COUNTS_BIT = np.uint32(31)


class TermFilter:
    """Picks the tokens of a page that are among some terms, ascending."""

    def __init__(self, numbers: Int64s) -> None:
        self._numbers = numbers
        self._mask = np.zeros(_SIEVE, dtype=bool)
        self._mask[numbers & (_SIEVE - 1)] = True

    def find(self, page: ResultPage) -> "PageTokens":
        """Return the tokens of a page, in reading order of each document."""
        if not page.docs or not len(self._numbers):
            nothing = np.empty(0, dtype=np.int64)
            return PageTokens(page, *(nothing,) * 6, np.empty(0, dtype=np.uint32))
        streams = [page.reader.stream(doc) for doc in page.docs]
        entries = np.concatenate([stream.entries for stream in streams])
        at = self._mask.take(entries & _LOW).nonzero()[0]
        numbers = (entries[at] & NUMBER).astype(np.int64)
        terms = np.minimum(self._numbers.searchsorted(numbers), len(self._numbers) - 1)
        kept = (self._numbers[terms] == numbers).nonzero()[0]
        at, terms = at[kept], terms[kept]
        places = np.concatenate([stream.gaps for stream in streams]).cumsum(dtype=np.int64)
        firsts = make_offsets(np.array([len(stream.gaps) for stream in streams]))
        before = np.append(places, 0)[firsts[:-1] - 1]
        hits = firsts.searchsorted(at, side="right") - 1
        starts = places[at] + (page.begins[:-1] - before)[hits]
        lengths = np.concatenate([stream.lengths for stream in streams])[at]
        return PageTokens(page, hits, terms, starts, starts + lengths, at, firsts, entries)


@dataclass(frozen=True)
class PageTokens:
    """Tokens of a page that are among some terms.

    Attributes:
        page: Whose they are.
        hits: int64[n], the number of the document on the page.
        terms: int64[n], which of the terms.
        starts, ends: int64[n], in the page's line.
        at: int64[n], where each stands among all tokens of the page.
        firsts: int64[documents + 1], where each document's tokens begin among these.
        entries: uint32[m], those tokens, see ``layout``.
    """

    page: ResultPage
    hits: Int64s
    terms: Int64s
    starts: Int64s
    ends: Int64s
    at: Int64s
    firsts: Int64s
    entries: UInt32s

    @cached_property
    def positions(self) -> Int64s:
        """Where each stands in the line of words: int64[n]; of no meaning for shorter words inside words."""
        page, hits = self.page, self.hits
        counted = np.append(0, (self.entries >> _COUNTS_BIT).cumsum(dtype=np.int64))
        zones = page.zones[:, 1]
        gaps = zones.searchsorted(self.starts, side="right") - 1 - zones.searchsorted(page.begins[:-1])[hits]
        bases = page.reader.position_bases[np.array(page.docs)] - counted[self.firsts[:-1]]
        positions: Int64s = bases[hits] + counted[self.at] + ZONE_GAP * gaps
        return positions

    @cached_property
    def is_word(self) -> Mask:
        """Which are words, not shorter ones inside them: bool[n]."""
        is_word: Mask = (self.entries[self.at] & IS_SUBWORD) == 0
        return is_word

    def are(self, terms: list[int]) -> Mask:
        """Return which are one of some terms: bool[n]."""
        mask = np.zeros(len(self.terms), dtype=bool)
        for term in terms:
            mask |= self.terms == term
        return mask

    def stand_at(self, places: Positions, step: int) -> Mask:
        """Return which are words so many positions after one of some places, ascending: bool[n]."""
        if not len(places):
            return np.zeros(len(self.terms), dtype=bool)
        wanted = (self.positions - step).astype(places.dtype, copy=False)
        at = np.minimum(places.searchsorted(wanted), len(places) - 1)
        found: Mask = self.is_word & (places[at] == wanted)
        return found
