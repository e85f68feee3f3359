"""Built sites: every page that a generator wrote for visitors is a post, but for its lists of pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from indexer.patterns import compile_later
from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.dates import parse_date
from indexer.posts.fields import text_of, texts_of
from indexer.posts.generators.base import UNSIGNED, Place
from indexer.posts.generators.config_file import read_loosely
from indexer.posts.generators.html.own_search import find_unsearched
from indexer.posts.generators.html.page import read_page
from indexer.posts.generators.html.paths import has_page, name_of, path_of, paths_of, plain_path, without_ending
from indexer.posts.generators.html.site_facts import find_base_url, find_title_ending, read_sitemap
from indexer.posts.generators.language_folders import find_language_folders
from indexer.posts.generators.percent_encoding import quote_path
from indexer.posts.language import choose_language, normalise_language
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason

_NO_POSTS = compile_later(
    r"(?:index|500|offline|search|print|genindex|py-modindex|modindex)(?:/index)?\.html?"
    r"|(?:[\w-]+/)?404(?:/index)?\.html?"
    r"|(?:.*/)?blog/authors(?:/index)?\.html?"
    r"|(?:.*/)?_(?:modules|sources|static)/.*"
    r"|(?:.*/)?(?:page/?\d+|archives?)(?:/index)?\.html?"
)
"""Paths of the home page, of pages for a site's own use (mdBook's whole book, Sphinx's indexes and source code), and of
lists by number, as Hugo, Jekyll, Hexo, Pelican and Docusaurus write them; each language may have a 404 page."""
_LIST = compile_later(
    r"(?:^|/)(?:tags?|categor(?:y|ies)|archives?|authors?|series|topics?)(?:/|\.html?$)"
    r"|/\d{1,3}(?:/index)?\.html?$"
    r"|(?:^|/)(?:19|20)\d\d(?:/index|/\d\d(?:/\d\d)?(?:/index)?)\.html?$"
)
"""Paths at which generators write lists of pages, by name or date; posts may lie there too (``archives/12``, as
Typecho has it; ``2024/05/06``, one a day), and are told by their text."""
_DRAFT = compile_later(r"drafts/")
"""Where Pelican writes drafts, which nothing but the path tells from posts."""
_DATED_PATH = compile_later(r"(?:^|/)(\d{4})/(\d\d?)/(\d\d?)/[^/]")
_PLAIN_PERMALINK = compile_later(r"(?:p|page_id)=\d+")
"""The addresses of a WordPress whose owner chose none, behind that of the home page."""
_TEMPLATE = compile_later(r"\s*(?:---\s|\{[%{])")
"""The beginning of what a generator is still to make a page of: front matter, Liquid, Nunjucks."""
_FILES_COUNTED = 1_000
_PAGES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class HtmlRules:
    """What a built site says about its pages.

    Attributes:
        has_bodies: Some of its pages name their own text by ``data-pagefind-body``: others are then not searched, as
            Pagefind has it.
        title_ending: What most of its windows' titles end with: the site's name.
        languages: Names of first folders, in small letters, that hold the pages of a language.
        unsearched: Paths of the pages that its own search does not know, see ``own_search``.
        picture: Of its home page: themes name it on each page that has none of its own.
        keywords: Likewise, where a page has no tags.
        shows_endings: The addresses of its pages end in ``.html``; of ``index.html`` they never do.
    """

    root: Path
    base_url: str = ""
    title: str = ""
    has_bodies: bool = False
    title_ending: str = ""
    languages: frozenset[str] = frozenset()
    unsearched: frozenset[str] = field(default=frozenset(), metadata=UNSIGNED)
    picture: str = ""
    keywords: tuple[str, ...] = ()
    shows_endings: bool = True
    time_zone: tzinfo = UTC
    name: str = field(default="html", init=False)
    dialect: Dialect = field(default_factory=Dialect)
    uses_file_times: bool = False

    def folders(self) -> tuple[Path, ...]:
        """Return the root."""
        return (self.root,)

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a page is none that a visitor looks for."""
        folder, _, below = post_id.partition("/")
        is_home = below == "index.html" and folder.lower() in self.languages
        if is_home or _NO_POSTS.fullmatch(post_id):
            return SkipReason.SECTION_PAGE
        return SkipReason.UNSEARCHED if post_id in self.unsearched else None

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a page's address and dates by its own metadata."""
        del now
        values = front_matter.values
        path, alternates = path_of(post_id, shows_endings=self.shows_endings), paths_of(values.get("alternates"))
        url = self._address(path, text_of(values.get("canonical") or values.get("bookmark")))
        reason = self._hidden_by(post_id, values) or self._repeats(
            path, url, text_of(values.get("version")), alternates
        )
        if url is None or reason:
            return Skipped(post_id, reason or SkipReason.NOT_A_POST)
        date, problems = self._date(post_id, front_matter)
        language = page_language(front_matter)
        named = self._own(front_matter)
        return Place(
            url=url,
            front_matter=replace(named, values={**named.values, "draft": True}) if _DRAFT.match(post_id) else named,
            date=date,
            language=language,
            likely_language=normalise_locale(values.get("lang")),
            section=_section(path, {language, normalise_language(values.get("lang"))}),
            translation_key=self._translation_key(url, alternates) if alternates else self._path_in_all_languages(path),
            title=self._window_title(text_of(values.get("window_title"))) or name_of(path),
            visible_from=date,
            problems=problems,
        )

    def _hidden_by(self, post_id: str, values: Mapping[str, object]) -> SkipReason | None:
        """Say why a page is none that visitors look for, or may find, as far as it says so itself."""
        if values.get("is_redirect"):
            return SkipReason.NOT_A_POST
        if values.get("is_list") or (values.get("may_be_list") and _LIST.search(post_id)):
            return SkipReason.SECTION_PAGE
        if values.get("protected"):
            return SkipReason.PROTECTED
        return SkipReason.UNSEARCHED if self.has_bodies and not values.get("has_pagefind_body") else None

    def _repeats(self, path: str, url: str | None, version: str, alternates: frozenset[str]) -> SkipReason | None:
        """Say whether a page is another one once more: a copy, an old version, the home page in another language."""
        if url is None or self._is_old_version(path, version):
            return SkipReason.NOT_A_POST
        is_home = self._home in alternates and plain_path(url) in alternates  # each names the other
        return SkipReason.SECTION_PAGE if is_home else None

    def _own(self, front_matter: FrontMatter) -> FrontMatter:
        """Take from a page what is the site's: the name at the end of a title for other sites, picture and keywords."""
        title, changed = text_of(front_matter.get("title")), dict[str, object]()
        if self.title_ending and title.endswith(self.title_ending):
            changed["title"] = self._window_title(title)
        if self.picture and text_of(front_matter.get("image")) == self.picture:
            changed["image"] = ""
        if self.keywords and texts_of(front_matter.get("tags")) == self.keywords:
            changed["tags"] = ()
        return replace(front_matter, values={**front_matter.values, **changed}) if changed else front_matter

    def _window_title(self, title: str) -> str:
        is_alone = title == self.title_ending.strip()  # in the window of a page without a title
        return "" if is_alone else title.removesuffix(self.title_ending) if self.title_ending else title

    def _address(self, path: str, canonical: str) -> str | None:
        """Return a page's address: what it says itself where that is on this site, else its path.

        None for a page that says it is the copy of another one which is here too.
        """
        own = f"{self.base_url}{quote_path(path)}"
        if canonical in ("", own):
            return own
        told = urlsplit(urljoin(own, canonical))
        base = urlsplit(self.base_url)
        below = unquote(told.path).removeprefix(base.path.rstrip("/"))
        if told.netloc == base.netloc and not below.strip("/") and _PLAIN_PERMALINK.fullmatch(told.query):
            return told._replace(fragment="").geturl()
        if (base.netloc and told.netloc != base.netloc) or not below.strip("/"):
            return own  # the text was published first on another site, or a theme names the home page on every page
        if without_ending(below) != without_ending(path) and has_page(self.root, below):
            return None
        return told._replace(fragment="", query="").geturl() if told.netloc else told.path

    def _is_old_version(self, path: str, version: str) -> bool:
        """Say whether a page is of another version of the documentation than the one that is shown first.

        Docusaurus gives that one no step in its addresses: ``docs/guide`` beside ``docs/1.0/guide`` and
        ``docs/next/guide``. What only another version has is a post of its own.
        """
        steps = path.strip("/").split("/")
        step = {"current": "next"}.get(version, version)
        if step not in steps:
            return False
        at = steps.index(step)
        shown_first = "/".join(steps[:at] + steps[at + 1 :])
        return not shown_first or has_page(self.root, shown_first)

    @property
    def _home(self) -> str:
        return plain_path(self.base_url)

    def _translation_key(self, url: str, alternates: frozenset[str]) -> str:
        """Return what all translations of a page have in common, the first of their addresses; empty for none.

        Nor has a page any of which a theme names the home pages as translations, as careless ones do.
        """
        path = plain_path(url)
        if self._home in alternates and path not in alternates:
            return ""
        addresses = alternates | {path}
        return min(addresses) if len(addresses) > 1 else ""

    def _path_in_all_languages(self, path: str) -> str:
        """Return what translations have in common where they do not name each other: the path below the language."""
        if not self.languages:
            return ""
        folder, _, below = path.strip("/").partition("/")
        return plain_path(f"/{below}" if folder.lower() in self.languages else path)

    def _date(self, post_id: str, front_matter: FrontMatter) -> tuple[datetime | None, tuple[Problem, ...]]:
        try:
            told = parse_date(front_matter.get("date"), self.time_zone)
            return told or _date_in(post_id, self.time_zone), ()
        except ValueError as error:
            in_path = _date_in(post_id, self.time_zone)
            return in_path, (Problem(post_id, 0, f"date: {error}", refused=False, topic="date of a built page"),)


