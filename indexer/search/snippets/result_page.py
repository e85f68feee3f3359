"""The documents of one page of hits, their texts laid end to end as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.index.format.arrays import make_offsets
from indexer.index.format.stored_frame import StoredFrame
from indexer.index.format.text_codes import TextCodes
from indexer.index.parts.token_stream import TokenStream
from indexer.native.snippets.render import PageTables
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.display_width import DisplayWidth
from indexer.search.snippets.highlights import PageSpan, PageSpans, make_spans
from indexer.search.snippets.records import Record
from indexer.units import PageOffset, PageOffsets, TextOffsets


@dataclass(frozen=True, slots=True)
class PageZones:
    """Zones of the documents of a page, in order.

    Attributes:
        fields: int64[n], the field number of each.
        spans: Where they stand, n of them.
    """

    fields: Int64s
    spans: PageSpans

    def select(self, chosen: Mask) -> "PageZones":
        """Return some of them."""
        return PageZones(self.fields[chosen], self.spans.select(chosen))


@dataclass(frozen=True, slots=True)
class PageSections:
    """Sections of the documents of a page, in order.

    Attributes:
        spans: Where they stand, their headings first, n of them.
        bodies: int64[n], where what stands below the heading begins; the section's end where nothing does.
    """

    spans: PageSpans
    bodies: PageOffsets


class ResultPage:
    """Documents opened to be shown.

    Attributes:
        docs: Document numbers, in the order in which they are shown.
        frames: What is kept of each, see ``StoredFrame``.
    """

    def __init__(self, snapshot: IndexSnapshot, docs: Sequence[int]) -> None:
        self._snapshot = snapshot
        self.reader = snapshot.reader
        self.docs = docs
        self._records = snapshot.records
        self.frames = self.reader.frames(docs)

    @cached_property
    def records(self) -> Sequence[Record]:
        """What is kept of each besides its text."""
        return self._records.read_all(self.docs)

    @cached_property
    def codes(self) -> Sequence[TextCodes]:
        """Their texts."""
        return [StoredFrame(data).codes for data in self.frames]

    @cached_property
    def begins(self) -> PageOffsets:
        """Where each document begins in ``text``; the last is past its end: int64[n + 1]."""
        return PageOffsets(
            make_offsets(np.array([StoredFrame(data).length + 1 for data in self.frames], dtype=np.int64))
        )

    @cached_property
    def _spans(self) -> list[PageSpan]:
        return [(PageOffset(begin), PageOffset(end - 1)) for begin, end in pairwise(self.begins.tolist())]

    @cached_property
    def streams(self) -> Sequence[TokenStream]:
        """All tokens of each document."""
        return self.reader.streams(self.docs)

    @property
    def read_streams(self) -> Sequence[TokenStream]:
        """The same where they have been read; none where not."""
        return self.streams if "streams" in vars(self) else ()

    @property
    def tables(self) -> PageTables:
        """What their texts are found in, as the kernel takes it."""
        return self._snapshot.page_tables

    @cached_property
    def text(self) -> str:
        """All their texts, a line end between two; the kernel reads the documents' own."""
        return "\n".join(codes.text for codes in self.codes)

    @cached_property
    def widths(self) -> DisplayWidth:
        """The widths of all stretches of the text."""
        return DisplayWidth(self.text)

    @cached_property
    def zones(self) -> "PageZones":
        """The zones of all documents, in order."""
        owners = np.repeat(np.arange(len(self.records)), [len(record.zone_fields) for record in self.records])
        starts = self._to_page([record.zone_starts for record in self.records], owners)
        ends = self._to_page([record.zone_ends for record in self.records], owners)
        return PageZones(np.concatenate([record.zone_fields for record in self.records]), PageSpans(starts, ends))

    @cached_property
    def sections(self) -> "PageSections":
        """The sections of all documents that have an address, in order.

        A document's record counts the line end behind a section as the section's own. After the last section of the
        last document there is none, and below a heading at the very end there is nothing: here sections end with their
        last character, so that every offset lies in the text.
        """
        owners = np.repeat(np.arange(len(self.records)), [len(record.section_starts) for record in self.records])
        starts = self._to_page([record.section_starts for record in self.records], owners)
        bodies = self._to_page([record.section_bodies for record in self.records], owners)
        ends = self._to_page([record.section_ends for record in self.records], owners) - 1
        return PageSections(make_spans(starts, ends), PageOffsets(np.minimum(bodies, ends)))

    def _to_page(self, offsets: Sequence[TextOffsets], owners: Int64s) -> PageOffsets:
        """Turn the offsets of each document's text, whose owners are numbers on the page, into those of the page's."""
        return PageOffsets(np.concatenate(offsets) + self.begins[owners])

    @cached_property
    def section_names(self) -> list[tuple[str, str]]:
        """The heading and the anchor of each section."""
        return [pair for record in self.records for pair in record.section_names]

    def span(self, hit: int) -> PageSpan:
        """Return where the text of a document lies, by its number on the page."""
        return self._spans[hit]

    def hits_at(self, offsets: PageOffsets) -> Int64s:
        """Return the number on the page of the document in which each of some offsets lies: int64[len(offsets)]."""
        hits: Int64s = self.begins.searchsorted(offsets, side="right") - 1
        return hits
