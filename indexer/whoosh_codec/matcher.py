"""A term's postings as Whoosh walks through them."""
# ruff: noqa: D102  a method without a docstring is Whoosh's, and described there

import struct
from collections.abc import Sequence
from math import inf
from typing import Any, Protocol

import numpy as np
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.scoring import BaseScorer

from indexer.whoosh_codec.terms import FieldTerms

_READ_AHEAD = 128
"""Postings that are turned into plain numbers at once: one by one, NumPy's are slow."""
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
        """Stand at a posting, and take it and those behind it out of the array."""
        self._at = self._first = at
        self._ids: list[int] = self._docs[at : at + _READ_AHEAD].tolist()

    def copy(self) -> "ArrayMatcher":
        return ArrayMatcher(self._terms, self._number, self.format, self._term, scorer=self.scorer, at=self._at)

    def reset(self) -> None:
        self._go(0)

    def is_active(self) -> bool:
        return self._at < self._size

    def id(self) -> int:
        return self._ids[self._at - self._first]

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        if self._at - self._first == _READ_AHEAD:
            self._go(self._at)

    def skip_to(self, id: int) -> None:  # noqa: A002  Whoosh's name
        """Step to the first posting of document ``id`` or a later one, never back.

        Past the last posting ``id`` goes on naming its document, as with Whoosh's own codec: ``AndNotMatcher`` asks.
        """
        if not self.is_active():
            raise ReadTooFar
        if id > self.id():
            self._go(self._at + int(np.searchsorted(self._docs[self._at :], id)))
            self._ids = self._ids or self._docs[-1:].tolist()

    # To find the best hits sooner, Whoosh skips documents by two upper bounds on scores: of a block of postings and of
    # a whole term. Its matchers use both wrongly, with its own codec too, and miss better hits. A compound query skips
    # one side as if the current block of the other side bounded every later block; a boosted query compares the bound
    # without the boost (``tests/whoosh_codec/test_skipping.py`` shows both). So blocks have no bound here, a term's is
    # infinite, and every document is scored.

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        return inf

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> bytes:
        """Encode the places of the term in this document as the field's format does."""
        encoded = self.format.encode(self._terms.places(self._number, self.id()))
        if not self.format.supports("positions"):
            return encoded
        # The format counts the places it is given; a term's number in the document is known even without them.
        return _COUNT.pack(int(self._counts[self._at])) + encoded[_COUNT.size :]
