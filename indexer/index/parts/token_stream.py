"""The tokens of one document as a part keeps them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.index.format.layout import COUNTS, IS_SUBWORD, NUMBER, Int32s, Mask, UInt8s, UInt32s


@dataclass(frozen=True)
class TokenStream:
    """Every token of one document, in the order of their starts; read as far as it is asked for.

    Attributes:
        entries: uint32[n], the tokens' terms with their flags, see ``layout``.
        gaps: uint8[n], code points from the start of the token before.
        lengths: uint8[n], code points.
    """

    entries: UInt32s
    gaps: UInt8s
    lengths: UInt8s

    @cached_property
    def addresses(self) -> tuple[int, int, int, int]:
        """Where the three arrays lie in memory, for the kernel, and how many tokens there are."""
        return self.entries.ctypes.data, self.gaps.ctypes.data, self.lengths.ctypes.data, len(self.entries)

    @cached_property
    def numbers(self) -> Int32s:
        """The tokens' terms: int32[n]; ``FILLER`` for none."""
        return (self.entries & NUMBER).astype(np.int32)

    @cached_property
    def starts(self) -> Int32s:
        """Starts of tokens, in code points of the document's text: int32[n]."""
        return np.cumsum(self.gaps, dtype=np.int32)

    @cached_property
    def ends(self) -> Int32s:
        """Past their last code points: int32[n]."""
        return self.starts + self.lengths

    @cached_property
    def counting(self) -> Mask:
        """Mask of tokens that take a position of their own: bool[n]."""
        return (self.entries & COUNTS) > 0

    @cached_property
    def parts(self) -> Mask:
        """Mask of shorter words inside a word: bool[n]."""
        return (self.entries & IS_SUBWORD) > 0
