"""Parts of a page's text that its elements do not show to be so, and parts that its author keeps from every search."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from lxml.etree import XPath, strip_elements
from lxml.etree import _Element as Element

from indexer.text.markup.html_text import HEADING_LEVELS

ROLES_OF_TEXT = frozenset({"doc-footnote", "doc-endnotes", "doc-tip", "doc-notice", "note"})
"""Roles of what belongs to a text (DPUB-ARIA 1.1, WAI-ARIA 1.2)."""
NAMES_OF_TEXT = frozenset({"admonition", "footnote", "footnote-list", "topic", "starlight-aside", "callout"})
"""Classes of notes within a text: docutils and Sphinx, Starlight, Obsidian's and others'."""
_BACK = "toc-backref"
"""docutils: the class of a heading's link to its line in the table of contents."""
_MAKERS = ("mkdocs", "zensical")
_UNSEARCHED = "data-search-exclude"
"""Material for MkDocs, “Search exclusion”: of a heading it means what stands below it too."""
_UNSEARCHED_PARTS = XPath(f".//*[@{_UNSEARCHED}]")
_DROPPED = "dropped"
"""The tag of what is taken out; no element of HTML is called so."""


def prepare(mains: Iterable[Element], generator: str) -> None:
    """Make the elements that hold a page's text fit to be read by what ``is_left_out`` says of each element alone.

    Args:
        mains: In reading order; they are changed.
        generator: What the page says it was made by; may be empty.
    """
    for main in mains:
        _keep_notes(main)
        _name_headings(main)
        links = [*main.iter("a")]
        _keep_headings(links)
        _drop_translations(main, links)
        if generator.startswith(_MAKERS):
            _drop_unsearched(main)


def _name_headings(main: Element) -> None:
    """Give headings the ids that their sections have, as docutils writes them, or that stand inside of them.

    A section, or a definition, is of the text whatever its id is called.
    """
    for heading in main.iter(*HEADING_LEVELS):
        if not heading.get("id") and (name := _section_id(heading) or _inner_id(heading)):
            heading.set("id", name)
    for term in main.iter("dt"):
        term.attrib.pop("id", None)


def _section_id(heading: Element) -> str:
    """Return, and take, the id of the section that a heading begins; empty where it begins none."""
    section = heading.getparent()
    before = heading.itersiblings(preceding=True)
    if section is None or not _is_section(section) or not all(map(_is_target, before)):
        return ""
    return str(section.attrib.pop("id", ""))


def _is_section(element: Element) -> bool:
    return element.tag == "section" or (element.tag == "div" and "section" in element.get("class", "").split())


def _is_target(element: Element) -> bool:
    """Say whether an element is nothing but a place to link to."""
    return element.tag in ("a", "span") and not len(element) and not (element.text or "").strip()


def _inner_id(heading: Element) -> str:
    inner = (each.get("id") or (each.tag == "a" and each.get("name")) for each in heading.iter("a", "span", "div"))
    return next(filter(None, inner), "")


def _keep_notes(main: Element) -> None:
    """Make plain elements of the asides that are notes within a text; other asides are beside it."""
    for aside in [*main.iter("aside")]:
        if _is_note(aside.get("role", ""), aside.get("class", "")):
            aside.tag = "div"
            aside.attrib.pop("role", None)


@lru_cache(maxsize=10_000)
def _is_note(role: str, classes: str) -> bool:
    return role in ROLES_OF_TEXT or not NAMES_OF_TEXT.isdisjoint(classes.split())


def _keep_headings(links: Iterable[Element]) -> None:
    """Make plain links of those back to the table of contents that docutils makes of whole headings."""
    for link in links:
        if link.get("class") == _BACK:
            link.attrib.pop("class")
            link.attrib.pop("role", None)


def _drop_unsearched(main: Element) -> None:
    """Take out what its author keeps from the search of its own site."""
    for element in _UNSEARCHED_PARTS(main):
        below = takewhile(lambda each: each.tag not in HEADING_LEVELS, element.itersiblings())
        for each in [element, *(below if element.tag in HEADING_LEVELS else ())]:
            each.tag = _DROPPED
    strip_elements(main, _DROPPED, with_tail=False)


def _drop_translations(main: Element, links: Iterable[Element]) -> None:
    """Take out the links to a page's translations that say no more than their language, and what calls them so."""
    named = [link for link in links if (language := link.get("hreflang")) and _says(link, language)]
    for link in named:
        _drop_label(link)
        link.tag = _DROPPED
    if named:
        strip_elements(main, _DROPPED, with_tail=False)


def _says(link: Element, language: str) -> bool:
    return (link.text or "").strip().casefold() == language.casefold()


def _drop_label(link: Element) -> None:
    """Take out the text right before a link that ends in a colon: ``Translations:``."""
    before, above = link.getprevious(), link.getparent()
    if before is not None and _is_label(before.tail):
        before.tail = None
    elif before is None and above is not None and _is_label(above.text):
        above.text = None


def _is_label(text: str | None) -> bool:
    return text is not None and text.rstrip().endswith((":", "："))
