"""The terms of one field as Whoosh's readers need them: words and grams.

Whoosh sees in every field terms of its own; a part keeps a word once for all fields. A term is therefore found by its
hash, and which terms a field has, in which order, is worked out only for those who walk through them: one pass over
the postings.
"""
# ruff: noqa: D102  what a method does is said once, in FieldTerms

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from whoosh.reading import TermInfo

from indexer.arrays import Int32s, UInt16s, UInt64s
from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT, FIELD_NUMBERS, gram_key, hash_term
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.index_reader import LAST_CHARACTER
from indexer.whoosh_codec.positions import PositionReader

_SECOND = 0xFFFFFFFF
"""Bits of a gram's key that are its second character."""


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The postings of a term in one field.

    Attributes:
        docs: int32[n], ascending.
        counts: uint16[n], how often.
    """

    docs: Int32s
    counts: UInt16s


class FieldTerms(ABC):
    """The terms of a field: each has a number to be looked up by, and a rank in the order of their bytes.

    Attributes:
        lengths: int32[N], words of each document in this field; 0 where lengths do not count.
    """

    lengths: Int32s

    @abstractmethod
    def __len__(self) -> int:
        """Return how many terms there are."""

    @abstractmethod
    def number(self, rank: int) -> int:
        """Return the number of the term of a rank."""

    @abstractmethod
    def term(self, number: int) -> bytes:
        """Return a term."""

    @abstractmethod
    def find(self, term: bytes) -> int:
        """Return the number of a term.

        Raises:
            KeyError: No document has it in this field.
        """

    @abstractmethod
    def postings(self, number: int) -> TermPostings:
        """Return the documents of a term, dead ones included, as Whoosh counts them until segments are merged."""

    @abstractmethod
    def places(self, number: int, doc: int) -> Sequence[object]:
        """Return where a term stands in a document, as the field's format encodes it; nothing where none are kept."""

    def seek(self, term: bytes) -> int:
        """Return the rank of the first term that is not before ``term``."""
        return bisect_left(range(len(self)), term, key=lambda rank: self.term(self.number(rank)))

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
    """The terms of a field of words; their numbers are those they have in the part."""

    def __init__(self, part: PartReader, field: str) -> None:
        self._part = part
        self._field = FIELD_NUMBERS[field]
        self._places = PositionReader(part)
        self.lengths = part.lengths[:, self._field]

    @cached_property
    def _numbers(self) -> Int32s:
        """The terms that this field has, in order."""
        words = self._part.words
        doc_fields, _ = words.posted.read(0, len(words.posted))
        ours = np.flatnonzero(doc_fields & (FIELD_COUNT - 1) == self._field)
        present = np.diff(np.searchsorted(ours, words.postings)) > 0
        ordered = self._part.terms_between("", LAST_CHARACTER)
        numbers: Int32s = ordered[present[ordered]]
        return numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, rank: int) -> int:
        return int(self._numbers[rank])

    def term(self, number: int) -> bytes:
        return self._part.term_at(number).encode()

    def find(self, term: bytes) -> int:
        number = _find_key(self._part.words.keys, hash_term(term.decode("utf-8", "replace")))
        if self.term(number) != term or not len(self.postings(number).docs):
            raise KeyError(term)
        return number

    def postings(self, number: int) -> TermPostings:
        doc_fields, counts = self._part.words.read_postings(number)
        ours = doc_fields & (FIELD_COUNT - 1) == self._field
        return TermPostings(doc_fields[ours] >> FIELD_BITS, counts[ours])

    def places(self, number: int, doc: int) -> Sequence[object]:
        return self._places.find(number, doc, self._field)


class GramTerms(FieldTerms):
    """Characters and pairs of them. The order of their keys is that of their bytes, so number and rank are one."""

    def __init__(self, part: PartReader, field: str) -> None:  # noqa: ARG002  there is one such field
        self._part = part

    @cached_property
    def lengths(self) -> Int32s:  # type: ignore[override]  # computed when asked for: a pass over all postings
        return gram_lengths(self._part)

    def __len__(self) -> int:
        return len(self._part.grams.keys)

    def number(self, rank: int) -> int:
        return rank

    def term(self, number: int) -> bytes:
        first, second = divmod(int(self._part.grams.keys[number]), _SECOND + 1)
        return (chr(first) + (chr(second) if second else "")).encode()

    def find(self, term: bytes) -> int:
        gram = term.decode("utf-8", "replace")
        if not 1 <= len(gram) <= 2:  # noqa: PLR2004  characters of a pair
            raise KeyError(term)
        return _find_key(self._part.grams.keys, gram_key(gram))

    def postings(self, number: int) -> TermPostings:
        return TermPostings(*self._part.grams.read_postings(number))

    def places(self, number: int, doc: int) -> Sequence[object]:
        places, (low, high) = self._part.grams.read_places(number), self._part.offset_bases[doc : doc + 2]
        first, last = np.searchsorted(places, (low, high))
        return [place - int(low) for place in places[first:last].tolist()]


def gram_lengths(part: PartReader) -> Int32s:
    """Return how many characters and pairs each document has: int32[N]."""
    entries, counts = part.grams.posted.read(0, len(part.grams.posted))
    return np.bincount(entries, weights=counts, minlength=part.max_doc).astype(np.int32)


def _find_key(keys: UInt64s, key: int) -> int:
    number = int(keys.searchsorted(np.uint64(key)))
    if number == len(keys) or int(keys[number]) != key:
        raise KeyError(key)
    return number
