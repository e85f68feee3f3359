"""A part as a segment of a Whoosh index: Whoosh's readers over our arrays.

Stock Whoosh opens such an index, runs every query on it and scores with exact field lengths (its own codec rounds
them). It cannot write to it: parts are complete when they are published. Used is only what Whoosh 2.7.4,
Whoosh-Reloaded 2.7.5 and whoosh3 3.54.0 have in common.

Source: ``whoosh.codec.base`` and, for what it leaves unsaid, ``whoosh.codec.whoosh3``.
"""
# ruff: noqa: D102  a method without a docstring is Whoosh's, and described there

import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from indexer.index.parts.part_reader import PartReader
from indexer.text.document import FIELDS, GRAMS, WORD_FIELDS
from indexer.whoosh_codec.documents import ArrayDocumentReader, find_hidden
from indexer.whoosh_codec.matcher import ArrayMatcher, PostingFormat
from indexer.whoosh_codec.schema import DATE, FACET_FIELDS, IDENTIFIERS
from indexer.whoosh_codec.terms import FieldTerms, GramTerms, WordTerms
from indexer.whoosh_codec.values import ExactTerms

INDEXED = tuple(sorted((*FIELDS, *IDENTIFIERS, *FACET_FIELDS, DATE)))
_TERM = tuple[str, bytes]
_KINDS: dict[str, Callable[[PartReader, str], FieldTerms]] = {
    **dict.fromkeys(INDEXED, ExactTerms),
    **dict.fromkeys(WORD_FIELDS, WordTerms),
    GRAMS: GramTerms,
}


class ArraySegment(base.Segment):
    """Stands for one part in Whoosh's table of contents, where it is pickled."""

    def __init__(self, indexname: str, number: int, posts: int, dead: Collection[int] = ()) -> None:
        """Name part ``number``, which lies in the folder ``part-<number>`` beside the table of contents."""
        self.indexname = indexname
        self.segid = str(number)
        self.compound = False
        self._posts = posts
        self._dead = frozenset(dead)

    def folder(self, storage: FileStorage) -> Path:
        """Return where the part lies."""
        return Path(storage.folder) / f"part-{self.segid}"

    def codec(self) -> "ArrayCodec":
        return ArrayCodec()

    def doc_count_all(self) -> int:
        return self._posts

    def deleted_count(self) -> int:
        return len(self._dead)

    def deleted_docs(self) -> frozenset[int]:
        return self._dead

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._dead

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:  # noqa: FBT001, FBT002
        raise NotImplementedError("Whoosh only reads this index; search-index update takes posts out of it")


class ArrayCodec(base.Codec):
    """Opens the readers of one segment; writes nothing."""

    def __init__(self) -> None:
        self._part: PartReader | None = None

    def _open(self, storage: FileStorage, segment: ArraySegment) -> PartReader:
        self._part = self._part or PartReader(segment.folder(storage))
        return self._part

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> "ArrayTermsReader":
        return ArrayTermsReader(self._open(storage, segment))

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayDocumentReader:
        part = self._open(storage, segment)
        return ArrayDocumentReader(part, segment.deleted_docs() | find_hidden(part, time.time()))

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError("Whoosh only reads this index; search-index update writes it")

    per_document_writer = field_writer = postings_writer = postings_reader = new_segment = _refuse


class ArrayTermsReader(base.TermsReader):
    """Looks up terms. Fields come in alphabetical order, as Whoosh expects."""

    def __init__(self, part: PartReader) -> None:
        self._part = part
        self._fields: dict[str, FieldTerms] = {}

    def field(self, name: str) -> FieldTerms:
        """Return the terms of a field.

        Raises:
            KeyError: It is not indexed.
        """
        if name not in self._fields:
            self._fields[name] = _KINDS[name](self._part, name)
        return self._fields[name]

    def _iterate(self, fieldname: str, prefix: bytes) -> Iterator[tuple[_TERM, FieldTerms, int]]:
        """Yield all terms from one on: the term, its field's terms, and its number there."""
        for name in INDEXED:
            if name >= fieldname:
                terms = self.field(name)
                numbers = map(terms.number, range(terms.seek(prefix) if name == fieldname else 0, len(terms)))
                yield from (((name, terms.term(number)), terms, number) for number in numbers)

    def __contains__(self, term: _TERM) -> bool:
        try:
            self.field(term[0]).find(term[1])
        except KeyError:
            return False
        return True

    def indexed_field_names(self) -> tuple[str, ...]:
        return INDEXED

    def terms(self) -> Iterator[_TERM]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[_TERM]:
        return (term for term, _, _ in self._iterate(fieldname, prefix))

    def items(self) -> Iterator[tuple[_TERM, TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[_TERM, TermInfo]]:
        return ((term, terms.describe(number)) for term, terms, number in self._iterate(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        terms = self.field(fieldname)
        return terms.describe(terms.find(text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        terms = self.field(fieldname)
        return float(terms.postings(terms.find(text)).counts.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        terms = self.field(fieldname)
        return len(terms.postings(terms.find(text)).docs)

    def cursor(self, fieldname: str, fieldobj: FieldType) -> "ArrayCursor":
        return ArrayCursor(self.field(fieldname), fieldobj)

    def matcher(
        self, fieldname: str, text: bytes, format_: PostingFormat, scorer: BaseScorer | None = None
    ) -> ArrayMatcher:
        try:
            terms = self.field(fieldname)
            return ArrayMatcher(terms, terms.find(text), format_, (fieldname, text), scorer=scorer)
        except KeyError as error:
            raise TermNotFound(f"{fieldname}:{text!r}") from error


class ArrayCursor(base.FieldCursor):
    """Moves through the terms of one field; used by fuzzy queries."""

    def __init__(self, terms: FieldTerms, field: FieldType) -> None:
        self._terms = terms
        self._field = field
        self._rank = 0

    def first(self) -> str | None:
        return self._go(0)

    def find(self, term: str | bytes) -> str | None:
        return self._go(self._terms.seek(self._field.to_bytes(term)))

    def next(self) -> str | None:
        return self._go(self._rank + 1)

    def _go(self, rank: int) -> str | None:
        self._rank = rank
        return self.text()

    def text(self) -> Any | None:  # noqa: ANN401  whatever the field's terms stand for
        if not self.is_valid():
            return None
        return self._field.from_bytes(self._terms.term(self._terms.number(self._rank)))

    def term_info(self) -> TermInfo | None:
        return self._terms.describe(self._terms.number(self._rank)) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._rank < len(self._terms)
