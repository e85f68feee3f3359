"""Positions of terms in documents, for Whoosh's phrase queries and highlights."""

from functools import lru_cache

import numpy as np

from indexer.index.parts.document_positions import read_positions
from indexer.index.parts.part_reader import PartReader

_MOST_CACHED = 64
"""Documents: a phrase asks for its words one after the other, in the same few."""


class PositionReader:
    """Finds the occurrences of terms in documents."""

    def __init__(self, part: PartReader) -> None:
        self._read = lru_cache(_MOST_CACHED)(lambda doc: read_positions(part, doc))

    def find(self, number: int, doc: int, field: int) -> list[tuple[int, int, int]]:
        """Return the position, start and end of each occurrence of a term in a field of a document."""
        tokens = self._read(doc)
        at = np.flatnonzero((tokens.numbers == number) & (tokens.fields == field))
        columns = (tokens.positions, tokens.starts, tokens.ends)
        return list(zip(*(column[at].tolist() for column in columns), strict=True))
