"""The best passage of a text, cut where a reader would cut it.

Fragments are measured in columns: a Chinese character takes two, a Latin letter one, so ``240`` are about 120
characters of Chinese or 240 of English, and as wide on the page.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.layout import Int64s
from indexer.search.marks import Mark
from indexer.search.results import Snippet

SNIPPET_COLUMNS = 240
SECTION_COLUMNS = 120

_SENTENCE_END = re.compile(r"[。！？；…!?]+[”’」』）)\"]*\s*|\.[)\"”’]*(?:\s+|$)|\n+")
_CLAUSE_END = re.compile(r"[，、：,:;）)]+\s*|\s+")
_WORD = re.compile(r"[A-Za-z0-9_]")
_SPACES = re.compile(r"\s+")
_WIDE = 0x2E80


class Columns:
    """The width of any stretch of a text."""

    def __init__(self, text: str) -> None:
        codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
        self._sums: Int64s = np.concatenate([[0], np.cumsum(1 + (codes >= _WIDE))]).astype(np.int64)

    def width(self, start: int, end: int) -> int:
        """Return the columns of ``text[start:end]``."""
        return int(self._sums[end] - self._sums[start])

    def reach(self, start: int, columns: int) -> int:
        """Return how far a stretch of at most so many columns goes that begins at ``start``."""
        return int(np.searchsorted(self._sums, self._sums[start] + columns, side="right")) - 1

    def reach_back(self, end: int, columns: int) -> int:
        """Return where a stretch of at most so many columns begins that goes to ``end``."""
        return int(np.searchsorted(self._sums, self._sums[end] - columns, side="left"))


@dataclass(frozen=True, slots=True)
class Passage:
    """Marks near each other, and how much of the query they show."""

    marks: Sequence[Mark] = ()
    score: float = 0.0


def find_passage(marks: Sequence[Mark], columns: Columns, width: int) -> Passage:
    """Return the marks, at most ``width`` columns apart, that show most of the query.

    Different words count by their weight, repetitions a tenth of it; of equal passages the first is taken.
    """
    window = _Window()
    best, chosen = 0.0, (0, 0)
    end = 0
    for begin, first in enumerate(marks):
        while end < len(marks) and (end <= begin or columns.width(first.start, marks[end].end) <= width):
            window.add(marks[end])
            end += 1
        if window.score > best + 1e-9:
            best, chosen = window.score, (begin, end)
        window.remove(first)
    return Passage(marks[slice(*chosen)], best)


class _Window:
    """Marks in a row, and how much they show; kept up to date as it slides."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._weights: dict[str, float] = {}
        self._all = 0.0

    @property
    def score(self) -> float:
        return sum(self._weights.values()) + self._all / 10

    def add(self, mark: Mark) -> None:
        self._all += mark.weight
        self._counts[mark.label] += 1
        self._weights.setdefault(mark.label, mark.weight)

    def remove(self, mark: Mark) -> None:
        self._all -= mark.weight
        self._counts[mark.label] -= 1
        if not self._counts[mark.label]:
            del self._weights[mark.label]


class MarkedText:
    """A document's text with what was found in it."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text = text
        self.marks = marks
        self.columns = Columns(text)

    def within(self, start: int, end: int) -> list[Mark]:
        """Return the marks that lie in a stretch."""
        begin = bisect_left(self.marks, start, key=lambda mark: mark.start)
        stop = bisect_left(self.marks, end, lo=begin, key=lambda mark: mark.start)
        return [mark for mark in self.marks[begin:stop] if mark.end <= end]


def make_snippet(marked: MarkedText, span: tuple[int, int], passage: Sequence[Mark], width: int) -> Snippet:
    """Cut the fragment around a passage.

    Args:
        marked: The whole document.
        span: What may be shown of it.
        passage: The marks the fragment has to show; empty for the beginning of ``span``.
        width: In columns.
    """
    text = marked.text
    start, end = _choose_cut(marked, span, passage, width)
    inside = [(mark.start - start, mark.end - start) for mark in marked.within(start, end)]
    fragment, ranges = _put_on_one_line(text[start:end], inside)
    before, after = bool(text[span[0] : start].strip()), bool(text[end : span[1]].strip())
    return Snippet(fragment, ranges, cut_before=before, cut_after=after)


def _choose_cut(marked: MarkedText, span: tuple[int, int], passage: Sequence[Mark], width: int) -> tuple[int, int]:
    text, columns = marked.text, marked.columns
    low, high = span
    if not passage:
        return low, _cut_after(text, low, min(columns.reach(low, width), high), high)
    first, last = passage[0].start, passage[-1].end
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


def _put_on_one_line(text: str, marks: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Make every run of white space one space, and move the marks along."""
    pieces: list[str] = []
    moves: list[tuple[int, int]] = []
    done = length = 0
    for match in _SPACES.finditer(text):
        word = text[done : match.start()]
        space = " " if length + len(word) else ""  # none before the first word
        pieces += [word, space]
        length += len(word) + len(space)
        done = match.end()
        moves.append((done, length))
    pieces.append(text[done:])
    line = "".join(pieces)
    shifted = [(_move(start, moves), _move(end, moves)) for start, end in marks]
    return line.rstrip(), tuple(shifted)


def _move(offset: int, moves: Sequence[tuple[int, int]]) -> int:
    at = bisect_left(moves, offset + 1, key=lambda move: move[0]) - 1
    return offset if at < 0 else offset - moves[at][0] + moves[at][1]
