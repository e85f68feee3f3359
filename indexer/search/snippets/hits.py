"""Found documents -> the hits that are shown: title, snippet and the best sections, with their marks."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from indexer.index.format.layout import FIELD_COUNT, FIELD_NUMBERS, Int64s
from indexer.search.deadline import check_deadline
from indexer.search.ranking.translations import find_translations
from indexer.search.results import Hit, SectionHit, Snippet, Translation
from indexer.search.section_address import section_address
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.cutting import (
    FRAGMENT_COLUMNS,
    SECTION_COLUMNS,
    SNIPPET_COLUMNS,
    HighlightedText,
    choose_cut,
    make_snippet,
    passage_columns,
    show_cut,
)
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.highlights import PageSpan, PageSpans, make_spans
from indexer.search.snippets.passages import CandidatePassages, PassageScorer, find_best
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.text_fragment import make_fragment
from indexer.text.document import BODY, CODE, SUMMARY, Metadata
from indexer.units import PageOffset

SECTIONS_PER_HIT = 2
SHOWN_FIELDS = (SUMMARY, BODY, CODE)
"""What snippets are cut from; where nothing is found, the beginning of the first of these stands for the post."""
_IS_SHOWN = np.isin(np.arange(FIELD_COUNT), [FIELD_NUMBERS[field] for field in SHOWN_FIELDS])
_SHARES = np.ones(FIELD_COUNT)
_SHARES[[FIELD_NUMBERS[SUMMARY], FIELD_NUMBERS[CODE]]] = 0.6, 0.25
"""What a passage counts by its field: the words of a summary are seldom a whole sentence, and code explains nothing."""
_NOWHERE = (PageOffset(0), PageOffset(0))
_ALL = slice(None)
_SAME_SCORE = 1e-9
"""Sections whose passages' scores differ by no more are equally good."""


def make_hits(
    snapshot: IndexSnapshot, highlighter: Highlighter, docs: Sequence[int], scores: Sequence[float]
) -> tuple[Hit, ...]:
    """Make the hits for some documents, best first."""
    return tuple(_HitMaker(snapshot, highlighter, docs).make_hits(scores)) if docs else ()


