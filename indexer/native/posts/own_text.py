"""``own_text.c``: the elements that hold a built page's text -> its blocks."""

from array import array
from collections.abc import Mapping, Sequence
from ctypes import Array, addressof, c_int64
from typing import Literal, NamedTuple

from indexer.native.calling import address_of_buffer, call_with
from indexer.native.loading import Kernel

LEFT_OUT, ROLE, WORD, NAME, LINE_NUMBERS, HAS_GAP = (1 << bit for bit in range(6))
PERSONS_NAME, PERSON, CARD, COMMENT, PUBLISHED, CONTAINER = (1 << bit for bit in range(6, 12))
NOTE_ROLE, NOTE_CLASS, BESIDE_TEXT = (1 << bit for bit in range(12, 15))
"""What is known of a name: an element or a role that is left out, a word or the whole of a class or id that is, a class
of line numbers in code, an element with a gap around it; classes of a person's name, of a person, of what stands beside
a text, of comments, of the moment of publication; what names the element that
holds a page's text; roles and classes of notes; words of classes of what stands beside a text and is not about it."""
KINDS: tuple[Literal["prose", "code", "heading"], ...] = ("prose", "code", "heading")
_SLOTS = 1 << 10
"""More than twice as many as there are names."""
_CELLS, _LEAST_ROOM, _LENGTHS = 1 << 10, 1 << 8, 3
"""Cells of blocks, and bytes beside those of the page, for which there is room at first: more than most take."""


class OwnTextInput(NamedTuple):
    """The elements that hold a page's text.

    Attributes:
        xml: They, as lxml writes them, one behind the other, and what may stand around them.
        begin, end: From where to where they are.
        in_headings: For each, whether it stands in a heading.
        descriptions: Texts of all images in them.
        titles: Numbers, among their ``<h1>`` and ``<h2>``, of those that say the page's title again; ascending.
        cuts: From which bytes, counted from ``begin``, to which no text stands, in turns.
    """

    xml: bytearray
    begin: int
    end: int
    in_headings: Sequence[bool]
    descriptions: Sequence[str]
    titles: Sequence[int]
    cuts: Sequence[int] = ()


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


class NameTable(NamedTuple):
    """What is known of names.

    Attributes:
        names: Of each its kinds, the gap around the element, its length and itself.
        slots: uint16[n], where each begins there, plus one, by its hash; 0 for none.
    """

    names: bytes
    slots: bytes

    @property
    def passed(self) -> tuple[bytes, int, bytes, int]:
        """What the kernel takes."""
        return self.names, len(self.names), self.slots, len(self.slots)


def write_names(kinds: Mapping[str, int], gaps: Mapping[str, int]) -> NameTable:
    """Write what is known of names, and the gaps around elements."""
    names, slots = bytearray(), array("H", [0]) * _SLOTS
    for name, kind in kinds.items():
        key = name.encode()
        slot = _hash(key) % _SLOTS
        while slots[slot]:
            slot = (slot + 1) % _SLOTS
        slots[slot] = len(names) + 1
        names += kind.to_bytes(2, "little") + bytes([gaps.get(name, 0), len(key)]) + key
    return NameTable(bytes(names), slots.tobytes())


def _hash(key: bytes) -> int:
    """Return a hash as ``find_name`` of ``left_out.c`` makes it: FNV-1a of 32 bits.

    Source:
        https://www.rfc-editor.org/rfc/rfc9923
    """
    value = 2166136261
    for byte in key:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def read_own_text(kernel: Kernel, names: NameTable, given: OwnTextInput) -> ReadText | None:
    """Read the elements that hold a page's text, without what is left out.

    Returns:
        None where one was not written as the parsers' trees of most pages are.
    """
    in_headings, length = bytes(given.in_headings), given.end - given.begin
    titles, cuts = _numbers(given.titles), _numbers(given.cuts)
    descriptions = "".join([f"{text}\0" for text in given.descriptions]).encode()
    texts = in_headings, len(in_headings), *names.passed, descriptions, len(descriptions)
    passed = address_of_buffer(given.xml) + given.begin, length, *texts
    arrays = addressof(titles), len(titles), addressof(cuts), len(cuts)
    rooms = length + _LEAST_ROOM, _CELLS
    while True:
        text, cells, lengths = bytearray(rooms[0]), (c_int64 * rooms[1])(), (c_int64 * _LENGTHS)()
        outputs = address_of_buffer(text), rooms[0], addressof(cells), rooms[1], addressof(lengths), _LENGTHS
        try:
            if call_with(kernel, "read_own_text", *passed, *arrays, *outputs):
                return None
        except ValueError:
            return None
        written, taken, linked = lengths
        if written <= rooms[0] and taken <= rooms[1]:
            return ReadText(text[:written].decode(), cells[:taken], linked)
        rooms = max(written, rooms[0]), max(taken, rooms[1])


def _numbers(numbers: Sequence[int]) -> "Array[c_int64]":
    return (c_int64 * len(numbers))(*numbers)
