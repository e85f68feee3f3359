"""The text of a built page -> its metadata and its own text.

The metadata are called as in front matter, so that the same rules decide of a built page and of its source whether it
may be found.
"""

from collections.abc import Iterable
from itertools import accumulate

from lxml import etree
from lxml.etree import _Element as Element

from indexer.native import kernel
from indexer.native.posts.page_facts import PageState
from indexer.patterns import compile_later
from indexer.posts.generators.html.flat_code import flatten_code
from indexer.posts.generators.html.microformats import is_list
from indexer.posts.generators.html.own_text import count_letters
from indexer.posts.generators.html.parts import PageParts
from indexer.posts.generators.html.paths import is_url
from indexer.posts.generators.html.tree_page import read_parsed
from indexer.posts.generators.html.written_page import read_html, read_tree
from indexer.posts.post import Block, FrontMatter

_PARSER = etree.HTMLParser(huge_tree=True, remove_pis=True, remove_comments=True, collect_ids=False, encoding="utf-8")
"""One for all pages: names that occur again and again are then kept once. It locks itself."""
_UNSEEN = compile_later("[\x00\ud800-\udfff]")
_COUNT = compile_later(r"[(（]\d+[)）]")
_LISTED_ARTICLES = 2


def read_page(text: str) -> FrontMatter:
    """Part a built page into its metadata and its own text; it never raises.

    Returns:
        Values, as far as the page says them: ``title``, ``date``, ``lang``, ``authors``, ``tags``, ``categories``,
        ``description``, ``image``, ``keywords`` (text that the site wants to weigh more), ``noindex``. For the rules:
        ``window_title`` (with the site's name, mostly), ``site_name``, ``canonical`` (an address), ``bookmark`` (that
        of the text's own page, by its heading), ``feed`` (address of the site's), ``alternates``
        (addresses by language), ``is_redirect``, ``is_list`` (the page shows the beginnings of several articles),
        ``protected`` (it asks for a password), ``version`` (of the documentation),
        ``may_be_list`` (of one, or most of it is links), ``has_pagefind_body``. A page of ``nosnippet`` keeps its
        headings alone: what may not be shown cannot be found by its words here.
    """
    html = _encode(text)
    parts, state = _read_unparsed(html)
    return _make(parts or _parse_and_read(html, text, state))


def read_page_bytes(data: bytes) -> FrontMatter | None:
    """Read a page as ``read_page`` does, in UTF-8 as its file has it; None where it has to be decoded before."""
    html = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
    parts, state = _read_unparsed(html)
    if parts:
        return _make(parts)
    if state is not PageState.TO_PARSE and state is not PageState.TO_LOOK_AT:
        return None
    return _make(_parse_and_read(html, html.decode(), state))


def _read_unparsed(html: bytes) -> tuple[PageParts | None, PageState | None]:
    """Read a page by the kernel, or say how far it came; nothing where there is none, or it knows too little."""
    library = None if b"data-pagefind-" in html else kernel()
    read = read_html(library, html) if library else None
    return (read, PageState.READ) if isinstance(read, PageParts) else (None, read)


def _make(parts: PageParts | None) -> FrontMatter:
    if parts is None:
        return FrontMatter({"is_redirect": True}, {}, "", 1, "none")
    shows_text = "nosnippet" not in parts.head.robots()
    blocks = tuple(parts.blocks) if shows_text else tuple(block for block in parts.blocks if block.kind == "heading")
    body = "\n\n".join([block.text for block in blocks])
    values: dict[str, object] = {
        "date": parts.moment,
        "lang": parts.language,
        "bookmark": parts.bookmark if is_url(parts.bookmark) else "",
        **parts.head.values(parts.around),
        **parts.told.values,
        "title": parts.title,
        "keywords": parts.told.weighted,
        "is_list": max(parts.listed, parts.entries) >= _LISTED_ARTICLES or is_list(parts.body_class),
        "protected": parts.asks_password,
        "may_be_list": parts.listed + parts.entries > 0 or not _has_letters_beside_headings(blocks, 2 * parts.linked),
        "has_pagefind_body": parts.told.has_body,
    }
    values = {name: value for name, value in values.items() if value}
    return FrontMatter(values, {}, body, 1, "none", blocks=blocks)


def _has_letters_beside_headings(blocks: Iterable[Block], least: int) -> bool:
    """Say whether a text has more letters beside its headings, and counts of posts, as lists of tags have them."""
    letters = (count_letters(_leave_counts_out(block.text)) for block in blocks if block.kind != "heading")
    return any(found > least for found in accumulate(letters))


def _leave_counts_out(text: str) -> str:
    return _COUNT.sub("", text) if "(" in text or "（" in text else text


def _parse_and_read(html: bytes, text: str, state: PageState | None) -> PageParts | None:
    """Read a page by its parser; None of one without a body.

    Args:
        html: The page.
        text: The same, not encoded.
        state: How far the kernel read it; None where it may not.
    """
    root = _parse(html)
    body = next(root.iter("body"), None) if root is not None else None
    if root is None or body is None:
        return None
    library = kernel() if state is PageState.TO_PARSE else None
    return (read_tree(library, root, html) if library else None) or read_parsed(root, body, text)


def _parse(html: bytes) -> Element | None:
    try:
        return etree.fromstring(flatten_code(html), _PARSER)
    except etree.XMLSyntaxError:  # an empty file
        return None


def _encode(text: str) -> bytes:
    """Write a page in UTF-8, which the parser reads in half the time of text."""
    try:
        return text.replace("\0", "\ufffd").encode()
    except UnicodeEncodeError:
        return _UNSEEN.sub("\ufffd", text).encode()
