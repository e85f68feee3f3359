"""``paragraphs.c``: where the paragraphs of a batch of documents begin and end."""

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel
from indexer.native.text.cut import Zones


def find_paragraphs(
    kernel: Kernel,
    lines: tuple[Int32s, Int32s],
    zones: Zones,
    tokens: tuple[Int64s, Int32s, Int32s],
    *,
    body: int,
    shortest: int,
) -> tuple[Int32s, Int64s]:
    """Find the paragraphs of documents.

    Args:
        kernel: The library.
        lines: Where lines end in all texts, with a line end behind each text; and int32[d + 1], where each begins.
        zones: Of the documents.
        tokens: How many each document has, int64[d]; where each starts, and its position: int32[s].
        body: The number of the field of prose.
        shortest: Positions; a shorter line is one paragraph with the next.

    Returns:
        int32[q, 2], the first position of each and past its last; and int64[d], how many each document has.

    Raises:
        ValueError: These do not fit together.
    """
    ends, begins = lines
    sizes, starts, positions = tokens
    spans, counts = np.empty((len(ends), 2), np.int32), np.empty(len(sizes), np.int64)
    edges = (contiguous(each, np.int32) for each in (ends, begins, zones.begins, zones.ends))
    of_tokens = contiguous(sizes, np.int64), contiguous(starts, np.int32), contiguous(positions, np.int32)
    given = (contiguous(zones.fields, np.uint8), *of_tokens, body, shortest, spans, counts)
    count = call(kernel, "find_paragraphs", *edges, *given)
    return spans[:count], counts
