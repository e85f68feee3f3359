"""Take the room on the disk that a file will need."""

import errno
import os

_AT_ONCE = 1 << 20
_NOT_KNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a file system says that cannot reserve room, where the C library does not write zeros itself (musl's)."""


def reserve_space(descriptor: int, begin: int, size: int) -> None:
    """Take the room of bytes that lie behind a file's end: a full disk found out while mapped bytes are written kills.

    Args:
        descriptor: Of the file, open for writing.
        begin: Where the bytes begin, at the file's end or behind it.
        size: How many, at least one; they are 0 afterwards.

    Raises:
        OSError: There is no room.
    """
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, begin, size)
        except OSError as error:
            if error.errno not in _NOT_KNOWN:
                raise
        else:
            return
    zeros = bytes(min(size, _AT_ONCE))
    end = begin + size
    while begin < end:  # macOS
        begin += os.pwrite(descriptor, zeros[: end - begin], begin)
