"""A found document -> the hit that is shown: title, snippet and the best sections, with their marks."""

from urllib.parse import quote

from indexer.index.part_reader import PartReader, Stored
from indexer.search.deadline import check_deadline
from indexer.search.marks import Marker
from indexer.search.results import Hit, SectionHit, Snippet, Translation
from indexer.search.snippets import (
    SECTION_COLUMNS,
    SNIPPET_COLUMNS,
    MarkedText,
    Passage,
    find_passage,
    make_snippet,
)
from indexer.search.translations import find_translations
from indexer.text.document import BODY, CODE, SUMMARY, TITLE, SectionSpan

SECTIONS_PER_HIT = 2
SHOWN_FIELDS = (SUMMARY, BODY, CODE)
"""What snippets are cut from; where nothing is marked, the beginning of the first of these stands for the post."""
OTHER_ZONES = 0.6
"""What a passage outside the body's prose counts: it is rarely what a reader wants to see first."""


def make_hit(part: PartReader, marker: Marker, doc: int, score: float) -> Hit:
    """Make the hit for a document."""
    check_deadline()
    stored = part.stored(doc)
    marked = MarkedText(stored.text, marker.find_marks(doc, stored.text))
    metadata = stored.metadata
    snippet, shown = _choose_snippet(stored, marked)
    return Hit(
        id=metadata.id,
        url=metadata.url,
        title=_mark_title(stored, marked),
        snippet=snippet,
        sections=tuple(_choose_sections(stored, marked, shown)),
        date=metadata.date,
        language=metadata.language,
        authors=metadata.authors,
        tags=metadata.tags,
        categories=metadata.categories,
        score=score,
        translations=tuple(_read_translation(part, other) for other in find_translations(part, doc)),
    )


def _read_translation(part: PartReader, doc: int) -> Translation:
    metadata = part.stored(doc).metadata
    return Translation(metadata.language, metadata.title, metadata.url)


def _mark_title(stored: Stored, marked: MarkedText) -> Snippet:
    end = next((zone.end for zone in stored.zones if zone.field == TITLE), 0)
    return Snippet(stored.metadata.title, tuple((mark.start, mark.end) for mark in marked.within(0, end)))


def _choose_snippet(stored: Stored, marked: MarkedText) -> tuple[Snippet, int]:
    """Show the passage of the summary, prose or code that has most of the query; else how the post begins.

    Returns:
        The snippet, and the offset of its first mark; -1 where there is none.
    """
    zones = [zone for zone in stored.zones if zone.field in SHOWN_FIELDS]
    best_score, best_passage = 0.0, Passage()
    best_zone = min(zones, key=lambda zone: (SHOWN_FIELDS.index(zone.field), zone.start), default=None)
    for zone in zones:
        passage = find_passage(marked.within(zone.start, zone.end), marked.columns, SNIPPET_COLUMNS)
        score = passage.score * (1.0 if zone.field == BODY else OTHER_ZONES)
        if score > best_score:
            best_score, best_zone, best_passage = score, zone, passage
    if best_zone is None:
        return Snippet(""), -1
    snippet = make_snippet(marked, (best_zone.start, best_zone.end), best_passage.marks, SNIPPET_COLUMNS)
    return snippet, best_passage.marks[0].start if best_passage.marks else -1


def _choose_sections(stored: Stored, marked: MarkedText, shown: int) -> list[SectionHit]:
    """Return the sections that show most of the query, best first; the one already shown, at ``shown``, in its name."""
    linked = [section for section in stored.sections if section.heading and section.anchor]
    passages = [find_passage(marked.within(s.start, s.end), marked.columns, SECTION_COLUMNS) for s in linked]
    scored = sorted(zip(linked, passages, strict=True), key=lambda row: -row[1].score)
    url = stored.metadata.url
    best = [(section, passage) for section, passage in scored[:SECTIONS_PER_HIT] if passage.score > 0]
    return [_make_section(s, Passage() if s.start <= shown < s.end else p, marked, url) for s, p in best]


def _make_section(section: SectionSpan, passage: Passage, marked: MarkedText, url: str) -> SectionHit:
    inside = marked.within(section.start, section.start + len(section.heading))
    heading = Snippet(section.heading, tuple((m.start - section.start, m.end - section.start) for m in inside))
    below = [mark for mark in passage.marks if mark.start >= section.body]
    span = (section.body, max(section.end - 1, section.body))
    snippet = make_snippet(marked, span, below, SECTION_COLUMNS) if passage.marks else Snippet("")
    return SectionHit(heading, f"{url}#{quote(section.anchor, safe='-._~')}", snippet)