class _HitMaker:
    """Makes one page of hits: what is found is found for all of them at once."""

    def __init__(self, snapshot: IndexSnapshot, highlighter: Highlighter, docs: Sequence[int]) -> None:
        self._snapshot = snapshot
        self._page = page = ResultPage(snapshot, docs)
        self._text = HighlightedText(page.text, highlighter.find_highlights(page), page.widths)
        self._zones = page.zones.select(_IS_SHOWN[page.zones.fields])
        self._sections, self._section_names = page.sections, page.section_names
        scorer = PassageScorer(self._text.highlights, highlighter.kinds, page.widths)
        self._passages = self._find_passages(scorer)
        self._ranked_sections = self._rank_sections(scorer)
        self._prose_passages = scorer.score_passages(self._zones.spans, passage_columns(SECTION_COLUMNS))

    def _find_passages(self, scorer: PassageScorer) -> Mapping[int, tuple[PageSpan, PageSpan]]:
        """Return for each hit the passage of the summary, prose or code that shows most of the query, and its zone."""
        candidates = scorer.score_passages(self._zones.spans, passage_columns(SNIPPET_COLUMNS))
        spans = self._spans_of(candidates)
        hits = self._page.hits_at(spans.starts)
        best = find_best(hits, candidates.scores * _SHARES[self._zones.fields[candidates.spans]])
        passages = spans.select(best).pairs()
        zones = candidates.spans[best].tolist()
        rows = map(self._narrow_code, zones, passages)
        return dict(zip(hits[best].tolist(), rows, strict=True))

    def _narrow_code(self, zone: int, passage: PageSpan) -> tuple[PageSpan, PageSpan]:
        """Return a passage and what may be shown around it: of code one line, for lines run together say nothing."""
        span = self._zones.spans.at(zone)
        if self._zones.fields[zone] != FIELD_NUMBERS[CODE]:
            return passage, span
        line = _line_at(self._page.text, passage[0], span)
        inside = self._text.highlights.within(passage[0], min(passage[1], line[1]))
        return (passage[0], inside[-1][1] if inside else passage[1]), line

    def _rank_sections(self, scorer: PassageScorer) -> Mapping[int, list[int]]:
        """Return for each hit the sections that show any of the query, those that show most of it first."""
        candidates = scorer.score_passages(self._sections.spans, passage_columns(SECTION_COLUMNS))
        best = find_best(candidates.spans, candidates.scores, _SAME_SCORE)
        hits = self._page.hits_at(self._spans_of(candidates, best).starts)
        order = np.lexsort((-candidates.scores[best], hits))
        found: dict[int, list[int]] = {}
        for hit, section in zip(np.sort(hits).tolist(), candidates.spans[best[order]].tolist(), strict=True):
            found.setdefault(hit, []).append(section)
        return found

    def _spans_of(self, candidates: CandidatePassages, chosen: Int64s | slice = _ALL) -> PageSpans:
        """Return where the highlights of candidates begin and end."""
        highlights = self._text.highlights
        return make_spans(highlights.starts[candidates.firsts[chosen]], highlights.ends[candidates.stops[chosen] - 1])

    def make_hits(self, scores: Sequence[float]) -> Iterator[Hit]:
        for hit, score in enumerate(scores):
            check_deadline()
            yield self._make_hit(hit, score)

    def _make_hit(self, hit: int, score: float) -> Hit:
        metadata = self._page.records[hit].metadata
        snippet, shown, fragment = self._choose_snippet(hit)
        others = find_translations(self._snapshot, self._page.docs[hit])
        return Hit(
            id=metadata.id,
            url=metadata.url,
            title=self._mark_title(hit, metadata.title),
            snippet=snippet,
            sections=tuple(islice(self._choose_sections(hit, metadata, shown), SECTIONS_PER_HIT)),
            date=metadata.date,
            language=metadata.language,
            authors=metadata.authors,
            tags=metadata.tags,
            categories=metadata.categories,
            score=score,
            translations=tuple(map(self._read_translation, others)),
            fragment=fragment,
        )

    def _read_translation(self, doc: int) -> Translation:
        metadata = self._snapshot.records.read(doc).metadata
        return Translation(metadata.language, metadata.title, metadata.url)

    def _mark_title(self, hit: int, title: str) -> Snippet:
        begin, _ = self._page.span(hit)  # the title comes first
        return self._mark_line(title, begin)

    def _mark_line(self, line: str, begin: PageOffset) -> Snippet:
        """Mark a whole line of the page's text."""
        inside = self._text.highlights.within(begin, PageOffset(begin + len(line)))
        return Snippet(line, tuple((start - begin, end - begin) for start, end in inside))

    def _choose_snippet(self, hit: int) -> tuple[Snippet, PageSpan, str]:
        """Show the passage of the summary, prose or code that has most of the query; else how the post begins.

        Returns:
            The snippet, where it was cut from if it shows a passage, and the fragment that leads there.
        """
        found = self._passages.get(hit)
        if found:
            passage, zone = found
            cut = choose_cut(self._text, zone, passage, SNIPPET_COLUMNS)
            return show_cut(self._text, zone, cut), cut, self._make_fragment(zone, passage)
        first, last = self._zones.spans.starts.searchsorted(self._page.span(hit)).tolist()
        if first == last:
            return Snippet(""), _NOWHERE, ""
        zone = self._zones.spans.at(first + int(self._zones.fields[first:last].argmin()))
        return make_snippet(self._text, zone, None, SNIPPET_COLUMNS), _NOWHERE, ""

    def _make_fragment(self, zone: PageSpan, passage: PageSpan) -> str:
        """Return the fragment that leads to the first words of a passage; empty for words that no page shows."""
        section = int(self._sections.spans.starts.searchsorted(passage[0], side="right")) - 1
        in_section = section >= 0 and passage[0] < int(self._sections.spans.ends[section])
        line = _line_at(self._page.text, passage[0], zone)
        first = PageOffset(self._text.highlights.within(passage[0], passage[1])[0][1])
        words = make_snippet(self._text, line, (passage[0], first), FRAGMENT_COLUMNS)
        return make_fragment(self._section_names[section][1] if in_section else "", words)

    def _choose_sections(self, hit: int, metadata: Metadata, shown: PageSpan) -> Iterator[SectionHit]:
        """Yield the sections that show most of the query, best first, each with a sentence that shows some of it.

        One that repeats the post's title would say nothing new, and so would one whose only such sentence is shown
        already.
        """
        for number in self._ranked_sections.get(hit, ()):
            name, anchor = self._section_names[number]
            passage = self._find_in_prose(number, shown) if name != metadata.title else None
            if passage:
                zone, below = passage
                heading = self._mark_line(name, self._sections.spans.at(number)[0])
                snippet = make_snippet(self._text, zone, below, SECTION_COLUMNS)
                yield SectionHit(heading, section_address(metadata.url, anchor), snippet)

    def _find_in_prose(self, section: int, shown: PageSpan) -> tuple[PageSpan, PageSpan] | None:
        """Return the prose of a section, and the passage of it that shows most of the query, besides the one shown."""
        candidates = self._prose_passages
        zone = int(self._zones.spans.starts.searchsorted(self._sections.bodies[section]))
        first, last = candidates.spans.searchsorted([zone, zone + 1]).tolist()
        spans = self._spans_of(candidates, slice(first, last))
        is_below = spans.starts >= shown[1]
        is_new = (spans.ends <= shown[0]) | is_below
        if zone >= len(self._zones.fields) or self._zones.fields[zone] != FIELD_NUMBERS[BODY] or not is_new.any():
            return None
        best = int(np.where(is_new, candidates.scores[first:last], -1).argmax())
        start, end = self._zones.spans.at(zone)
        is_shown = start <= shown[0] < end
        rest = (max(start, shown[1]), end) if is_below[best] else (start, min(end, shown[0]))
        return (rest if is_shown else (start, end)), spans.at(best)


def _line_at(text: str, offset: PageOffset, span: PageSpan) -> PageSpan:
    """Return the line that an offset lies in, as far as a span goes."""
    start, end = text.rfind("\n", span[0], offset) + 1, text.find("\n", offset, span[1])
    return PageOffset(start or span[0]), PageOffset(end) if end >= 0 else span[1]
