"""What stands around a text without microformats: links to lists of tags, categories and authors, and days.

Such a link is known by its address, and by its place outside of the text: in a header, a footer, a list of tags.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.etree import _Element as Element

from indexer.posts.fields import clean
from indexer.posts.generators.html.ancestors import AncestorTest
from indexer.posts.generators.html.left_out import outside_of_text

_LIST = re.compile(
    r"(?:^|/)(?P<kind>tag|category|categories|author)s?"
    r"(?:/(?:index\.html)?#tag:[^/]+|\.html#tag:[^/]+|/(?!(?:index|all)(?:\.html?)?/?$)[^/#?]+?(?:\.html?)?/?)$",
    re.IGNORECASE,
)
"""Addresses of the list of one tag, category or author, as most generators write them, and Material for MkDocs."""
_FIELDS = {"tag": "tags", "category": "categories", "categories": "categories", "author": "authors"}
BESIDE = frozenset(
    [
        "sidebar",
        "menu",
        "navbar",
        "widget",
        "cloud",
        "related",
        "recent",
        "archive",
        "archives",
        "comment",
        "comments",
        "pagination",
    ]
)
"""Words of classes of what stands beside a text and is not about it."""
_BESIDE = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(sorted(BESIDE))})(?:$|[\s_-])")
_OF_TAGS = re.compile(r"(?:^|[\s_-])tags?(?:$|[\s_-])")
_SIDEBAR = "md-sidebar--post"
"""Material for MkDocs, its blog: the class of what stands before a post and is about it alone."""
_POSTCARD = XPath("//div[contains(@class, 'ablog__postcard')]")
"""ABlog: the same, in any theme's sidebar. Posts end with an element whose class begins as this one's."""
CHANGED = re.compile("modif|updat|edit|更新|修改|变更", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TEXT = XPath("string()")


def read_byline(scope: Element, main: Element) -> dict[str, object]:
    """Return what is said around a text, and of a post beside it.

    Args:
        scope: The text's article, or what else holds it and what is said of it.
        main: The text.

    Returns:
        ``date``, ``authors``, ``tags``, ``categories``, as far as they are there.
    """
    return gather((name, value) for name, value in _told(scope, main) if value)


def gather(told: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Put what elements tell of fields together: the first date, and all of each other field; nothing told is empty."""
    found: dict[str, dict[str, None]] = {}
    for name, value in told:
        found.setdefault(name, {})[value] = None
    day = next(iter(found.pop("date", ())), "")
    return {**({"date": day} if day else {}), **{name: [*values] for name, values in found.items()}}


def read_tag(text: str) -> str:
    """Return what a link to a list names."""
    return clean(text).lstrip("# ")


def _told(scope: Element, main: Element) -> Iterator[tuple[str, str]]:
    is_apart, is_beside = _apart_test(scope, main), AncestorTest(_is_beside, scope).passes
    for element in scope.iter("a", "time"):
        field = _field_of(element) if element.tag == "a" else "date" if _is_day(element, scope) else ""
        if not field or not is_apart(element):
            continue
        if not is_beside(element) or (field == "tags" and _is_named_tags(element)):
            yield field, (element.get("datetime") or "") if field == "date" else _read(element)
    for card in _cards(main):
        yield from _read_card(card)


def _apart_test(scope: Element, main: Element) -> Callable[[Element], bool]:
    """Return what says whether an element of the scope is no part of the text."""
    is_outside = outside_of_text(main)
    is_inside = AncestorTest(lambda each: each is main, scope).passes
    return lambda element: is_outside(element) if scope is main or is_inside(element) else True


def _field_of(link: Element) -> str:
    """Return what a link to a list names; within ``<address>`` it is who wrote the article (HTML Living Standard)."""
    field = field_at(link.get("href") or "")
    above = link.getparent()
    is_person = above is not None and above.tag == "address" and not (link.get("href") or "").startswith("mailto:")
    return field or ("authors" if is_person else "")


@lru_cache(maxsize=10_000)
def field_at(address: str) -> str:
    """Return the field of which an address is the list of one value; empty for any other."""
    found = _LIST.search(address)
    return _FIELDS[found["kind"].lower()] if found else ""


def _is_day(element: Element, scope: Element) -> bool:
    """Say whether a ``<time>`` in the article's header or footer is that of its publication."""
    holders = (above.tag for above in element.iterancestors() if above is not scope)
    if not element.get("datetime") or not {"header", "footer"}.intersection(islice(holders, 4)):
        return False
    before, above = element.getprevious(), element.getparent()
    label = (before.tail if before is not None else above.text if above is not None else "") or ""
    return not CHANGED.search(f"{label} {element.get('class', '')} {element.get('itemprop', '')}")


def _is_beside(element: Element) -> bool:
    return element.tag in ("nav", "aside", "form", "article") or bool(_BESIDE.search(element.get("class", "")))


def _is_named_tags(link: Element) -> bool:
    above = link.getparent()
    classes = f"{link.get('class', '')} {above.get('class', '') if above is not None else ''}"
    return bool(_OF_TAGS.search(classes)) and not _BESIDE.search(classes)


def _cards(main: Element) -> Iterator[Element]:
    before, last = main.getprevious(), main[-1] if len(main) else main
    if before is not None and _SIDEBAR in before.get("class", ""):
        yield before
    if "ablog__" in last.get("class", ""):
        yield from _POSTCARD(main)[:1]


def _read_card(card: Element) -> Iterator[tuple[str, str]]:
    for element in card.iter("a", "time", "h2"):
        if element.tag == "time":
            yield "date", element.get("datetime") or ""
        elif element.tag == "h2":
            yield "date", day if _YEAR.search(day := clean(str(_TEXT(element)))) else ""
        elif field := field_at(element.get("href") or ""):
            yield field, _read(element)


def _read(element: Element) -> str:
    return read_tag(str(_TEXT(element)))
