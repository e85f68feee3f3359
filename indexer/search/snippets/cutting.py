"""The best passage of a text, cut where a reader would cut it.

Fragments are measured in columns: a Chinese character takes two, a Latin letter one, so ``240`` are about 120
characters of Chinese or 240 of English, and as wide on the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.search.results import Snippet
from indexer.search.snippets.display_width import DisplayWidth
from indexer.search.snippets.passages import Highlights

SNIPPET_COLUMNS = 240
SECTION_COLUMNS = 120

_SENTENCE_END = re.compile(r"[。！？；…!?]+[”’」』）)\"]*\s*|\.[)\"”’]*(?:\s+|$)|\n+")
_CLAUSE_END = re.compile(r"[，、：,:;）)]+\s*|\s+")
_WORD = re.compile(r"[A-Za-z0-9_]")
_UNEVEN = re.compile(r"\s{2,}|[^\S ]|\A ")
"""White space that is more than a space, or begins a fragment."""
_INK = re.compile(r"\S")

Span = tuple[int, int]
"""A stretch of text: code points, half-open."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with what was found in it."""

    text: str
    marks: Highlights
    columns: DisplayWidth


def make_snippet(marked: MarkedText, span: Span, passage: Span | None, width: int) -> Snippet:
    """Cut the fragment around a passage.

    Args:
        marked: A text.
        span: What may be shown of it.
        passage: What the fragment has to show; None for the beginning of ``span``.
        width: In columns.
    """
    text = marked.text
    start, end = _choose_cut(marked, span, passage, width)
    inside = [(first - start, last - start) for first, last in marked.marks.within(start, end)]
    fragment, ranges = _put_on_one_line(text[start:end], inside)
    before = start > span[0] and _INK.search(text, span[0], start) is not None
    after = end < span[1] and _INK.search(text, end, span[1]) is not None
    return Snippet(fragment, ranges, before, after)


def _choose_cut(marked: MarkedText, span: Span, passage: Span | None, width: int) -> Span:
    text, columns = marked.text, marked.columns
    low, high = span
    if passage is None:
        return low, _cut_after(text, low, min(columns.reach(low, width), high), high)
    first, last = passage
    spare = max(width - columns.width(first, last), 0)
    furthest = max(columns.reach_back(first, spare), low)
    start = _cut_before(text, furthest, first, low, columns.reach_back(first, spare // 2))
    end = _cut_after(text, last, min(max(columns.reach(start, width), last), high), high)
    if end == high:  # the text ends here: show more of what comes before
        start = _cut_before(text, max(columns.reach_back(end, width), low), first, low, furthest)
    return start, end


def _cut_before(text: str, furthest: int, first: int, low: int, wanted: int) -> int:
    """Return where to begin, from ``furthest`` to ``first``: the sentence's start, else a clause's, else a word's."""
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, furthest, first)]
    if furthest == low:
        sentences.insert(0, low)
    if sentences:
        return next((place for place in sentences if place >= wanted), sentences[-1])
    start = max(furthest, wanted)
    clauses = (match.end() for match in _CLAUSE_END.finditer(text, start, first))
    return next(clauses, _leave_word(text, start, first, 1))


def _cut_after(text: str, last: int, limit: int, high: int) -> int:
    """Return where to end, from ``last`` to ``limit``: the last sentence's end, else a clause's, else a word's."""
    if limit >= high:
        return high
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        ends = [match.end() for match in pattern.finditer(text, last, limit)]
        if ends and ends[-1] - last >= (limit - last) // 3:
            return ends[-1]
    return _leave_word(text, limit, last, -1)


def _leave_word(text: str, place: int, end: int, step: int) -> int:
    """Move a cut that falls inside a Latin word out of it, towards ``end``."""
    while place != end and _WORD.match(text, place - 1) and _WORD.match(text, place):
        place += step
    return place


def _put_on_one_line(text: str, marks: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """Make every run of white space one space, none where the text begins, and move the marks along."""
    text = text.replace("\n", " ")
    if not _UNEVEN.search(text):  # mostly: nothing moves
        return text.rstrip(), tuple(marks)
    line: list[str] = []
    edges = [edge for mark in marks for edge in mark]
    done = gone = at = 0
    for match in _UNEVEN.finditer(text):
        start, end = match.span()
        while at < len(edges) and edges[at] < end:
            edges[at] -= gone
            at += 1
        line += text[done:start], " " if start else ""
        gone += end - start - (start > 0)
        done = end
    edges[at:] = [edge - gone for edge in edges[at:]]
    return ("".join(line) + text[done:]).rstrip(), tuple(zip(edges[::2], edges[1::2], strict=True))
