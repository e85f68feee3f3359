"""What a part's folder holds: its table ``part.json``, its arrays, and their checksums."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson

from indexer.errors import FROM_DAMAGED_BYTES, WAY_OUT, DamagedBytes, IndexDamagedError, IndexVersionError
from indexer.index.format.array_file import ArrayFile, Extent, read_extents
from indexer.index.format.layout import ARRAYS, CHECKSUMS, DETAILS, FORMAT, Details


@dataclass(frozen=True, slots=True)
class PartTable:
    """The contents of ``part.json``: the part's details, and the extents of its arrays."""

    details: Details
    extents: dict[str, Extent]


def read_part_table(folder: Path) -> PartTable:
    """Read ``part.json``.

    Raises:
        IndexVersionError: Another version of this program wrote it.
        OSError: It cannot be read; what it holds may raise any of ``FROM_DAMAGED_BYTES``.
    """
    values = orjson.loads(folder.joinpath(DETAILS).read_bytes())
    details = values["details"]
    if details["format"] != FORMAT:
        raise IndexVersionError(
            f"{folder}: written in format {details['format']}, this program reads {FORMAT}; run search-index rebuild"
        )
    return PartTable(Details(**details), read_extents(values["arrays"]))


def open_arrays(folder: Path, table: PartTable) -> ArrayFile:
    """Open the arrays of a part."""
    return ArrayFile(folder / ARRAYS, table.extents, np.fromfile(folder / CHECKSUMS, dtype="<u4"))


def verify_again(place: DamagedBytes) -> None:
    """Read bytes of a part that were found damaged once more: the disk may give them again, or the file be mended.

    Raises:
        IndexDamagedError: They still are.
        OSError: The part cannot be read at all.
    """
    folder = place.path.parent
    try:
        arrays = open_arrays(folder, read_part_table(folder))
    except FROM_DAMAGED_BYTES as error:
        raise IndexDamagedError(f"{folder}: cannot be opened ({error}){WAY_OUT}") from error
    for _ in arrays.verify(place.begin, place.end):
        pass
