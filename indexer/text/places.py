"""Where in a list something stands, by a text: sorted hashes, which take a tenth of a dictionary's memory."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np


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
        order = np.array(hashes, dtype=np.int64).argsort(kind="stable").tolist()
        self._hashes = array("q", [hashes[at] for at in order])
        self._places = array("I", [places[at] for at in order])

    def find(self, text: str) -> Sequence[int]:
        """Return the places of a text, in the order in which they were given."""
        hashes, hashed = self._hashes, hash_text(text)
        begin = bisect_left(hashes, hashed)
        return self._places[begin : bisect_right(hashes, hashed, begin)]
