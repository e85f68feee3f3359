"""``render.c``: what is looked for, zones and sections of a page -> what is shown of each hit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, Int64s, UInt32s
from indexer.native.calling import address_of, addresses_of, call_with, contiguous
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader

Pairs = Sequence[tuple[int, NDArray[Any]]]
"""Pairs of neighbours that cover a run of characters: the step of each, and where it stands in all texts."""

_ROOMS = (1 << 11, np.uint32), (1 << 9, np.int64), (1 << 13, np.uint8)
"""Characters, numbers, and bytes of JSON for which there is room at first for each hit, more than most have; and what
holds one of each."""
_UNREAD = -1
_DOCUMENT_COLUMNS = 7


class RenderTarget(NamedTuple):
    """Something to be highlighted.

    Attributes:
        terms: Any of these is it.
        parts: These stand for it where it is not there.
        run_length: Characters of the run that it is; 0 where it is none.
        pairs: Those that cover the run, ascending; None where they are not read unless they are needed.
    """

    terms: Sequence[int]
    parts: Sequence[int] = ()
    run_length: int = 0
    pairs: Pairs | None = None


@dataclass(frozen=True, slots=True)
class RenderTargets:
    """What is highlighted.

    Attributes:
        targets: All of it.
        read_pairs: Reads the pairs of a target, by its number.
        spans: int64[x, 3], what was found otherwise, target by target: the target, start, end.
        kinds: int64[2, R], kinds and labels, and
        weights: float64[R], the rows of ``HighlightKinds``.
    """

    targets: Sequence[RenderTarget]
    read_pairs: Callable[[int], Pairs]
    spans: Int64s
    kinds: Int64s
    weights: Doubles


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


class PackedTokens(NamedTuple):
    """The tokens of some documents as the file of a part has them, which stays open.

    Attributes:
        table: All tokens of the part.
        order: uint32[R], see ``PartReader.token_order``.
        spans: int64[documents, 2], the rows of each document.
    """

    table: RowReader
    order: UInt32s
    spans: Int64s


class RenderPage(NamedTuple):
    """The documents of a page.

    Attributes:
        frames: What is kept of each, see ``stored_frame``.
        streams: The tokens of each, see ``TokenStream``, empty where none are looked for; or packed.
        standings: What is known of each hit besides, as members of JSON.
        offsets: Where each text begins in those of all documents, and where each ends.
    """

    frames: Sequence[bytes]
    streams: Sequence[bytes] | PackedTokens
    standings: Sequence[bytes]
    offsets: tuple[Int64s, Int64s]


def lay_out_page(page: RenderPage) -> Int64s:
    """Return the documents of a page as ``render_page`` of ``render.c`` takes them; the caller holds their bytes."""
    table = np.empty((_DOCUMENT_COLUMNS, len(page.frames)), np.int64)
    table[0], table[1], table[4] = addresses_of(page.frames), _count(page.frames), _count(page.standings)
    if isinstance(page.streams, PackedTokens):
        table[2], table[3] = page.streams.spans.T
        table[3] -= table[2]
    else:
        table[2], table[3] = addresses_of(page.streams), _count(page.streams)
    table[5], table[6] = page.offsets
    return table


def _count(several: Sequence[bytes]) -> list[int]:
    return list(map(len, several))


def _pass_packed(streams: Sequence[bytes] | PackedTokens) -> tuple[int, ...]:
    """Return what the kernel takes as the packed tokens of a part; nothing where they are unpacked."""
    if isinstance(streams, PackedTokens):
        return (*streams.table.passed, address_of(streams.order), streams.order.size)
    return 0, 0, 0, 0


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """What is shown of the hits of a page, twice: as texts with numbers, and all that is told of them as JSON.

    Of each hit: the marks of the title; the snippet; the section that its passage is in, or -1, and the words that lead
    to it, quoted (start and end in the texts); how many sections are shown, and of each its number, the marks of its
    heading, its snippet, the words that lead to it. Marks are their count and pairs of offsets; a snippet is start and
    end in the texts, whether it is cut before and after, and its marks.

    Attributes:
        codes: uint32[], the code points of all texts end to end, behind them the marked words.
        shown: How many of these are of the texts.
        marks: int64[], the numbers.
        json: A JSON array of the hits.
    """

    codes: UInt32s
    shown: int
    marks: Int64s
    json: bytes

    @property
    def texts(self) -> str:
        """All texts end to end."""
        return _decode(self.codes[: self.shown])

    @property
    def marked(self) -> str:
        """What is marked in titles, headings and snippets, each but once, in lines."""
        return _decode(self.codes[self.shown :])


def _decode(codes: UInt32s) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def render_page(kernel: Kernel, page: RenderPage, targets: RenderTargets, rules: RenderRules) -> RenderedPage:
    """Choose, cut and mark what is shown of each hit of a page.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    described, standings = list(targets.targets), b"".join(page.standings)
    table, plan, packed = lay_out_page(page), _lay_out(described), _pass_packed(page.streams)
    found = [targets.spans, targets.kinds, targets.weights]
    rooms = [len(page.frames) * each for each, _ in _ROOMS]
    lengths = np.zeros(len(rooms) + 1, np.int64)
    while True:
        out = [np.empty(room, dtype) for room, (_, dtype) in zip(rooms, _ROOMS, strict=True)]
        behind = *_pass([plan.numbers, *found]), *rules.passed, *_pass([*out, lengths])
        unread = call_with(kernel, "render_page", *_pass([table]), standings, len(standings), *packed, *behind)
        *taken, shown = lengths.tolist()
        if all(length <= room for length, room in zip(taken, rooms, strict=True)):
            if not unread:
                codes, marks, json = (array[:length] for array, length in zip(out, taken, strict=True))
                return RenderedPage(codes, shown, marks, json.tobytes())
            for number in out[1][:unread].tolist():
                described[number] = described[number]._replace(pairs=targets.read_pairs(number))
            plan = _lay_out(described)
        rooms = [max(length, room) for length, room in zip(taken, rooms, strict=True)]


def _pass(arrays: Iterable[NDArray[Any]]) -> list[int]:
    """Return what the kernel takes: of each array, whose elements lie side by side, its address and their number."""
    return [number for array in arrays for number in (address_of(array), array.size)]


class _Plan(NamedTuple):
    """Targets as ``find_highlights`` of ``targets.c`` reads them, and the arrays that they point at."""

    numbers: Int64s
    held: Sequence[NDArray[Any]]


def _lay_out(targets: Iterable[RenderTarget]) -> _Plan:
    held: list[NDArray[Any]] = []
    plan = [0]
    for terms, parts, run_length, pairs in targets:
        plan[0] += 1
        plan += len(terms), *terms, len(parts), *parts, run_length
        if pairs is None:
            plan.append(_UNREAD)
            continue
        plan.append(len(pairs))
        for step, offsets in pairs:
            dense = contiguous(offsets, np.int32 if offsets.dtype == np.int32 else np.int64)
            held.append(dense)
            plan += step, address_of(dense), dense.size, dense.itemsize
    return _Plan(np.array(plan, np.int64), held)
