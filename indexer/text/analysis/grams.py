"""Characters and pairs of neighbours of scripts without spaces.

They find what is there but no segmenter cut so: any two characters that stand together on a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.folding import FoldedText, fold
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.analysis.token import Token
from indexer.units import TextOffsets

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
    starts: TextOffsets


def make_grams(folded: FoldedText) -> Grams:
    """Return the grams of a document's text: no pair reaches from zone to zone, as a line end parts them."""
    places = folded.find_unspaced()
    singles = folded.points[places].astype(np.uint64)
    paired = np.flatnonzero(np.diff(places) == 1)
    firsts = singles << PAIR_SHIFT
    starts = folded.origins(places)
    return Grams(
        np.concatenate((firsts, firsts[paired] | singles[paired + 1])),
        TextOffsets(np.concatenate((starts, starts[paired]))),
    )


def list_grams(text: str, offset: int = 0) -> Iterator[Token]:
    """Yield the grams of a short text in reading order, each at the position that is its offset.

    Args:
        text: As a reader sees it.
        offset: Added to every offset: where ``text`` begins in a longer one.
    """
    if text.isascii():
        return
    folded = fold(text)
    for run in UNSPACED.finditer(folded.text):
        for at in range(run.start(), run.end()):
            for past in range(at + 1, min(at + 2, run.end()) + 1):
                start, end = folded.span(at, past)
                yield Token(run.string[at:past], start + offset, start + offset, end + offset)
