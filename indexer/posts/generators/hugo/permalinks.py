"""Hugo's addresses: permalink patterns, front matter ``url``, languages, and what is done to odd characters."""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from indexer.posts.generators.english_dates import DAYS, MONTHS
from indexer.posts.generators.globs import compile_glob
from indexer.posts.generators.percent_encoding import go_escape_path, go_unescape_query
from indexer.text.slugs import hugo_normalise, hugo_sanitize, remove_accents

_ATTRIBUTE = re.compile(r":\w+(?:\[.+?\])?")
_UNDATED = datetime(1, 1, 1)  # noqa: DTZ001 - Go's zero time; only its digits are printed
_ESCAPED_COLON = "\x00"


@dataclass(frozen=True, slots=True)
class PermalinkRule:
    """A pattern, and the pages that it is for.

    Attributes:
        path: A pattern for the page's path, ``/blog/**``; empty for any.
        languages: Patterns for its language; none for any.

    Raises:
        ConfigurationError: A pattern cannot be read.
    """

    pattern: str
    path: str = ""
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (self.path, *self.languages):
            compile_glob(pattern, deep_may_be_empty=False)

    def matches(self, page: "PermalinkPage") -> bool:
        """Say whether the rule is for ``page``."""
        wanted = [compile_glob(pattern, deep_may_be_empty=False) for pattern in self.languages]
        if wanted and not any(glob.fullmatch(page.language) for glob in wanted):
            return False
        return not self.path or compile_glob(self.path, deep_may_be_empty=False).fullmatch(page.path) is not None


@dataclass(frozen=True, slots=True)
class PermalinkPage:
    """The parts that an address can be made of.

    Attributes:
        path: Lower-case and from the top of the content, without ending: ``/blog/a-post``.
        folder: The folder's part of the address, with the slugs of the sections above the page: ``/blog``.
        name: The file's name without ending and language, or its folder's for a bundle.
        section: The first folder; empty at the top.
        sections: The folders that are sections, from the top down to the nearest.
    """

    path: str
    folder: str
    name: str
    language: str = ""
    section: str = ""
    sections: tuple[str, ...] = ()
    title: str = ""
    slug: str = ""
    url: str = ""
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class HugoAddresses:
    """How one language of a site makes its addresses.

    Attributes:
        base: What stands before every address; may be empty.
        prefix: The language's folder; may be empty.
        ugly: ``/a-post.html`` instead of ``/a-post/``: for all sections, or for those named.
    """

    base: str
    prefix: str = ""
    rules: tuple[PermalinkRule, ...] = ()
    ugly: bool | frozenset[str] = False
    keep_case: bool = False
    remove_accents: bool = False

    def permalink(self, page: PermalinkPage) -> str:
        """Return the address of ``page`` as Hugo prints it.

        Source:
            Hugo 0.168 ``resources/page/page_paths.go``, ``CreateTargetPaths``.
        """
        url = go_unescape_query(self._expand(page.url, page)) if ":" in page.url else page.url
        link = (self._given(url) if url else self._prefixed(self._made(page))).replace("#", "%23")
        path, mark, query = link.partition("?")
        return self.base + go_escape_path(path) + mark + query

    def section_permalink(self, page: PermalinkPage) -> str:
        """Return the address of a section's page: its folder, whatever patterns say of the pages inside."""
        return replace(self, rules=(), ugly=False).permalink(page)

    def _given(self, url: str) -> str:
        """Return the address that a front matter ``url`` asks for; it is kept as written."""
        path = "/" + "/".join(part for part in url.split("/") if part)
        if "." not in url or url.endswith("/"):
            path = path.rstrip("/") + "/"
        elif path.endswith("/index.html"):
            path = path.removesuffix("index.html")
        return path if url.startswith("/") else self._prefixed(path)

    def _made(self, page: PermalinkPage) -> str:
        """Return a page's path from its permalink pattern, else from its folder and name."""
        ugly = self.ugly if isinstance(self.ugly, bool) else page.section in self.ugly
        folder, name = (page.folder, page.name) if self.keep_case else map(hugo_normalise, (page.folder, page.name))
        expanded = self._expanded(page)
        parts = [expanded] if expanded else [folder, page.slug or name]
        parts = [part for part in parts if part.strip("/")] or [""]
        if ugly:
            parts[-1] = parts[-1].removesuffix("/") + ".html"
        path = _join([self._sanitize(part) for part in parts])
        return path if ugly else path.rstrip("/") + "/"

    def _expanded(self, page: PermalinkPage) -> str:
        rule = next((rule for rule in self.rules if rule.matches(page)), None)
        if rule is None:
            return ""
        path = go_unescape_query(self._expand(rule.pattern, page))
        # Unlike Go, Python keeps two slashes at the beginning, where the token of a pattern gave nothing.
        return posixpath.normpath(f"/{path.lstrip('/')}" if path.startswith("/") else path) if path else ""

    def _expand(self, pattern: str, page: PermalinkPage) -> str:
        """Fill in a pattern's tokens; an unknown one stays as it is."""
        pattern = pattern.replace("\\:", _ESCAPED_COLON)
        filled = _ATTRIBUTE.sub(lambda found: self._attribute(found[0][1:], page), pattern)
        return filled.replace(_ESCAPED_COLON, ":")

    def _attribute(self, name: str, page: PermalinkPage) -> str:
        """Return what stands for one token of a pattern."""
        if name in _DATE_TOKENS:
            return _DATE_TOKENS[name](page.date or _UNDATED)
        if name.startswith("sections["):
            return "/".join(_slice(page.sections, name[len("sections[") : -1].strip().lower()))
        if name in {"section", "sections"}:
            return page.section if name == "section" else "/".join(page.sections)
        texts = self._texts(page)
        return texts[name] if name in texts else _go_format(page.date or _UNDATED, name)

    def _texts(self, page: PermalinkPage) -> Mapping[str, str]:
        """Return the tokens that are made of the page's names."""
        title = self._urlize(page.title.replace("/", "-").replace("\\", "-"))
        name, slug = self._urlize(page.name), self._urlize(page.slug)
        has_slug = page.slug != ""
        return {
            "title": title,
            "slug": slug if has_slug else title,
            "filename": name,
            "contentbasename": name,
            "slugorfilename": slug if has_slug else name,
            "slugorcontentbasename": slug if has_slug else name,
        }

    def _urlize(self, text: str) -> str:
        clean = self._sanitize(text)
        # Go takes the sign for the beginning of a fragment, and writes no empty one.
        return go_escape_path(clean.removesuffix("#") if clean.count("#") == 1 else clean)

    def _sanitize(self, text: str) -> str:
        """Return a path with nothing in it that Hugo would not write."""
        clean = hugo_sanitize(text)
        clean = remove_accents(clean) if self.remove_accents else clean
        return clean if self.keep_case else clean.lower()

    def _prefixed(self, path: str) -> str:
        return f"/{self.prefix}{path}" if self.prefix else path


