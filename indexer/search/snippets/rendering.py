"""Show a page of hits by the kernel: pass what was found and may be shown, and read the answer."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from indexer.index.format.layout import Int64s
from indexer.native import Kernel
from indexer.native.render import RenderPage, RenderRules, render_page
from indexer.search.deadline import check_deadline
from indexer.search.results import SectionHit, Snippet
from indexer.search.section_address import quote_anchor, section_address
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.records import Record
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.shown_hit import ShownHit


def render_hits(library: Kernel, page: ResultPage, highlighter: Highlighter, rules: RenderRules) -> Iterator[ShownHit]:
    """Yield what is shown of each hit of a page that has any.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    tokens = highlighter.find_tokens(page)
    spans = highlighter.find_in_text(tokens)
    check_deadline()
    shown = RenderPage(page.begins, make_table(page), tokens.found, spans)
    rendered = render_page(library, shown, highlighter.make_render_targets(), rules)
    return map(_AnswerReader(*rendered).read_hit, page.records)


def make_table(page: ResultPage) -> Int64s:
    """Return where the zones, sections and texts of a page's documents lie in memory: int64[hits, 8]."""
    texts = ((codes.address, codes.width, len(codes)) for codes in page.codes)
    rows = [(*record.rows.cells, *text) for record, text in zip(page.records, texts, strict=True)]
    return np.array(rows, dtype=np.int64)


class _AnswerReader:
    """Reads what ``render_page`` answers, number by number."""

    def __init__(self, texts: str, numbers: Sequence[int]) -> None:
        self._texts, self._numbers = texts, iter(numbers)
        self._next = self._numbers.__next__

    def read_hit(self, record: Record) -> ShownHit:
        title = Snippet(record.metadata.title, self._read_marks())
        snippet, fragment = self._read_snippet(), self._read_fragment(record)
        return ShownHit(title, snippet, fragment, tuple([self._read_section(record) for _ in range(self._next())]))

    def _read_fragment(self, record: Record) -> str:
        section = self._next()
        return self._read_words(record.section_names[section][1] if section >= 0 else "")

    def _read_words(self, anchor: str) -> str:
        """Return the fragment that leads to the next words below an anchor; empty if there are none."""
        words = self._texts[self._next() : self._next()]
        return f"{quote_anchor(anchor)}:~:text={words}" if words else ""

    def _read_section(self, record: Record) -> SectionHit:
        name, anchor = record.section_names[self._next()]
        heading = Snippet(name, self._read_marks())
        address, snippet = section_address(record.metadata.url, anchor), self._read_snippet()
        return SectionHit(heading, address, snippet, self._read_words(anchor))

    def _read_snippet(self) -> Snippet:
        text = self._texts[self._next() : self._next()]
        before, after = self._next() > 0, self._next() > 0
        return Snippet(text, self._read_marks(), before, after)

    def _read_marks(self) -> tuple[tuple[int, int], ...]:
        edges = islice(self._numbers, 2 * self._next())
        return tuple(zip(edges, edges, strict=True))
