"""``file_status.c``: the sizes and times of files in one folder."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.native.calling import call
from indexer.native.loading import Kernel


class FileStatus(NamedTuple):
    """What a file system tells of n files; of what is no regular file nothing that counts.

    Attributes:
        is_file: bool[n], whether it is a regular file, and no link to one.
        sizes: int64[n], bytes.
        mtimes: int64[n], when its content last changed, in nanoseconds since 1970.
        ctimes: int64[n], when its name, rights or content last changed, likewise.
    """

    is_file: Mask
    sizes: Int64s
    mtimes: Int64s
    ctimes: Int64s


def read_file_status(kernel: Kernel, folder: int, names: Sequence[str]) -> FileStatus:
    """Ask for what is known of files in a folder.

    Args:
        kernel: The library.
        folder: The descriptor of one that is open.
        names: As the folder has them.
    """
    columns = np.zeros((4, len(names)), dtype=np.int64)
    call(kernel, "read_file_status", os.fsencode("\0".join((*names, ""))), columns, folder)
    is_file, sizes, mtimes, ctimes = columns
    return FileStatus(is_file == 1, sizes, mtimes, ctimes)
