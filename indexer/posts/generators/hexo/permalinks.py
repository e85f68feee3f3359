"""Hexo's addresses, and what Hexo reads from the name of a file."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from indexer.posts.fields import flag_of, text_of
from indexer.posts.generators.config_file import table
from indexer.posts.generators.percent_encoding import encode_uri
from indexer.text.hexo_slugs import hexo_slug

_PARAMETER = re.compile(r":(\w*[^_\W])")
_SEGMENTS = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
    "hash": r"[0-9a-f]{12}",
}


def read_name(path: str, new_post_name: str) -> dict[str, str]:
    """Read a post's path by the pattern that the site names its new posts by.

    Args:
        path: Below ``_posts``, without ending.
        new_post_name: ``:year-:month-:day-:title``, without ending.

    Returns:
        What the pattern names; always a ``title``, which is the slug: part of the path, or all of it as a slug.

    Source:
        Hexo 8 ``lib/plugins/processor/post.ts``, ``parseFilename``.
    """
    names: list[str] = []

    def take(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"({_SEGMENTS.get(found[1], '.+?')})"

    parts = re.split(r"(:\w*[^_\W])", new_post_name)
    pattern = "".join(_PARAMETER.sub(take, part) if part.startswith(":") else re.escape(part) for part in parts)
    match = re.fullmatch(pattern, path)
    found = dict(zip(names, match.groups(), strict=True)) if match else {}
    return found if "title" in found else {**found, "title": hexo_slug(path)}


@dataclass(frozen=True, slots=True)
class HexoAddresses:
    """A site's rules for addresses.

    Attributes:
        url: The site's, with its folder, without a trailing slash; may be empty.
        permalink: The pattern for posts.
        defaults: Values for names in the pattern that a post does not have.
        filename_case: 1 lower-cases categories, 2 upper-cases them.
        category_map: Other names for categories.
        asset_folders: Each post has a folder, so its address ends in a slash.
        shows_index, shows_html: Whether ``index.html`` and ``.html`` are left at the end of addresses.
    """

    url: str
    permalink: str = ":year/:month/:day/:title/"
    defaults: Mapping[str, object] = field(default_factory=dict)
    default_category: str = "uncategorized"
    category_map: Mapping[str, object] = field(default_factory=dict)
    filename_case: int = 0
    asset_folders: bool = False
    shows_index: bool = True
    shows_html: bool = True

    def post(self, slug: str, date: datetime, values: Mapping[str, object]) -> str:
        """Return a post's address.

        Args:
            slug: What its name gives as ``title``.
            date: In the site's zone.
            values: Its front matter, and what else its name gives.

        Source:
            Hexo 8 ``lib/plugins/filter/post_permalink.ts``.
        """
        path = text_of(values.get("permalink")) or self._filled(slug, date, values)
        if self.asset_folders and not path.endswith(("/", ".html")):
            path += "/"
        return self.full(path)

    def page(self, path: str, given: str) -> str:
        """Return the address of a page that is no post.

        Args:
            path: Below the source folder, without ending.
            given: Its own permalink; may be empty.
        """
        if given.endswith("/"):
            return self.full(f"{given}index.html")
        if given:
            return self.full(given if "." in given.rpartition("/")[2] else f"{given}.html")
        return self.full(f"{path}.html")

    def full(self, path: str) -> str:
        """Put the site's address before a path, and the path into the form that the site shows."""
        url = self.url + encode_uri(unquote(re.sub("/{2,}", "/", f"/{path}")))
        if not self.shows_index:
            url = url.removesuffix("index.html")
        return url if self.shows_html or url.endswith("index.html") else url.removesuffix(".html")

    def missing(self, values: Mapping[str, object], *, has_date: bool) -> str:
        """Return the first name in the pattern for which a post has no value, or ``date``; empty when it has all."""
        known = {*_BUILT_IN, *self.defaults, *(name for name, value in values.items() if value is not None)}
        wanted = () if values.get("permalink") else _PARAMETER.findall(self.permalink)
        if not has_date and not _FROM_DATE.isdisjoint(wanted):
            return "date"
        return next((name for name in wanted if name not in known and name not in _FROM_DATE), "")

    def _filled(self, slug: str, date: datetime, values: Mapping[str, object]) -> str:
        tokens = {
            **{name: text_of(value) for name, value in self.defaults.items()},
            **{name: text_of(value) for name, value in values.items() if value is not None},
            **self._built_in(slug, date, values),
        }
        return _PARAMETER.sub(lambda found: tokens.get(found[1], "undefined"), self.permalink)

    def _built_in(self, slug: str, date: datetime, values: Mapping[str, object]) -> dict[str, str]:
        """Return what every post has for a pattern."""
        seconds = str(int(date.timestamp()))
        return {
            "title": slug,
            "name": slug.rpartition("/")[2],
            "post_title": hexo_slug(text_of(values.get("title")), 1),
            "year": f"{date.year:04}",
            "month": f"{date.month:02}",
            "day": f"{date.day:02}",
            "hour": f"{date.hour:02}",
            "minute": f"{date.minute:02}",
            "second": f"{date.second:02}",
            "i_month": str(date.month),
            "i_day": str(date.day),
            "timestamp": seconds,
            "hash": hashlib.sha1(f"{slug}{seconds}".encode(), usedforsecurity=False).hexdigest()[:12],
            "category": self._category(values.get("categories") or values.get("category")),
            "layout": text_of(values.get("layout")) or "post",
        }

    def _category(self, value: object) -> str:
        """Return the last category with those above it; a plain list is one line of descent."""
        listed = value if isinstance(value, list) else [value] if value else []
        lines = [item for item in listed if isinstance(item, list)]
        line = (listed[-1] if isinstance(listed[-1], list) else [listed[-1]]) if lines else listed
        names = [text_of(name) for name in line if name]
        slugs = [hexo_slug(text_of(self.category_map.get(name)) or name, self.filename_case) for name in names]
        return "/".join(slugs) if slugs else self.default_category


_BUILT_IN = frozenset({"title", "name", "post_title", "category", "layout"})
_FROM_DATE = frozenset(
    {"year", "month", "day", "hour", "minute", "second", "i_month", "i_day", "timestamp", "hash"},
)


def read_addresses(config: Mapping[str, object], url: str) -> HexoAddresses:
    """Return how a site writes its addresses, by its configuration and the address that this gives the site."""
    pretty = table(config.get("pretty_urls"))
    case = text_of(config.get("filename_case"))
    return HexoAddresses(
        url=url or "/".join(["", *text_of(config.get("root")).strip("/").split("/")]).rstrip("/"),
        permalink=text_of(config.get("permalink")) or HexoAddresses("").permalink,
        defaults=table(config.get("permalink_defaults")),
        default_category=text_of(config.get("default_category")) or "uncategorized",
        category_map=table(config.get("category_map")),
        filename_case=int(case) if case in {"1", "2"} else 0,
        asset_folders=flag_of(config.get("post_asset_folder")) is True,
        shows_index=flag_of(pretty.get("trailing_index")) is not False,
        shows_html=flag_of(pretty.get("trailing_html")) is not False,
    )
