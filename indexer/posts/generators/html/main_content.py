"""Find the text that is a page's own among what every page of its site repeats."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml.etree import XPath
from lxml.etree import _Element as Element

from indexer.posts.generators.html.furniture import CONTAINERS, ELEMENTS, HEADING_LINKS, NAMES, ROLES, WORDS

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_LINE_NUMBERS = frozenset({"lineno", "linenos", "ln", "lnt", "line-numbers-rows", "gutter"})
_LEAST_SHARE = 0.5
"""Of the letters in all articles of a page: a container that holds less is a summary or one part of the text."""
_RANKS = {pair: rank for rank, pair in enumerate(CONTAINERS)}
_ATTRIBUTES = tuple(dict.fromkeys(attribute for attribute, _ in CONTAINERS))
_HOLDERS = ("div", "article", "main", "section")
"""Elements that themes put a page's text into: to look at these alone takes a third of the time."""
_IGNORED = XPath(".//*[@data-pagefind-ignore or @data-nosnippet or @hidden or @aria-hidden='true']")
_TEXT = XPath("string()")


def find_main(body: Element) -> list[Element]:
    """Return the elements that hold a page's own text, in reading order, none inside another.

    The site's own word comes first (``data-pagefind-body``), then what is known of generators and themes
    (``furniture.CONTAINERS``), then ``<main>`` and ``<article>``; a page without any of them is taken whole.
    """
    told = _outermost(body.iterfind(".//*[@data-pagefind-body]"))
    if told or "data-pagefind-body" in body.attrib:
        return told or [body]
    return [_container(body)]


def _outermost(elements: Iterable[Element]) -> list[Element]:
    found: list[Element] = []
    for element in elements:
        if not any(ancestor in found for ancestor in element.iterancestors()):
            found.append(element)
    return found


def _container(body: Element) -> Element:
    main = _only(body, "main")
    scope = body if main is None else main
    for candidates in _by_rank(scope):
        named = _outermost(candidates)
        if len(named) == 1 and _holds_most(named[0], scope):
            return named[0]
    article = _only(scope, "article")
    if article is not None and _holds_most(article, scope):
        return article
    if scope is not body:
        return scope
    found = (_only(body, f"*[@id='{name}']") for name in ("content", "main", "primary"))
    return next((each for each in found if each is not None and _holds_most(each, body)), body)


def _by_rank(scope: Element) -> Iterator[list[Element]]:
    """Yield the elements that stand in the table of containers, those of one row at a time, the surest row first."""
    found: dict[int, list[Element]] = {}
    for element in scope.iterdescendants(*_HOLDERS):
        for attribute in _ATTRIBUTES:
            for name in (element.get(attribute) or "").split():
                if (rank := _RANKS.get((attribute, name))) is not None:
                    found.setdefault(rank, []).append(element)
    return (found[rank] for rank in sorted(found))


def _only(scope: Element, path: str) -> Element | None:
    found = _outermost(scope.iterfind(f".//{path}"))
    return found[0] if len(found) == 1 else None


def _holds_most(element: Element, scope: Element) -> bool:
    """Say whether an element holds most of the running text of its scope: paragraphs and code."""
    inside, all_of_it = [*element.iter("p", "pre")], [*scope.iter("p", "pre")]
    return len(inside) == len(all_of_it) or _letters(inside) >= _LEAST_SHARE * _letters(all_of_it)


def _letters(elements: Iterable[Element]) -> int:
    return sum(len(_TEXT(element)) for element in elements)


def remove_furniture(main: Element) -> None:
    """Take out of an element what is not a page's own text, and what the site hides from search engines.

    Hidden from search and from snippets alike: ``data-pagefind-ignore`` (https://pagefind.app/docs/indexing/) and
    ``data-nosnippet`` (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
    """
    for element in [*_furniture(main)]:
        _drop(element)


def _furniture(main: Element) -> Iterator[Element]:
    yield from _IGNORED(main)
    waiting = [main]
    while waiting:
        for element in waiting.pop():
            if not isinstance(element.tag, str) or _is_furniture(element):
                yield element
            elif element.tag == "pre":
                yield from _line_numbers(element)
            else:
                waiting.append(element)


def _is_furniture(element: Element) -> bool:
    tag = element.tag
    if tag in ELEMENTS or element.get("role") in ROLES:
        return True
    if tag in _HEADINGS:
        return False
    classes, name = element.get("class"), element.get("id")
    if classes is not None and any(map(_says_furniture, classes.split())):
        return True
    if name is not None and _is_known(name.lower()) and not _begins_with_heading(element):
        return True
    return tag == "a" and _is_heading_link(element)


def _line_numbers(code: Element) -> Iterator[Element]:
    """Yield the line numbers in a code block, whose other classes are those of a highlighter (``comment``)."""
    for element in code.iterdescendants():
        classes = element.get("class")
        if classes and not _LINE_NUMBERS.isdisjoint(classes.split()):
            yield element


@lru_cache(maxsize=10_000)
def _says_furniture(name: str) -> bool:
    """Say whether a class is in the tables, whole or by one of its words."""
    return _is_known(name.lower()) or not WORDS.isdisjoint(word.lower() for word in _WORD.findall(name))


def _is_known(name: str) -> bool:
    return name in NAMES or name in WORDS


def _begins_with_heading(element: Element) -> bool:
    """Say whether an element is a section of the text: its id is then made of its heading."""
    return len(element) > 0 and element[0].tag in _HEADINGS


def _is_heading_link(element: Element) -> bool:
    """Say whether an element is the small link beside a heading: ``#`` or ``¶``."""
    if not (element.get("href") or "").startswith("#"):
        return False
    text = "".join(element.itertext()).strip("\u200b \n")
    return (not text or text in HEADING_LINKS) and any(above.tag in _HEADINGS for above in element.iterancestors())


def _drop(element: Element) -> None:
    """Take an element out and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
