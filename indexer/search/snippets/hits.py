"""Found documents -> the hits that are shown: title, snippet and the best sections, with their marks."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.index.format.layout import FIELD_COUNT, FIELD_NUMBERS, Int64s
from indexer.search.deadline import check_deadline
from indexer.search.ranking.translations import find_translations
from indexer.search.results import Hit, SectionHit, Snippet, Translation
from indexer.search.section_address import section_address
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.cutting import SECTION_COLUMNS, SNIPPET_COLUMNS, HighlightedText, make_snippet
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.highlights import PageSpan, PageSpans, make_spans
from indexer.search.snippets.passages import CandidatePassages, PassageScorer, find_best
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import BODY, CODE, SUMMARY
from indexer.units import PageOffset

SECTIONS_PER_HIT = 2
SHOWN_FIELDS = (SUMMARY, BODY, CODE)
"""What snippets are cut from; where nothing is found, the beginning of the first of these stands for the post."""
_IS_SHOWN = np.isin(np.arange(FIELD_COUNT), [FIELD_NUMBERS[field] for field in SHOWN_FIELDS])
OTHER_ZONES = 0.6
"""What a passage outside the body's prose counts: it is rarely what a reader wants to see first. Not measured."""
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
        self._section_passages = self._find_section_passages(scorer)

    def _find_passages(self, scorer: PassageScorer) -> Mapping[int, tuple[PageSpan, PageSpan]]:
        """Return for each hit the passage of the summary, prose or code that shows most of the query, and its zone."""
        candidates = scorer.score_passages(self._zones.spans, SNIPPET_COLUMNS)
        factors = np.where(self._zones.fields == FIELD_NUMBERS[BODY], 1.0, OTHER_ZONES)
        spans = self._spans_of(candidates)
        hits = self._page.hits_at(spans.starts)
        best = find_best(hits, candidates.scores * factors[candidates.spans])
        passages = spans.select(best).pairs()
        zones = self._zones.spans.select(candidates.spans[best]).pairs()
        return dict(zip(hits[best].tolist(), zip(passages, zones, strict=True), strict=True))

    def _find_section_passages(self, scorer: PassageScorer) -> Mapping[int, list[tuple[int, PageSpan]]]:
        """Return for each hit the sections that show most of the query, best first, with the passage that does."""
        candidates = scorer.score_passages(self._sections.spans, SECTION_COLUMNS)
        best = find_best(candidates.spans, candidates.scores, _SAME_SCORE)
        hits = self._page.hits_at(self._spans_of(candidates, best).starts)
        best = best[np.lexsort((-candidates.scores[best], hits))]
        found: dict[int, list[tuple[int, PageSpan]]] = {}
        rows = zip(candidates.spans[best].tolist(), self._spans_of(candidates, best).pairs(), strict=True)
        for hit, row in zip(np.sort(hits).tolist(), rows, strict=True):
            found.setdefault(hit, []).append(row)
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
        snippet, shown = self._choose_snippet(hit)
        others = find_translations(self._snapshot, self._page.docs[hit])
        return Hit(
            id=metadata.id,
            url=metadata.url,
            title=self._mark_title(hit, metadata.title),
            snippet=snippet,
            sections=tuple(self._choose_sections(hit, metadata.url, shown)),
            date=metadata.date,
            language=metadata.language,
            authors=metadata.authors,
            tags=metadata.tags,
            categories=metadata.categories,
            score=score,
            translations=tuple(map(self._read_translation, others)),
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

    def _choose_snippet(self, hit: int) -> tuple[Snippet, PageOffset | None]:
        """Show the passage of the summary, prose or code that has most of the query; else how the post begins.

        Returns:
            The snippet, and where its passage begins; None where there is none.
        """
        found = self._passages.get(hit)
        if found:
            passage, zone = found
            return make_snippet(self._text, zone, passage, SNIPPET_COLUMNS), passage[0]
        first, last = self._zones.spans.starts.searchsorted(self._page.span(hit)).tolist()
        if first == last:
            return Snippet(""), None
        zone = self._zones.spans.at(first + int(self._zones.fields[first:last].argmin()))
        return make_snippet(self._text, zone, None, SNIPPET_COLUMNS), None

    def _choose_sections(self, hit: int, url: str, shown: PageOffset | None) -> Iterator[SectionHit]:
        """Yield the sections that show most of the query, best first; of the one already shown only the heading."""
        for number, passage in self._section_passages.get(hit, ())[:SECTIONS_PER_HIT]:
            yield self._make_section(number, passage, shown, url)

    def _make_section(self, number: int, passage: PageSpan, shown: PageOffset | None, url: str) -> SectionHit:
        name, anchor = self._section_names[number]
        (start, end), body = self._sections.spans.at(number), PageOffset(int(self._sections.bodies[number]))
        heading, address = self._mark_line(name, start), section_address(url, anchor)
        if shown is not None and start <= shown < end:
            return SectionHit(heading, address, Snippet(""))
        inside = self._text.highlights.within(max(passage[0], body), passage[1])
        below = (inside[0][0], inside[-1][1]) if inside else None
        return SectionHit(heading, address, make_snippet(self._text, (body, end), below, SECTION_COLUMNS))
