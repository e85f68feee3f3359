"""One Markdown file of a site, and its bytes as they were at one moment, without ever waiting for a device."""

import errno
import os
import time
from itertools import count
from pathlib import Path
from typing import NamedTuple

from indexer.regular_files import open_regular

LARGEST = 10_000_000
"""Bytes in a file; a larger one is refused."""
_ATTEMPTS = 3
_SECONDS_AT_REST = 0.25
"""How long a file that changed after it was listed must be left alone before it counts as completely written."""

_LATEST_NS = (1 << 63) - 1
"""The last time that has room as nanoseconds since 1970, in 2262: some disks and archives tell a later one."""

FileStatus = tuple[int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds since 1970."""


def status_of(found: os.stat_result) -> FileStatus:
    """Return a file's size and times as they are stored; times out of range become the nearest that is in it."""
    mtime, ctime = (min(max(time_ns, -_LATEST_NS), _LATEST_NS) for time_ns in (found.st_mtime_ns, found.st_ctime_ns))
    return found.st_size, mtime, ctime


class SourceFile(NamedTuple):
    """A Markdown file that may be a post.

    Attributes:
        id: The path below the site with forward slashes.
        location: Where it is opened; links are resolved.
        size: In bytes.
        mtime_ns: When it was last changed, in nanoseconds since 1970.
        ctime_ns: The same, of its name and rights too.
    """

    id: str
    location: str
    size: int
    mtime_ns: int
    ctime_ns: int

    @property
    def path(self) -> Path:
        """The location as a path."""
        return Path(self.location)

    @property
    def status(self) -> "FileStatus":
        """The size and times that change with the content."""
        return self.size, self.mtime_ns, self.ctime_ns


def read_source(source: SourceFile, largest: int = LARGEST, patience: float = 0.0) -> bytes:
    """Return the bytes of a file as they were at one moment.

    Args:
        source: As it was listed.
        largest: In bytes; a larger file is refused.
        patience: Seconds to wait until a file that has changed since it was listed, which may be half written, is left
            alone.

    Raises:
        OSError: It is gone, unreadable, too large, no regular file any more, or never at rest.
    """
    known, deadline = source.status, time.monotonic() + patience
    for attempt in count(1):
        data, status = _read_once(source.location, largest)
        if status and (status == known or not patience):
            return data
        if time.monotonic() >= deadline and attempt >= _ATTEMPTS:
            break
        if patience:
            known = status or known
            time.sleep(_SECONDS_AT_REST)
    raise OSError(errno.EBUSY, "the file is being written to; try again")


def has_changed(source: SourceFile) -> bool:
    """Tell whether a file is gone, or has changed since it was listed."""
    try:
        found = os.lstat(source.location)
    except OSError:
        return True
    return source.status != status_of(found)


def describe(error: OSError) -> str:
    """Return the system's reason in a few words."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def _read_once(path: str, largest: int) -> tuple[bytes, FileStatus | None]:
    """Return a file's bytes and its status; None for that where the file changed meanwhile."""
    descriptor, before = open_regular(path, follows_links=False)  # they were resolved already
    try:
        if before.st_size > largest:
            raise OSError(errno.EFBIG, f"larger than {largest:,} bytes")
        data = _read_whole(descriptor, before.st_size, largest + 1)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    is_at_rest = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, len(data)) and after.st_size == len(data)
    return data, status_of(after) if is_at_rest else None  # it has as many bytes as were read


def _read_whole(descriptor: int, expected: int, most: int) -> bytes:
    """Return what an open file holds, of which about so many bytes are expected, and no more than ``most`` returned.

    A file object would take room for ``most``.
    """
    pieces, left = list[bytes](), most
    while left and (piece := os.read(descriptor, min(expected + 1, left))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
