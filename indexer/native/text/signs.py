"""``signs.c``: which of some signs stand in a text."""

from indexer.arrays import Int64s
from indexer.native.calling import call
from indexer.native.loading import Kernel

MOST_SIGNS = 63
"""As ``signs.c`` has it."""


def find_signs(kernel: Kernel, text: str, joined: bytes, ends: Int64s) -> int:
    """Look for signs in one pass over a text.

    Args:
        kernel: The library.
        text: Any.
        joined: The signs as UTF-8, end to end.
        ends: int64[k], where each ends; ``MOST_SIGNS`` at most.

    Returns:
        A bit for each that stands there, the lowest for the first.

    Raises:
        ValueError: A sign is empty.
        MemoryError: There are too many.
    """
    return call(kernel, "find_signs", text.encode("utf-8", "surrogatepass"), joined, ends)
