"""The document that is indexed of a post: one text, its zones and sections, and what is shown of it.

A document has a single text in which everything searchable stands one after the other: title, tags, authors,
summary, then heading, prose and code of each section. Tokens of every field point into that one text, so a mark found
by any field can be shown, and words of neighbouring fields have comparable positions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from indexer.posts.period import WHENEVER, Period
from indexer.text.lexicon.pairs import Saying

TITLE, TAGS, AUTHORS, SUMMARY, HEADINGS, BODY, CODE = (
    "title", "tags", "authors", "summary", "headings", "body", "code",
)  # fmt: skip
"""``CODE`` is also what else is no prose, see ``Section.asides``: it is found, and counts little."""
SUBWORDS = "parts"
"""Shorter words inside the words of every other field."""
GRAMS = "grams"
"""Single characters and pairs of neighbours of scripts without spaces, of every other field."""

ZONE_FIELDS = (TITLE, TAGS, AUTHORS, SUMMARY, HEADINGS, BODY, CODE)
WORD_FIELDS = (*ZONE_FIELDS, SUBWORDS)
FIELDS = (*WORD_FIELDS, GRAMS)

ZONE_GAP = 16
"""Positions between two zones: no phrase reaches across, and nearness hardly does."""


class Zone(NamedTuple):
    """A stretch of a document's text that belongs to one field; offsets in code points, half-open.

    A site has hundreds of thousands.
    """

    field: str
    start: int
    end: int


class SectionSpan(NamedTuple):
    """A section's place in a document's text, its heading first.

    Attributes:
        start: Where the heading begins.
        body: Where prose and code begin.
        end: Past the section's last character.
    """

    heading: str
    anchor: str
    level: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of a post that are shown and filtered by, besides its text."""

    id: str
    url: str
    title: str
    date: datetime | None
    language: str
    section: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    translation_key: str
    site: str = ""
    image: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A post as field -> value.

    Attributes:
        text: Everything searchable.
        zones: Which field each stretch of ``text`` belongs to, in order; between them stands a line end.
        names: Chinese words that the site calls things by: tags, categories, keywords, what titles quote; folded.
        pairs: What the post sets beside each other, see ``find_pairs``.
        period: When visitors may find it.
    """

    metadata: Metadata
    text: str
    zones: tuple[Zone, ...]
    sections: tuple[SectionSpan, ...]
    names: tuple[str, ...] = ()
    pairs: tuple[Saying, ...] = ()
    period: Period = WHENEVER

    def __reduce__(self) -> tuple[Callable[..., "Document"], tuple[object, ...]]:
        """Pickle zones and sections column by column: row by row it takes three times as long."""
        rows = tuple(zip(*self.zones, strict=True)), tuple(zip(*self.sections, strict=True))
        return _restore, (self.metadata, self.text, *rows, self.names, self.pairs, self.period)


_Columns = tuple[tuple[Any, ...], ...]


def _restore(metadata: Metadata, text: str, zones: _Columns, sections: _Columns, *rest: Any) -> Document:  # noqa: ANN401
    """Return a document that was pickled; ``rest``: names, pairs and period."""
    spans = tuple(starmap(SectionSpan, zip(*sections, strict=True)))
    return Document(metadata, text, tuple(starmap(Zone, zip(*zones, strict=True))), spans, *rest)
