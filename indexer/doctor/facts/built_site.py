"""Facts about a built site: whether the addresses in the index lead to its pages."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from indexer.posts.generators.html.paths import is_file, is_url
from indexer.regular_files import read_regular

FOLDERS = ("public", "_site")
"""Where Hugo, Zola and Hexo, and where Jekyll and Eleventy, put what they build."""
_HEAD_BYTES = 65_536
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BuiltSiteFacts:
    """A built site against the addresses in the index.

    Attributes:
        folder: Where it lies; None where there is none.
        posts: How many addresses were looked at.
        nowhere: Posts whose address no page has, with it.
        elsewhere: Posts whose page says that it stands at another address: their ids, the index's and the page's.
    """

    folder: Path | None = None
    posts: int = 0
    nowhere: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str, str], ...] = ()


def gather_built_site(site: Path | None, base_url: str, posts: Iterable[tuple[str, str]]) -> BuiltSiteFacts:
    """Look for the page of each post.

    Args:
        site: The site's folder, if any.
        base_url: Its address, without a trailing slash; may be empty.
        posts: The id and address of each post in the index.
    """
    folder = _find_folder(site) if site else None
    if folder is None:
        return BuiltSiteFacts()
    prefix, nowhere, elsewhere, looked_at = urlsplit(base_url).path.rstrip("/"), [], [], 0
    for post_id, url in posts:
        if urlsplit(url).netloc not in {"", urlsplit(base_url).netloc}:
            continue  # a language on a host of its own may be built into another folder
        looked_at += 1
        page = _find_page(folder, _path_of(url).removeprefix(prefix))
        if page is None:
            nowhere.append((post_id, url))
        elif (canonical := _read_canonical(page)) and _path_of(canonical) != _path_of(url):
            elsewhere.append((post_id, url, canonical))
    return BuiltSiteFacts(folder, looked_at, tuple(nowhere), tuple(elsewhere))


def _find_folder(site: Path) -> Path | None:
    """Return the folder of a built site: one that has a page at its top."""
    return next((site / name for name in FOLDERS if any((site / name).glob("*.html"))), None)


def _path_of(url: str) -> str:
    """Return the path of an address as it is compared: decoded, without the name of a folder's page."""
    return unquote(urlsplit(url).path).removesuffix("index.html")


def _find_page(folder: Path, path: str) -> Path | None:
    """Return the file that a web server answers with for a path."""
    inner = path.strip("/")
    candidates = [each for each in _candidates(inner) if "\0" not in each]
    return next((page for each in candidates if is_file(page := folder / each)), None)


def _candidates(inner: str) -> Iterator[str]:
    yield f"{inner}/index.html" if inner else "index.html"
    if inner:
        yield inner
        yield f"{inner}.html"


def _read_canonical(page: Path) -> str:
    """Return the address that a page says it has; empty where it says none that can be read."""
    try:
        head = read_regular(page, _HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    for link in _LINK.findall(head):
        if _CANONICAL.search(link) and (href := _HREF.search(link)):
            address = html.unescape(next(filter(None, href.groups()), ""))
            return address if is_url(address) else ""
    return ""
