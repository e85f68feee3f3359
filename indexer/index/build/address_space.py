"""Memory that this process may still take where a limit is set (``ulimit -v``), as far as the system tells."""

import resource
from pathlib import Path


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


def require_bytes(wanted: int) -> None:
    """Make sure that so much memory is left: a library in Rust ends the process where there is none.

    Raises:
        MemoryError: It is not.
    """
    used, allowed = used_bytes(), allowed_bytes()
    if used is not None and allowed is not None and allowed - used < wanted:
        raise MemoryError
