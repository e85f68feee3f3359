"""Facts about who owns the folder of an index, and who may write to it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
"""The bits of a mode that let others than the owner write."""


@dataclass(frozen=True, slots=True)
class PermissionFacts:
    """Who owns an index, and who may write to it.

    Attributes:
        user: Who runs this program.
        foreign: Files and folders that belong to another user but root, with that user's number.
        open_to_others: Those that other users may write to.
        unreadable: Those that cannot be looked at, with the reason.
        is_there: Whether there is a folder at all.
        may_write: Whether this user may write to the folder.
        reason: Why the folder cannot be used at all; empty where it can.
    """

    root: Path
    user: int
    foreign: tuple[tuple[str, int], ...] = ()
    open_to_others: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    is_there: bool = True
    may_write: bool = True
    reason: str = ""


def gather_permissions(root: Path, reason: str) -> PermissionFacts:
    """Look at the owner and the mode of everything in an index folder.

    Args:
        root: The folder, which need not be there.
        reason: Why it cannot be used at all, as far as is known.
    """
    user, foreign, open_to_others, unreadable = os.geteuid(), [], [], []
    for path, status in _walk(root):
        if isinstance(status, OSError):
            unreadable.append(f"{path}: {status.strerror or status}")
            continue
        if status.st_uid not in {user, 0}:
            foreign.append((str(path), status.st_uid))
        if status.st_mode & OTHERS_MAY_WRITE and not stat.S_ISLNK(status.st_mode):
            open_to_others.append(str(path))
    is_there = root.exists()
    return PermissionFacts(
        root,
        user,
        tuple(foreign),
        tuple(open_to_others),
        tuple(unreadable),
        is_there=is_there,
        may_write=not is_there or os.access(root, os.W_OK | os.X_OK),
        reason=reason,
    )


def _walk(root: Path) -> Iterator[tuple[Path, os.stat_result | OSError]]:
    """Yield a folder and all that is in it, with its status."""
    try:
        status = root.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        yield root, error
        return
    yield root, status
    if stat.S_ISDIR(status.st_mode):
        try:
            inner = sorted(root.iterdir())
        except OSError as error:
            yield root, error
            return
        for path in inner:
            yield from _walk(path)
