"""The documents of one page of hits, laid end to end as one line of characters."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from indexer.index.layout import Int64s
from indexer.index.part_reader import make_metadata, read_spans, read_zones
from indexer.index.reader import IndexReader
from indexer.search.columns import Columns
from indexer.text.document import Metadata


class Page:
    """Documents opened to be shown.

    Attributes:
        docs: Their numbers, as they are shown.
        records: What is kept of each: metadata, zones and sections as they were written.
        text: All their texts, a line end between two.
        begins: int64[n + 1], where each begins in ``text``.
    """

    def __init__(self, reader: IndexReader, docs: Sequence[int]) -> None:
        self.reader = reader
        self.docs = docs
        self.records: list[Mapping[str, Any]] = []
        texts: list[str] = []
        begins = [0]
        for doc in docs:
            part, local = reader.locate(doc)
            self.records.append(part.record(local))
            texts.append(part.text(local))
            begins.append(begins[-1] + len(texts[-1]) + 1)
        self.text = "\n".join(texts)
        self.begins: Int64s = np.array(begins, dtype=np.int64)
        self._spans = [(begin, end - 1) for begin, end in pairwise(begins)]

    @cached_property
    def columns(self) -> Columns:
        """The widths of all stretches of the text."""
        return Columns(self.text)

    @cached_property
    def zones(self) -> Int64s:
        """The zones of all documents: their fields' numbers, starts and ends, int64[Z, 3]."""
        return _lay_out([read_zones(record) for record in self.records], self.begins)

    @cached_property
    def sections(self) -> Int64s:
        """The sections of all documents: their levels, starts, bodies and ends, int64[S, 4]."""
        return _lay_out([read_spans(record) for record in self.records], self.begins)

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """The heading and the anchor of each section."""
        named = [record["sections"] for record in self.records]
        return [pair for each in named for pair in zip(each["headings"], each["anchors"], strict=True)]

    def span(self, number: int) -> tuple[int, int]:
        """Return where the text of the ``number``-th document lies."""
        return self._spans[number]

    def metadata(self, number: int) -> Metadata:
        """Return what is shown of the ``number``-th document besides its text."""
        return make_metadata(self.records[number]["metadata"])


def _lay_out(rows: Sequence[Int64s], begins: Int64s) -> Int64s:
    """Lay the rows of several documents end to end, all numbers but the first of each row moved to the page's line."""
    every = np.concatenate(rows)
    every[:, 1:] += begins[:-1].repeat([len(each) for each in rows])[:, None]
    return every
