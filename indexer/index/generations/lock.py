"""One writer at a time.

The kernel gives the lock back when its holder dies, however it dies: there is no stale lock, and the lock
file is never deleted. Someone who deletes it while a writer is at work lets a second one in. That spoils
nothing: each fills a folder of its own, and the first finds, before it publishes, that its lock is gone.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexBusyError, SearchIndexError

LOCK = "LOCK"
WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class WriteLock:
    """The right to write to an index, as long as it is held."""

    path: Path
    descriptor: int

    def is_held(self) -> bool:
        """Tell whether the file that is locked is still the one that others would lock."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def require_held(self) -> None:
        """Refuse to go on when someone deleted the lock file.

        Raises:
            SearchIndexError: Another writer may be at work.
        """
        if not self.is_held():
            raise SearchIndexError(
                f"{self.path}: someone deleted the lock while the index was written; nothing was published. "
                "Leave that file alone and run the command again"
            )


@contextmanager
def hold_lock(root: Path, wait: float = WAIT_SECONDS) -> Iterator[WriteLock]:
    """Keep other writers out of the index for as long as the block lasts.

    Args:
        root: The index folder.
        wait: Seconds to wait for another writer.

    Raises:
        IndexBusyError: Another writer is at work; names its process.
    """
    lock = _acquire(root / LOCK, time.monotonic() + wait)
    try:
        _note_holder(lock.descriptor, f"{os.getpid()}\n")
        yield lock
    finally:
        _note_holder(lock.descriptor, "")
        with suppress(OSError):  # what was to be written is written; and the kernel frees the lock all the same
            os.close(lock.descriptor)


def is_locked(path: Path) -> bool:
    """Say whether a writer holds a lock file now; False where this user may not ask.

    For the time of a system call the lock may be taken by this question, which writers wait out.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return not _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _acquire(path: Path, deadline: float) -> WriteLock:
    while True:
        lock = WriteLock(path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        # The file may have been deleted between the two calls; what is locked then, nobody else sees.
        if _try_lock(lock.descriptor) and lock.is_held():
            return lock
        os.close(lock.descriptor)
        if time.monotonic() > deadline:
            raise IndexBusyError(f"{path.parent}: {_holder(path)} is writing this index. Try again later")
        time.sleep(_POLL_SECONDS)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _note_holder(descriptor: int, text: str) -> None:
    # Only a courtesy to those who wait: on a full disk it fails, and the sweep that makes room comes after.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)


def _holder(path: Path) -> str:
    try:
        pid = path.read_text().strip()
    except OSError:
        pid = ""
    return f"process {pid}" if pid else "another process"
