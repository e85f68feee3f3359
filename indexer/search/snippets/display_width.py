"""How wide text is on a page: a Chinese character takes two columns, a Latin letter one."""

from bisect import bisect_left, bisect_right

import numpy as np

from indexer.index.format.layout import Int32s, Int64s

_WIDE = 0x2E80


class DisplayWidth:
    """The width of any stretch of a text."""

    def __init__(self, text: str) -> None:
        codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
        widths = (codes >= _WIDE).view(np.int8) + np.int8(1)
        self._sums: Int32s = np.zeros(len(codes) + 1, dtype=np.int32)
        widths.cumsum(out=self._sums[1:])
        self._at = self._sums.data  # single numbers are read from it in a third of the time

    def before(self, offsets: Int64s) -> Int32s:
        """Return the columns of all text before each of some offsets."""
        columns: Int32s = self._sums[offsets]
        return columns

    def width(self, start: int, end: int) -> int:
        """Return the columns of ``text[start:end]``."""
        return self._at[end] - self._at[start]

    def reach(self, start: int, columns: int) -> int:
        """Return how far a stretch of at most so many columns goes that begins at ``start``."""
        furthest = min(start + columns + 1, len(self._at))
        return bisect_right(self._at, self._at[start] + columns, start, furthest) - 1

    def reach_back(self, end: int, columns: int) -> int:
        """Return where a stretch of at most so many columns begins that goes to ``end``."""
        return bisect_left(self._at, self._at[end] - columns, max(end - columns, 0), end)
