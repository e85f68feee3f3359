"""Per-document values as Whoosh reads them."""
# ruff: noqa: D102  a method without a docstring is Whoosh's, and described there

from functools import cached_property
from typing import Any

from whoosh.codec import base
from whoosh.columns import Column, ColumnReader
from whoosh.util.times import datetime_to_long

from indexer.arrays import Int32s
from indexer.index.format.layout import FIELD_NUMBERS, NO_DATE
from indexer.index.parts.part_reader import PartReader
from indexer.text.document import FIELDS, GRAMS
from indexer.whoosh_codec.schema import DATE
from indexer.whoosh_codec.terms import gram_lengths
from indexer.whoosh_codec.values import naive_date


class ArrayDocumentReader(base.PerDocumentReader):
    """Reads what belongs to a document: lengths, the column of dates, stored fields."""

    def __init__(self, part: PartReader, absent: frozenset[int]) -> None:
        self._part = part
        self._absent = absent

    def doc_count(self) -> int:
        return self._part.max_doc - len(self._absent)

    def doc_count_all(self) -> int:
        return self._part.max_doc

    def has_deletions(self) -> bool:
        return bool(self._absent)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._absent

    def deleted_docs(self) -> frozenset[int]:
        return self._absent

    @cached_property
    def _gram_lengths(self) -> Int32s:
        return gram_lengths(self._part)

    def _lengths(self, field: str) -> Int32s:
        return self._gram_lengths if field == GRAMS else self._part.lengths[:, FIELD_NUMBERS[field]]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) or default if fieldname in FIELDS else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum()) if fieldname in FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min()) if fieldname in FIELDS and self._part.max_doc else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0)) if fieldname in FIELDS else 0

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname == DATE

    def list_columns(self) -> list[str]:
        return [DATE]

    def column_reader(self, fieldname: str, column: Column) -> "DateColumnReader":
        if fieldname != DATE:
            raise KeyError(fieldname)
        return DateColumnReader(self._part, column)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return a document's stored fields, values as Whoosh gives back what it stored: lists, a naive date (UTC)."""
        stored = self._part.stored(docnum)
        metadata = stored.metadata
        names = ("id", "url", "title", "language", "section", "translation_key")
        fields: dict[str, Any] = {name: getattr(metadata, name) for name in names}
        fields |= {name: list(getattr(metadata, name)) for name in ("authors", "tags", "categories")}
        if metadata.date is not None:
            fields[DATE] = naive_date(int(self._part.dates[docnum]))
        return fields | {"text": stored.text}


def find_hidden(part: PartReader, moment: float) -> frozenset[int]:
    """Return the documents whose time it is not at a moment, in seconds since 1970."""
    return frozenset(((part.visible_from > moment) | (part.visible_until <= moment)).nonzero()[0].tolist())


class DateColumnReader(ColumnReader):
    """The dates of all documents as Whoosh sorts by them: microseconds since the year 1."""

    def __init__(self, part: PartReader, column: Column) -> None:
        self._dates = part.dates
        self._doccount = part.max_doc
        self._default = column.default_value()
        self._sign = 1

    def __getitem__(self, docnum: int) -> int:
        seconds = int(self._dates[docnum])
        return self._default if seconds == NO_DATE else datetime_to_long(naive_date(seconds))

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]  # whoosh3 promises bytes and gives numbers
        return self._sign * self[docnum]

    def set_reverse(self) -> None:
        self._sign = -1
