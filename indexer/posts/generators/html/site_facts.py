"""What a built site says about itself: its address and its name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from indexer.posts.generators.config_file import address_of_domain
from indexer.posts.generators.html.paths import has_page, is_file, is_url

_TITLE = re.compile(r"<title[^>]*>([^<]*)</title", re.IGNORECASE)
_TITLE_ENDING = re.compile(r"\s*(?:\s[-–—·•»:]\s|[|｜])\s*[^|｜]*?\Z")
_LEAST_TITLES = 3
_SITEMAPS = ("sitemap.xml", "sitemap_index.xml", "sitemap-index.xml", "sitemap-0.xml", "wp-sitemap.xml")


def find_title_ending(texts: Iterable[str]) -> str:
    """Return what at least half of the windows' titles, and three of them, end with behind a dash or bar."""
    titles = [" ".join(unescape(found[1]).split()) for text in texts if (found := _TITLE.search(text))]
    endings = Counter(found[0] for title in titles if (found := _TITLE_ENDING.search(title)))
    ending, count = endings.most_common(1)[0] if endings else ("", 0)
    return ending if count >= max(_LEAST_TITLES, len(titles) / 2) else ""


def find_base_url(root: Path, canonical: str, locations: list[str], feed: str) -> str:
    """Return the site's address: its home page's, else what its sitemap's or feed's begin with, else ``CNAME``'s."""
    if "://" in canonical:
        return canonical.removesuffix("index.html").rstrip("/")
    hosts = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, locations) if parts.netloc}
    if len(hosts) == 1:
        return f"{hosts.pop()}{_common_path(root, locations)}"
    return _base_of_feed(root, feed) or address_of_domain(root)


def _base_of_feed(root: Path, feed: str) -> str:
    """Return what is before the path of the feed's file in its address; empty where there is no such file."""
    host, path = urlsplit(feed).netloc, unquote(urlsplit(feed).path).strip("/")
    steps = path.split("/")
    below = ((count, "/".join(steps[count:])) for count in range(len(steps)) if host and ".." not in steps)
    count = next((count for count, name in below if name and is_file(root / name)), None)
    if count is None:
        return ""
    return "/".join([f"{urlsplit(feed).scheme}://{host}", *steps[:count]])


def _common_path(root: Path, locations: list[str]) -> str:
    """Return the path at which the site lies: ``/docs`` where ``/docs/guide/`` is the page ``guide/index.html``."""
    for path in sorted({urlsplit(location).path for location in locations}, key=len):
        steps = unquote(path).strip("/").split("/")
        for count in range(len(steps)):
            below = "/".join(steps[count:])
            if has_page(root, below):
                return "/" + "/".join(steps[:count]) if count else ""
    return ""


def read_sitemap(root: Path) -> Iterator[str]:
    """Yield the addresses of a site's first sitemap.

    Source:
        https://www.sitemaps.org/protocol.html
    """
    path = next((path for name in _SITEMAPS if (path := root / name).is_file()), None)
    if path is None:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        tree = etree.parse(path, parser)
    except (OSError, etree.XMLSyntaxError):
        return
    locations = (element.text.strip() for element in tree.iter("{*}loc") if element.text)
    yield from filter(is_url, locations)
