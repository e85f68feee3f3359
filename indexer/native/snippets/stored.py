"""``stored.c``: what is kept of documents, one behind the other in a file."""

from array import array
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import address_of, address_of_buffer, call_with
from indexer.native.index.blocks import OpenFile
from indexer.native.loading import Kernel
from indexer.per_thread import PerThread

_rooms = PerThread(lambda: bytearray(1 << 17))
"""Room for what is kept of a page of documents, packed, as most are."""


class StoredReader:
    """Reads what is kept of some documents out of a file, which stays open."""

    def __init__(self, file: OpenFile, begin: int, offsets: NDArray[np.integer]) -> None:
        """Get ready.

        Args:
            file: Open as long as this is used.
            begin: Where in it the first document begins.
            offsets: uint32[N + 1] or int64[N + 1], how far behind that each does, and the last ends.
        """
        held = np.ascontiguousarray(offsets)
        cells = *file.passed, file.descriptor, file.size, begin, address_of(held), held.size, held.itemsize
        self._cells = np.array(cells, np.int64)
        self._held = file, held
        self._passed = address_of(self._cells), self._cells.size

    def read(
        self, kernel: Kernel, docs: Sequence[int], unpack: Callable[[Sequence[memoryview]], list[bytes]]
    ) -> list[bytes] | None:
        """Read what is kept of some documents.

        Args:
            kernel: The library.
            docs: Their numbers.
            unpack: Takes the bytes of each, which are there only until it returns.

        Returns:
            What ``unpack`` made of them. None where they cannot be read, or are not what was written: who reads them
            again in Python learns why.
        """
        ends, room = array("q", docs), _rooms.kept
        try:
            for _ in range(2):  # a second time where that takes more room
                passed = *self._passed, *ends.buffer_info(), address_of_buffer(room), len(room)
                size = call_with(kernel, "read_stored", *passed)
                if size <= len(room):
                    break
                room = bytearray(size)
        except ValueError:
            return None
        read = memoryview(room)
        return unpack([read[begin:end] for begin, end in pairwise((0, *ends))])
