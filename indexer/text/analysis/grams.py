"""Characters and pairs of neighbours of scripts without spaces, as arrays: what ``cut_grams`` yields one by one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.folding_tables import UNSPACED, fold_codes

PAIR_SHIFT = np.uint64(32)
"""A gram's code is its first code point shifted by this, with the second's below it; 0 when it has none."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The G grams of a text: all single characters in reading order, then all pairs in reading order.

    Attributes:
        codes: uint64[G], ``first << 32 | second``, folded; ``second`` is 0 for single characters.
        starts: int32[G], the offset of the first character in the original text, in code points.
    """

    codes: NDArray[np.uint64]
    starts: NDArray[np.int32]


def make_grams(text: str) -> Grams:
    """Return the grams of a document's text: no pair reaches from zone to zone, as a line end parts them."""
    codes = fold_codes(text)
    places = np.flatnonzero(codes.are(UNSPACED)).astype(np.int32)
    singles = codes.points[places].astype(np.uint64)
    paired = np.flatnonzero(np.diff(places) == 1)
    firsts = singles << PAIR_SHIFT
    starts = codes.origins(places)
    return Grams(
        np.concatenate((firsts, firsts[paired] | singles[paired + 1])), np.concatenate((starts, starts[paired]))
    )
