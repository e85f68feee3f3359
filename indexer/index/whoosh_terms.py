"""The terms of one field, by number, as Whoosh's readers need them.

Text fields are looked up in the arrays of a part. Exact fields are not in the arrays of terms; they are turned round
in memory when they are first asked for, which takes a moment for each 10,000 posts and which only Whoosh pays for.
"""
# ruff: noqa: D102  what a method does is said once, in FieldTerms

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from whoosh.reading import TermInfo

from indexer.index.layout import NO_DATE, Int32s
from indexer.index.part_reader import PartReader
from indexer.index.reader import Postings
from indexer.index.whoosh_schema import DATE, FACET_FIELDS, make_schema
from indexer.text.folding import fold_text

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  Whoosh knows no zones: its dates are naive, and ours are UTC
FIELD_LETTERS: dict[str, str] = {}


class Occurrences(NamedTuple):
    """Places of a term."""

    positions: Int32s
    starts: Int32s
    lengths: Int32s
    counts: Int32s


_NONE = np.empty(0, dtype=np.int32)
_NOWHERE = Occurrences(_NONE, _NONE, _NONE, np.empty(0, dtype=np.uint16))


class FieldTerms(ABC):
    """The terms of a field in the order of their bytes; numbers ``begin`` … ``end`` - 1.

    Attributes:
        lengths: int32[N], words of each document in this field; 0 where lengths do not count.
    """

    begin: int
    end: int
    lengths: Int32s

    @abstractmethod
    def seek(self, term: bytes) -> int:
        """Return the number of the first term that is not before ``term``, whatever field it belongs to."""

    @abstractmethod
    def term(self, number: int) -> bytes:
        """Return a term."""

    @abstractmethod
    def postings(self, number: int) -> Postings:
        """Return the documents of a term."""

    @abstractmethod
    def occurrences(self, number: int) -> Occurrences:
        """Return the places of a term; nothing where none are kept."""

    def find(self, term: bytes) -> int:
        """Return the number of a term.

        Raises:
            KeyError: No document has it.
        """
        number = self.seek(term)
        if number >= self.end or self.term(number) != term:
            raise KeyError(term)
        return number

    def describe(self, number: int) -> TermInfo:
        """Return what Whoosh's scoring asks about a term."""
        postings = self.postings(number)
        lengths = self.lengths[postings.docs]
        return TermInfo(
            weight=float(postings.counts.sum()),
            df=len(postings.docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(postings.counts.max()),
            minid=int(postings.docs[0]),
            maxid=int(postings.docs[-1]),
        )


class WordTerms(FieldTerms):
    """The terms of a text field."""

    def __init__(self, part: PartReader, field: str) -> None:
        self._part = part
        self._letter = FIELD_LETTERS[field].encode()
        self.begin = self.seek(b"")
        self.end = self._seek(bytes([self._letter[0] + 1]))
        self.lengths = part.lengths_of(field)

    def _seek(self, key: bytes) -> int:
        return bisect_left(range(self._part.details.terms), key, key=self._part.key_at)

    def seek(self, term: bytes) -> int:
        return self._seek(self._letter + term)

    def term(self, number: int) -> bytes:
        return self._part.key_at(number)[1:]

    def postings(self, number: int) -> Postings:
        return self._part.postings(number)

    def occurrences(self, number: int) -> Occurrences:
        return self._part.occurrences(number)


class ExactTerms(FieldTerms):
    """The terms of an exact field: whole values, each at most once in a document."""

    def __init__(self, part: PartReader, field: str) -> None:
        docs: dict[bytes, list[int]] = defaultdict(list)
        for term, doc in _exact_values(part, field):
            docs[term].append(doc)
        self._terms = sorted(docs)
        self._docs = [np.array(docs[term], dtype=np.int32) for term in self._terms]
        self.begin = 0
        self.end = len(self._terms)
        self.lengths = np.zeros(part.posts, dtype=np.int32)

    def seek(self, term: bytes) -> int:
        return bisect_left(self._terms, term)

    def term(self, number: int) -> bytes:
        return self._terms[number]

    def postings(self, number: int) -> Postings:
        docs = self._docs[number]
        return Postings(docs, np.ones_like(docs))

    def occurrences(self, number: int) -> Occurrences:  # noqa: ARG002
        return _NOWHERE


def naive_date(seconds: int) -> datetime:
    """Return seconds since 1970 as Whoosh's kind of date."""
    return _EPOCH + timedelta(seconds=seconds)


def _exact_values(part: PartReader, field: str) -> Iterator[tuple[bytes, int]]:
    """Yield every value of an exact field with its document, in the order of the documents."""
    if field in FACET_FIELDS:
        return _facet_values(part, FACET_FIELDS[field])
    if field == DATE:
        return _date_values(part)
    return ((getattr(part.stored(doc).metadata, field).encode(), doc) for doc in range(part.posts))


def _facet_values(part: PartReader, name: str) -> Iterator[tuple[bytes, int]]:
    facet = part.facets[name]
    terms = [fold_text(value).encode() for value in facet.names]
    docs = np.repeat(np.arange(part.posts), np.diff(facet.offsets))
    return ((terms[value], doc) for value, doc in zip(facet.values.tolist(), docs.tolist(), strict=True))


def _date_values(part: PartReader) -> Iterator[tuple[bytes, int]]:
    """Yield the terms of each date: Whoosh's numbers have one for every power of 256, so that ranges are few terms."""
    field = make_schema()[DATE]
    for doc, seconds in enumerate(part.dates.tolist()):
        if seconds != NO_DATE:
            yield from ((term, doc) for term, *_ in field.index(naive_date(seconds)))
