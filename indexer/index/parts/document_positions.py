"""Every token of one document with its field, position and offsets, read from the document's stream.

Searching never asks for this: Whoosh's phrase queries and highlights do, and ``damage`` compares it with the counts.
"""

from dataclasses import dataclass

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt8s
from indexer.index.format.layout import FIELD_COUNT, FILLER
from indexer.index.format.record import read_zones
from indexer.index.parts.part_reader import PartReader
from indexer.text.document import ZONE_GAP

_SUBWORDS = FIELD_COUNT - 1


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
    fields: UInt8s
    positions: Int64s
    starts: Int32s
    ends: Int32s


def read_positions(part: PartReader, doc: int) -> DocumentPositions:
    """Read the tokens of a document.

    Beside the few characters that fold to several words (½) positions may be one off.
    """
    stream, zones = part.stream(doc), read_zones(part.record(doc))
    zone_of = zones[:, 1].searchsorted(stream.starts, side="right") - 1
    fields = zones[zone_of, 0].astype(np.uint8)
    fields[stream.parts] = _SUBWORDS
    positions = np.cumsum(stream.counting) - stream.counting + ZONE_GAP * zone_of
    real = stream.numbers != FILLER
    columns = (stream.numbers, fields, positions, stream.starts, stream.ends)
    return DocumentPositions(*(column[real] for column in columns))
