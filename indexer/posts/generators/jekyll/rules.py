"""Jekyll sites.

Posts, the pages of collections that are put out, and pages of their own with front matter are all posts here: a
visitor looks for ``about.md`` too. The home page and the one for errors are not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from indexer.moments import in_zone
from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.fields import as_written, flag_of, text_of
from indexer.posts.generators.base import Place
from indexer.posts.generators.config_file import folder_of, items, read_config, table
from indexer.posts.generators.hexo.package import is_hexo
from indexer.posts.generators.jekyll.dates import parse_jekyll_date
from indexer.posts.generators.jekyll.defaults import Defaults, defaults_for, read_defaults
from indexer.posts.generators.jekyll.files import FileFilter, JekyllFile, default_exclusions, readable_patterns
from indexer.posts.generators.jekyll.languages import JekyllLanguages, read_languages
from indexer.posts.generators.jekyll.permalinks import STYLES, Entry, expand, page_path, with_suffix
from indexer.posts.generators.own_date import OwnDate, read_written_date
from indexer.posts.generators.zones import find_zone, machine_zone
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason

_LIST = re.compile(r"\{%-?\s*for\s+\w+\s+in\s+(?:site|paginator|posts|tags|categories|pages|collections?)\b")
"""A template's loop over posts: the page is a list of them, of which the source holds no text."""
_ERROR_PAGES = ("/404.html", "/404")
_LAST_YEAR_OF_CENTURY, _MONTHS, _LONGEST_MONTH = 99, 12, 31
_NOT_FROM_DEFAULTS = ("published",)
"""What Jekyll asks a page itself and not its defaults for."""


