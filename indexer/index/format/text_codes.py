"""A text as an array of code points, as wide as its characters need: what the kernel reads, and a string again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import addresses_of

_ENCODINGS = {1: "ascii", 2: "utf-16-le", 4: "utf-32-le"}
_KINDS: dict[int, type[np.unsignedinteger]] = {1: np.uint8, 2: np.uint16, 4: np.uint32}


@dataclass(frozen=True, slots=True)
class TextCodes:
    """The code points of a text of n characters.

    Attributes:
        codes: uint8[n], uint16[n] or uint32[n].
        address: Where these lie in memory.
    """

    codes: NDArray[np.unsignedinteger]
    address: int

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def width(self) -> int:
        """Bytes of a character."""
        return self.codes.itemsize

    def may_hold(self, text: str) -> bool:
        """Say whether another text may stand in this one; where not, it is not decoded to find out."""
        try:
            return text.encode(_ENCODINGS[self.width]) in self.codes.tobytes()
        except UnicodeEncodeError:
            return False  # this one is ASCII alone, or has no halves of pairs

    @property
    def text(self) -> str:
        """The text."""
        return self.cut(0, len(self.codes))

    def cut(self, begin: int, end: int) -> str:
        """Return so much of the text, of which nothing else is decoded."""
        return self.codes[begin:end].tobytes().decode(_ENCODINGS[self.width], "surrogatepass")


def encode_text(text: str) -> TextCodes:
    """Return a text's code points; two bytes each are enough where UTF-16 needs no pairs."""
    if text.isascii():
        return _wrap(text.encode("ascii"), np.uint8)
    try:
        narrow = text.encode("utf-16-le")
    except UnicodeEncodeError:  # halves of pairs: two side by side would come back as one character
        narrow = b""
    if len(narrow) == 2 * len(text):
        return _wrap(narrow, np.uint16)
    return _wrap(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def read_codes(data: bytes, end: int, width: int) -> TextCodes:
    """Return the code points of so many bytes that data begins with.

    Raises:
        ValueError: They are none.
    """
    count = count_codes(data, end, width)
    return TextCodes(np.frombuffer(data, _KINDS[width], count), *addresses_of((data,)))


def count_codes(data: bytes, end: int, width: int) -> int:
    """Return how many code points so many bytes are that data begins with.

    Raises:
        ValueError: They are none.
    """
    if width not in _KINDS or not 0 <= end <= len(data):
        raise ValueError("no text can be read")
    return end // width


def _wrap(data: bytes, kind: type[np.unsignedinteger]) -> TextCodes:
    codes = np.frombuffer(data, dtype=kind)
    return TextCodes(codes, codes.ctypes.data)
