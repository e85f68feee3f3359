"""The header of a table, which tells what the cells of its rows are."""

from indexer.search.snippets.highlights import PageSpan
from indexer.units import PageOffset

_CELL, _ROW_END = " | ", ";"
"""As ``Gap`` of ``text/markup/prose.py`` has them."""
_LONGEST_TABLE = 10_000
"""Characters that are looked at for the beginning of a table."""


def find_header(text: str, span: PageSpan, row: PageOffset) -> PageSpan | None:
    """Return the header of the table whose row begins at an offset of a span; none at the header itself.

    A table is lines without an empty one between, its header the first of them.
    """
    low, high = span
    if row <= low or text[row - 1] != "\n" or not _is_row(text, row, high):
        return None
    furthest = max(low, row - _LONGEST_TABLE)
    gap = text.rfind("\n\n", furthest, row)
    begin = PageOffset(gap + 2 if gap >= 0 else low)
    if begin >= row or (gap < 0 and furthest > low) or not _is_row(text, begin, row):
        return None
    end = text.find("\n", begin, row)
    return begin, PageOffset(end - text.startswith(_ROW_END, end - 1))


def _is_row(text: str, begin: PageOffset, high: PageOffset) -> bool:
    """Say whether the line that begins at an offset has more than one cell."""
    end = text.find("\n", begin, high)
    return text.find(_CELL, begin, end if end >= 0 else high) >= 0
