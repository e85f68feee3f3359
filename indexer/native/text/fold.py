"""``fold.c``: texts -> folded texts -> their grams."""

from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, UInt32s, UInt64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel


class Expansions(NamedTuple):
    """What characters fold to, see ``FoldingTable``.

    Attributes:
        table: uint32[0x110000].
        several: uint32[], what the table points at.
        widened: uint32[128], the entries of characters of ASCII that lost their marks.
    """

    table: UInt32s
    several: UInt32s
    widened: UInt32s


class Folded(NamedTuple):
    """What texts fold to.

    Attributes:
        packed: uint32[f], their entries.
        offsets: int32[f], where each came from; None where all fold to one.
        unknown: int32[], the characters that are in no table; where there are any, nothing else means anything.
    """

    packed: UInt32s
    offsets: Int32s | None
    unknown: Int32s


def fold_points(kernel: Kernel, points: UInt32s, expansions: Expansions) -> Folded:
    """Fold the code points of texts.

    Args:
        kernel: The library.
        points: uint32[n].
        expansions: What they fold to.
    """
    sizes, tables = np.zeros(2, np.int64), [contiguous(each, np.uint32) for each in expansions]
    given, room = contiguous(points, np.uint32), len(points)
    while True:  # a second time where some fold to many
        packed, offsets = np.empty(room, np.uint32), np.empty(room, np.int32)
        count = call(kernel, "fold_points", given, *tables, packed, offsets, sizes)
        unknown, is_plain = sizes.tolist()
        if count <= room:
            return Folded(packed[:count], None if is_plain else offsets[:count], offsets[:unknown])
        room = count


class FoundGrams(NamedTuple):
    """The grams of texts, in the order of their places.

    Attributes:
        codes: uint64[n], see ``Grams``.
        starts: int32[n], where each begins in its text.
        docs: int32[n], the number of that.
    """

    codes: UInt64s
    starts: Int32s
    docs: Int32s


def find_grams(kernel: Kernel, packed: UInt32s, offsets: Int32s, begins: Int32s) -> FoundGrams:
    """Find the grams of texts.

    Args:
        kernel: The library.
        packed: uint32[f], folded texts with a line end behind each.
        offsets: int32[], where each of these came from; empty where all are where they were.
        begins: int32[d + 1], where each text begins in the original of all.
    """
    room = 2 * len(packed)  # of which only what is written to becomes memory
    codes, starts, docs = np.empty(room, np.uint64), np.empty(room, np.int32), np.empty(room, np.int32)
    given = contiguous(packed, np.uint32), contiguous(offsets, np.int32), contiguous(begins, np.int32)
    count = call(kernel, "find_grams", *given, codes, starts, docs)
    return FoundGrams(codes[:count], starts[:count], docs[:count])
