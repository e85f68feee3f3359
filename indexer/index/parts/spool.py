"""Parts that lie in files of their own, to be merged."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from indexer.index.format.arrays import ArrayAllocator
from indexer.index.parts.part import Part

_ALIGNED = 8
"""Bytes: the place of an array is a multiple of it."""


@dataclass(frozen=True, slots=True)
class SpooledPart:
    """A part that lies in a file.

    Attributes:
        length: Of its documents' lines, that of words or of characters, whichever is longer.
    """

    path: Path
    length: int

    def part(self, allocator: ArrayAllocator | None = None) -> Part:  # noqa: ARG002  its arrays are there already
        """Map it; only what is no array is loaded."""
        with self.path.open("rb") as file:
            pickled, sizes = pickle.load(file)  # noqa: S301  we wrote it, in a folder of ours
            mapped, ends = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)), _place_arrays(file.tell(), sizes)
        arrays = [mapped[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        part: Part = pickle.loads(pickled, buffers=arrays)  # noqa: S301
        return part


def spool(part: Part, path: Path) -> SpooledPart:
    """Lay a part by, its arrays as they are behind all else."""
    buffers: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(part, protocol=5, buffer_callback=buffers.append)
    raw = [buffer.raw() for buffer in buffers]
    sizes = [len(each) for each in raw]
    with path.open("wb") as file:
        pickle.dump((pickled, sizes), file)
        for each, end in zip(raw, _place_arrays(file.tell(), sizes), strict=True):
            file.seek(end - len(each))
            file.write(each)
        file.truncate()
    return SpooledPart(path, int(max(part.positions.sum(), part.characters.sum())))


def _place_arrays(begin: int, sizes: Sequence[int]) -> list[int]:
    """Return where arrays end that are laid end to end, each at a place its numbers can be read from."""
    ends = []
    for size in sizes:
        begin = -(-begin // _ALIGNED) * _ALIGNED + size
        ends.append(begin)
    return ends
