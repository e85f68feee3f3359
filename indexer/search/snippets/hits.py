"""Found documents -> the hits that are shown: title, snippet and the best sections, with their marks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.index.format.layout import FIELD_COUNT, FIELD_NUMBERS
from indexer.index.format.stored_frame import StoredFrame
from indexer.native import kernel
from indexer.native.snippets.render import RenderRules
from indexer.search.addresses import has_route, section_address
from indexer.search.deadline import check_deadline
from indexer.search.ranking.translations import find_translations
from indexer.search.results import Hit, SectionHit, Snippet, Translation
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.cutting import (
    SECTION_COLUMNS,
    SNIPPET_COLUMNS,
    HighlightedText,
    begins_sentence,
    choose_cut,
    next_sentence,
    passage_columns,
    sentence_start,
    show_cut,
    show_passage,
)
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.highlights import PageSpan, PageSpans, make_spans
from indexer.search.snippets.passages import CandidatePassages, PassageScorer, find_best
from indexer.search.snippets.rendered_hits import RenderedHits
from indexer.search.snippets.rendering import render_hits
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.shown_hit import ShownHit, Standings, make_hit
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
RULES = RenderRules(
    _SHARES * _IS_SHOWN, FIELD_NUMBERS[BODY], FIELD_NUMBERS[CODE], SNIPPET_COLUMNS, SECTION_COLUMNS, SECTIONS_PER_HIT
)
"""The same for the kernel, which has the rest of the constants in ``shown.c`` and ``cutting.c``."""
_ADDRESS = re.compile("://")
_ADDRESS_SIGNS = "".join(map(chr, range(ord("!"), ord("~") + 1)))
_LONGEST_ADDRESS = 200
"""Characters that are looked at for the beginning of an address."""
_ADDRESSES = 0.5
"""What a passage with an address in it counts: mostly a list of links, which says nothing about the post."""
_OF_TRANSLATIONS = "language", "title", "url", "locale"
_ALL = slice(None)
_SAME_SCORE = 1e-9
"""Sections whose passages' scores differ by no more are equally good."""


def make_hits(
    snapshot: IndexSnapshot,
    highlighter: Highlighter,
    docs: Sequence[int],
    scores: Sequence[float],
    pinned: Sequence[int] = (),
) -> Sequence[Hit]:
    """Make the hits for some documents, best first; some of them stand where they do because they are pinned.

    Their scores are rounded here to what is told of them.
    """
    if not docs:
        return ()
    page, library, groups = ResultPage(snapshot, docs), kernel(), snapshot.reader.translations.data
    translations = {hit: _read_group(snapshot, doc) for hit, doc in enumerate(docs) if groups[doc] >= 0}
    standings = Standings(
        scores, translations, [hit for hit, doc in enumerate(docs) if doc in pinned] if pinned else ()
    )
    if library:
        return RenderedHits(render_hits(library, page, highlighter, standings, RULES), page.frames, standings)
    return tuple(map(make_hit, page.records, _HitMaker(page, highlighter).show_hits(), standings.each()))


def _read_group(snapshot: IndexSnapshot, doc: int) -> tuple[Translation, ...]:
    others = [StoredFrame(data).read_metadata() for data in snapshot.reader.frames(find_translations(snapshot, doc))]
    return tuple(Translation(*(each[name] for name in _OF_TRANSLATIONS)) for each in others)


class _Shown(NamedTuple):
    """What the snippet of a hit shows.

    Attributes:
        zone: What may be shown around the passage.
        passage: What shows most of the query.
        cut: The fragment around it.
    """

    zone: PageSpan
    passage: PageSpan
    cut: PageSpan


class _InProse(NamedTuple):
    """A passage of a section's prose.

    Attributes:
        passage: What shows most of the query.
        new: The prose but for what the snippet of the hit shows.
        prose: All of it.
    """

    passage: PageSpan
    new: PageSpan
    prose: PageSpan


