"""Files that others may have put in place, opened so that nothing else is waited for or read without end."""

import errno
import os
import stat
from pathlib import Path


def open_regular(path: str | Path, *, follows_links: bool = True) -> tuple[int, os.stat_result]:
    """Open a file for reading. Returns its descriptor, which the caller closes, and its status.

    Args:
        path: Where it is.
        follows_links: Whether it may be a link; those of its folders are followed either way.

    Raises:
        OSError: It is gone or unreadable, or no regular file: a pipe would be waited for, a device may never end.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC  # without O_NONBLOCK a pipe would wait for a writer
    descriptor = os.open(path, flags if follows_links else flags | os.O_NOFOLLOW)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return descriptor, status


def read_regular(path: Path, most: int = -1, *, follows_links: bool = True) -> bytes:
    """Return what a file holds, or its first bytes; arguments and errors as of ``open_regular``."""
    descriptor, _ = open_regular(path, follows_links=follows_links)
    with open(descriptor, "rb") as file:  # noqa: PTH123  it is open
        return file.read(most)
