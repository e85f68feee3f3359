"""Where words stand in a document, for Whoosh's phrase queries and highlights: read from the document's stream."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.layout import FIELD_COUNT, FILLER, Int32s, Int64s
from indexer.index.parts.part_reader import PartReader, read_zones
from indexer.text.document import ZONE_GAP

_PARTS = FIELD_COUNT - 1
_REMEMBERED = 64
"""Documents: a phrase asks for its words one after the other, in the same few."""


@dataclass(frozen=True, slots=True)
class DocumentPositions:
    """The tokens of a document in the order of their starts.

    Attributes:
        numbers: int32[n], the terms'.
        fields: uint8[n], numbers into ``WORD_FIELDS``.
        positions: int64[n], counted through the whole document, with ``ZONE_GAP`` after each zone.
        starts, ends: int32[n], code points, half-open; ends of what is longer than 255 are 255 after the start.
    """

    numbers: Int32s
    fields: NDArray[np.uint8]
    positions: Int64s
    starts: Int32s
    ends: Int32s


class PositionReader:
    """Finds the places of terms in documents."""

    def __init__(self, part: PartReader) -> None:
        self._read = lru_cache(_REMEMBERED)(lambda doc: read_tokens(part, doc))

    def find(self, number: int, doc: int, field: int) -> list[tuple[int, int, int]]:
        """Return the position, start and end of each occurrence of a term in a field of a document."""
        tokens = self._read(doc)
        at = np.flatnonzero((tokens.numbers == number) & (tokens.fields == field))
        columns = (tokens.positions, tokens.starts, tokens.ends)
        return list(zip(*(column[at].tolist() for column in columns), strict=True))


def read_tokens(part: PartReader, doc: int) -> DocumentPositions:
    """Read the tokens of a document.

    Beside the few characters that fold to several words (½) positions may be one off.
    """
    stream, zones = part.stream(doc), read_zones(part.record(doc))
    zone_of = zones[:, 1].searchsorted(stream.starts, side="right") - 1
    fields = zones[zone_of, 0].astype(np.uint8)
    fields[stream.parts] = _PARTS
    positions = np.cumsum(stream.counting) - stream.counting + ZONE_GAP * zone_of
    real = stream.numbers != FILLER
    columns = (stream.numbers, fields, positions, stream.starts, stream.ends)
    return DocumentPositions(*(column[real] for column in columns))
