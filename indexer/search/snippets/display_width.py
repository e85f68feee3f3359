"""The width of text on a page, in columns."""

from bisect import bisect_left, bisect_right

import numpy as np

from indexer.arrays import Int32s
from indexer.units import Columns, PageOffset, PageOffsets

_WIDE = 0x2E80
"""From this code point on a character counts two columns: CJK radicals, and all of Chinese, Japanese and Korean behind.

Source:
    Unicode Standard Annex 11, East Asian Width: what is W or F there is nearly all above, what is Na or N below.
"""
PUNCTUATION = "。！？；…：，、.!?;:,"
"""What a line ends with that goes on or is done: the next one needs nothing to tell it apart."""
_SURROGATES = range(0xD800, 0xE000)
"""Half of a pair is shown as one sign."""
_LINE_END, _LINE_END_COLUMNS = ord("\n"), 3
"""A line end counts the columns of the point that may part two lines of a fragment; behind punctuation and another
line end one, as every sign."""
_BEFORE_SPACE = np.array([ord(sign) for sign in "\n" + PUNCTUATION], dtype=np.uint32)


class DisplayWidth:
    """The widths of all stretches of one text, from the running sum of its characters' widths.

    Offsets are those of the text it was made of, 0 to its length; any other raises ``IndexError``.
    """

    def __init__(self, text: str) -> None:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        is_half = (codes >= _SURROGATES.start) & (codes < _SURROGATES.stop)
        widths = ((codes >= _WIDE) & ~is_half).view(np.int8) + np.int8(1)
        line_ends = (codes == _LINE_END).nonzero()[0]
        is_wide = np.logical_not(np.isin(codes[np.maximum(line_ends - 1, 0)], _BEFORE_SPACE))
        widths[line_ends[is_wide]] = _LINE_END_COLUMNS
        self._sums: Int32s = np.zeros(len(codes) + 1, dtype=np.int32)
        widths.cumsum(out=self._sums[1:])
        self._at = self._sums.data  # single numbers are read from it in a third of the time

    def columns_before(self, offsets: PageOffsets) -> Int32s:
        """Return the columns of all text before each of some offsets: int32[len(offsets)]."""
        columns: Int32s = self._sums[offsets]
        return columns

    def width(self, start: PageOffset, end: PageOffset) -> Columns:
        """Return the columns of ``text[start:end]``."""
        return Columns(self._at[end] - self._at[start])

    def reach(self, start: PageOffset, columns: Columns) -> PageOffset:
        """Return the last offset that a stretch of at most so many columns reaches from ``start``."""
        furthest = min(start + columns + 1, len(self._at))
        return PageOffset(bisect_right(self._at, self._at[start] + columns, start, furthest) - 1)

    def reach_back(self, end: PageOffset, columns: Columns) -> PageOffset:
        """Return the first offset that a stretch of at most so many columns reaches back to from ``end``."""
        return PageOffset(bisect_left(self._at, self._at[end] - columns, max(end - columns, 0), end))
