"""Addresses of posts and of their sections, as they may be put into a page."""

import re
from functools import lru_cache
from urllib.parse import quote

# A browser drops tabs and line ends inside an address, and reads "\" as "/": neither may slip past the test
# for what an address starts with.
_SAFE_URL = re.compile(r"(?:https?://|/(?![/\\]))[^\x00-\x1f\x7f\ud800-\udfff]*", re.ASCII | re.IGNORECASE)


def safe_url(url: str) -> str:
    """Return an address that can be followed without running anything, else an empty text.

    Safe are ``http:``, ``https:`` and paths on the same site (``/``). An author's ``javascript:`` or ``data:``
    address is not, nor is one that hides its kind behind control characters. ``frame.c`` has the same rule.
    """
    return url if _SAFE_URL.fullmatch(url) else ""


def has_route(url: str) -> bool:
    """Say whether a program in the page reads the address behind its ``#``, as Docsify does: ``/#/guide``."""
    return "#/" in url


def section_address(url: str, anchor: str) -> str:
    """Return the address at which a browser shows a section; behind a route as Docsify has it.

    ``hit_json.c`` has the same rule.
    """
    return f"{url}{'?id=' if has_route(url) else '#'}{quote_anchor(anchor)}"


@lru_cache(maxsize=1 << 12)
def quote_anchor(anchor: str) -> str:
    """Return an anchor as addresses quote it."""
    return quote(anchor, safe="-._~")
