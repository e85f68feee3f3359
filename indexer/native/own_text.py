"""``own_text.c``: the elements that hold a built page's text -> its blocks."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from indexer.native.calling import address_of, address_of_buffer, call_with
from indexer.native.loading import Kernel

LEFT_OUT, ROLE, WORD, NAME, LINE_NUMBERS, HAS_GAP = 1, 2, 4, 8, 16, 32
"""What is known of a name: an element or a role that is left out, a word or the whole of a class or id that is, a class
of line numbers in code, an element with a gap around it."""
KINDS: tuple[Literal["prose", "code", "heading"], ...] = ("prose", "code", "heading")
_CELLS, _LEAST_ROOM, _LENGTHS = 1 << 10, 1 << 8, 3
"""Cells of blocks, and bytes beside twice those of the page, for which there is room at first: more than most take."""


class OwnTextInput(NamedTuple):
    """The elements that hold a page's text.

    Attributes:
        xml: They, as lxml writes them, one behind the other.
        in_headings: For each, whether it stands in a heading.
        descriptions: Texts of all images in them.
        titles: Numbers, among their ``<h1>`` and ``<h2>``, of those that say the page's title again; ascending.
    """

    xml: bytes
    in_headings: Sequence[bool]
    descriptions: Sequence[str]
    titles: Sequence[int]


class ReadText(NamedTuple):
    """What was read of them.

    Attributes:
        text: Of all blocks, with nothing between, and the anchors of all behind it.
        blocks: Of each block its kind's place in ``KINDS``, its level, and the characters of its anchor and its text.
        linked: How many letters of the text are links.
    """

    text: str
    blocks: list[int]
    linked: int


def write_names(kinds: Mapping[str, int], gaps: Mapping[str, int]) -> bytes:
    """Write what is known of names, and the gaps around elements, as ``read_own_text`` reads it."""
    encoded = {name.encode(): name for name in kinds}
    return b"".join(bytes([kinds[name], gaps.get(name, 0), len(key)]) + key for key, name in encoded.items())


def read_own_text(kernel: Kernel, names: bytes, given: OwnTextInput) -> ReadText | None:
    """Read the elements that hold a page's text, without what is left out.

    Returns:
        None where one was not written as the parsers' trees of most pages are.
    """
    xml, in_headings = given.xml, bytes(given.in_headings)
    titles = np.array(given.titles, np.int64)
    descriptions = b"".join([text.encode() + b"\0" for text in given.descriptions])
    texts = xml, len(xml), in_headings, len(in_headings), names, len(names), descriptions, len(descriptions)
    lengths, rooms = np.zeros(_LENGTHS, np.int64), (2 * len(xml) + _LEAST_ROOM, _CELLS)
    while True:
        text, cells = bytearray(rooms[0]), np.empty(rooms[1], np.int64)
        outputs = address_of_buffer(text), len(text), address_of(cells), cells.size, address_of(lengths), lengths.size
        try:
            if call_with(kernel, "read_own_text", *texts, address_of(titles), titles.size, *outputs):
                return None
        except ValueError:
            return None
        written, taken, linked = lengths.tolist()
        if written <= rooms[0] and taken <= rooms[1]:
            return ReadText(text[:written].decode(), cells[:taken].tolist(), linked)
        rooms = max(written, rooms[0]), max(taken, rooms[1])
