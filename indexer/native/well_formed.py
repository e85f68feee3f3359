"""``well_formed.c``: HTML in which every element ends where it is said to -> the XML that lxml writes of its tree."""

from indexer.native.calling import address_of_buffer, call_with
from indexer.native.loading import Kernel
from indexer.native.own_text import NameTable

_LEAST_ROOM = 1 << 8
"""Bytes, beside those of the page, for which there is room at first: most are shorter as XML."""


def write_well_formed(kernel: Kernel, names: NameTable, html: bytes) -> bytes | None:
    """Write a page in UTF-8 as lxml writes the tree that it makes of it, but for the elements of highlighters in code.

    Args:
        kernel: The library.
        names: What is known of names, see ``write_names``.
        html: The page.

    Returns:
        None where the parser would have to mend the page, or it says what the kernel does not know.
    """
    room = len(html) + _LEAST_ROOM
    while True:
        xml = bytearray(room)
        passed = html, len(html), *names.passed, address_of_buffer(xml), len(xml)
        length = call_with(kernel, "write_well_formed", *passed)
        if length < 0:
            return None
        if length <= room:
            return bytes(memoryview(xml)[:length])
        room = length
