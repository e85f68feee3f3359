"""An export of WordPress (WXR, an extended RSS file) -> what its site has published.

Source:
    WordPress 6.1 ``wp-admin/includes/export.php``; Polylang's export keeps languages as terms.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from indexer.errors import UsageError

_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML forbids, and WordPress copies from posts all the same: its own importer strikes on them."""
_NO_POSTS = frozenset(
    """
    attachment revision nav_menu_item custom_css customize_changeset oembed_cache user_request acf-field
    acf-field-group elementor_library shop_order feedback
    """.split()  # noqa: SIM905 - a list of quoted words is no easier to read
)
"""Types of what is no page of a site; WordPress' own others begin with ``wp_``."""
_PUBLISHED = "publish"
_FARTHEST_ZONE = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class ExportedPost:
    """One post or page that visitors of the site read.

    Attributes:
        url: Its address.
        title, excerpt: May hold HTML.
        content: As its author wrote it: HTML, blocks, shortcodes, blank lines between paragraphs.
        date: ISO 8601 with an offset; empty where it has none.
        image: The address of its picture; empty where it has none.
        language: As Polylang has it; empty where the site has one alone.
        translations: Addresses by language, its own among them; empty without Polylang.
    """

    url: str
    title: str
    content: str
    excerpt: str = ""
    date: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: str = ""
    language: str = ""
    translations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """A site as its export has it.

    Attributes:
        left_out: How many posts are not shown to visitors, by their status.
    """

    title: str
    url: str
    language: str
    posts: tuple[ExportedPost, ...]
    left_out: Mapping[str, int]


def read_export(path: Path) -> Export:
    """Read an export.

    Raises:
        UsageError: It is none, or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    try:
        channel = etree.fromstring(_NO_XML.sub(b"", data), parser).find("channel")
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{path}: is no XML that can be read: {error}; export it again from WordPress") from error
    if channel is None or not _text(channel, "wxr_version"):
        raise UsageError(f"{path}: is no export of WordPress; take the file that its “Tools: Export” gives")
    return _read_channel(channel)


def _read_channel(channel: Element) -> Export:
    items = [item for item in channel.iterfind("item") if _is_page(_text(item, "post_type"))]
    statuses = Counter(_status(item) for item in items)
    shown = [item for item in items if _status(item) == _PUBLISHED]
    names = {
        _text(author, "author_login"): _text(author, "author_display_name") for author in _named(channel, "author")
    }
    images = {_text(item, "post_id"): _text(item, "attachment_url") for item in channel.iterfind("item")}
    groups = _translations(shown)
    return Export(
        title=_text(channel, "title"),
        url=(_text(channel, "base_blog_url") or _text(channel, "link")).rstrip("/"),
        language=_text(channel, "language"),
        posts=tuple(_read_item(item, names, images, groups) for item in shown),
        left_out={status: count for status, count in statuses.items() if status != _PUBLISHED},
    )


def _is_page(kind: str) -> bool:
    return bool(kind) and kind not in _NO_POSTS and not kind.startswith("wp_")


def _status(item: Element) -> str:
    status = _text(item, "status")
    return "password" if status == _PUBLISHED and _text(item, "post_password") else status or "unknown"


def _read_item(
    item: Element, names: Mapping[str, str], images: Mapping[str, str], groups: Mapping[str, Mapping[str, str]]
) -> ExportedPost:
    login = _text(item, "creator")
    picture = next((_text(meta, "meta_value") for meta in _named(item, "postmeta") if _is_thumbnail(meta)), "")
    return ExportedPost(
        url=_text(item, "link"),
        title=_text(item, "title"),
        content=_encoded(item, "content"),
        excerpt=_encoded(item, "excerpt"),
        date=_date(item),
        author=names.get(login) or login,
        tags=tuple(_terms(item, "post_tag")),
        categories=tuple(_terms(item, "category")),
        image=images.get(picture, ""),
        language=next(_slugs(item, "language"), ""),
        translations=groups.get(next(_slugs(item, "post_translations"), ""), {}),
    )


def _is_thumbnail(meta: Element) -> bool:
    return _text(meta, "meta_key") == "_thumbnail_id"


def _date(item: Element) -> str:
    """Return when a post is from, with the offset of its site's zone; that is not said, but by two moments."""
    local, utc = _moment(item, "post_date"), _moment(item, "post_date_gmt")
    if not local:
        return ""
    offset = timedelta(minutes=15) * round((local - utc) / timedelta(minutes=15)) if utc else timedelta()
    is_zone = abs(offset) <= _FARTHEST_ZONE
    return local.replace(tzinfo=timezone(offset if is_zone else timedelta())).isoformat()


def _moment(item: Element, name: str) -> datetime | None:
    """Read ``2018-10-24 10:00:00``; None for ``0000-00-00 00:00:00`` and the like."""
    try:
        return datetime.fromisoformat(_text(item, name)).replace(tzinfo=None)
    except ValueError:
        return None


def _translations(items: list[Element]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for item in items:
        for group in _slugs(item, "post_translations"):
            for language in _slugs(item, "language"):
                groups.setdefault(group, {})[language] = _text(item, "link")
    return groups


def _terms(item: Element, domain: str) -> Iterator[str]:
    for term in item.iterfind("category"):
        if term.get("domain") == domain and term.text:
            yield term.text.strip()


def _slugs(item: Element, domain: str) -> Iterator[str]:
    for term in item.iterfind("category"):
        if term.get("domain") == domain and (slug := term.get("nicename")):
            yield slug


def _named(parent: Element, name: str) -> Iterator[Element]:
    """Yield the children of a local name: each version of the format has namespaces of its own."""
    yield from parent.iterfind(f"{{*}}{name}")


def _text(parent: Element, name: str) -> str:
    return next(((child.text or "").strip() for child in _named(parent, name)), "")


def _encoded(item: Element, kind: str) -> str:
    """Return ``content:encoded`` or ``excerpt:encoded``, which differ by their namespaces alone."""
    found = (child for child in _named(item, "encoded") if f"/{kind}/" in str(child.tag))
    return next((child.text or "" for child in found), "")
