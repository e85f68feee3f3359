"""A post -> the document that is indexed: one text, its zones, and the tokens of each field.

A document has a single text in which everything searchable stands one after the other: title, tags, authors,
summary, then heading, prose and code of each section. Tokens of every field point into that one text, so a mark found
by any field can be shown, and words of neighbouring fields have comparable positions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from indexer.posts.post import Post
from indexer.text.analyzer import Analyzer, Gram, cut_grams
from indexer.text.markdown import parse_sections
from indexer.text.section import Section
from indexer.text.token import Token

TITLE, TAGS, AUTHORS, SUMMARY, HEADINGS, BODY, CODE = (
    "title", "tags", "authors", "summary", "headings", "body", "code",
)  # fmt: skip
PARTS = "parts"
"""Shorter words inside the words of every other field."""
GRAMS = "grams"
"""Single characters and pairs of neighbours of scripts without spaces, of every other field."""

ZONE_FIELDS = (TITLE, TAGS, AUTHORS, SUMMARY, HEADINGS, BODY, CODE)
WORD_FIELDS = (*ZONE_FIELDS, PARTS)
FIELDS = (*WORD_FIELDS, GRAMS)

ZONE_GAP = 16
"""Positions between two zones: no phrase reaches across, and nearness hardly does."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a document's text that belongs to one field; offsets in code points, half-open."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SectionSpan:
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
    """What is shown of a post and filtered by, besides its text."""

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


@dataclass(frozen=True, slots=True)
class Document:
    """A post as field -> value.

    Attributes:
        text: Everything searchable.
        zones: Which field each stretch of ``text`` belongs to, in order; between them stands a line end.
        tokens: Words of each of ``WORD_FIELDS``.
        grams: Of the whole text.
    """

    metadata: Metadata
    text: str
    zones: tuple[Zone, ...]
    sections: tuple[SectionSpan, ...]
    tokens: Mapping[str, Sequence[Token]]
    grams: Sequence[Gram]


class _Text:
    """A document's text while it is being put together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.zones: list[Zone] = []
        self.length = 0

    def add(self, field: str, text: str) -> None:
        """Add a zone; an empty text leaves no zone."""
        if text:
            self.zones.append(Zone(field, self.length, self.length + len(text)))
            self.pieces.append(text)
            self.length += len(text) + 1


def make_document(post: Post, analyzer: Analyzer) -> Document:
    """Turn a post into the document that is indexed.

    Pure: the same post and analyzer always give the same document.
    """
    sections = parse_sections(post.body, post.dialect)
    title = post.title or _make_title(post, sections)
    text = _Text()
    text.add(TITLE, title)
    text.add(TAGS, " · ".join(dict.fromkeys((*post.tags, *post.categories, *post.keywords))))
    text.add(AUTHORS, " · ".join(post.authors))
    text.add(SUMMARY, post.summary)
    spans = tuple(_add_section(text, section) for section in sections)
    whole = "\n".join(text.pieces)
    tokens = _analyze_zones(whole, text.zones, analyzer)
    grams = [gram for zone in text.zones for gram in cut_grams(whole[zone.start : zone.end], zone.start)]
    return Document(_make_metadata(post, title), whole, tuple(text.zones), spans, tokens, grams)


def _add_section(text: _Text, section: Section) -> SectionSpan:
    start = text.length
    text.add(HEADINGS, section.heading)
    body = text.length
    text.add(BODY, section.prose)
    text.add(CODE, section.code)
    return SectionSpan(section.heading, section.anchor, section.level, start, body, text.length)


def _analyze_zones(text: str, zones: Sequence[Zone], analyzer: Analyzer) -> dict[str, list[Token]]:
    tokens: dict[str, list[Token]] = {field: [] for field in WORD_FIELDS}
    position = 0
    for zone in zones:
        analysis = analyzer.analyze(text[zone.start : zone.end], zone.start, position)
        tokens[zone.field] += analysis.words
        tokens[PARTS] += analysis.parts
        position += analysis.positions + ZONE_GAP
    return tokens


def _make_title(post: Post, sections: Sequence[Section]) -> str:
    """Name a post without a title by its first heading, or else by its file."""
    headings = (section.heading for section in sections if section.heading)
    path = PurePosixPath(post.id)
    name = path.parent.name if path.stem in {"index", "README"} and path.parent.name else path.stem
    return next(headings, "") or name.replace("-", " ").replace("_", " ")


def _make_metadata(post: Post, title: str) -> Metadata:
    return Metadata(
        id=post.id,
        url=post.url,
        title=title,
        date=post.date,
        language=post.language,
        section=post.section,
        authors=post.authors,
        tags=post.tags,
        categories=post.categories,
        translation_key=post.translation_key,
    )
