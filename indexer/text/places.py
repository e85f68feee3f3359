"""Where in a list something stands, by a text: sorted hashes, which take a tenth of a dictionary's memory."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

_TOGETHER = 8
"""Hashes that begin alike, about: where they lie is known, so that few are looked at, side by side."""


def hash_text(text: str) -> int:
    """Return the hash of a text that ``PlacesByText`` goes by.

    Python's own is that of the code points as they lie in memory, a byte each or two: of 慢 and ``ba`` it is the same.
    """
    return hash(text.encode("utf-8", "surrogatepass"))


class PlacesByText:
    """Places by the hashes of texts, of which only the hashes are kept. Immutable, so safe to be shared by threads.

    That two texts have the same hash is as likely as one in 10**19 for each pair.
    """

    def __init__(self, hashes: Sequence[int], places: Sequence[int]) -> None:
        """Take the hash of each text, see ``hash_text``, and its place; a text may have several."""
        given = np.array(hashes, dtype=np.int64)
        order = given.argsort(kind="stable")
        self._hashes = array("q", given[order].tobytes())
        self._places = array("I", np.array(places, dtype=np.uintc)[order].tobytes())
        bits = max(len(order) // _TOGETHER, 1).bit_length()
        self._shift, self._half = 64 - bits, 1 << bits - 1
        edges = [(bucket - self._half) << self._shift for bucket in range(1, 1 << bits)]
        self._begins = array("I", [0, *np.searchsorted(self._hashes, edges).tolist(), len(order)])

    def find(self, text: str) -> Sequence[int]:
        """Return the places of a text, in the order in which they were given."""
        hashes, hashed = self._hashes, hash_text(text)
        bucket = (hashed >> self._shift) + self._half
        past = self._begins[bucket + 1]
        begin = end = bisect_left(hashes, hashed, self._begins[bucket], past)
        while end < past and hashes[end] == hashed:
            end += 1
        return self._places[begin:end] if begin < end else ()
