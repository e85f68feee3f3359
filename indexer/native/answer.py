"""``answer.c``: a ranking -> what an answer tells of it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats, Int32s, Int64s, Mask
from indexer.native.calling import address_of, call_with
from indexer.native.facets import FacetArrays
from indexer.native.loading import Kernel
from indexer.native.spec import Spec


class AnswerColumns:
    """Columns of an index of N documents that every answer goes by, as the kernel takes them.

    Attributes:
        passed: An address, and how many numbers are there.
        values: Of all facets.
    """

    def __init__(self, dates: Int64s, ranks: Int32s, facets: FacetArrays, translations: Int32s | None) -> None:
        """Name columns.

        Args:
            dates: int64[N], seconds.
            ranks: int32[N], the order of the posts' ids.
            facets: What is counted.
            translations: int32[N], the number of each document's post, or -1: its documents count once; None where no
                post is there in several languages.
        """
        self.values = int(facets.facet_offsets[-1])
        spec = Spec()
        spec.add_array(dates, np.int64)
        spec.add_array(ranks, np.int32)
        spec.add_array(facets.groups, np.int64)
        spec.add_array(facets.offsets, np.int64)
        spec.add_array(facets.values, np.int32)
        spec.add_array(facets.facet_offsets, np.int64)
        spec.add_array(facets.ranks, np.int64)
        spec.add(facets.groups.shape[1])
        spec.add_array(ranks[:0] if translations is None else translations, np.int32)
        self._held, self._written = spec, np.array(spec.numbers, np.int64)
        self.passed = address_of(self._written), self._written.size


class ToldAnswer(NamedTuple):
    """What an answer tells of a ranking.

    Attributes:
        rows: Of the first documents, in order.
        complete: Documents that have every word.
        lengths: Of each facet how many values are listed.
        values: The numbers of these, facet by facet.
        counts: Documents that have each.
    """

    rows: list[int]
    complete: int
    lengths: list[int]
    values: list[int]
    counts: list[int]


def tell_answer(
    kernel: Kernel,
    columns: AnswerColumns,
    ranked: tuple[Int32s, Floats | None, Mask],
    counted: Int32s,
    *,
    limit: int,
    limits: Sequence[int],
) -> ToldAnswer:
    """Order the first documents, count those that are complete, and count by facets.

    Args:
        kernel: The library.
        columns: Of the index.
        ranked: int32[F], documents; float32[F], their scores, None where the newest come first; bool[F], which are
            complete.
        counted: int32[], the documents that facets count.
        limit: Documents that are ordered, at most; few.
        limits: How many values of each facet are listed.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    spec, facets, (docs, scores, complete) = Spec(), len(limits), ranked
    most = [min(limit, columns.values) for limit in limits]
    spec.add_array(docs, np.int32)
    if scores is None:
        spec.add(0, 0)
    else:
        spec.add_array(scores, np.float32)
    spec.add_array(complete, np.bool_)
    spec.add_array(counted, np.int32)
    spec.add(*most)
    plan, first = np.array(spec.numbers, np.int64), np.empty(limit, np.int64)
    counts, told = np.zeros(columns.values, np.int64), np.empty(2 + facets + 2 * sum(most), np.int64)
    passed = (number for array in (plan, first, counts, told) for number in (address_of(array), array.size))
    listed = call_with(kernel, "tell_answer", *columns.passed, *passed)
    begin = 2 + facets
    numbers = told[: begin + 2 * listed].tolist()
    return ToldAnswer(
        first[: numbers[0]].tolist(),
        numbers[1],
        numbers[2:begin],
        numbers[begin : begin + listed],
        numbers[begin + listed :],
    )