class _HitMaker:
    """Makes one page of hits: what is found is found for all of them at once."""

    def __init__(self, page: ResultPage, highlighter: Highlighter) -> None:
        self._page = page
        self._text = HighlightedText(page.text, highlighter.find_highlights(page), page.widths)
        self._zones = page.zones.select(_IS_SHOWN[page.zones.fields])
        self._sections, self._section_names = page.sections, page.section_names
        scorer = PassageScorer(self._text.highlights, highlighter.kinds, page.widths)
        self._shown = self._choose_passages(scorer)
        self._ranked_sections = self._rank_sections(scorer)
        self._prose_passages = self._find_in_prose(scorer)

    def _choose_passages(self, scorer: PassageScorer) -> Mapping[int, _Shown]:
        """Return for each hit the passage of the summary, prose or code that shows most of the query."""
        candidates = scorer.score_passages(self._zones.spans, passage_columns(SNIPPET_COLUMNS))
        spans = self._spans_of(candidates)
        hits = self._page.hits_at(spans.starts)
        shares = _SHARES[self._zones.fields[candidates.spans]] * np.where(self._have_addresses(spans), _ADDRESSES, 1.0)
        best = find_best(hits, candidates.scores * shares, _SAME_SCORE)
        rows = map(self._cut_snippet, candidates.spans[best].tolist(), self._shortest_spans_of(candidates, best))
        return dict(zip(hits[best].tolist(), rows, strict=True))

    def _have_addresses(self, spans: PageSpans) -> Mask:
        """Return which passages hold an address of the web, or begin inside one: bool[n]."""
        starts = np.array([match.start() for match in _ADDRESS.finditer(self._page.text)], dtype=np.int64)
        begins = [_begin_address(self._page.text, start) for start in spans.starts.tolist()] if len(starts) else 0
        have: Mask = starts.searchsorted(spans.ends) > starts.searchsorted(begins)
        return have

    def _cut_snippet(self, zone: int, passage: PageSpan) -> _Shown:
        """Cut the snippet around a passage: of code only one line, for lines run together say nothing."""
        around = self._zones.spans.at(zone)
        if self._zones.fields[zone] == FIELD_NUMBERS[CODE]:
            around = _line_at(self._page.text, passage[0], around)
            inside = self._text.highlights.within(passage[0], min(passage[1], around[1]))
            passage = passage[0], inside[-1][1] if inside else passage[1]
        return _Shown(around, passage, choose_cut(self._text, around, passage, SNIPPET_COLUMNS))

    def _find_in_prose(self, scorer: PassageScorer) -> Mapping[int, _InProse]:
        """Return for each section that has one the passage of its prose that shows most of the query."""
        candidates = scorer.score_passages(self._zones.spans, passage_columns(SECTION_COLUMNS))
        spans = self._spans_of(candidates)
        cuts = np.zeros((len(self._page.docs), 2), dtype=np.int64)
        for hit, shown in self._shown.items():
            cuts[hit] = shown.cut
        low, high = cuts[self._page.hits_at(spans.starts)].T
        is_prose = self._zones.fields[candidates.spans] == FIELD_NUMBERS[BODY]
        new = (is_prose & ((spans.ends <= low) | (spans.starts >= high))).nonzero()[0]
        best = new[find_best(candidates.spans[new], candidates.scores[new], _SAME_SCORE)]
        prose = self._zones.spans.select(candidates.spans[best])
        is_below = spans.starts[best] >= high[best]
        starts = np.where(is_below, np.maximum(prose.starts, high[best]), prose.starts)
        ends = np.where(is_below, prose.ends, np.minimum(prose.ends, low[best]))
        rows = zip(
            self._shortest_spans_of(candidates, best), make_spans(starts, ends).pairs(), prose.pairs(), strict=True
        )
        by_zone = dict(zip(candidates.spans[best].tolist(), map(_InProse._make, rows), strict=True))
        zones = self._zones.spans.starts.searchsorted(self._sections.bodies).tolist()
        return {
            section: found
            for section, (zone, end) in enumerate(zip(zones, self._sections.spans.ends.tolist(), strict=True))
            if (found := by_zone.get(zone)) and found.passage[0] < end
        }

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

    def _shortest_spans_of(self, candidates: CandidatePassages, chosen: Int64s) -> Iterator[PageSpan]:
        """Return as much of some candidates as a snippet has to show."""
        firsts, stops = candidates.firsts[chosen].tolist(), candidates.stops[chosen].tolist()
        return map(self._text.highlights.shortest_span, firsts, stops)

    def show_hits(self) -> Iterator[ShownHit]:
        """Yield what is shown of each hit."""
        for hit, record in enumerate(self._page.records):
            check_deadline()
            metadata = record.metadata
            snippet, fragment = self._choose_snippet(hit)
            sections = tuple(islice(self._choose_sections(hit, metadata), SECTIONS_PER_HIT))
            fragment = "" if has_route(metadata.url) else fragment
            yield ShownHit(self._mark_title(hit, metadata.title), snippet, fragment, sections)

    def _mark_title(self, hit: int, title: str) -> Snippet:
        begin, _ = self._page.span(hit)  # the title comes first
        return self._mark_line(title, begin)

    def _mark_line(self, line: str, begin: PageOffset) -> Snippet:
        """Mark a whole line of the page's text."""
        inside = self._text.highlights.within(begin, PageOffset(begin + len(line)))
        return Snippet(line, tuple((start - begin, end - begin) for start, end in inside))

    def _choose_snippet(self, hit: int) -> tuple[Snippet, str]:
        """Show the passage of the summary, prose or code that has most of the query; else how the post begins.

        Returns:
            The snippet, and the fragment that leads to its passage; empty where it shows none.
        """
        shown = self._shown.get(hit)
        if shown:
            snippet = show_passage(self._text, shown.zone, shown.cut, shown.passage, SNIPPET_COLUMNS)
            return snippet, self._make_fragment(shown)
        first, last = self._zones.spans.starts.searchsorted(self._page.span(hit)).tolist()
        if first == last:
            return Snippet(""), ""
        zone = self._zones.spans.at(first + int(self._zones.fields[first:last].argmin()))
        return show_cut(self._text, zone, choose_cut(self._text, zone, None, SNIPPET_COLUMNS)), ""

    def _make_fragment(self, shown: _Shown) -> str:
        """Return the fragment that leads to the sentence in which a snippet's passage begins."""
        begin, _ = shown.passage
        section = int(self._sections.spans.starts.searchsorted(begin, side="right")) - 1
        in_section = section >= 0 and begin < int(self._sections.spans.ends[section])
        return self._lead_to(self._section_names[section][1] if in_section else "", begin, shown.cut)

    def _lead_to(self, anchor: str, begin: PageOffset, cut: PageSpan) -> str:
        """Return the fragment that leads to the sentence in which a passage begins, as far as a snippet shows it."""
        start, end = _line_at(self._page.text, begin, cut)
        return make_fragment(anchor, self._page.text, (sentence_start(self._page.text, start, begin), end))

    def _choose_sections(self, hit: int, metadata: Metadata) -> Iterator[SectionHit]:
        """Yield the sections that show most of the query, best first, each with a sentence that shows some of it.

        One that repeats the post's title would say nothing new, and so would one whose only such sentence is shown
        already.
        """
        for number in self._ranked_sections.get(hit, ()):
            name, anchor = self._section_names[number]
            found = self._prose_passages.get(number) if name != metadata.title else None
            if found:
                passage, (start, end), prose = found
                if start > prose[0]:
                    start = next_sentence(self._page.text, start, passage[0])
                    if not begins_sentence(self._page.text, prose[0], start):
                        continue  # the rest of a sentence that the snippet shows
                heading = self._mark_line(name, self._sections.spans.at(number)[0])
                cut = choose_cut(self._text, (start, end), passage, SECTION_COLUMNS)
                snippet = show_passage(self._text, prose, cut, passage, SECTION_COLUMNS)
                fragment = "" if has_route(metadata.url) else self._lead_to(anchor, passage[0], cut)
                yield SectionHit(heading, section_address(metadata.url, anchor), snippet, fragment)


def _begin_address(text: str, offset: PageOffset) -> PageOffset:
    """Return where what may be an address begins in which an offset lies."""
    furthest = max(offset - _LONGEST_ADDRESS, 0)
    return PageOffset(furthest + len(text[furthest:offset].rstrip(_ADDRESS_SIGNS)))


def _line_at(text: str, offset: PageOffset, span: PageSpan) -> PageSpan:
    """Return the line that an offset lies in, as far as a span goes."""
    start, end = text.rfind("\n", span[0], offset) + 1, text.find("\n", offset, span[1])
    return PageOffset(start or span[0]), PageOffset(end) if end >= 0 else span[1]
