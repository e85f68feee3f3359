"""A page, read from the parser's tree."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from indexer.native import kernel
from indexer.posts.fields import clean
from indexer.posts.generators.html.ancestors import AncestorTest
from indexer.posts.generators.html.dated_lists import count_entries
from indexer.posts.generators.html.left_out import outside_of_text, remove_left_out
from indexer.posts.generators.html.main_content import find_main
from indexer.posts.generators.html.metadata import read_head
from indexer.posts.generators.html.microformats import comment_test, find_bookmark, is_protected, read_entry
from indexer.posts.generators.html.own_parts import prepare
from indexer.posts.generators.html.own_text import count_letters, read_own_text
from indexer.posts.generators.html.pagefind import read_attributes
from indexer.posts.generators.html.parts import PageParts
from indexer.posts.generators.html.titles import choose_heading, leads_away
from indexer.posts.generators.html.written_page import read_elements

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that lxml reads and does not write."""
_TIME_KINDS = re.compile("modif|updat|reading", re.IGNORECASE)
_READING_TIME = re.compile(r"^\s*[·•|,-]\s*\d+\s+min(?:ute)?s?\s+read\b", re.IGNORECASE)
"""What Docusaurus and others write behind the date."""
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXT = etree.XPath("string()")


def read_parsed(root: Element, body: Element, text: str) -> PageParts:
    """Read a page that was parsed.

    Args:
        root: Of its tree, which is changed.
        body: Of it.
        text: What it was parsed from.
    """
    head, told, mains = read_head(root), read_attributes(root, text), find_main(body, text)
    around, asks_password = read_entry(mains[0], text, has_authors=bool(head.authors())), is_protected(body, text)
    entries = count_entries(mains, head.host())
    prepare(mains, head.first("generator"))
    moment, listed = _take_time(mains), _count_listed(mains, urlsplit(head.canonical).path)
    bookmark = find_bookmark(mains[0])
    own = head.page_title(_window_heading(mains, head.title, head.first("og:site_name")), _only_heading(mains))
    title = clean(str(told.values.get("title", "")) or own)
    titles, library = {*_titles(mains, title)}, kernel()
    read = read_elements(library, mains, titles) if library else None
    blocks, linked = read or read_own_text(mains, titles)
    return PageParts(
        head=head,
        told=told,
        around=around,
        language=root.get("lang") or root.get(_XML_LANG) or "",
        body_class=body.get("class") or "",
        asks_password=asks_password,
        moment=moment,
        bookmark=bookmark,
        listed=listed,
        entries=entries,
        title=title,
        blocks=blocks,
        linked=linked,
    )


def _take_time(mains: list[Element]) -> str | None:
    """Take out the date beside a page's title, and return it: the first moment named before its first paragraph."""
    is_comment = comment_test()
    for main in mains:
        for element in main.iter("time", "p"):
            moment: str | None = element.get("datetime")
            if element.tag == "p" and element.find(".//time") is None:
                return None
            kind = f"{element.get('class', '')} {element.get('itemprop', '')}"
            if element.tag == "time" and moment and not _TIME_KINDS.search(kind) and not is_comment(element):
                element.text = None
                for child in [*element]:
                    element.remove(child)
                if found := _READING_TIME.match(element.tail or ""):
                    element.tail = _UNWRITABLE.sub("", (element.tail or "")[found.end() :])
                return moment
    return None


def _count_listed(mains: list[Element], own_path: str) -> int:
    """Count the articles of a page of which the heading leads elsewhere: only their beginnings are shown.

    Args:
        mains: What holds the page's text. It may be that of the longest of several articles.
        own_path: Of the page's own address, to which its heading may lead; empty where it is not known.
    """
    inside = sum(_count_inside(main, own_path) for main in mains)
    above = next(mains[0].iterancestors("article"), None)
    if inside or above is None or not own_path or not _links_away(above, own_path):
        return inside
    scope = next(above.iterancestors("main", "body"), above)
    return sum(_links_away(article, own_path) for article in scope.iter("article"))


def _count_inside(main: Element, own_path: str) -> int:
    is_outside = outside_of_text(main)
    return sum(_links_away(article, own_path) and not is_outside(article) for article in main.iter("article"))


def _links_away(article: Element, own_path: str) -> bool:
    headings = (heading for level in range(1, 5) for heading in article.iter(f"h{level}"))
    first = next(headings, None)
    if first is None:
        return _is_mostly_link(article)
    links = [*first.iter("a"), *first.iterancestors("a")]
    return leads_away((link.get("href") or "#" for link in links), own_path)


def _is_mostly_link(article: Element) -> bool:
    """Say whether an article is an entry of a list: a title that leads elsewhere, and hardly anything else.

    What holds articles is no entry.
    """
    if article.find(".//article") is not None:
        return False
    away = (link for link in article.iter("a") if not (link.get("href") or "#").startswith("#"))
    linked = sum(count_letters(str(_TEXT(link))) for link in away)
    return linked > 0 and 2 * linked >= count_letters(str(_TEXT(article)))


def _window_heading(mains: list[Element], window: str, site: str) -> str:
    """Return the first heading, in the text or its article, that the window's title names beside the site."""
    for main in mains:
        above = next(main.iterancestors("article", "main"), main)
        if text := choose_heading(map(_read_heading, _headings(above, main, "h1", "h2")), window, site):
            return text
    return ""


def _headings(scope: Element, main: Element, *tags: str) -> Iterator[Element]:
    """Yield the headings in or around a page's text, but for those that are left out of it."""
    is_outside, cleaned = outside_of_text(main), set[Element]()
    is_inside, is_clean = AncestorTest(lambda each: each is main, scope), AncestorTest(cleaned.__contains__, scope)
    for heading in scope.iter(*tags):
        if scope is main or is_inside.passes(heading):
            if is_outside(heading):
                continue
            if len(heading) and not is_clean.passes(heading):
                remove_left_out(heading)
                cleaned.add(heading)
        yield heading


def _read_heading(heading: Element) -> str:
    return clean(_TEXT(heading))


def _only_heading(mains: list[Element]) -> str:
    """Return the text of the only ``<h1>`` that has a word; empty where there is none, or several."""
    texts = (_read_heading(heading) for main in mains for heading in _headings(main, main, "h1"))
    found = [*islice((text for text in texts if any(map(str.isalnum, text))), 2)]
    return found[0] if len(found) == 1 else ""


def _titles(mains: Iterable[Element], title: str) -> Iterator[Element]:
    """Yield the headings that say the title again."""
    for main in mains:
        headings = [*_headings(main, main, "h1")] or islice(_headings(main, main, "h2"), 1)
        yield from (heading for heading in headings if _read_heading(heading) == title)
