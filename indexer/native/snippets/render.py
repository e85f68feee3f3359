"""``render.c``: what is looked for, zones and sections of a page -> what is shown of each hit."""

from array import array
from codecs import utf_32_le_decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import le
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, Int64s, UInt32s, UInt64s
from indexer.native.calling import address_of, address_of_buffer, addresses_of, call_with, contiguous
from indexer.native.index.packed import RowReader
from indexer.native.loading import Kernel
from indexer.native.snippets.targets import LaidOutTargets, RenderTargets
from indexer.per_thread import PerThread

_ROOMS = 1 << 11, 1 << 9, 1 << 13
"""Characters, numbers, and bytes of JSON for which there is room at first for each hit, more than most have."""
_SIZES = _CODE_BYTES, _NUMBER_BYTES, _ = 4, 8, 1
"""Bytes of one of each."""
_KEPT_HITS = 10
_LENGTHS = 4
MOST_TOLD = 1e8
"""Scores below, which are above 0, the kernel writes as they are told: others have too many digits, or a sign."""


@dataclass(frozen=True)
class RenderRules:
    """What is shown, and how much of it.

    Attributes:
        shares: float64[8], what a passage counts by its field; 0 for fields that are not shown.
        body, code: Numbers of fields.
        snippet_columns, section_columns: The widths of their snippets.
        sections_per_hit: At most.
    """

    shares: Doubles
    body: int
    code: int
    snippet_columns: int
    section_columns: int
    sections_per_hit: int

    @cached_property
    def passed(self) -> tuple[int, ...]:
        """What the kernel takes."""
        numbers = self.body, self.code, self.snippet_columns, self.section_columns, self.sections_per_hit
        return address_of(self.shares), self.shares.size, *numbers


class _Table:
    """Arrays whose addresses are asked for once.

    Attributes:
        passed: What the kernel takes: an address, and how many numbers are there.
    """

    def __init__(self, cells: Iterable[int], *held: object) -> None:
        """Take the numbers that describe the arrays, which are ``held``."""
        self._held = held
        self._cells = np.array([*cells], np.int64)
        self.passed = address_of(self._cells), self._cells.size


class PackedTokens(_Table):
    """The tokens of all documents as the file of a part has them, which stays open."""

    def __init__(self, table: RowReader, order: UInt32s, begins: NDArray[np.integer]) -> None:
        """Name a table.

        Args:
            table: All tokens of the part.
            order: uint32[R], see ``PartReader.token_order``.
            begins: uint32[N + 1] or int64[N + 1], the first row of each document, and how many rows there are.
        """
        ranks, rows = contiguous(order, np.uint32), np.ascontiguousarray(begins)
        cells = address_of(ranks), ranks.size, address_of(rows), rows.size, rows.itemsize, *table.passed
        super().__init__(cells, ranks, rows, table)


class PairTable(_Table):
    """Where pairs of characters stand in the texts of a part."""

    def __init__(self, keys: UInt64s, begins: NDArray[np.integer], places: RowReader) -> None:
        """Name a table.

        Args:
            keys: uint64[g], ascending, see ``gram_key``.
            begins: uint32[g + 1] or int64[g + 1], where the places of each begin.
            places: The table of these.
        """
        named, rows = np.ascontiguousarray(keys, np.uint64), np.ascontiguousarray(begins)
        cells = address_of(named), named.size, address_of(rows), rows.size, rows.itemsize, *places.passed
        super().__init__(cells, named, rows, places)


class PageTables(_Table):
    """What the texts of documents are found in."""

    def __init__(self, bases: Int64s, tokens: PackedTokens | None = None, pairs: PairTable | None = None) -> None:
        """Name the tables.

        Args:
            bases: int64[N + 1], where each text begins in those of all documents.
            tokens: Of the documents; None where a page brings its own.
            pairs: Where pairs of characters stand in all texts; None where they are read by Python.
        """
        held = contiguous(bases, np.int64)
        named = (each.passed if each else (0, 0) for each in (tokens, pairs))
        super().__init__((address_of(held), held.size, *chain.from_iterable(named)), held, tokens, pairs)


class RenderPage(NamedTuple):
    """The documents of a page.

    Attributes:
        docs: Their numbers.
        frames: What is kept of each, see ``stored_frame``.
        tables: What they are found in.
        scores: Of each, told to four decimals where they are from 0 to ``MOST_TOLD``, both left out.
        standings: What is known of each hit besides, as members of JSON; empty where it only has no translations.
        streams: The tokens of each, see ``TokenStream``, empty where none are looked for; none where a table has them.
    """

    docs: Sequence[int]
    frames: Sequence[bytes]
    tables: PageTables
    scores: Sequence[float]
    standings: Sequence[bytes]
    streams: Sequence[bytes] = ()


