"""What a page's head says about it: title, dates, authors, tags, language, addresses, and who may find it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from indexer.posts.generators.html.paths import is_url
from indexer.posts.generators.html.structured_data import read_article

_SEPARATORS = re.compile(r"\s+[|·•–—»:]\s+|\s+-\s+|\s*[|｜·]\s*")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.created", "datepublished", "pubdate", "publishdate", "publish_date", "parsely-pub-date", "citation_date",
)  # fmt: skip
_AUTHORS = ("article:author", "author", "dc.creator", "dcterms.creator", "parsely-author", "citation_author")
_TAGS = ("article:tag", "og:article:tag", "book:tag", "tags")
_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")
_FEEDS = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json"})
_ROBOTS = ("robots", "googlebot")
_IMAGES = ("og:image", "og:image:url", "twitter:image", "twitter:image:src")


@dataclass(frozen=True, slots=True)
class Head:
    """The metadata of a page, as its head has them.

    Attributes:
        names: Contents of ``<meta>`` by name, property or itemprop in small letters, in the order written.
        article: Its JSON-LD, see ``structured_data``.
        title: Of the window.
        canonical: As written; may be empty.
        alternates: Addresses by language, as ``hreflang`` has them.
        feed: Address of the site's first feed, as written; may be empty.
        is_redirect: The page sends the browser elsewhere at once.
    """

    names: Mapping[str, tuple[str, ...]]
    article: Mapping[str, object]
    title: str
    canonical: str
    alternates: Mapping[str, str]
    feed: str
    is_redirect: bool

    def first(self, *names: str) -> str:
        """Return the first content of the first of ``names`` that is there and not empty."""
        for name in names:
            for text in self.names.get(name, ()):
                if text:
                    return text
        return ""

    def values(self, around: Mapping[str, object]) -> dict[str, object]:
        """Return what is said, by the names that ``read_page`` gives it; nothing is empty.

        Args:
            around: What stands around the page's text, see ``microformats``. It counts where the head says nothing,
                and its tags more than keywords, which many sites have the same of all pages.
        """
        tags = [text for name in _TAGS for text in self.names.get(name, ()) if text]
        if len(tags) == 1:  # Docusaurus names all in one
            tags = [tag.strip() for tag in tags[0].split(",")]
        found: dict[str, object] = {
            "window_title": self.title,
            "site_name": self.first("og:site_name", "application-name"),
            "date": self.first(*_PUBLISHED) or self.article.get("datePublished"),
            "authors": self.authors(),
            "tags": tags or around.get("tags") or self.article.get("keywords") or self.first("keywords"),
            "categories": self.first("article:section"),
            "description": self.first(*_DESCRIPTIONS),
            "image": self.first(*_IMAGES),
            "noindex": "noindex" in self.robots(),
            "canonical": self.canonical or self._address("og:url"),
            "alternates": dict(self.alternates),
            "feed": self.feed,
            "is_redirect": self.is_redirect,
            "version": self.first("docusaurus_version"),
        }
        return {**around, **{name: value for name, value in found.items() if value}}

    def host(self) -> str:
        """Return the host of the site, as the page's own address or its feed says; empty where neither does."""
        told = (self.canonical, self._address("og:url"), self.feed)
        return next((host for address in told if (host := urlsplit(address).netloc)), "")

    def _address(self, name: str) -> str:
        told = self.first(name)
        return told if is_url(told) else ""

    def authors(self) -> object:
        """Return their names, or what JSON-LD says of them; empty or None where the head names none."""
        named = [text for name in _AUTHORS for text in self.names.get(name, ()) if text and "://" not in text]
        return named or self.article.get("author")  # the address of a profile is no name

    def robots(self) -> frozenset[str]:
        """Return what search engines are told, such as ``noindex`` and ``nosnippet``.

        Source:
            https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
        """
        told = [text for name in _ROBOTS for text in self.names.get(name, ())]
        if not told:
            return frozenset()
        rules = frozenset(rule.strip().lower().replace(" ", "") for text in told for rule in text.split(","))
        return (
            rules
            | ({"noindex"} if "none" in rules else frozenset())
            | ({"nosnippet"} if "max-snippet:0" in rules else frozenset())
        )

    def page_title(self, named: str, only: str) -> str:
        """Return the title of the page without the site's name; empty where only the window's title is there.

        Args:
            named: The heading that the window's title names; may be empty.
            only: The text of the only ``<h1>`` of the page's own text; empty where there is none, or several. It is no
                title where the window names the one that is made for other sites instead.
        """
        headline = self.article.get("headline")
        for_others = self.first("og:title", "twitter:title", "dc.title")
        title = self._without_site(for_others)
        is_in_window = bool(title) and title != self.first("og:site_name") and self.title.startswith(title)
        return named or (title if is_in_window else only or title) or (headline if isinstance(headline, str) else "")

    def _without_site(self, title: str) -> str:
        site = self.first("og:site_name", "application-name")
        parts = _SEPARATORS.split(title)
        if len(parts) == 1:
            return title
        if site and parts[-1].strip() == site:
            return title[: title.rfind(parts[-1])].rstrip(" |·•–—»:-｜")
        if site and parts[0].strip() == site:
            return title[title.find(parts[0]) + len(parts[0]) :].lstrip(" |·•–—»:-｜")
        return title


@dataclass(slots=True)
class WrittenHead:
    """What stands in a page's head, or in its body where careless themes put it, as it is written.

    Attributes:
        metas: Names, which may be properties or itemprops, and contents.
        links: What they are (``rel``), their languages, types and addresses.
        title: Of the window.
        scripts: Those of JSON-LD.
    """

    metas: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str, str, str]] = field(default_factory=list)
    title: str = ""
    scripts: list[str] = field(default_factory=list)
    is_redirect: bool = False


def make_head(written: WrittenHead) -> Head:
    """Return the metadata of a page."""
    names: dict[str, tuple[str, ...]] = {}
    for name, content in written.metas:
        key, text = name.strip().lower(), " ".join(content.split())
        names[key] = (*names[key], text) if key in names else (text,)
    links = [*_read_links(written.links)]
    feeds = (href for _, _, kind, href in written.links if kind in _FEEDS)
    return Head(
        names=names,
        article=read_article(written.scripts),
        title=" ".join(written.title.split()),
        canonical=next((href for rel, _, href in links if "canonical" in rel), ""),
        alternates={language: href for rel, language, href in links if "alternate" in rel and language},
        feed=next(filter(is_url, feeds), ""),
        is_redirect=written.is_redirect,
    )


def _read_links(links: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[list[str], str, str]]:
    for rel, language, _, href in links:
        kinds = rel.lower().split()
        if ("canonical" in kinds or "alternate" in kinds) and (address := href.strip()) and is_url(address):
            yield kinds, language.strip().lower(), address


def read_head(root: Element) -> Head:
    """Read the metadata of a whole page."""
    title = next(root.iter("title"), None)
    scripts = (script for script in root.iter("script") if script.get("type") == "application/ld+json")
    metas, links = [*root.iter("meta")], root.iter("link")
    return make_head(
        WrittenHead(
            metas=[(name, meta.get("content") or "") for meta in metas if (name := _name_of(meta))],
            links=[
                (link.get("rel") or "", link.get("hreflang") or "", link.get("type") or "", link.get("href") or "")
                for link in links
            ],
            title=(title.text or "") if title is not None else "",
            scripts=[script.text or "" for script in scripts],
            is_redirect=any(meta.get("http-equiv") == "refresh" for meta in metas),
        )
    )


def _name_of(meta: Element) -> str:
    return meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
