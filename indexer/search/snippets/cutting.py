"""Cut the fragment of a text that is shown, where a reader would cut it: between sentences, clauses, words.

Fragments are measured in columns: a Chinese character takes two, a Latin letter one, so ``240`` are about 120
characters of Chinese or 240 of English, and as wide on the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.search.results import Snippet
from indexer.search.snippets.display_width import PUNCTUATION, DisplayWidth
from indexer.search.snippets.highlights import Highlights, PageSpan
from indexer.search.snippets.table_header import find_header
from indexer.units import Columns, PageOffset

SNIPPET_COLUMNS = Columns(240)
"""Of a hit's snippet."""
SECTION_COLUMNS = Columns(120)
"""Of the snippet of a section: half as much, for a hit has up to two of them."""

_SENTENCE_END = re.compile(
    r"""
    (?: [。！？；…] | (?<! \s ) [!?]++ (?! (?! [)"] ) [!-~] ) )+ [”’」』）)"]*+ \s*+
    | (?<! \s[0-9] ) (?<! \s[0-9][0-9] ) (?<! e\.g ) (?<! i\.e ) (?<! \svs ) \. [)"”’]*+ \s++ (?! [的了等、，] )
    | \n++
    """,
    re.VERBOSE,
)
"""In code ``!`` and ``?`` stand before letters and signs, or behind a space, and full stops before letters; behind a
lone number a full stop ends what numbers an item."""
_CLAUSE_END = re.compile(r"(?:[，、：；）]|[,:;)](?![!-~]))+\s*+|\s++")
_WORD = re.compile(r"[A-Za-z0-9_]")
_UNEVEN_SPACE = re.compile(r"\s{2,}|[^\S ]|\A ")
"""White space that is more than a space, or begins a fragment."""
_PUNCTUATED = re.compile(rf"(?:\A|[{PUNCTUATION}])[”’」』）)\"]*+\Z")
"""The end of a line behind which no point is needed, as ``PUNCTUATION`` parts it from the next."""
_BETWEEN_LINES = " · "
_OMITTED = " … "
"""Between the header of a table and the rows that are shown of it."""
_HEADER_SHARE = 3
"""A header is shown where it fills no more than this part of the room, a third."""
_OPEN_END = re.compile(r"[：:](?:\s*+…)?\s*+\Z")
"""The end of a lead-in: of a list, or of code that is not shown, see ``Prose.mark_omission``."""
_LEAD_IN = re.compile(r"[：:]\s*+\Z")
_LONGEST_MARK = 8
"""Characters that are looked at for the punctuation of a line, or for the end of a lead-in."""
_LONGEST_END = 16
"""Characters of punctuation and white space between two sentences; after more the next one is said to be cut."""
_INK = re.compile(r"\S")
_LEAD_SHARE = 4
"""Sentences that come before a passage's own are shown where they fill no more than this part of the room, a quarter:
a page shows two lines of a snippet, and what was found is to be among them."""
_LEAST_SHARE = 3
"""A fragment ends with a sentence or a clause only where that fills this part of the room behind the passage, a third:
cut shorter, it says too little."""

_Range = tuple[int, int]
"""Code points of a fragment, half-open."""


@dataclass(frozen=True, slots=True)
class HighlightedText:
    """The text of a page of hits with what was found in it."""

    text: str
    highlights: Highlights
    widths: DisplayWidth


