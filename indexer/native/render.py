"""``render.c``: found words, zones and sections of a page -> what is shown of each hit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

Int64s = NDArray[np.int64]
UInt32s = NDArray[np.uint32]
Doubles = NDArray[np.float64]

_ROOM = 1 << 11
"""Characters, and numbers, for which there is room at first for each hit: more than most have."""
_JSON_ROOM = 1 << 13
"""Bytes of JSON likewise."""
_ROOMS = np.uint32, np.int64, np.uint8
"""What the three hold."""


@dataclass(frozen=True, slots=True)
class RenderTargets:
    """What is highlighted.

    Attributes:
        term_count: Of all terms that are looked for.
        term_offsets, terms: The terms of each target by their places among all, end to end: int64[targets + 1] and
            int64[].
        part_offsets, parts: Those of its parts likewise.
        kinds, labels: int64[R], and
        weights: float64[R], the rows of ``HighlightKinds``.
        order: int64[R], these rows by their labels.
    """

    term_count: int
    term_offsets: Int64s
    terms: Int64s
    part_offsets: Int64s
    parts: Int64s
    kinds: Int64s
    labels: Int64s
    weights: Doubles
    order: Int64s

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return the arrays in the order in which the kernel takes them."""
        ints = (self.term_offsets, self.terms, self.part_offsets, self.parts, self.kinds, self.labels)
        of_rows = (contiguous(self.weights, np.float64), contiguous(self.order, np.int64))
        return *(contiguous(each, np.int64) for each in ints), *of_rows


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class RenderPage:
    """The documents of a page.

    Attributes:
        begins: int64[hits + 1], where each document begins in the text of all, a line end between two; the last is past
            its end.
        documents: int64[hits, 16], see ``render_page`` in ``render.c``; the caller holds the arrays that it points at.
        standings: uint8[], what is known of the hits besides their texts and their records, as members of JSON.
        tokens: int64[m, 5], of ``find_page_tokens``.
        spans: int64[x, 3], what was found otherwise, target by target: the target, start, end.
    """

    begins: Int64s
    documents: Int64s
    standings: bytes
    tokens: Int64s
    spans: Int64s

    def arrays(self) -> tuple[NDArray[Any] | bytes, ...]:
        """Return the arrays in the order in which the kernel takes them."""
        tables, found = (self.begins, self.documents), (self.tokens, self.spans)
        before, behind = ([contiguous(each, np.int64) for each in some] for some in (tables, found))
        return *before, self.standings, *behind


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """What is shown of the hits of a page, twice: as texts with numbers, and all that is told of them as JSON.

    Of each hit: the marks of the title; the snippet; the section that its passage is in, or -1, and the words that lead
    to it, quoted (start and end in the texts); how many sections are shown, and of each its number, the marks of its
    heading, its snippet, the words that lead to it. Marks are their count and pairs of offsets; a snippet is start and
    end in the texts, whether it is cut before and after, and its marks.

    Attributes:
        codes: uint32[], the code points of all texts end to end.
        marks: int64[], the numbers.
        json: A JSON array of the hits.
    """

    codes: UInt32s
    marks: Int64s
    json: bytes

    @property
    def texts(self) -> str:
        """All texts end to end."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")


def render_page(kernel: Kernel, page: RenderPage, targets: RenderTargets, rules: RenderRules) -> RenderedPage:
    """Choose, cut and mark what is shown of each hit of a page.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    arguments: tuple[NDArray[Any] | bytes | float, ...] = (
        *page.arrays(), *targets.arrays(), contiguous(rules.shares, np.float64), targets.term_count, rules.body,
        rules.code, rules.snippet_columns, rules.section_columns, rules.sections_per_hit,
    )  # fmt: skip
    rooms = [(len(page.begins) - 1) * each for each in (_ROOM, _ROOM, _JSON_ROOM)]
    lengths = np.zeros(3, np.int64)
    while True:
        codes, marks, json = (np.empty(room, dtype) for room, dtype in zip(rooms, _ROOMS, strict=True))
        call(kernel, "render_page", *arguments, codes, marks, json, lengths)
        taken = lengths.tolist()
        if all(length <= room for length, room in zip(taken, rooms, strict=True)):
            return RenderedPage(codes[: taken[0]], marks[: taken[1]], json[: taken[2]].tobytes())
        rooms = [max(length, room) for length, room in zip(taken, rooms, strict=True)]
