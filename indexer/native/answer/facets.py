"""``facets.c``: documents -> counts by the values of several facets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel

_NO_OWNERS: Int32s = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class FacetArrays:
    """The columns of a ``FacetTable``, side by side in memory, as the kernel takes them.

    Attributes:
        groups: int32[N, C], the groups of each of N documents.
        offsets: int64[G + 1], where the values of each group begin.
        values: int32[], these values.
        facet_offsets: int64[F + 1], the number of each facet's first value.
        ranks: int64[V], each value's place in the alphabet.
    """

    groups: Int32s
    offsets: Int64s
    values: Int32s
    facet_offsets: Int64s
    ranks: Int64s


def count_facets(
    kernel: Kernel, table: FacetArrays, docs: Int32s, owners: Int32s | None, *, counts: Int64s, limits: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Add some documents to the counts of values, and list the most frequent values of each facet.

    Args:
        kernel: The library.
        table: The facets.
        docs: int32[].
        owners: int32[docs], where it is 0 or more documents with the same number count once; None for none.
        counts: int64[V], what has been counted already; changed.
        limits: How many values of each facet.

    Returns:
        The values, facet by facet; and how many there are of each.

    Raises:
        ValueError: A document, group or value is none of the table's.
    """
    most, lengths = np.array(limits, np.int64), np.zeros(len(limits), np.int64)
    listed = np.empty(int(most.clip(max=len(counts)).sum()) if len(most) else 0, np.int64)
    of_table = (table.groups, table.offsets, table.values, table.facet_offsets, table.ranks)
    owned = _NO_OWNERS if owners is None else contiguous(owners, np.int32)
    asked = (contiguous(docs, np.int32), owned, *of_table, np.minimum(most, len(counts)))
    used = call(kernel, "count_facets", *asked, table.groups.shape[1], counts, listed, lengths)
    return listed[:used].tolist(), lengths.tolist()
