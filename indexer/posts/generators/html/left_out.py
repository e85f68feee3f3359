"""What is no part of a page's own text, though it stands inside of it: furniture, and what may not be searched."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from lxml.etree import _Element as Element
from lxml.etree import iterwalk, strip_elements

from indexer.posts.generators.html.ancestors import AncestorTest
from indexer.posts.generators.html.furniture import ELEMENTS, HEADING_LINKS, NAMES, ROLES, WORDS
from indexer.text.markup.html_text import HEADING_LEVELS

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
LINE_NUMBERS = frozenset({"lineno", "linenos", "ln", "lnt", "line-numbers-rows", "gutter"})
_HIDING = frozenset({"data-pagefind-ignore", "data-nosnippet", "hidden"})
_NAMES_OF_TAGS = ("tag-", "category-")
"""Classes that WordPress gives an article by its tags, which may be called "comments" or "menu"."""
_LEFT_OUT = "LEFT-OUT"
"""No element of a page is called so: the parser writes names in small letters."""


def is_left_out(element: Element, tag: str, attributes: list[tuple[str, str]]) -> bool:
    """Say whether an element inside of a page's own text is no part of it.

    Hidden from search and from snippets alike: ``data-pagefind-ignore`` (https://pagefind.app/docs/indexing/) and
    ``data-nosnippet`` (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
    """
    return tag in ELEMENTS or (bool(attributes) and _is_marked(element, tag, attributes))


def outside_of_text(outermost: Element) -> Callable[[Element], bool]:
    """Return what says whether an element, or one that it stands in up to the outermost, is left out."""
    ancestors = AncestorTest(_is_apart, outermost)
    return lambda element: element is not outermost and (_is_apart(element) or ancestors.passes(element))


def _is_apart(element: Element) -> bool:
    return is_left_out(element, element.tag, element.items())


def _is_marked(element: Element, tag: str, attributes: list[tuple[str, str]]) -> bool:
    for name, value in attributes:
        if name == "class":
            if tag not in HEADING_LEVELS and _says_furniture(value):
                return True
        elif name == "id":
            if _is_known(value.lower()) and tag not in HEADING_LEVELS and not _begins_with_heading(element):
                return True
        elif (name == "role" and value in ROLES) or _hides(name, value):
            return True
    return tag == "a" and _is_heading_link(element)


def remove_left_out(element: Element) -> None:
    """Take out of an element what ``is_left_out``, and leave the text behind it."""
    left_out = [inner for inner in element.iterdescendants() if is_left_out(inner, inner.tag, inner.items())]
    for inner in left_out:
        inner.tag = _LEFT_OUT
    if left_out:
        strip_elements(element, _LEFT_OUT, with_tail=False)


def read_code(code: Element) -> str:
    """Return the text of a ``<pre>``, of which a highlighter may have made thousands of elements.

    Only line numbers and what is hidden are left out: its other classes are those of a highlighter (``comment``).
    """
    return "".join(_code_texts(code)) if len(code) else code.text or ""


def _code_texts(code: Element) -> Iterator[str]:
    walk = iterwalk(code, ("start", "end"))
    for event, element in walk:
        is_break = element.tag == "br"
        if event == "start":
            if element is not code and not is_break and _is_no_code(element):
                walk.skip_subtree()
            else:
                yield element.text or ""
        elif element is not code:
            yield f"\n{element.tail or ''}" if is_break else element.tail or ""


def _is_no_code(element: Element) -> bool:
    return any(names_line_numbers(value) if name == "class" else _hides(name, value) for name, value in element.items())


def _hides(name: str, value: str) -> bool:
    return name in _HIDING or (name == "aria-hidden" and value == "true")


@lru_cache(maxsize=10_000)
def _says_furniture(classes: str) -> bool:
    """Say whether one of an element's classes is in the tables, whole or by one of its words."""
    return any(
        _is_known(name.lower()) or not WORDS.isdisjoint(word.lower() for word in _WORD.findall(name))
        for name in classes.split()
        if not name.startswith(_NAMES_OF_TAGS)
    )


@lru_cache(maxsize=10_000)
def names_line_numbers(classes: str) -> bool:
    """Say whether one of an element's classes is that of a line number in code."""
    return not LINE_NUMBERS.isdisjoint(classes.split())


def _is_known(name: str) -> bool:
    return name in NAMES or name in WORDS


def _begins_with_heading(element: Element) -> bool:
    """Say whether an element is a section of the text: its id is then made of its heading."""
    return len(element) > 0 and element[0].tag in HEADING_LEVELS


def _is_heading_link(element: Element) -> bool:
    """Say whether an element is the small link beside a heading: ``#`` or ``¶``."""
    if not (element.get("href") or "").startswith("#"):
        return False
    text = "".join(element.itertext()).strip("\u200b \n")
    return (not text or text in HEADING_LINKS) and any(above.tag in HEADING_LEVELS for above in element.iterancestors())
