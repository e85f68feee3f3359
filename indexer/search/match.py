"""How well documents have one thing that is looked for, and how such matches combine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.index.layout import Floats

Mask = NDArray[np.bool_]
"""bool[N], one for each document."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well each document has one thing that is looked for.

    Attributes:
        scores: float32[N]; 0 where it is not found.
        whole: bool[N]; True where it is there as a word, not only as characters inside others.
    """

    scores: Floats
    whole: Mask

    @property
    def found(self) -> Mask:
        """Where it is found at all."""
        mask: Mask = self.scores > 0
        return mask


def either(one: Match, other: Match) -> Match:
    """Match where one of two does, as well as the better of them."""
    return Match(np.maximum(one.scores, other.scores), one.whole | other.whole)


def both(one: Match, other: Match) -> Match:
    """Match where two do, as well as both together."""
    found = one.found & other.found
    return Match(np.where(found, one.scores + other.scores, np.float32(0)), one.whole & other.whole)