@dataclass(frozen=True, slots=True)
class JekyllRules:
    """What a Jekyll site's configuration says about its posts.

    Attributes:
        style: The site's ``permalink``: a style's name or a template.
        permalinks: Templates of the collections that have their own.
        shows_future: The site says itself that it publishes posts of the future.
        unsearched: Collections that the theme Just the Docs leaves out of its search.
    """

    root: Path
    base_url: str
    title: str
    time_zone: tzinfo
    dialect: Dialect
    files: FileFilter
    defaults: tuple[Defaults, ...] = ()
    style: str = "date"
    permalinks: Mapping[str, str] = field(default_factory=dict)
    languages: JekyllLanguages = JekyllLanguages()  # noqa: RUF009 - frozen
    shows_future: bool = False
    unsearched: frozenset[str] = frozenset()
    uses_file_times: bool = field(default=False, init=False)
    name: str = field(default="jekyll", init=False)

    def folders(self) -> tuple[Path, ...]:
        """Return the folder of the sources."""
        return (self.root / self.files.source,)

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a Markdown file is not published, or not worth finding."""
        file = self.files.classify(post_id)
        if file is None:
            return SkipReason.NOT_A_POST
        if self.files.passes_over(post_id, file):
            return SkipReason.IGNORED
        if file.kind == "pages" and "/" not in file.below and file.stem in {"index", "404"}:
            return SkipReason.SECTION_PAGE if file.stem == "index" else SkipReason.NOT_A_POST
        return SkipReason.SECTION_PAGE if self.languages.is_home(file) else None

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a post's address, or say why Jekyll makes no page of the file."""
        reason, file = self.skip_reason(post_id), self.files.classify(post_id)
        if file is None or reason is not None:
            return Skipped(post_id, reason or SkipReason.NOT_A_POST)
        if file.kind != "posts" and front_matter.format == "none":
            return Skipped(post_id, SkipReason.NOT_A_POST)  # copied as it is
        if file.is_html and file.kind == "pages" and _LIST.search(front_matter.body):
            return Skipped(post_id, SkipReason.SECTION_PAGE)
        merged = self._merged(file, front_matter)
        own = read_written_date(post_id, merged, self.time_zone, parse_jekyll_date)
        own = self._date(post_id, file, own)
        date = own.date
        path = self._path(file, merged, date or now.astimezone(self.time_zone))
        if file.kind == "pages" and path.rstrip("/") in _ERROR_PAGES:
            return Skipped(post_id, SkipReason.NOT_A_POST)
        return Place(
            url=f"{self.base_url}{self.languages.prefix(file, merged)}{path}",
            front_matter=merged,
            date=date,
            language=normalise_locale(self.languages.tag(file, merged)),
            likely_language=self.languages.main,
            translation_key=self.languages.translation_key(file, merged, path),
            section=_section(file),
            title="" if file.kind == "pages" else _title(file),
            visible_from=None if self.shows_future else own.visible_from(date),
            problems=own.problems,
        )

    def _path(self, file: JekyllFile, front_matter: FrontMatter, date: datetime) -> str:
        given = text_of(front_matter.get("permalink"))
        if file.kind == "pages":
            folder = file.inside.parent.as_posix()
            return page_path("" if folder == "." else folder, file.stem, self.style, given)
        entry = Entry(
            collection=file.kind,
            path=f"/{file.inside.with_name(file.stem)}",
            name=file.stem,
            slug=text_of(front_matter.get("slug")) or _slug(file),
            date=date,
            categories=_whole(front_matter.get("categories")),
        )
        return expand(given or self._template(file.kind), entry)

    def _template(self, kind: str) -> str:
        if kind in self.permalinks:
            return self.permalinks[kind]
        return STYLES.get(self.style, self.style) if kind == "posts" else with_suffix("/:collection/:path", self.style)

    def _merged(self, file: JekyllFile, front_matter: FrontMatter) -> FrontMatter:
        """Merge in the site's defaults, and put categories and tags into lists as Jekyll reads them."""
        defaults = defaults_for(self.defaults, file.path, file.kind)
        if file.kind == "pages":
            defaults = {name: value for name, value in defaults.items() if name not in _NOT_FROM_DEFAULTS}
        own = {name: value for name, value in front_matter.values.items() if value is not None or name not in defaults}
        values = {**defaults, **own}
        if values.get("published", True) is None:
            values["published"] = False
        categories = (
            *(file.above if file.kind == "posts" else ()),
            *_words(defaults.get("categories")),
            *_words(front_matter.values.get("categories")),
            *_whole(values.get("category")),
        )
        tags = (*_whole(values.get("tag")), *_words(values.get("tags")))
        lists = {"categories": list(dict.fromkeys(categories)), "tags": list(dict.fromkeys(tags))}
        drafted = {"draft": True} if file.is_draft else {}
        unsearched = {"search_exclude": True} if file.kind in self.unsearched else {}
        return replace(front_matter, values={**values, **lists, **drafted, **unsearched})

    def _date(self, post_id: str, file: JekyllFile, own: OwnDate) -> OwnDate:
        """Find a post's date in the site's zone: its own, else that of its name."""
        if own.date is None and file.dated:
            named = self._date_of_name(post_id, file.dated[0])
            own = OwnDate(named.date, own.visible_from(named.not_before), own.problems or named.problems)
        return replace(own, date=own.date and in_zone(own.date, self.time_zone))

    def _date_of_name(self, post_id: str, text: str) -> OwnDate:
        """Read the date in a file's name; Ruby counts the 30th of February as the 1st of March or the 2nd."""
        year, month, day = (int(part) for part in text.split("-"))
        year += 0 if year > _LAST_YEAR_OF_CENTURY else 2000
        if not (1 <= month <= _MONTHS and 1 <= day <= _LONGEST_MONTH):
            begin = datetime(year, 1, 1, tzinfo=self.time_zone)
            return OwnDate(None, begin, (_no_such_day(post_id, text, "give the post a date of its own"),))
        date = datetime(year, month, 1, tzinfo=self.time_zone) + timedelta(days=day - 1)
        if date.day == day:
            return OwnDate(date)
        return OwnDate(date, None, (_no_such_day(post_id, text, f"Jekyll takes it for {date:%Y-%m-%d}"),))


