"""The hits of a page as the kernel rendered them: read where they are looked at, or written as JSON as they are."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import overload

from indexer.index.format.stored_frame import StoredFrame
from indexer.native.snippets.render import RenderedPage
from indexer.search.addresses import has_route, quote_anchor, section_address
from indexer.search.results import Hit, SectionHit, Snippet
from indexer.search.snippets.records import Record, make_record
from indexer.search.snippets.shown_hit import ShownHit, Standings, make_hit


class RenderedHits(Sequence[Hit]):
    """The hits of a page, best first. Equal to any other sequence of the same hits; safe to be shared by threads."""

    def __init__(self, rendered: RenderedPage, frames: Sequence[bytes], standings: Standings) -> None:
        """Take what was rendered of some documents, what is kept of them, and what else is known of each hit."""
        self._rendered, self._frames, self._standings = rendered, frames, standings

    def __len__(self) -> int:
        return len(self._frames)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        return self._hits[at]

    def __eq__(self, other: object) -> bool:
        return self._hits == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as lists: equal ones may be of several classes

    def __repr__(self) -> str:
        return repr(self._hits)

    @cached_property
    def _hits(self) -> tuple[Hit, ...]:
        records = [make_record(StoredFrame(data).read_record()) for data in self._frames]
        return tuple(map(make_hit, records, read_shown(self._rendered, records), self._standings.each()))

    @property
    def marked(self) -> str:
        """What is marked in them, each but once, in lines."""
        return self._rendered.marked

    def to_json(self) -> bytes:
        """Write them as a JSON array."""
        return self._rendered.json


def read_shown(rendered: RenderedPage, records: Sequence[Record]) -> Iterator[ShownHit]:
    """Yield what was rendered of each of some records."""
    return map(_AnswerReader(rendered.texts, rendered.marks).read_hit, records)


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
        return self._read_words(record.metadata.url, record.section_names[section][1] if section >= 0 else "")

    def _read_words(self, url: str, anchor: str) -> str:
        """Return the fragment that leads to the next words below an anchor; empty if there are none, or none can."""
        words = self._texts[self._next() : self._next()]
        return f"{quote_anchor(anchor)}:~:text={words}" if words and not has_route(url) else ""

    def _read_section(self, record: Record) -> SectionHit:
        name, anchor = record.section_names[self._next()]
        heading = Snippet(name, self._read_marks())
        address, snippet = section_address(record.metadata.url, anchor), self._read_snippet()
        return SectionHit(heading, address, snippet, self._read_words(record.metadata.url, anchor))

    def _read_snippet(self) -> Snippet:
        text = self._texts[self._next() : self._next()]
        before, after = self._next() > 0, self._next() > 0
        return Snippet(text, self._read_marks(), before, after)

    def _read_marks(self) -> tuple[tuple[int, int], ...]:
        edges = islice(self._numbers, 2 * self._next())
        return tuple(zip(edges, edges, strict=True))
