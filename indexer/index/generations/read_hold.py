"""Who answers from a generation, for a writer that withdraws posts: it returns when nobody does any more.

A process that answers questions keeps a shared lock on the manifest of what it serves. The kernel gives it back when
the process ends, however it ends. A lock says nothing to other readers, and only a withdrawal waits for one.
"""

import fcntl
import os
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.index.generations.manifest import MANIFEST

WAIT_SECONDS = 5.0
"""How long a withdrawal waits: a server takes a new index up within one; one that hangs must not stop it."""
_POLL_SECONDS = 0.02


class ReadHold:
    """Says that a generation is being served, until ``release`` or until nobody refers to it."""

    def __init__(self, folder: Path) -> None:
        """Hold a generation.

        Raises:
            OSError: It is not there any more.
        """
        descriptor = os.open(folder / MANIFEST, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        self.release = weakref.finalize(self, os.close, descriptor)
        with suppress(OSError):  # a file system without locks: withdrawals then wait for nobody
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


@contextmanager
def open_held(folders: Sequence[Path]) -> Iterator[list[int]]:
    """Open the manifests of some generations, to wait for their readers when the folders are gone."""
    descriptors: list[int] = []
    try:
        for folder in folders:
            with suppress(OSError):  # not there, or damaged: then nobody serves it for long
                descriptors.append(os.open(folder / MANIFEST, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW))
        yield descriptors
    finally:
        for descriptor in descriptors:
            with suppress(OSError):  # nothing was written
                os.close(descriptor)


def wait_for_readers(descriptors: Sequence[int], seconds: float = WAIT_SECONDS) -> bool:
    """Wait until nobody holds any of some generations; return whether that came in time."""
    deadline = time.monotonic() + seconds
    return all(_wait(descriptor, deadline) for descriptor in descriptors)


def _wait(descriptor: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        except OSError:  # a file system without locks
            return True
        else:
            return True
