"""Number the keys of several parts through: the first part's as they are, then those that only later parts have."""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt64s
from indexer.index.format.arrays import find_sorted


class GlobalOrdinals:
    """Maps keys to their numbers in all parts together, and in each.

    The first part holds nearly all and its numbers stay what they are; the later ones are small.
    """

    def __init__(self, keys: Sequence[UInt64s]) -> None:
        """Number keys through.

        Args:
            keys: Of each part, ascending.
        """
        self._first = keys[0]
        self._extra: dict[int, tuple[int, int, int]] = {}
        self._globals = [self._number(part, later) for part, later in enumerate(keys[1:], start=1)]
        self._orders = [np.argsort(numbers) for numbers in self._globals]
        self._sorted = [numbers[order] for numbers, order in zip(self._globals, self._orders, strict=True)]
        self._homes = list(self._extra.values())
        self.total = len(self._first) + len(self._extra)

    def _number(self, part: int, keys: UInt64s) -> Int64s:
        numbers = find_sorted(self._first, keys)
        for local in np.flatnonzero(numbers < 0).tolist():
            fresh = (len(self._first) + len(self._extra), part, local)
            numbers[local] = self._extra.setdefault(int(keys[local]), fresh)[0]
        return numbers

    def find(self, key: int) -> int:
        """Return the number of a key, or -1 where no part has it."""
        at = int(self._first.searchsorted(np.uint64(key)))
        if at < len(self._first) and int(self._first[at]) == key:
            return at
        return self._extra[key][0] if key in self._extra else -1

    def find_all(self, keys: UInt64s) -> Int64s:
        """Return the numbers of several keys, -1 for those that no part has."""
        numbers = find_sorted(self._first, keys)
        for at in np.flatnonzero(numbers < 0).tolist():
            numbers[at] = self._extra.get(int(keys[at]), (-1,))[0]
        return numbers

    def keys_of(self, numbers: Int64s) -> UInt64s:
        """Return the keys of some numbers."""
        later = np.fromiter(self._extra, dtype=np.uint64, count=len(self._extra))
        is_first = numbers < len(self._first)
        keys = np.empty(len(numbers), dtype=np.uint64)
        keys[is_first] = self._first[numbers[is_first]]
        keys[~is_first] = later[numbers[~is_first] - len(self._first)]
        return keys

    def home(self, number: int) -> tuple[int, int]:
        """Return a part that has a key, and the key's number there."""
        if number < len(self._first):
            return 0, number
        return self._homes[number - len(self._first)][1:]

    def local(self, part: int, number: int) -> int:
        """Return a key's number in one part, or -1 where the part does not have it."""
        if not part:
            return number if number < len(self._first) else -1
        numbers = self._sorted[part - 1]
        at = int(numbers.searchsorted(number))
        return int(self._orders[part - 1][at]) if at < len(numbers) and numbers[at] == number else -1

    def globals(self, part: int, numbers: Int64s | Int32s) -> Int64s | Int32s:
        """Return the numbers that one part's keys have in all parts together."""
        return self._globals[part - 1][numbers] if part else numbers
