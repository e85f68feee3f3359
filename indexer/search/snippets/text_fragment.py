"""Fragments of addresses that lead to a passage: a browser scrolls to the words and shows where they are.

Source:
    WICG, URL Fragment Text Directives (``#:~:text=``). A browser that does not know them goes to the anchor.
"""

import re
from urllib.parse import quote

from indexer.search.snippets.highlights import PageSpan
from indexer.units import PageOffset

_LONGEST = 32
"""Characters that are quoted: enough to stand in a post once."""
_WORDS = re.compile(r"\S.*(?=[\s。！？；，、：,:;.!?])")
"""Characters of a line up to where a word ends: browsers find whole words only."""

_OURS = re.compile(r" …| \| |;\Z")
"""What the program wrote and no page has: for code left out, between the cells of a table, behind a row of it."""


def make_fragment(anchor: str, text: str, span: PageSpan) -> str:
    """Return what is put behind the ``#`` of a post's address to land on a passage; empty if there are no words.

    Args:
        anchor: Of the section that the passage stands in; empty for none.
        text: That the passage stands in.
        span: The passage, in one line: browsers look for the words inside one block. Its beginning is quoted.
    """
    start, end = span
    ours = _OURS.search(text, start, end)
    end = PageOffset(ours.start()) if ours else end
    cut = PageOffset(min(start + _LONGEST, end))
    match = _WORDS.search(text, start, cut + 1) if cut < end else None
    words = match[0] if match else text[start:cut].strip()
    quoted = quote(words, safe="").replace("-", "%2D")  # a hyphen would part the words from their context
    return f"{quote(anchor, safe='-._~')}:~:text={quoted}" if words else ""