class RenderedPage(NamedTuple):
    """What is shown of the hits of a page, twice: as texts with numbers, and all that is told of them as JSON.

    Of each hit: the marks of the title; the snippet; the section that its passage is in, or -1, and the words that lead
    to it, quoted (start and end in the texts); how many sections are shown, and of each its number, the marks of its
    heading, its snippet, the words that lead to it. Marks are their count and pairs of offsets; a snippet is start and
    end in the texts, whether it is cut before and after, and its marks.

    Attributes:
        codes: The code points of all texts end to end, four bytes each, behind them the marked words.
        shown: How many of these are of the texts.
        numbers: The numbers, eight bytes each.
        json: A JSON array of the hits.
    """

    codes: bytes
    shown: int
    numbers: bytes
    json: bytes

    @property
    def texts(self) -> str:
        """All texts end to end."""
        return _decode(self.codes[: 4 * self.shown])

    @property
    def marks(self) -> Sequence[int]:
        """The numbers."""
        return array("q", self.numbers)

    @property
    def marked(self) -> str:
        """What is marked in titles, headings and snippets, each but once, in lines."""
        return _decode(self.codes[4 * self.shown :])


def _decode(codes: bytes) -> str:
    return utf_32_le_decode(codes, "surrogatepass")[0]  # which ``decode`` asks by way of Python


class _Room:
    """Where a page is rendered to: code points, numbers, bytes of JSON; and how many of each there are."""

    def __init__(self, sizes: Sequence[int]) -> None:
        """Take room for so many of each."""
        self.sizes = sizes
        self._bytes = [bytearray(count * size) for count, size in zip(sizes, _SIZES, strict=True)]
        self.lengths = array("q", bytes(8 * _LENGTHS))
        self._views = [memoryview(each) for each in self._bytes]
        places = map(address_of_buffer, self._bytes)
        self.passed = *chain.from_iterable(zip(places, sizes, strict=True)), *self.lengths.buffer_info()

    def is_enough(self) -> bool:
        """Return whether there was room for all that was to be written."""
        return all(map(le, self.lengths, self.sizes))

    def read(self) -> RenderedPage:
        """Return as much as was written."""
        codes, numbers, json = self._views
        code_count, number_count, json_bytes, shown = self.lengths
        told = numbers[: number_count * _NUMBER_BYTES].tobytes()
        return RenderedPage(codes[: code_count * _CODE_BYTES].tobytes(), shown, told, json[:json_bytes].tobytes())


_rooms = PerThread(lambda: _Room([_KEPT_HITS * each for each in _ROOMS]))
"""For a page of hits as most are."""


def render_page(kernel: Kernel, page: RenderPage, targets: RenderTargets, rules: RenderRules) -> RenderedPage:
    """Choose, cut and mark what is shown of each hit of a page.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    docs, frames, tables, scores, standings, streams = page
    decimals, others = array("d", scores), b"".join(standings)
    documents = [len(frames), *addresses_of(frames), *map(len, frames), *docs, *map(len, standings)]
    documents += [*addresses_of(streams), *map(len, streams)] if streams else (0,) * (2 * len(frames))
    documents += *decimals.buffer_info(), *addresses_of([others]), len(others), *tables.passed
    room = _rooms.kept if len(frames) <= _KEPT_HITS else _Room([len(frames) * each for each in _ROOMS])
    found = LaidOutTargets(targets)
    while True:
        numbers = array("q", [*documents, *found.numbers, *rules.passed, *room.passed])
        unread = call_with(kernel, "render_page", *numbers.buffer_info())
        if not room.is_enough():
            room = _Room([max(length, there) for length, there in zip(room.lengths, room.sizes, strict=False)])
        elif not unread:
            return room.read()
        else:
            targets = _look_for(targets, array("q", room.read().numbers)[:unread])
            found = LaidOutTargets(targets)


def _look_for(targets: RenderTargets, asked: Sequence[int]) -> RenderTargets:
    """Read the pairs of targets that the kernel asks for; look for the others of these in the documents it names."""
    hits: dict[int, list[int]] = {}
    for number, hit in zip(asked[::2], asked[1::2], strict=True):
        hits.setdefault(number, []).append(hit)
    described, rows = [*targets.targets], [targets.spans]
    for number, missing in hits.items():
        target = described[number]
        if not target.run:
            rows.append(targets.look_for(number, missing))
        described[number] = target._replace(pairs=targets.read_pairs(number) if target.run else ())
    spans = np.concatenate(rows)
    return targets._replace(targets=described, spans=spans[spans[:, 0].argsort(kind="stable")])
