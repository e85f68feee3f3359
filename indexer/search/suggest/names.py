"""Names of a site, found by pieces of them: tags, categories and titles."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int64s
from indexer.index.reader.index_reader import LAST_CHARACTER
from indexer.search.suggest.typed_text import Closeness, TypedText

_BREAK = "\n"
"""Between two names of a ``NameTable``: no name has it."""
_MOST_FOUND = 64
"""Names that are ranked: more would not be read, and one letter is in every name of a site."""
_MOST_LOOKED_AT = 4000
"""Names with the longest piece that are looked at for the other pieces: 2 ms."""


class FoundName(NamedTuple):
    """A name that has what was typed.

    Attributes:
        number: As it was given to the table.
        length: Characters of the folded name.
    """

    closeness: Closeness
    number: int
    length: int


class NameTable:
    """Folded names, each with a number, sorted and joined to one text, so that one search of it goes through all."""

    def __init__(self, rows: Sequence[tuple[str, int]]) -> None:
        """Sort names.

        Args:
            rows: Each folded name with its number. Of equal names the one given first is found first.
        """
        ordered = sorted(((name.replace(_BREAK, " "), number) for name, number in rows), key=itemgetter(0))
        self._numbers = array("q", (number for _, number in ordered))
        self._text = _BREAK + "".join(name + _BREAK for name, _ in ordered)
        self._ends: Int64s = np.cumsum(np.array([len(name) + 1 for name, _ in ordered], dtype=np.int64))

    def find(self, typed: TypedText, accept: Callable[[int], bool]) -> list[FoundName]:
        """Return names that have every piece of what was typed, the nearest first, at most ``_MOST_FOUND``.

        Args:
            typed: What a visitor typed so far.
            accept: Whether the name with a number may be suggested.
        """
        found: dict[int, FoundName] = {}
        for line in self._look_at(typed):
            number, name = self._numbers[line], self._name(line)
            closeness = typed.closeness_of(name)
            if closeness is not None and number not in found and accept(number):
                found[number] = FoundName(closeness, number, len(name))
                if len(found) >= _MOST_FOUND:
                    break
        return sorted(found.values(), key=lambda each: (each.closeness, each.length))

    def begin_with(self, text: str) -> list[int]:
        """Return the numbers of the names that begin with a folded text."""
        lines = range(len(self._numbers))
        begin, end = (bisect_left(lines, each, key=self._name) for each in (text, text + LAST_CHARACTER))
        return self._numbers[begin:end].tolist()

    def _name(self, line: int) -> str:
        begin = int(self._ends[line - 1]) if line else 0
        return self._text[begin + 1 : int(self._ends[line])]

    def _look_at(self, typed: TypedText) -> Iterator[int]:
        """Yield the lines that begin with the text typed, then those that have its longest piece anywhere."""
        yield from self._lines_with(_BREAK + typed.text)
        yield from self._lines_with(max(typed.pieces, key=len))

    def _lines_with(self, wanted: str) -> Iterator[int]:
        """Yield the numbers of the lines that have some characters, each line once."""
        at = self._text.find(wanted)
        for _ in range(_MOST_LOOKED_AT):
            if at < 0:
                return
            line = int(self._ends.searchsorted(np.int64(at if wanted[0] == _BREAK else at - 1), side="right"))
            yield line
            at = self._text.find(wanted, int(self._ends[line]))  # from the line end in front of the next name on