def _join(parts: list[str]) -> str:
    """Put parts of a path together with one slash between them; a part that is empty gets none of its own."""
    path = ""
    for part in parts:
        path += part if path.endswith("/") or part.startswith("/") else f"/{part}"
    return path


_DATE_TOKENS: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda date: str(date.year),
    "month": lambda date: f"{date.month:02}",
    "monthname": lambda date: MONTHS[date.month - 1],
    "day": lambda date: f"{date.day:02}",
    "weekday": lambda date: str(date.isoweekday() % 7),
    "weekdayname": lambda date: DAYS[date.weekday()],
    "yearday": lambda date: str(date.timetuple().tm_yday),
}
_GO_LAYOUT: Mapping[str, Callable[[datetime], str]] = {
    "January": _DATE_TOKENS["monthname"],
    "Jan": lambda date: MONTHS[date.month - 1][:3],
    "Monday": _DATE_TOKENS["weekdayname"],
    "Mon": lambda date: DAYS[date.weekday()][:3],
    "2006": lambda date: f"{date.year:04}",
    "002": lambda date: f"{date.timetuple().tm_yday:03}",
    "01": _DATE_TOKENS["month"],
    "02": _DATE_TOKENS["day"],
    "03": lambda date: f"{date.hour % 12 or 12:02}",
    "04": lambda date: f"{date.minute:02}",
    "05": lambda date: f"{date.second:02}",
    "06": lambda date: f"{date.year % 100:02}",
    "15": lambda date: f"{date.hour:02}",
    "PM": lambda date: "PM" if date.hour >= 12 else "AM",  # noqa: PLR2004
    "pm": lambda date: "pm" if date.hour >= 12 else "am",  # noqa: PLR2004
    "1": lambda date: str(date.month),
    "2": lambda date: str(date.day),
    "3": lambda date: str(date.hour % 12 or 12),
    "4": lambda date: str(date.minute),
    "5": lambda date: str(date.second),
}
_GO_PIECE = re.compile("|".join(_GO_LAYOUT))


def _go_format(date: datetime, layout: str) -> str:
    """Write a date by a layout of Go's, ``2006`` for the year; a layout without any piece is no date."""
    if not _GO_PIECE.search(layout):
        return f":{layout}"
    return _GO_PIECE.sub(lambda piece: _GO_LAYOUT[piece[0]](date), layout)


def _slice(values: tuple[str, ...], cut: str) -> tuple[str, ...]:
    """Take a part of ``values``: ``1:``, ``:last``, ``0``; nothing where the part lies outside.

    Source:
        Hugo 0.168 ``resources/page/permalinks.go``, ``toSliceFunc``.
    """
    low, colon, high = cut.partition(":")
    first = _bound(low, values, otherwise=0)
    if first >= len(values):
        return ()
    if not colon:
        return values[first : first + 1]
    return values[first : _bound(high, values, otherwise=len(values))]


def _bound(text: str, values: tuple[str, ...], otherwise: int) -> int:
    if text == "last":
        return len(values) - 1
    return int(text) if text.isdecimal() else otherwise