def _no_such_day(post_id: str, text: str, advice: str) -> Problem:
    return Problem(post_id, 0, f"the file's name has no such day: {text!r}; {advice}", refused=False)


def recognise(root: Path) -> JekyllRules | None:
    """Read a Jekyll site's configuration; None where there is none.

    Raises:
        ConfigurationError: The configuration cannot be read or makes no sense.
    """
    path = next((path for ending in ("yml", "yaml", "toml") if (path := root / f"_config.{ending}").is_file()), None)
    if path is None:
        return None
    config = read_config(path, root)
    if is_hexo(root, config):
        return None
    collections = _collections(config)
    return JekyllRules(
        root=root,
        base_url=_base_url(config),
        title=text_of(config.get("title")),
        time_zone=find_zone(config.get("timezone"), machine_zone()),
        dialect=_dialect(config),
        files=_file_filter(config, collections),
        defaults=read_defaults(config.get("defaults")),
        style=text_of(config.get("permalink")) or "date",
        permalinks={name: text_of(own["permalink"]) for name, own in collections.items() if own.get("permalink")},
        languages=read_languages(config, root / folder_of(config.get("source"), "source")),
        shows_future=flag_of(config.get("future")) is True,
        unsearched=_unsearched(config),
    )


def _collections(config: Mapping[str, object]) -> dict[str, dict[str, object]]:
    return {name: table(own) for name, own in table(config.get("collections")).items()}


def _unsearched(config: Mapping[str, object]) -> frozenset[str]:
    """Return the collections that are not searched.

    Source:
        Just the Docs ``assets/js/zzzz-search-data.json``.
    """
    own = table(table(config.get("just_the_docs")).get("collections"))
    return frozenset(name for name, values in own.items() if flag_of(table(values).get("search_exclude")) is True)


def _base_url(config: Mapping[str, object]) -> str:
    base = text_of(config.get("baseurl")).strip("/")
    return text_of(config.get("url")).rstrip("/") + (f"/{base}" if base else "")


def _dialect(config: Mapping[str, object]) -> Dialect:
    kind = text_of(table(config.get("kramdown")).get("input")) or "GFM"
    return Dialect("jekyll", "kramdown" if kind.lower() == "kramdown" else "kramdown-gfm")


def _file_filter(config: Mapping[str, object], collections: Mapping[str, Mapping[str, object]]) -> FileFilter:
    endings = text_of(config.get("markdown_ext")) or "markdown,mkdown,mkdn,mkd,md"
    return FileFilter(
        source=folder_of(config.get("source"), "source"),
        collections_dir=folder_of(config.get("collections_dir"), "collections_dir"),
        collections=frozenset(
            name for name, own in collections.items() if flag_of(own.get("output")) and name != "posts"
        ),
        excluded=default_exclusions(readable_patterns(map(text_of, items(config.get("exclude"))))),
        included=readable_patterns(map(text_of, items(config.get("include")))),
        endings=frozenset(ending.strip().lower() for ending in endings.split(",")),
    )


def _slug(file: JekyllFile) -> str:
    return file.dated[1] if file.dated else file.stem


def _title(file: JekyllFile) -> str:
    return " ".join(word.capitalize() for word in _slug(file).split("-"))


def _section(file: JekyllFile) -> str:
    """Return the first folder that a visitor would recognise: a category, a collection, or a page's folder."""
    if file.kind not in {"posts", "pages"}:
        return file.kind
    folders = file.above if file.kind == "posts" else file.inside.parts[:-1]
    return folders[0] if folders else ""


def _words(value: object) -> tuple[str, ...]:
    """Read a plural key: text is cut at its spaces."""
    return tuple(value.split()) if isinstance(value, str) else _whole(value)


def _whole(value: object) -> tuple[str, ...]:
    """Read a singular key: text stays whole."""
    return tuple(as_written(item) for item in _flat(value) if item is not None)


def _flat(value: object) -> list[object]:
    """Return the items of a list, and of the lists in it; front matter is not nested deep."""
    return [inner for item in items(value) for inner in (_flat(item) if isinstance(item, list) else [item])]
