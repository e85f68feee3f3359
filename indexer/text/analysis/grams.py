"""Characters and pairs of neighbours of scripts without spaces, and pairs of neighbouring signs.

They find what is there but no segmenter cut so: any two characters that stand together on a page, ``->`` in code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.folding import FoldedText, fold
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.analysis.token import Token
from indexer.units import FoldedOffsets, TextOffsets

PAIR_SHIFT = np.uint64(32)
"""A gram's code is its first code point shifted by this, with the second's below it; 0 when it has none."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The G grams of a text: all single characters in reading order, then all their pairs, then those of signs.

    Attributes:
        codes: uint64[G], ``first << 32 | second``, folded; ``second`` is 0 for single characters.
        starts: int32[G], the offset of the first character in the original text, in code points.
    """

    codes: NDArray[np.uint64]
    starts: TextOffsets


def make_grams(folded: FoldedText) -> Grams:
    """Return the grams of a document's text: no pair reaches from zone to zone, as a line end parts them."""
    places, points = folded.find_unspaced(), folded.points
    at = FoldedOffsets(np.concatenate((places[:-1][np.diff(places) == 1], folded.find_sign_pairs())))
    return Grams(
        np.concatenate((_encode(points[places]), _encode(points[at], points[at + 1]))),
        TextOffsets(np.concatenate((folded.origins(places), folded.origins(at)))),
    )


def _encode(firsts: NDArray[np.uint32], seconds: NDArray[np.uint32] | None = None) -> NDArray[np.uint64]:
    codes: NDArray[np.uint64] = firsts.astype(np.uint64) << PAIR_SHIFT
    return codes if seconds is None else codes | seconds


def list_grams(text: str, offset: int = 0) -> Iterator[Token]:
    """Yield the grams of a short text, each at the position that is its offset: first all but those of signs.

    Args:
        text: As a reader sees it.
        offset: Added to every offset: where ``text`` begins in a longer one.
    """
    folded = fold(text)
    for run in UNSPACED.finditer(folded.text):
        for at in range(run.start(), run.end()):
            for past in range(at + 1, min(at + 2, run.end()) + 1):
                start, end = folded.span(at, past)
                yield Token(run.string[at:past], start + offset, start + offset, end + offset)
    for at in folded.find_sign_pairs().tolist():
        start, end = folded.span(at, at + 2)
        yield Token(folded.text[at : at + 2], start + offset, start + offset, end + offset)
