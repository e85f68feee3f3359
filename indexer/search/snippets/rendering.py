"""Show a page of hits by the kernel: pass what was found and may be shown, and read the answer."""

from collections.abc import Iterator, Sequence

import numpy as np

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
    documents = np.array([record.rows.cells for record in page.records], dtype=np.int64)
    targets = highlighter.make_render_targets()
    rendered = render_page(library, RenderPage(page.codes, page.begins, documents, tokens.found, spans), targets, rules)
    return map(_AnswerReader(*rendered).read_hit, page.records)


class _AnswerReader:
    """Reads what ``render_page`` answers, number by number."""

    def __init__(self, texts: str, numbers: Sequence[int]) -> None:
        self._texts, self._numbers, self._at = texts, numbers, 0

    def read_hit(self, record: Record) -> ShownHit:
        title = Snippet(record.metadata.title, self._read_marks())
        snippet = self._read_snippet()
        section, start, end = self._take(3)
        words = self._texts[start:end]
        anchor = record.section_names[section][1] if section >= 0 else ""
        fragment = f"{quote_anchor(anchor)}:~:text={words}" if words else ""
        (count,) = self._take(1)
        return ShownHit(title, snippet, fragment, tuple([self._read_section(record) for _ in range(count)]))

    def _read_section(self, record: Record) -> SectionHit:
        (number,) = self._take(1)
        name, anchor = record.section_names[number]
        heading = Snippet(name, self._read_marks())
        return SectionHit(heading, section_address(record.metadata.url, anchor), self._read_snippet())

    def _read_snippet(self) -> Snippet:
        start, end, before, after = self._take(4)
        return Snippet(self._texts[start:end], self._read_marks(), bool(before), bool(after))

    def _read_marks(self) -> tuple[tuple[int, int], ...]:
        (count,) = self._take(1)
        edges = self._take(2 * count)
        return tuple(zip(edges[::2], edges[1::2], strict=True))

    def _take(self, count: int) -> Sequence[int]:
        begin = self._at
        self._at = begin + count
        return self._numbers[begin : self._at]
