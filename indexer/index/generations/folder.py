"""Ownership of an index folder: an index is only opened where no other user could have put it.

The files of an index are code to the library that opens them (it unpickles). So an index folder belongs to
the user who runs this program, or to root, nobody else may write to it, and it bears our marker.
"""

import os
import shlex
import stat
from pathlib import Path

from indexer.errors import IndexForeignError, IndexMissingError
from indexer.index.generations.durable import make_folder, sync

MARKER = "SEARCH-INDEX"
"""The file that says that a folder is an index of ours. Its being there counts, not its text."""
MARKER_TEXT = """\
This folder is a search index. The command search-index writes it and may delete anything in it.
Its files are code to the program that opens them: take them from nobody, and let nobody else write here.
"""
RUN_AS_OWNER = "Run search-index as the user who built the index."


def claim_root(root: Path) -> None:
    """Make ``root`` an index folder of ours, or find that it is one.

    Raises:
        IndexForeignError: There is something else in this folder, or other users may write to it.
        OSError: The folder cannot be made.
    """
    if root.exists():
        require_ours(root)
    else:
        make_folder(root)
    if not (root / MARKER).exists():
        # In place, not by a temporary file: a kill before the rename would leave a folder that looks foreign.
        (root / MARKER).write_text(MARKER_TEXT)
        sync(root / MARKER)
        sync(root)


def require_index(root: Path) -> None:
    """Check, before anything in it is read, that ``root`` is an index folder of ours.

    Raises:
        IndexMissingError: There is no such folder, or it is empty.
        IndexForeignError: There is something else in this folder, or other users may write to it.
    """
    try:
        require_ours(root)
        claimed = (root / MARKER).exists()
    except FileNotFoundError:
        claimed = False
    except PermissionError as error:
        raise IndexForeignError(f"{root}: this user may not enter the folder. {RUN_AS_OWNER}") from error
    if not claimed:
        raise missing_index(root)


def missing_index(root: Path) -> IndexMissingError:
    """Say that there is no index, and how to make one."""
    command = shlex.join(["search-index", "rebuild", "SITE", "--index", str(root)])
    return IndexMissingError(f"{root}: there is no index yet. Make one: {command}")


def require_ours(root: Path) -> None:
    """Refuse a folder that someone else may write to, or that holds something else.

    Raises:
        IndexForeignError: It is not a folder of ours.
        FileNotFoundError: It is not there.
    """
    if not stat.S_ISDIR(root.stat().st_mode):
        raise IndexForeignError(f"{root}: this is a file. Name a folder with --index")
    require_private(root, root.stat())
    # One listing: another writer may be claiming the folder right now, and makes the marker before all else.
    names = {path.name for path in root.iterdir()}
    if names and MARKER not in names:
        raise IndexForeignError(
            f"{root}: this folder holds something that search-index did not write. "
            "Name a new or an empty folder with --index"
        )


def require_private(path: Path, status: os.stat_result) -> None:
    """Refuse what belongs to another user, or what other users may write to.

    Raises:
        IndexForeignError: Others could have put anything there.
    """
    if status.st_uid not in {os.geteuid(), 0}:
        raise IndexForeignError(f"{path}: belongs to user {status.st_uid}, not to you. {RUN_AS_OWNER}")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise IndexForeignError(
            f"{path}: other users may write here, and so could run code as you. Forbid that (chmod go-w) "
            "and build the index anew: search-index rebuild SITE"
        )


def mode_for_folders(root: Path) -> int:
    """Return the mode for new folders: who may read ``root`` may read them, only the owner may write."""
    return stat.S_IMODE(root.stat().st_mode) & 0o755
