"""``language.c``: Markdown -> how many words and letters of each script its prose has."""

from enum import IntEnum

import numpy as np

from indexer.arrays import Int64s, UInt8s
from indexer.native.calling import call
from indexer.native.loading import Kernel

IS_SPACE, IS_WORD = 64, 128
"""What is added to the kind of a character: that it is white space, or stands in words."""
_MOST_KINDS = 64


class Told(IntEnum):
    """What came of counting: nothing but Latin letters are there; counts; or Python has to count."""

    NONE = 0
    COUNTED = 1
    UNTOLD = 2


def count_prose(kernel: Kernel, text: str, kinds: UInt8s) -> tuple[Told, Int64s]:
    """Count words in Latin letters, and letters of other scripts, in the prose of a post.

    Args:
        kernel: The library.
        text: Markdown.
        kinds: uint8[0x10001], of each character below 0x10000, and of all others, what it is a letter of, with
            ``IS_SPACE`` and ``IS_WORD``.

    Returns:
        int64[64]: by kind, of 1 the words, of others the letters; only where they were counted.
    """
    counts = np.zeros(_MOST_KINDS, np.int64)
    told = call(kernel, "count_prose", text.encode("utf-32-le", "surrogatepass"), kinds, counts)
    return Told(told), counts
