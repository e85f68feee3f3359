"""Lists of a site's posts, known by their entries: each names a day and leads to another page."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sized
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.etree import _Element as Element

from indexer.posts.generators.html.left_out import outside_of_text
from indexer.posts.generators.html.paths import is_url

_LEAST = 2
_HIGHEST = 4
"""How many elements a day and its link may be apart; an entry is a few elements large."""
_MOST = 10_000
_ITEMS = frozenset({"dd", "li", "tr"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_LISTS_OF_ABLOG = XPath(".//div[contains(@class, 'ablog__collection') or contains(@class, 'ablog__catalog_header')]")
_TEXT = XPath("string()")


def count_entries(mains: Iterable[Element], host: str) -> int:
    """Count entries of the same kind that make up half of a page's text, each with a day and a link to another page.

    A day is a ``<time>``, or a ``<dt>`` that holds a year. ABlog writes neither, and is known by its classes.

    Args:
        mains: What holds the page's text.
        host: The site's own; empty where it is not known. Links to others are no entries of a list of posts.

    Returns:
        2 or more for a list; 1 for what may be a list of one, or a post: its single entry is an item of a list.
    """
    return max(_LEAST if _LISTS_OF_ABLOG(main) else _count_in(main, host) for main in mains)


def _count_in(main: Element, host: str) -> int:
    days = [*islice(main.iter("time", "dt"), _MOST)]
    if len(days) < _LEAST and not any(_is_in_item(day, main) for day in days):
        return 0
    is_outside = outside_of_text(main)
    linking = {above for link in main.iter("a") if leads_away(link, host) for above in _nearest(link, main)}
    kinds: dict[tuple[str, str], dict[Element, Element]] = {}
    for day in days:
        entry = _entry_of(day, linking, main)
        if entry is not None and not is_outside(day):
            kinds.setdefault((entry.tag, entry.get("class", "")), {})[entry] = day
    whole = _count(main) - sum(map(_count, main.iter("h1", "h2")))  # which say what is listed
    return max(
        (_size(kind[0], entries) for kind, entries in kinds.items() if 2 * _letters(entries) >= whole), default=0
    )


def _is_in_item(day: Element, main: Element) -> bool:
    return day.tag == "dt" or any(above.tag in _ITEMS for above in _nearest(day, main))


def _letters(entries: Mapping[Element, Element]) -> int:
    """Count the letters of entries, and of days that stand before theirs."""
    return sum(_count(entry) + (_count(day) if day.tag == "dt" else 0) for entry, day in entries.items())


def _size(tag: str, entries: Sized) -> int:
    return len(entries) if len(entries) >= _LEAST or tag in _ITEMS else 0


def leads_away(link: Element, host: str) -> bool:
    """Say whether a link leads to another page of the same site."""
    href = link.get("href") or "#"
    return not href.startswith(("#", "mailto:")) and is_url(href) and urlsplit(href).netloc in ("", host)


def _entry_of(day: Element, linking: Container[Element], main: Element) -> Element | None:
    """Return the smallest element that holds a day and a link away; of a ``<dt>`` what follows it."""
    if day.tag == "dt":
        below = day.getnext()
        return below if _YEAR.search(str(_TEXT(day))) and below is not None and below in linking else None
    return next((each for each in _nearest(day, main) if each in linking), None)


def _nearest(element: Element, main: Element) -> Iterator[Element]:
    """Yield an element and those that hold it, up to the page's text and a few at most."""
    for above in islice((element, *islice(element.iterancestors(), _HIGHEST)), _HIGHEST + 1):
        if above is main:
            return
        yield above


def _count(element: Element) -> int:
    return len("".join(str(_TEXT(element)).split()))
