"""The tokens of one document as a part keeps them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.arrays import Int32s, Mask, UInt8s, UInt32s
from indexer.index.format.layout import COUNTS, IS_SUBWORD, NUMBER

_ENTRY_BYTES, _TOKEN_BYTES = 4, 6


@dataclass(frozen=True)
class TokenStream:
    """Every token of one document, in the order of their starts; read as far as it is asked for.

    Attributes:
        data: The bytes of entries, gaps and lengths, one behind the other: what the kernel reads.
    """

    data: bytes

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self.data) // _TOKEN_BYTES

    @cached_property
    def entries(self) -> UInt32s:
        """The tokens' terms with their flags, see ``layout``: uint32[n]."""
        return np.frombuffer(self.data, np.uint32, len(self))

    @cached_property
    def gaps(self) -> UInt8s:
        """Code points from the start of the token before: uint8[n]."""
        return np.frombuffer(self.data, np.uint8, len(self), _ENTRY_BYTES * len(self))

    @cached_property
    def lengths(self) -> UInt8s:
        """Code points: uint8[n]."""
        return np.frombuffer(self.data, np.uint8, len(self), (_ENTRY_BYTES + 1) * len(self))

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


def make_stream(entries: UInt32s, gaps: UInt8s, lengths: UInt8s) -> TokenStream:
    """Return the tokens that have these entries, gaps and lengths."""
    return TokenStream(b"".join([entries.tobytes(), gaps.tobytes(), lengths.tobytes()]))
