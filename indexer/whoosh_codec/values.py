"""The values of exact fields as Whoosh's readers need them.

They are not in the arrays of terms: a field is turned round in memory when it is first asked for, which takes a moment
for each 10,000 posts and which only Whoosh pays for.
"""
# ruff: noqa: D102  what a method does is said once, in FieldTerms

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from indexer.index.format.layout import NO_DATE
from indexer.index.parts.part_reader import PartReader
from indexer.text.analysis.folding import fold_text
from indexer.whoosh_codec.schema import DATE, FACET_FIELDS, make_schema
from indexer.whoosh_codec.terms import FieldTerms, TermPostings

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  Whoosh knows no zones: its dates are naive, and ours are UTC


class ExactTerms(FieldTerms):
    """The terms of an exact field: whole values, each at most once in a document. Number and rank are one."""

    def __init__(self, part: PartReader, field: str) -> None:
        docs: dict[bytes, list[int]] = defaultdict(list)
        for term, doc in _exact_values(part, field):
            docs[term].append(doc)
        self._terms = sorted(docs)
        self._docs = [np.array(docs[term], dtype=np.int32) for term in self._terms]
        self.lengths = np.zeros(part.max_doc, dtype=np.int32)

    def __len__(self) -> int:
        return len(self._terms)

    def number(self, rank: int) -> int:
        return rank

    def term(self, number: int) -> bytes:
        return self._terms[number]

    def find(self, term: bytes) -> int:
        number = bisect_left(self._terms, term)
        if number == len(self._terms) or self._terms[number] != term:
            raise KeyError(term)
        return number

    def postings(self, number: int) -> TermPostings:
        docs = self._docs[number]
        return TermPostings(docs, np.ones(len(docs), dtype=np.uint16))

    def places(self, number: int, doc: int) -> Sequence[object]:  # noqa: ARG002
        return ()


def naive_date(seconds: int) -> datetime:
    """Return seconds since 1970 as Whoosh's kind of date."""
    return _EPOCH + timedelta(seconds=seconds)


def _exact_values(part: PartReader, field: str) -> Iterator[tuple[bytes, int]]:
    """Yield every value of an exact field with its document, in the order of the documents."""
    if field in FACET_FIELDS:
        return _facet_values(part, FACET_FIELDS[field])
    if field == DATE:
        return _date_values(part)
    return ((getattr(part.metadata(doc), field).encode(), doc) for doc in range(part.max_doc))


def _facet_values(part: PartReader, name: str) -> Iterator[tuple[bytes, int]]:
    facet = part.facets[name]
    terms = [fold_text(next(iter(spellings))).encode() for spellings in facet.spellings]
    docs = np.repeat(np.arange(part.max_doc), np.diff(facet.offsets))
    return ((terms[value], doc) for value, doc in zip(facet.values.tolist(), docs.tolist(), strict=True))


def _date_values(part: PartReader) -> Iterator[tuple[bytes, int]]:
    """Yield the terms of each date: Whoosh's numbers have one for every power of 256, so that ranges are few terms."""
    field = make_schema()[DATE]
    for doc, seconds in enumerate(part.dates.tolist()):
        if seconds != NO_DATE:
            yield from ((term, doc) for term, *_ in field.index(naive_date(seconds)))
