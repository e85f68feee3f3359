"""The tokens of a page of hits that are among some terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import IS_SUBWORD, NUMBER, Int64s, Mask, UInt32s
from indexer.index.parts.token_stream import TokenStream
from indexer.native import kernel
from indexer.native.snippets.tokens import find_page_tokens, number_zones
from indexer.search.snippets.highlights import PageSpans, make_spans
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import ZONE_GAP
from indexer.units import Positions, TermIds

_BUCKETS = 1 << 12
"""Term numbers modulo this are looked up before the numbers themselves: nearly all words of a text are not wanted."""
_BUCKET = np.uint32(_BUCKETS - 1)
_COUNTS_BIT = np.uint32(31)


_NO_ENTRIES: UInt32s = np.empty(0, dtype=np.uint32)


class TermFilter:
    """Finds the tokens of a page that are among some terms."""

    def __init__(self, terms: TermIds) -> None:
        """Prepare a table.

        Args:
            terms: Ascending, each once.
        """
        self._terms = terms
        self._is_wanted = np.zeros(_BUCKETS, dtype=bool)
        self._is_wanted[terms & (_BUCKETS - 1)] = True

    def find(self, page: ResultPage) -> "PageTokens":
        """Return the tokens of a page that are among the terms, in reading order of each document."""
        if not page.docs or not len(self._terms):
            return PageTokens(page, (), np.empty((0, _COLUMNS), dtype=np.int64))
        streams = page.streams
        library = kernel()
        if library is None:
            return PageTokens(page, streams, self._find(page, streams))
        tokens = [stream.data for stream in streams]
        return PageTokens(page, streams, find_page_tokens(library, tokens, page.begins, self._terms))

    def _find(self, page: ResultPage, streams: Sequence[TokenStream]) -> Int64s:
        """Return what ``find_page_tokens`` of the kernel returns."""
        entries = np.concatenate([stream.entries for stream in streams])
        at = self._is_wanted.take(entries & _BUCKET).nonzero()[0]
        numbers = (entries[at] & NUMBER).astype(np.int64)
        terms = np.minimum(self._terms.searchsorted(numbers), len(self._terms) - 1)
        kept = (self._terms[terms] == numbers).nonzero()[0]
        at, terms = at[kept], terms[kept]
        # The gaps of all documents add up in one line; what lies before a document is taken off its tokens' places.
        line = np.concatenate([stream.gaps for stream in streams]).cumsum(dtype=np.int64)
        firsts = _count_tokens(streams)
        before = np.append(line, 0)[firsts[:-1] - 1]
        hits = firsts.searchsorted(at, side="right") - 1
        starts = line[at] + (page.begins[:-1] - before)[hits]
        lengths = np.concatenate([stream.lengths for stream in streams])[at]
        counted = np.append(0, (entries >> _COUNTS_BIT).cumsum(dtype=np.int64))
        return np.column_stack([hits, terms, starts, starts + lengths, at, counted[at] - counted[firsts][hits]])


_COLUMNS = 6


def _count_tokens(streams: Sequence[TokenStream]) -> Int64s:
    """Return the number of each document's first token among all of a page: int64[documents + 1]."""
    return make_offsets(np.array([len(stream.gaps) for stream in streams], dtype=np.int64))


@dataclass(frozen=True)
class PageTokens:
    """Tokens of a page that are among some terms.

    Attributes:
        page: The page they are of.
        streams: All tokens of each of its documents; none where no term is looked for.
        found: int64[n, 6], see ``find_page_tokens`` of the kernel.
    """

    page: ResultPage
    streams: Sequence[TokenStream]
    found: Int64s

    @cached_property
    def hits(self) -> Int64s:
        """The number of the document on the page: int64[n]."""
        hits: Int64s = self.found[:, 0].copy()
        return hits

    @cached_property
    def terms(self) -> Int64s:
        """The number of the term among those looked for: int64[n]."""
        terms: Int64s = self.found[:, 1].copy()
        return terms

    @cached_property
    def spans(self) -> PageSpans:
        """Where they stand, n of them."""
        return make_spans(self.found[:, 2].copy(), self.found[:, 3].copy())

    @property
    def at(self) -> Int64s:
        """The number of each among all tokens of the page: int64[n]."""
        at: Int64s = self.found[:, 4]
        return at

    @cached_property
    def entries(self) -> UInt32s:
        """All tokens of the page with their flags, see ``layout``: uint32[m]."""
        return np.concatenate([_NO_ENTRIES, *(stream.entries for stream in self.streams)])

    @cached_property
    def positions(self) -> Int64s:
        """The position of each in the line of words: int64[n]; of no meaning for shorter words inside words."""
        bases = self.page.reader.position_bases[np.array(self.page.docs)]
        positions: Int64s = bases[self.hits] + self.found[:, 5] + ZONE_GAP * self._zones
        return positions

    @property
    def _zones(self) -> Int64s:
        """The number of the zone that each lies in, from 0 in its document: int64[n]."""
        page, library = self.page, kernel()
        if library:
            return number_zones(library, page.frames, page.begins, self.found)
        starts = page.zones.spans.starts
        before = starts.searchsorted(page.begins[:-1])[self.hits]
        numbers: Int64s = starts.searchsorted(self.spans.starts, side="right") - 1 - before
        return numbers

    @cached_property
    def is_word(self) -> Mask:
        """Mask of words, without the shorter ones inside them: bool[n]."""
        is_word: Mask = (self.entries[self.at] & IS_SUBWORD) == 0
        return is_word

    def are(self, terms: Sequence[int]) -> Mask:
        """Return which are any of some terms, by their numbers among those looked for: bool[n]."""
        mask = np.zeros(len(self.terms), dtype=bool)
        for term in terms:
            mask |= self.terms == term
        return mask

    def stand_at(self, begins: Positions, step: int) -> Mask:
        """Return which are words ``step`` positions after one of some positions, ascending: bool[n]."""
        if not len(begins):
            return np.zeros(len(self.terms), dtype=bool)
        wanted = (self.positions - step).astype(begins.dtype, copy=False)
        at = np.minimum(begins.searchsorted(wanted), len(begins) - 1)
        found: Mask = self.is_word & (begins[at] == wanted)
        return found
