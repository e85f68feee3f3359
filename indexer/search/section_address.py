"""The address of a section of a post."""

from functools import lru_cache
from urllib.parse import quote


def section_address(url: str, anchor: str) -> str:
    """Return the address at which a browser shows a section."""
    return f"{url}#{quote_anchor(anchor)}"


@lru_cache(maxsize=1 << 12)
def quote_anchor(anchor: str) -> str:
    """Return an anchor as addresses quote it."""
    return quote(anchor, safe="-._~")
