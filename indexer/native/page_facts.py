"""``page_facts.c``: what a built page says of itself, and which of its elements hold its own text."""

from collections.abc import Iterable
from enum import IntEnum

import numpy as np

from indexer.native.calling import address_of, address_of_buffer, call_with
from indexer.native.loading import Kernel
from indexer.native.own_text import NameTable


class Fact(IntEnum):
    """What a row tells."""

    META_NAME = 0
    META_CONTENT = 1
    REFRESH = 2
    LINK_REL = 3
    LINK_LANGUAGE = 4
    LINK_HREF = 5
    TITLE = 6
    SCRIPT = 7
    LANGUAGE = 8
    BODY_CLASS = 9
    PROTECTED = 10
    DATE = 11
    AUTHOR = 12
    TAG = 13
    CATEGORY = 14
    NAMED = 15
    MOMENT = 16
    ARTICLE = 17
    ADDRESS = 18
    HEADING = 19
    MAIN = 20
    CUT = 21
    IMAGE = 22
    MAIN_IN_HEADING = 23
    LINK_TYPE = 24
    BYLINE = 25
    BYLINE_TEXT = 26
    DAY = 27
    DAY_LABEL = 28
    BOOKMARK = 29


Row = tuple[int, int, int, str]
"""What it tells, two numbers, and a text."""

_ATTRIBUTES = ("class", "id", "itemprop", "role")
_CELLS, _LEAST_ROOM, _LENGTHS, _COLUMNS = 1 << 11, 1 << 8, 2, 4


def write_containers(containers: Iterable[tuple[str, str]]) -> bytes:
    """Write which attributes and words name the element that holds a page's text, as ``read_page_facts`` reads it."""
    return b"".join(
        bytes([_ATTRIBUTES.index(attribute), len(name.encode())]) + name.encode() for attribute, name in containers
    )


def read_page_facts(kernel: Kernel, names: NameTable, containers: bytes, xml: bytes) -> list[Row] | None:
    """Read a page as ``write_well_formed`` or lxml writes it.

    Returns:
        The rows, those of each kind in the order of the page; None where Python has to look.
    """
    lengths, rooms = np.zeros(_LENGTHS, np.int64), (len(xml) + _LEAST_ROOM, _CELLS)
    passed = xml, len(xml), *names.passed, containers, len(containers)
    while True:
        text, cells = bytearray(rooms[0]), np.empty(rooms[1], np.int64)
        outputs = address_of_buffer(text), len(text), address_of(cells), cells.size, address_of(lengths), lengths.size
        try:
            if call_with(kernel, "read_page_facts", *passed, *outputs):
                return None
        except ValueError:
            return None
        written, taken = lengths.tolist()
        if written <= rooms[0] and taken <= rooms[1]:
            return _cut(text[:written].decode(), cells[:taken].tolist())
        rooms = max(written, rooms[0]), max(taken, rooms[1])


def _cut(text: str, cells: list[int]) -> list[Row]:
    rows: list[Row] = []
    end = 0
    for kind, value, number, length in zip(cells[::4], cells[1::4], cells[2::4], cells[3::4], strict=True):
        begin, end = end, end + length
        rows.append((kind, value, number, text[begin:end]))
    return rows
