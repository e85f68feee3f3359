"""A term's postings as Whoosh walks through them."""
# ruff: noqa: D102  a method without a docstring is Whoosh's, and described there

import struct
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.scoring import BaseScorer

from indexer.index.format.layout import Int32s, Int64s, UInt16s
from indexer.whoosh_codec.terms import FieldTerms

BLOCK = 128
"""Postings that Whoosh passes over at once when none of them can be among the best."""
_COUNT = struct.Struct("!I")


class PostingFormat(Protocol):
    """The formats of the schema: ``Existence``, ``Positions`` and ``Characters``."""

    def supports(self, name: str) -> bool:
        """Say whether ``name`` can be decoded."""

    def encode(self, places: Sequence[Any]) -> bytes:
        """Encode what a posting says of its document."""


class ArrayMatcher(LeafMatcher):
    """Walks through the postings of one term, from document to document.

    Attributes:
        format: How ``value`` encodes a posting's places.
        scorer: Whoosh's, or None.
    """

    def __init__(
        self,
        terms: FieldTerms,
        number: int,
        format_: PostingFormat,
        term: tuple[str, bytes],
        *,
        scorer: BaseScorer | None = None,
        at: int = 0,
    ) -> None:
        """Stand at posting ``at`` of term ``number``."""
        self._terms = terms
        self._number = number
        self.format = format_
        self.scorer = scorer
        self._term = term
        postings = terms.postings(number)
        self._docs, self._counts = postings.docs, postings.counts
        self._size = len(self._docs)
        self._go(at)

    def _go(self, at: int) -> None:
        """Stand at a posting; its block is taken out of the arrays, which are slow one by one.

        Past the last posting the last block stays, because Whoosh goes on asking for its quality.
        """
        self._at = at
        self._first = min(at, self._size - 1) // BLOCK * BLOCK
        self._ids: list[int] = self._docs[self._first : self._first + BLOCK].tolist()

    def copy(self) -> "ArrayMatcher":
        return ArrayMatcher(self._terms, self._number, self.format, self._term, scorer=self.scorer, at=self._at)

    def reset(self) -> None:
        self._go(0)

    def is_active(self) -> bool:
        return self._at < self._size

    def id(self) -> int:
        return self._ids[self._at - self._first]

    def next(self) -> bool:  # type: ignore[override]  # whoosh3 promises None; its collectors use the answer
        """Step to the next posting and say whether it begins a block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        begins = self._at - self._first == BLOCK
        if begins:
            self._go(self._at)
        return begins

    def skip_to(self, id: int) -> None:  # noqa: A002  Whoosh's name
        """Step to the first posting of document ``id`` or a later one, never back."""
        if not self.is_active():
            raise ReadTooFar
        if id > self.id():
            self._go(self._at + int(np.searchsorted(self._docs[self._at :], id)))

    def skip_to_quality(self, minquality: float) -> int:
        """Step over blocks that cannot score more than ``minquality``; return how many."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:  # type: ignore[no-untyped-call]
            self._go(min(self._first + BLOCK, self._size))
            skipped += 1
        return skipped

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> bytes:
        """Encode the places of the term in this document as the field's format does."""
        encoded = self.format.encode(self._terms.places(self._number, self.id()))
        if not self.format.supports("positions"):
            return encoded
        # The format counts the places it is given; a term's number in the document is known even without them.
        return _COUNT.pack(int(self._counts[self._at])) + encoded[_COUNT.size :]

    # Of blocks, for scoring

    @cached_property
    def _block_starts(self) -> Int64s:
        return np.arange(0, self._size, BLOCK)

    @cached_property
    def _block_weights(self) -> UInt16s:
        return np.maximum.reduceat(self._counts, self._block_starts)

    @cached_property
    def _block_lengths(self) -> tuple[Int32s, Int32s]:
        lengths = self._terms.lengths[self._docs]
        return np.minimum.reduceat(lengths, self._block_starts), np.maximum.reduceat(lengths, self._block_starts)

    def block_max_weight(self) -> float:
        return float(self._block_weights[self._first // BLOCK])

    def block_min_length(self) -> int:
        return int(self._block_lengths[0][self._first // BLOCK])

    def block_max_length(self) -> int:
        return int(self._block_lengths[1][self._first // BLOCK])
