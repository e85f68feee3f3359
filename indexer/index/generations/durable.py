"""Write so that neither a kill nor a power cut can leave half of it behind.

A rename is atomic, but neither the bytes of a file nor the names in a folder are on the disk until they are
synced, each for itself.

Source: "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014); man 2 fsync.
"""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = "tmp-"
"""How the name of everything unfinished begins; what bears it may be deleted by the next writer."""
_FLUSH_DISK: int | None = getattr(fcntl, "F_FULLFSYNC", None)
_NO_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY}
"""What a file system says that cannot flush the disk's cache, such as a network's."""


def sync(path: Path) -> None:
    """Sync a file's bytes, or a folder's entries, to the disk.

    Raises:
        OSError: The disk did not take it. The bytes may be lost, and a second try would wrongly succeed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def _flush(descriptor: int) -> None:
    """Sync an open file; on macOS flush the disk's own cache too, which ``fsync`` does not there.

    Source:
        macOS, man 2 fsync.
    """
    if _FLUSH_DISK is not None:
        try:
            fcntl.fcntl(descriptor, _FLUSH_DISK)
        except OSError as error:
            if error.errno not in _NO_FLUSH:
                raise
        else:
            return
    os.fsync(descriptor)


def sync_tree(folder: Path) -> None:
    """Sync a folder and everything in it to the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def write_file(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a new file and sync its bytes; the entry in its folder is not synced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fchmod(descriptor, mode)
        _flush(descriptor)


def replace_file(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace a file in one step: whoever reads it, at whatever moment, finds the old or the new bytes.

    Several may do so at once: one of them is the last. Nothing else is left beside it, unless the process is killed.
    """
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(4)}-{path.name}")
    try:
        write_file(temporary, data, mode)
        temporary.replace(path)
    except BaseException:  # an interrupt too; the error goes on
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, and its parents, and sync their entries."""
    if path.is_dir():
        return
    if not path.parent.is_dir():
        make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync(path.parent)


def remove(path: Path) -> None:
    """Delete a file, which may be gone by now, or a whole folder.

    A folder gets a temporary name first, so that half of it never passes for the whole. An interrupt goes on when the
    folder is gone.
    """
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    is_named = path.name.startswith(TEMPORARY)
    temporary = path if is_named else path.with_name(TEMPORARY + path.name)
    with deleted_if_interrupted(temporary):
        if not is_named:
            path.rename(temporary)
        shutil.rmtree(temporary)


@contextmanager
def deleted_if_interrupted(folder: Path) -> Iterator[None]:
    """Delete a folder if an interrupt comes, which then goes on."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        shutil.rmtree(folder, ignore_errors=True)
        raise


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
