"""``well_formed.c`` and ``page_facts.c``: what a built page says of itself, and which elements hold its own text."""

from collections.abc import Iterable
from ctypes import addressof, c_int64
from enum import IntEnum
from typing import NamedTuple

from indexer.native.calling import address_of_buffer, call_with
from indexer.native.loading import Kernel
from indexer.native.posts.own_text import NameTable


class Fact(IntEnum):
    """What a row tells."""

    META = 1
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
_CELLS, _LEAST_ROOM, _COLUMNS = 1 << 11, 1 << 8, 4


class PageState(IntEnum):
    """How far the kernel read a page."""

    READ = 0
    TO_PARSE = 1
    TO_LOOK_AT = 2
    TO_DECODE = 3


class Page(NamedTuple):
    """A page as its file has it.

    Attributes:
        state: Whether it was read; or the parser has to mend it, or Python has to look at what the parser makes of it,
            or it is no UTF-8, or begins with a byte order mark.
        xml: As lxml writes the tree that it makes of it, but for the elements of highlighters in code; unless it is to
            be parsed or decoded.
        rows: What it says, those of each kind in the order of the page; none unless it was read.
    """

    state: PageState
    xml: bytearray
    rows: list[Row]


_STATES = tuple(PageState)


def write_containers(containers: Iterable[tuple[str, str]]) -> bytes:
    """Write which attributes and words name the element that holds a page's text, as ``read_page`` reads it."""
    return b"".join(
        bytes([_ATTRIBUTES.index(attribute), len(name.encode())]) + name.encode() for attribute, name in containers
    )


def read_page(kernel: Kernel, names: NameTable, containers: bytes, html: bytes) -> Page:
    """Read a page as its file has it.

    Args:
        kernel: The library.
        names: What is known of names, see ``write_names``.
        containers: See ``write_containers``.
        html: The page; of its line ends a parser would make others where there is a carriage return.
    """
    passed = html, len(html), *names.passed, containers, len(containers)
    xml_room, rooms = len(html) + _LEAST_ROOM, (len(html) // 4 + _LEAST_ROOM, _CELLS)
    while True:
        xml, text, cells, lengths = bytearray(xml_room), bytearray(rooms[0]), (c_int64 * rooms[1])(), (c_int64 * 3)()
        outputs = (address_of_buffer(xml), xml_room, address_of_buffer(text), rooms[0], addressof(cells), rooms[1])
        try:
            state = _STATES[call_with(kernel, "read_page", *passed, *outputs, addressof(lengths), 3)]
        except ValueError:
            return Page(PageState.TO_PARSE, xml, [])
        written, taken, xml_length = lengths
        if written <= rooms[0] and taken <= rooms[1] and xml_length <= xml_room:
            del xml[xml_length:]
            rows = _cut(text[:written].decode(), cells[:taken]) if state is PageState.READ else []
            return Page(state, xml, rows)
        rooms, xml_room = (max(written, rooms[0]), max(taken, rooms[1])), max(xml_length, xml_room)


def read_page_facts(kernel: Kernel, names: NameTable, containers: bytes, xml: bytearray) -> list[Row] | None:
    """Read a page as lxml writes it.

    Returns:
        The rows, those of each kind in the order of the page; None where Python has to look.
    """
    passed = address_of_buffer(xml), len(xml), *names.passed, containers, len(containers)
    rooms = len(xml) + _LEAST_ROOM, _CELLS
    while True:
        text, cells, lengths = bytearray(rooms[0]), (c_int64 * rooms[1])(), (c_int64 * 2)()
        outputs = address_of_buffer(text), rooms[0], addressof(cells), rooms[1], addressof(lengths), 2
        try:
            if call_with(kernel, "read_page_facts", *passed, *outputs):
                return None
        except ValueError:
            return None
        written, taken = lengths
        if written <= rooms[0] and taken <= rooms[1]:
            return _cut(text[:written].decode(), cells[:taken])
        rooms = max(written, rooms[0]), max(taken, rooms[1])


def _cut(text: str, cells: list[int]) -> list[Row]:
    rows: list[Row] = []
    end = 0
    for kind, value, number, length in zip(cells[::4], cells[1::4], cells[2::4], cells[3::4], strict=True):
        begin, end = end, end + length
        rows.append((kind, value, number, text[begin:end]))
    return rows
