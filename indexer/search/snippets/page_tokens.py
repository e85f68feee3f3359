"""The tokens of a page of hits that are among some terms: what is highlighted where no kernel finds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import IS_SUBWORD, NUMBER
from indexer.search.snippets.highlights import NO_SPANS, PageSpans, make_spans
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import ZONE_GAP
from indexer.units import Positions, TermIds

_COUNTS_BIT = np.uint32(31)
MOST_TOKENS = 100_000
"""Tokens found in a document: more than any that a reader sees has of a few words, and what bounds time and memory."""
_NONE: Int64s = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class PageTokens:
    """Tokens of a page that are among some terms, n of them, in reading order of each document.

    Attributes:
        page: The page they are of.
        hits: int64[n], the number of the document on the page.
        terms: int64[n], the place of the term among those looked for.
        spans: Where they stand.
        counted: int64[n], how many tokens of the document take a position before it.
        is_word: bool[n], False for shorter words inside words.
    """

    page: ResultPage
    hits: Int64s
    terms: Int64s
    spans: PageSpans
    counted: Int64s
    is_word: Mask

    @cached_property
    def positions(self) -> Int64s:
        """The position of each in the line of words: int64[n]; of no meaning for shorter words inside words."""
        page = self.page
        starts = page.zones.spans.starts
        before = starts.searchsorted(page.begins[:-1])[self.hits]
        zones = starts.searchsorted(self.spans.starts, side="right") - 1 - before
        positions: Int64s = page.reader.position_bases[np.array(page.docs)][self.hits] + self.counted + ZONE_GAP * zones
        return positions

    def are(self, terms: Sequence[int]) -> Mask:
        """Return which are any of some terms, by their places among those looked for: bool[n]."""
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


def find_tokens(page: ResultPage, terms: TermIds) -> PageTokens:
    """Return the tokens of a page that are among some terms: the first ``MOST_TOKENS`` of each document.

    Args:
        page: With the documents.
        terms: int64[t], ascending, each once.
    """
    if not page.docs or not len(terms):
        return PageTokens(page, _NONE, _NONE, NO_SPANS, _NONE, _NONE > 0)
    streams = page.streams
    entries = np.concatenate([stream.entries for stream in streams])
    is_wanted = np.zeros(int(terms[-1]) + 2, dtype=bool)  # by the terms' numbers; what is behind the last is none
    is_wanted[terms] = True
    at = is_wanted.take(entries & NUMBER, mode="clip").nonzero()[0]
    # The gaps of all documents add up in one line; what lies before a document is taken off its tokens' places.
    line = np.concatenate([stream.gaps for stream in streams]).cumsum(dtype=np.int64)
    firsts = make_offsets(np.array([len(stream) for stream in streams], dtype=np.int64))
    before = np.append(line, 0)[firsts[:-1] - 1]
    hits = firsts.searchsorted(at, side="right") - 1
    is_kept = np.arange(len(at)) - hits.searchsorted(hits) < MOST_TOKENS
    at, hits = at[is_kept], hits[is_kept]
    starts = line[at] + (page.begins[:-1] - before)[hits]
    lengths = np.concatenate([stream.lengths for stream in streams])[at]
    counted = make_offsets(entries >> _COUNTS_BIT)
    return PageTokens(
        page,
        hits,
        terms.searchsorted(entries[at] & NUMBER),
        make_spans(starts, starts + lengths),
        counted[at] - counted[firsts][hits],
        (entries[at] & IS_SUBWORD) == 0,
    )
