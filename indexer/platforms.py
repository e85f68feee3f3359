"""The operating systems that this program runs on."""

import sys

from indexer.errors import SearchIndexError


def require_platform() -> None:
    """Refuse an operating system without what keeps an index whole: file locks, owners, signals, synced folders.

    Raises:
        SearchIndexError: This is Windows.
    """
    if sys.platform == "win32":
        raise SearchIndexError(
            "Windows itself is not supported; run this in the Windows Subsystem for Linux: "
            "wsl --install, then install it there"
        )
