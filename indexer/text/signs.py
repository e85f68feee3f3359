"""Signs that markup begins with: which of them a text has, so that most texts need no further look."""

from collections.abc import Iterable
from itertools import accumulate, compress

import numpy as np

from indexer.native import kernel
from indexer.native.text.signs import find_signs


class Signs:
    """Signs that are looked for together: to look for each takes a pass over the text. Safe to be shared by threads."""

    def __init__(self, signs: Iterable[str]) -> None:
        """Take signs, none of them empty."""
        self._signs = tuple(signs)
        encoded = [sign.encode() for sign in self._signs]
        self._joined, self._ends = b"".join(encoded), np.array([*accumulate(map(len, encoded))], np.int64)

    def find(self, text: str) -> frozenset[str]:
        """Return those that stand in a text."""
        library = kernel()
        if library is None:
            return frozenset(sign for sign in self._signs if sign in text)
        found = find_signs(library, text, self._joined, self._ends)
        return frozenset(compress(self._signs, map(int, reversed(f"{found:b}")))) if found else frozenset()
