"""What holds of every text that a hit shows."""

import re
from html import unescape

from indexer.search.payload import snippet_html
from indexer.search.snippets.cutting import SECTION_COLUMNS, SNIPPET_COLUMNS
from indexer.search.snippets.display_width import DisplayWidth

MARKS_AND_TEXT = re.compile(r"(?:<mark>(?:[^<>&]|&(?:amp|lt|gt|quot|#x27);)+</mark>|[^<>&]|&(?:amp|lt|gt|quot|#x27);)*")


def check_hit(hit, request):
    check_snippet(hit.title, None, request)
    check_snippet(hit.snippet, SNIPPET_COLUMNS, request)
    for section in hit.sections:
        check_snippet(section.heading, None, request)
        check_snippet(section.snippet, SECTION_COLUMNS, request)


def check_snippet(snippet, width, request):
    """Marks are in order, inside the text, never one in another; as HTML it is escaped text and marks alone."""
    text, marks = snippet.text, snippet.marks
    edges = [edge for mark in marks for edge in mark]
    assert edges == sorted(edges), request
    assert all(0 <= start < end <= len(text) for start, end in marks), request
    html = snippet_html(snippet)
    assert MARKS_AND_TEXT.fullmatch(html), request
    assert text in unescape(html.replace("<mark>", "").replace("</mark>", "")), request
    if width:
        columns = DisplayWidth(text)
        widest = max((columns.width(start, end) for start, end in marks), default=0)
        assert columns.width(0, len(text)) <= max(width, widest), request
