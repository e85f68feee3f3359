"""The address of a section of a post."""

from functools import lru_cache
from urllib.parse import quote


def section_address(url: str, anchor: str) -> str:
    """Return the address at which a browser shows a section."""
    return f"{url}#{_quote(anchor)}"


@lru_cache(maxsize=1 << 12)
def _quote(anchor: str) -> str:
    return quote(anchor, safe="-._~")
