"""Memory that this process may still take where a limit is set (``ulimit -v``), as far as the system tells.

Libraries in C and Rust end the process where there is none left: what they will take is asked for before.
"""

import resource
from pathlib import Path

from indexer.errors import SearchIndexError

TO_START = 140_000_000
"""Address space of a command that has read nothing yet: 132 MB were measured, with one thread of OpenBLAS."""


def used_bytes() -> int | None:
    """Return the address space that this process uses; None where the system does not tell (macOS)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()


def allowed_bytes() -> int | None:
    """Return the address space that this process may use; None where there is no limit."""
    limits = [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit != resource.RLIM_INFINITY]
    return min(limits, default=None)


def require_start() -> None:
    """Make sure that a command can be loaded: below that OpenBLAS ends the process with a message of its own.

    Raises:
        SearchIndexError: It cannot.
    """
    allowed = allowed_bytes()
    if used_bytes() is not None and allowed is not None and allowed < TO_START:
        raise SearchIndexError(
            f"the limit of address space (ulimit -v) is {allowed / 1e6:.0f} MB, and {TO_START / 1e6:.0f} are needed "
            "before anything is read; raise it"
        )


def require_bytes(wanted: int) -> None:
    """Make sure that so much memory is left.

    Raises:
        MemoryError: It is not.
    """
    used, allowed = used_bytes(), allowed_bytes()
    if used is not None and allowed is not None and allowed - used < wanted:
        raise MemoryError