def passage_columns(width: Columns) -> Columns:
    """Return the width of the widest passage that a fragment is cut around.

    A third of the fragment is left for the beginning of the passage's sentence, without which no reader understands it.
    """
    return Columns(width * 2 // 3)


def show_passage(page: HighlightedText, span: PageSpan, cut: PageSpan, passage: PageSpan, width: Columns) -> Snippet:
    """Show the fragment around a passage; before rows of a table stands its header, where there is room for it."""
    header = find_header(page.text, span, cut[0])
    if header is None:
        return show_cut(page, span, cut)
    columns = Columns(page.widths.width(*header) + len(_OMITTED))
    limit = min(page.widths.reach(cut[0], Columns(max(width - columns, 0))), cut[1])
    if columns > width // _HEADER_SHARE or limit < passage[1]:
        return show_cut(page, span, cut)
    rows = show_cut(page, span, (cut[0], _cut_after(page.text, passage[1], limit, cut[1])))
    text, marks = _show(page, header)
    text += _OMITTED
    moved = ((start + len(text), end + len(text)) for start, end in rows.marks)
    return Snippet(text + rows.text, (*marks, *moved), rows.cut_before, rows.cut_after)


def show_cut(page: HighlightedText, span: PageSpan, cut: PageSpan) -> Snippet:
    """Show a stretch of what may be shown of a text, on one line, and mark what was found in it."""
    text, (start, end) = page.text, cut
    before = start > span[0] and not begins_sentence(text, span[0], start)
    after = end < span[1] and _INK.search(text, end, span[1]) is not None
    return Snippet(*_show(page, cut), before, after)


def _show(page: HighlightedText, cut: PageSpan) -> tuple[str, tuple[_Range, ...]]:
    start, end = cut
    inside = [(first - start, last - start) for first, last in page.highlights.within(start, end)]
    return _put_on_one_line(page.text[start:end], inside)


def choose_cut(page: HighlightedText, span: PageSpan, passage: PageSpan | None, width: Columns) -> PageSpan:
    """Choose the fragment around a passage.

    Args:
        page: A text.
        span: What may be shown of it.
        passage: What the fragment has to show, wider than ``width`` or not; None for the beginning of ``span``.
        width: Of the fragment, at most.
    """
    text, widths = page.text, page.widths
    low, high = span
    if passage is None:
        return low, _cut_after(text, low, min(widths.reach(low, width), high), high)
    first, last = passage
    spare = Columns(max(width - widths.width(first, last), 0))
    furthest = max(widths.reach_back(first, spare), low)
    start = _cut_before(text, furthest, first, low, widths.reach_back(first, Columns(spare // _LEAD_SHARE)))
    end = _cut_after(text, last, min(max(widths.reach(start, width), last), high), high)
    if end == high:  # the text ends here: show more of what comes before
        start = _cut_before(text, max(widths.reach_back(end, width), low), first, low, furthest)
    return start, end


def sentence_start(text: str, low: PageOffset, at: PageOffset) -> PageOffset:
    """Return where the sentence begins that an offset lies in, at ``low`` or behind it."""
    return max(_find_ends(_SENTENCE_END, text, low, at), default=low)


def next_sentence(text: str, low: PageOffset, at: PageOffset) -> PageOffset:
    """Return where the first sentence begins that begins behind ``low`` and not behind ``at``; ``low`` for none."""
    return next(_find_ends(_SENTENCE_END, text, low, at), low)


def begins_sentence(text: str, low: PageOffset, start: PageOffset) -> bool:
    """Say whether a sentence begins at an offset: behind the end of another, or where nothing but space is before."""
    furthest = PageOffset(max(low, start - _LONGEST_END))
    return not text[furthest:start].strip() or start in _find_ends(_SENTENCE_END, text, furthest, start)


def _cut_before(text: str, furthest: PageOffset, first: PageOffset, low: PageOffset, wanted: PageOffset) -> PageOffset:
    """Return where to begin, from ``furthest`` to ``first``: the sentence's start, else a clause's, else a word's.

    Of several that is the first from ``wanted`` on, else the last before; where a lead-in ends there, the one before.
    """
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        starts = list(_find_ends(pattern, text, furthest, first))
        if furthest == low:
            starts.insert(0, low)
        if starts:
            at = next((number for number, start in enumerate(starts) if start >= wanted), len(starts) - 1)
            return starts[at - 1] if at and _LEAD_IN.search(_text_before(text, low, starts[at])) else starts[at]
    return _leave_word(text, max(furthest, wanted), first, 1)


def _cut_after(text: str, last: PageOffset, limit: PageOffset, high: PageOffset) -> PageOffset:
    """Return where to end, from ``last`` to ``limit``: the last sentence's end, else a clause's, else a word's.

    An end behind a lead-in is taken only where there is no other.
    """
    if limit >= high:
        return high
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        ends = [end for end in _find_ends(pattern, text, last, limit) if end - last >= (limit - last) // _LEAST_SHARE]
        if ends:
            return next((end for end in reversed(ends) if not _is_open(text, last, end)), ends[-1])
    return _leave_word(text, limit, last, -1)


def _find_ends(pattern: re.Pattern[str], text: str, start: PageOffset, limit: PageOffset) -> Iterator[PageOffset]:
    """Yield where sentences or clauses end up to ``limit``; the character behind that tells whether they do."""
    for match in pattern.finditer(text, start, limit + 1):
        if match.end() <= limit or text[limit].isspace():
            yield PageOffset(min(match.end(), limit))


def _is_open(text: str, low: PageOffset, end: PageOffset) -> bool:
    """Say whether a fragment that ends here would end with a lead-in."""
    return _OPEN_END.search(_text_before(text, low, end)) is not None


def _text_before(text: str, low: PageOffset, end: PageOffset) -> str:
    return text[max(low, end - _LONGEST_MARK) : end]


def _leave_word(text: str, cut: PageOffset, end: PageOffset, step: int) -> PageOffset:
    """Move a cut that falls inside a Latin word out of it, towards ``end``."""
    while cut != end and _WORD.match(text, cut - 1) and _WORD.match(text, cut):
        cut = PageOffset(cut + step)
    return cut


def _put_on_one_line(text: str, marks: Sequence[_Range]) -> tuple[str, tuple[_Range, ...]]:
    """Make every run of white space one space, none where the fragment begins, and move the marks along.

    Lines that end without punctuation, items of a list mostly, are parted by a point.
    """
    if not _UNEVEN_SPACE.search(text):  # mostly: nothing moves
        return text.rstrip(), tuple(marks)
    line: list[str] = []
    edges = [edge for mark in marks for edge in mark]
    done = gone = at = 0
    for match in _UNEVEN_SPACE.finditer(text):
        start, end = match.span()
        while at < len(edges) and edges[at] < end:
            edges[at] -= gone
            at += 1
        gap = _choose_gap(text, start, end)
        line += text[done:start], gap
        gone += end - start - len(gap)
        done = end
    edges[at:] = [edge - gone for edge in edges[at:]]
    return ("".join(line) + text[done:]).rstrip(), tuple(zip(edges[::2], edges[1::2], strict=True))


def _choose_gap(text: str, start: int, end: int) -> str:
    """Return what stands for a run of white space in a fragment."""
    if not start or end == len(text):
        return " " if start else ""
    is_line_end = "\n" in text[start:end] and not _PUNCTUATED.search(text[max(start - _LONGEST_MARK, 0) : start])
    return _BETWEEN_LINES if is_line_end else " "
