"""The documents of one page of hits, their texts laid end to end as one."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from indexer.index.format.layout import Int64s
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.display_width import DisplayWidth
from indexer.search.snippets.highlights import PageSpan
from indexer.text.analysis.folding import FoldedText, fold
from indexer.units import PageOffset, PageOffsets


class ResultPage:
    """Documents opened to be shown.

    Attributes:
        docs: Document numbers, in the order in which they are shown.
        records: What is kept of each besides its text.
        text: All their texts, a line end between two.
        begins: int64[n + 1], where each begins in ``text``; the last is past its end.
    """

    def __init__(self, snapshot: IndexSnapshot, docs: Sequence[int]) -> None:
        self.reader = snapshot.reader
        self.docs = docs
        self.records = [snapshot.records.read(doc) for doc in docs]
        texts = [self.reader.text(doc) for doc in docs]
        begins = [PageOffset(0)]
        for text in texts:
            begins.append(PageOffset(begins[-1] + len(text) + 1))
        self.text = "\n".join(texts)
        self.begins = PageOffsets(np.array(begins, dtype=np.int64))
        self._spans = [(begin, PageOffset(end - 1)) for begin, end in pairwise(begins)]

    @cached_property
    def widths(self) -> DisplayWidth:
        """The widths of all stretches of the text."""
        return DisplayWidth(self.text)

    @cached_property
    def folded(self) -> FoldedText:
        """The text, folded."""
        return fold(self.text)

    @cached_property
    def zones(self) -> Int64s:
        """The zones of all documents: field numbers, starts and ends in the page's text, int64[Z, 3]."""
        return _lay_out([record.zones for record in self.records], self.begins)

    @cached_property
    def sections(self) -> Int64s:
        """The sections that have an address: levels, starts, bodies and ends in the page's text, int64[S, 4].

        A document's record counts the line end after a section as the section's own. After the last section of the last
        document there is none, and below a heading at the very end there is nothing: here sections end with their last
        character, so that every offset lies in the text.
        """
        sections = _lay_out([record.sections for record in self.records], self.begins)
        sections[:, 3] -= 1
        np.minimum(sections[:, 2], sections[:, 3], out=sections[:, 2])
        return sections

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


def _lay_out(rows: Sequence[Int64s], begins: PageOffsets) -> Int64s:
    """Join rows, and turn their columns but for the first from offsets in a document's text to those in the page's."""
    every = np.concatenate(rows)
    every[:, 1:] += begins[:-1].repeat([len(each) for each in rows])[:, None]
    return every
