"""Found documents -> the hits that are shown: title, snippet and the best sections, with their marks."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

import numpy as np

from indexer.index.format.layout import FIELD_COUNT, FIELD_NUMBERS, Int64s
from indexer.search.deadline import check_deadline
from indexer.search.ranking.translations import find_translations
from indexer.search.results import Hit, SectionHit, Snippet, Translation
from indexer.search.snapshot import IndexSnapshot
from indexer.search.snippets.cutting import SECTION_COLUMNS, SNIPPET_COLUMNS, MarkedText, Span, make_snippet
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.passages import CandidatePassages, PassageScorer, find_best
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import BODY, CODE, SUMMARY

SECTIONS_PER_HIT = 2
SHOWN_FIELDS = (SUMMARY, BODY, CODE)
"""What snippets are cut from; where nothing is marked, the beginning of the first of these stands for the post."""
_IS_SHOWN = np.isin(np.arange(FIELD_COUNT), [FIELD_NUMBERS[field] for field in SHOWN_FIELDS])
OTHER_ZONES = 0.6
"""What a passage outside the body's prose counts: it is rarely what a reader wants to see first."""
_SAME = 1e-9
"""Sections whose passages' scores differ by no more are equally good."""


def make_hits(
    snapshot: IndexSnapshot, marker: Highlighter, docs: Sequence[int], scores: Sequence[float]
) -> tuple[Hit, ...]:
    """Make the hits for some documents, best first."""
    return tuple(_Shown(snapshot, marker, docs).make_hits(scores)) if docs else ()


class _Shown:
    """A page of hits being made: what is found is found for all of them at once."""

    def __init__(self, snapshot: IndexSnapshot, marker: Highlighter, docs: Sequence[int]) -> None:
        self._collection = snapshot
        self._page = page = ResultPage(snapshot, docs)
        self._marked = MarkedText(page.text, marker.find_marks(page), page.columns)
        self._zones = page.zones[_IS_SHOWN[page.zones[:, 0]]]
        self._sections, self._names = page.sections, page.names
        scale = PassageScorer(self._marked.marks, marker.kinds, page.columns)
        self._passages = self._find_passages(scale)
        self._below = self._find_below(scale)

    def _find_passages(self, scale: PassageScorer) -> Mapping[int, tuple[Span, Span]]:
        """Return for each hit the passage of the summary, prose or code that has most of the query, and its zone."""
        windows = scale.score_windows((self._zones[:, 1], self._zones[:, 2]), SNIPPET_COLUMNS)
        factors = np.where(self._zones[:, 0] == FIELD_NUMBERS[BODY], 1.0, OTHER_ZONES)
        owners = self._owners(windows)
        best = find_best(owners, windows.scores * factors[windows.spans])
        zones = map(tuple, self._zones[windows.spans[best], 1:].tolist())
        return dict(zip(owners[best].tolist(), zip(self._spans(windows, best), zones, strict=True), strict=True))

    def _find_below(self, scale: PassageScorer) -> Mapping[int, list[tuple[int, Span]]]:
        """Return for each hit the sections that show most of the query, best first, with the passage that does."""
        windows = scale.score_windows((self._sections[:, 1], self._sections[:, 3]), SECTION_COLUMNS)
        best = find_best(windows.spans, windows.scores, _SAME)
        best = best[np.lexsort((-windows.scores[best], owners := self._owners(windows)[best]))]
        owners.sort()
        below: dict[int, list[tuple[int, Span]]] = {}
        rows = zip(windows.spans[best].tolist(), self._spans(windows, best), strict=True)
        for owner, row in zip(owners.tolist(), rows, strict=True):
            below.setdefault(owner, []).append(row)
        return below

    def _owners(self, windows: CandidatePassages) -> Int64s:
        """Return the hit of each window."""
        starts = self._marked.marks.starts[windows.marks]
        owners: Int64s = self._page.begins.searchsorted(starts, side="right") - 1
        return owners

    def _spans(self, windows: CandidatePassages, chosen: Int64s) -> list[Span]:
        """Return from where to where some windows' marks go."""
        marks = self._marked.marks
        first, last = marks.starts[windows.marks[chosen]], marks.ends[windows.stops[chosen] - 1]
        return list(zip(first.tolist(), last.tolist(), strict=True))

    def make_hits(self, scores: Sequence[float]) -> Iterator[Hit]:
        for hit, score in enumerate(scores):
            check_deadline()
            yield self._make_hit(hit, score)

    def _make_hit(self, hit: int, score: float) -> Hit:
        metadata = self._page.records[hit].metadata
        snippet, shown = self._choose_snippet(hit)
        others = find_translations(self._collection, self._page.docs[hit])
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
        metadata = self._collection.records.read(doc).metadata
        return Translation(metadata.language, metadata.title, metadata.url)

    def _mark_title(self, hit: int, title: str) -> Snippet:
        begin, _ = self._page.span(hit)
        marks = self._marked.marks.within(begin, begin + len(title))  # the title comes first
        return Snippet(title, tuple((start - begin, stop - begin) for start, stop in marks))

    def _choose_snippet(self, hit: int) -> tuple[Snippet, int]:
        """Show the passage of the summary, prose or code that has most of the query; else how the post begins.

        Returns:
            The snippet, and the offset of its first mark; -1 where there is none.
        """
        found = self._passages.get(hit)
        if found:
            passage, zone = found
            return make_snippet(self._marked, zone, passage, SNIPPET_COLUMNS), passage[0]
        first, last = self._zones[:, 1].searchsorted(self._page.span(hit)).tolist()
        if first == last:
            return Snippet(""), -1
        _, start, stop = self._zones[first + self._zones[first:last, 0].argmin()].tolist()
        return make_snippet(self._marked, (start, stop), None, SNIPPET_COLUMNS), -1

    def _choose_sections(self, hit: int, url: str, shown: int) -> Iterator[SectionHit]:
        """Yield the sections that show most of the query, best first; the one already shown, at ``shown``, in name."""
        for number, passage in self._below.get(hit, ())[:SECTIONS_PER_HIT]:
            yield self._make_section(number, passage, shown, url)

    def _make_section(self, number: int, passage: Span, shown: int, url: str) -> SectionHit:
        marks, (name, anchor) = self._marked.marks, self._names[number]
        _, start, body, end = self._sections[number].tolist()
        inside = marks.within(start, start + len(name))
        heading = Snippet(name, tuple((first - start, last - start) for first, last in inside))
        address = f"{url}#{_quote(anchor)}"
        if start <= shown < end:
            return SectionHit(heading, address, Snippet(""))
        below = marks.within(max(passage[0], body), passage[1])
        kept = (below[0][0], below[-1][1]) if below else None
        return SectionHit(heading, address, make_snippet(self._marked, (body, end), kept, SECTION_COLUMNS))


@lru_cache(maxsize=1 << 12)
def _quote(anchor: str) -> str:
    return quote(anchor, safe="-._~")
