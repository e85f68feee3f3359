"""Lay what a built page says over what its source says of a post."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from indexer.posts.dates import parse_date
from indexer.posts.encoding import EncodingError, decode
from indexer.posts.fields import SUMMARY_KEYS, text_of
from indexer.posts.generators.base import Place
from indexer.posts.generators.paged import BuiltPages
from indexer.posts.post import Block, FrontMatter, Problem, Skipped, SkipReason
from indexer.posts.source_file import SourceFile, describe, read_source, status_of

_FILLED_IN = ("title", "description", "image", "authors", "keywords")
"""What the page tells where the front matter does not."""
_SAME = {"description": SUMMARY_KEYS, "authors": ("authors", "author")}


@dataclass(frozen=True, slots=True)
class PageText:
    """A post's text as its page has it.

    Attributes:
        body: The page's own text.
        blocks: What it is put together from.
        language: As the page says; may be empty.
        place: What is known of the post by now: address and date too, where the page knows better.
    """

    body: str
    blocks: tuple[Block, ...]
    language: str
    place: Place


def read_page_text(pages: BuiltPages, source: SourceFile, place: Place, now: datetime) -> PageText | Skipped | Problem:
    """Read the page of a post.

    Args:
        pages: Of the site.
        source: The post's file.
        place: As the rules of the sources have it.
        now: Of a post that is not due yet, or has expired, no page is missed.

    Returns:
        The text; or why the page says it may not be found; or a warning, whereupon the source's own text counts.
    """
    from indexer.posts.generators.html.rules import page_language  # noqa: PLC0415  only built pages need it

    path = pages.find(place.url)
    page = _read_page(source, path) if path else _missed(pages, source, place, now)
    if isinstance(page, Problem):
        return page
    if reason := _hidden_by(pages, page):
        return Skipped(source.id, reason)
    return PageText(page.body, page.blocks, page_language(page), _fill_in(pages, place, page, path))


def _missed(pages: BuiltPages, source: SourceFile, place: Place, now: datetime) -> Problem:
    """Return the warning that a post has no page; without a message where none was to be expected."""
    is_early = place.visible_from is not None and place.visible_from > now
    is_late = place.visible_until is not None and place.visible_until <= now
    message = f"no page of it ({place.url}) in {pages.folder}; its source is indexed; build the site again"
    return _warning(source.id, "" if is_early or is_late else message, "no built page")


def _read_page(source: SourceFile, path: str) -> FrontMatter | Problem:
    """Read a page that holds a post's text as it is now."""
    from indexer.posts.generators.html.page import read_page  # noqa: PLC0415  as above

    try:
        status = os.lstat(path)
        page_file = SourceFile(path, path, *status_of(status))
        if page_file.mtime_ns < source.mtime_ns:
            return _warning(source.id, "newer than its page; its source is indexed; build the site again", "older page")
        page = read_page(decode(read_source(page_file)).text)
    except (OSError, EncodingError) as error:
        reason = describe(error) if isinstance(error, OSError) else str(error)
        return _warning(source.id, f"its page cannot be read ({path}: {reason}); its source is indexed", "bad page")
    if page.get("is_redirect") or not page.blocks:
        return _warning(source.id, f"its page ({path}) only leads elsewhere; its source is indexed", "no built page")
    return page


def _hidden_by(pages: BuiltPages, page: FrontMatter) -> SkipReason | None:
    if page.get("noindex"):
        return SkipReason.NOINDEX
    return SkipReason.UNSEARCHED if pages.rules.has_bodies and not page.get("has_pagefind_body") else None


def _warning(post_id: str, message: str, topic: str) -> Problem:
    return Problem(post_id, 0, message, refused=False, topic=topic)


def _fill_in(pages: BuiltPages, place: Place, page: FrontMatter, path: str) -> Place:
    """Add to what the source says what the page alone knows."""
    own = place.front_matter
    told = {
        name: page.values[name]
        for name in _FILLED_IN
        if name in page.values and own.get(*_SAME.get(name, (name,))) is None
    }
    date = place.date or _date_of(page, pages)
    values: Mapping[str, object] = {**own.values, **told}
    return replace(
        place, url=_address(pages, place.url, page, path), date=date, front_matter=replace(own, values=values)
    )


def _date_of(page: FrontMatter, pages: BuiltPages) -> datetime | None:
    try:
        return parse_date(page.get("date"), pages.rules.time_zone)
    except ValueError:
        return None  # a template's way to write dates; the source gives none


def _address(pages: BuiltPages, url: str, page: FrontMatter, path: str) -> str:
    """Return the address that a page calls its own, where it is on the same host and this very page."""
    told = urlsplit(urljoin(url, text_of(page.get("canonical"))))
    host = urlsplit(url).netloc or urlsplit(pages.rules.base_url).netloc
    address = told._replace(query="", fragment="").geturl()
    return address if told.netloc == host and pages.find(address) == path else url
