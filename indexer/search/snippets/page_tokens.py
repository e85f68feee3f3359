"""The tokens of a page of hits that are among some terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import IS_SUBWORD, NUMBER, Int64s, Mask, UInt32s
from indexer.native import kernel
from indexer.native.tokens import find_tokens
from indexer.search.snippets.highlights import PageSpans, make_spans
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import ZONE_GAP
from indexer.units import Positions, TermIds

_BUCKETS = 1 << 12
"""Term numbers modulo this are looked up before the numbers themselves: nearly all words of a text are not wanted."""
_BUCKET = np.uint32(_BUCKETS - 1)
_COUNTS_BIT = np.uint32(31)


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
            nothing = np.empty(0, dtype=np.int64)
            return PageTokens(page, nothing, nothing, make_spans(nothing, nothing), nothing, nothing, _NO_ENTRIES)
        streams = [page.reader.stream(doc) for doc in page.docs]
        entries = np.concatenate([stream.entries for stream in streams])
        library = kernel()
        at, terms = find_tokens(library, entries, self._terms) if library else self._find(entries)
        # The gaps of all documents add up in one line; what lies before a document is taken off its tokens' places.
        line = np.concatenate([stream.gaps for stream in streams]).cumsum(dtype=np.int64)
        firsts = make_offsets(np.array([len(stream.gaps) for stream in streams]))
        before = np.append(line, 0)[firsts[:-1] - 1]
        hits = firsts.searchsorted(at, side="right") - 1
        starts = line[at] + (page.begins[:-1] - before)[hits]
        lengths = np.concatenate([stream.lengths for stream in streams])[at]
        return PageTokens(page, hits, terms, make_spans(starts, starts + lengths), at, firsts, entries)

    def _find(self, entries: UInt32s) -> tuple[Int64s, Int64s]:
        """Return what ``find_tokens`` of the kernel returns."""
        at = self._is_wanted.take(entries & _BUCKET).nonzero()[0]
        numbers = (entries[at] & NUMBER).astype(np.int64)
        terms = np.minimum(self._terms.searchsorted(numbers), len(self._terms) - 1)
        kept = (self._terms[terms] == numbers).nonzero()[0]
        return at[kept], terms[kept]


_NO_ENTRIES: UInt32s = np.empty(0, dtype=np.uint32)


@dataclass(frozen=True)
class PageTokens:
    """Tokens of a page that are among some terms.

    Attributes:
        page: The page they are of.
        hits: int64[n], the number of the document on the page.
        terms: int64[n], the number of the term among those looked for.
        spans: Where they stand, n of them.
        at: int64[n], the number of each among all tokens of the page.
        firsts: int64[documents + 1], the first of each document's tokens among all tokens of the page.
        entries: uint32[m], all tokens of the page with their flags, see ``layout``.
    """

    page: ResultPage
    hits: Int64s
    terms: Int64s
    spans: PageSpans
    at: Int64s
    firsts: Int64s
    entries: UInt32s

    @cached_property
    def positions(self) -> Int64s:
        """The position of each in the line of words: int64[n]; of no meaning for shorter words inside words."""
        page, hits = self.page, self.hits
        counted = np.append(0, (self.entries >> _COUNTS_BIT).cumsum(dtype=np.int64))
        zones = page.zones.spans.starts
        gaps = zones.searchsorted(self.spans.starts, side="right") - 1 - zones.searchsorted(page.begins[:-1])[hits]
        bases = page.reader.position_bases[np.array(page.docs)] - counted[self.firsts[:-1]]
        positions: Int64s = bases[hits] + counted[self.at] + ZONE_GAP * gaps
        return positions

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