def recognise(root: Path) -> HtmlRules | None:
    """Look at a folder; None where it is no built site: no ``index.html``, or a template, or more Markdown than pages.

    What the site says about itself is taken from its home page, its sitemap, and the first of its pages.
    """
    home = root / "index.html"
    if not home.is_file() or _TEMPLATE.match(read_loosely(home)):
        return None
    pages = sorted(islice(root.rglob("*.html"), _FILES_COUNTED))
    if len([*islice(root.rglob("*.md"), len(pages) + 1)]) > len(pages):
        return None
    texts = [read_loosely(page) for page in pages[:_PAGES_LOOKED_AT]]
    front = read_page(read_loosely(home))
    locations, ending = [*read_sitemap(root)], find_title_ending(texts)
    return HtmlRules(
        root=root,
        base_url=find_base_url(root, text_of(front.get("canonical")), locations, text_of(front.get("feed"))),
        title=text_of(front.get("site_name")) or ending.strip(" -–—·•»:|｜") or text_of(front.get("title")),
        has_bodies=any("data-pagefind-body" in text for text in texts),
        title_ending=ending,
        languages=find_language_folders(root),
        unsearched=find_unsearched(root),
        picture=text_of(front.get("image")),
        keywords=texts_of(front.get("tags")),
        shows_endings=not locations or any(location.endswith((".html", ".htm")) for location in locations),
    )


def _section(path: str, languages: set[str]) -> str:
    """Return the first folder above a page that names neither one of its languages nor a part of a date."""
    folders = path.removesuffix("/index.html").strip("/").split("/")[:-1]
    return next((each for each in folders if not each.isdigit() and normalise_language(each) not in languages), "")


def _date_in(post_id: str, zone: tzinfo) -> datetime | None:
    """Return the day that a path names, as those of WordPress, Jekyll and Hexo do: ``2024/05/06/title/``."""
    found = _DATED_PATH.search(post_id)
    try:
        return parse_date("-".join(found.groups()), zone) if found else None
    except ValueError:  # 2024/99/99 are folders like any other
        return None


def page_language(page: FrontMatter) -> str:
    """Return a page's language: what it says, unless its letters say otherwise; empty where it says nothing."""
    told = normalise_language(page.values.get("lang"))
    return choose_language(told, page.body) if told else ""
