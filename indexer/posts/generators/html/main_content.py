"""Find the text that is a page's own among what every page of its site repeats."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from lxml.etree import XPath
from lxml.etree import _Element as Element

from indexer.posts.generators.html.ancestors import AncestorTest
from indexer.posts.generators.html.furniture import CONTAINERS
from indexer.posts.generators.html.left_out import outside_of_text

_RANKS = {pair: rank for rank, pair in enumerate(CONTAINERS)}
_ATTRIBUTES = frozenset(attribute for attribute, _ in CONTAINERS)
_HOLDERS = ("div", "article", "main", "section")
"""Elements that themes put a page's text into: to look at these alone takes a third of the time."""
_TEXT = XPath("string()")


def find_main(body: Element, text: str) -> list[Element]:
    """Return the elements that hold a page's own text, in reading order, none inside another.

    The site's own word comes first (``data-pagefind-body``), then what is known of generators and themes
    (``furniture.CONTAINERS``), then ``<main>`` and ``<article>``; a page without any of them is taken whole.

    Args:
        body: The page's.
        text: What the page was read from; most hold no such attribute, which is seen there soonest.
    """
    told = _outermost(body.iterfind(".//*[@data-pagefind-body]")) if "data-pagefind-body" in text else []
    if told or "data-pagefind-body" in body.attrib:
        return told or [body]
    return [_container(body)]


def _outermost(elements: Iterable[Element]) -> list[Element]:
    found: dict[Element, None] = {}
    is_inside = AncestorTest(found.__contains__).passes
    for element in elements:  # what holds another comes before it
        if not found or not is_inside(element):
            found[element] = None
    return [*found]


def _container(body: Element) -> Element:
    main = _only(body.iter("main"))
    scope = body if main is None else main
    for candidates in _by_rank(scope):
        named = _outermost(candidates)
        if len(named) > 1:  # others may be empty, such as Chirpy's box for what a search finds
            named = [each for each in named if next(each.iterdescendants("p", "pre"), None) is not None]
        if len(named) == 1 and _holds_most(named[0], scope):
            return named[0]
    article = _only(scope.iterdescendants("article"))
    if article is not None and _holds_most(article, scope):
        return article
    if scope is not body:
        return scope
    found = (_only(body.iterfind(f".//*[@id='{name}']")) for name in ("content", "main", "primary"))
    return next((each for each in found if each is not None and _holds_most(each, body)), body)


def _by_rank(scope: Element) -> Iterator[list[Element]]:
    """Yield the elements that stand in the table of containers, those of one row at a time, the surest row first."""
    found: dict[int, list[Element]] = {}
    for element in scope.iterdescendants(*_HOLDERS):
        for attribute, value in element.items():
            if attribute in _ATTRIBUTES:
                for rank in _ranks_of(attribute, value):
                    found.setdefault(rank, []).append(element)
    return (found[rank] for rank in sorted(found))


@lru_cache(maxsize=10_000)
def _ranks_of(attribute: str, value: str) -> tuple[int, ...]:
    """Return the rows of the table that an attribute names; pages of one site have the same few hundred."""
    return tuple(_RANKS[attribute, name] for name in value.split() if (attribute, name) in _RANKS)


def _only(elements: Iterable[Element]) -> Element | None:
    found = _outermost(elements)
    return found[0] if len(found) == 1 else None


def _holds_most(element: Element, scope: Element) -> bool:
    """Say whether an element holds at least half of the running text of its scope: paragraphs and code.

    One that holds less is a summary or one part of the text. What is left out of any text counts for nothing.
    """
    inside = [*element.iter("p", "pre")]
    seen = {*inside}
    is_outside = outside_of_text(scope)
    missing = sum(
        _count_characters(each) for each in scope.iter("p", "pre") if each not in seen and not is_outside(each)
    )
    return missing == 0 or any(total >= missing for total in accumulate(map(_count_characters, inside)))


def _count_characters(element: Element) -> int:
    return len(_TEXT(element))
