"""The paragraphs of a document, list items among them, by the positions of their words."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import FIELD_NUMBERS
from indexer.native import kernel
from indexer.native.index import paragraphs as native
from indexer.text.analysis.batch_tokens import BatchTokens, list_zones
from indexer.text.document import BODY, Document

SHORTEST = 12
"""Positions: a shorter line is one paragraph with the next, as a name on a line of its own is with what it names."""
_LINE = re.compile(r"[^\n]+")


def find_batch_paragraphs(documents: Sequence[Document], found: BatchTokens) -> tuple[Int32s, Int64s]:
    """Return the paragraphs of documents, see ``find_paragraphs``, and how many each document has: int64[D].

    Args:
        documents: With their texts.
        found: Their tokens.
    """
    library = kernel()
    if library:
        lines, tokens = (found.line_ends, found.begins), (found.sizes, found.starts, found.positions)
        body = FIELD_NUMBERS[BODY]
        return native.find_paragraphs(library, lines, list_zones(documents), tokens, body=body, shortest=SHORTEST)
    ends = make_offsets(found.sizes).tolist()
    stretches = [slice(*each) for each in pairwise(ends)]
    every = [
        find_paragraphs(document, found.starts[tokens], found.positions[tokens])
        for document, tokens in zip(documents, stretches, strict=True)
    ]
    counts = np.array([len(each) for each in every], dtype=np.int64)
    return np.concatenate([np.empty((0, 2), dtype=np.int32), *every]), counts


def find_paragraphs(document: Document, starts: Int32s, positions: Int32s) -> Int32s:
    """Return where the paragraphs of a document's prose begin and end: int32[n, 2], positions, ascending, half-open.

    A list item is a paragraph of its own, as is a row of a table.

    Args:
        document: With its text.
        starts: int32[S], where each of its tokens starts, ascending.
        positions: int32[S], theirs.
    """
    lines = [
        (number, *line.span())
        for number, zone in enumerate(document.zones)
        if zone.field == BODY
        for line in _LINE.finditer(document.text, zone.start, zone.end)
    ]
    zones, *edges = np.array(lines, dtype=np.int32).reshape(-1, 3).T
    firsts, lasts = (starts.searchsorted(edge) for edge in edges)
    filled = lasts > firsts
    begins, ends = positions[firsts[filled]], positions[lasts[filled] - 1] + 1
    merged: list[tuple[int, int, int]] = []
    for zone, begin, end in zip(zones[filled].tolist(), begins.tolist(), ends.tolist(), strict=True):
        if merged and merged[-1][0] == zone and merged[-1][2] - merged[-1][1] < SHORTEST:
            merged[-1] = zone, merged[-1][1], end
        else:
            merged.append((zone, begin, end))
    return np.array(merged, dtype=np.int32).reshape(-1, 3)[:, 1:]
