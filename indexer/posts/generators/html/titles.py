"""Which of a page's headings is its title, as its window says, and where its articles lead."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from indexer.patterns import compile_later
from indexer.posts.generators.html.paths import is_url

_SIDES = compile_later(r"\s*[|·•–—»:｜-]\s*\Z|\s*[|·•–—»:｜]|\s+-\s")
"""What stands between a page's title and its site's name."""


def choose_heading(headings: Iterable[str], window: str, site: str) -> str:
    """Return the first heading that the window's title names beside the site; empty where it names none."""
    for at, text in enumerate(headings):
        if text and text != site and _is_side(text, window, may_end=not at):
            return text
    return ""


def _is_side(text: str, window: str, *, may_end: bool) -> bool:
    """Say whether a window names a text and a site, which may come first only if the text ``may_end`` it."""
    if window.startswith(text):
        return window == text or _SIDES.match(window, len(text)) is not None
    return may_end and window.endswith(text) and _SIDES.search(window[: -len(text)]) is not None


def leads_away(addresses: Iterable[str], own_path: str) -> bool:
    """Say whether one of the addresses that a heading leads to is of another page.

    Args:
        addresses: As written; ``#`` for none.
        own_path: Of the page's own address; empty where it is not known.
    """
    return any(
        not href.startswith("#") and is_url(href) and (not own_path or urlsplit(href).path != own_path)
        for href in addresses
    )
