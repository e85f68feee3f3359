"""The generation that an index folder names, checked with every question by ``stat`` instead of reading the file."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from indexer.index.generations.generation import CURRENT, read_pointer

_YOUNG = 2.0
"""Seconds in which a file may change twice within one tick of the file system's clock."""
_KEPT = 1.0
"""Seconds after which the file is read again in any case: over a network ``stat`` may be out of date."""

_Stamp = tuple[int, ...]


class Pointer:
    """The text of ``CURRENT``, read again where the file is another or has changed. Safe to be shared by threads."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._root = root
        self._path = str(root / CURRENT)
        self._clock = clock
        self._known: tuple[_Stamp, float, str] | None = None

    def read(self) -> str:
        """Return the text.

        Raises:
            OSError: There is no such file, or it cannot be read.
        """
        status = os.stat(self._path)  # noqa: PTH116 - a path object takes as long as the system
        stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        known, now = self._known, self._clock()
        if known and known[0] == stamp and 0 <= now - known[1] < _KEPT:
            return known[2]
        text = read_pointer(self._root)
        is_old = time.time() - max(status.st_mtime, status.st_ctime) > _YOUNG
        self._known = (stamp, now, text) if is_old else None
        return text
