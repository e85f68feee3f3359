"""Zola sites."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.dates import parse_date
from indexer.posts.encoding import EncodingError, decode
from indexer.posts.fields import flag_of, text_of
from indexer.posts.front_matter import FrontMatterError, split_front_matter
from indexer.posts.generators.base import UNSIGNED, Place
from indexer.posts.generators.config_file import items, read_config, read_loosely, table
from indexer.posts.generators.globs import compile_glob
from indexer.posts.generators.own_date import OwnDate, read_written_date
from indexer.posts.generators.percent_encoding import escape_path
from indexer.posts.generators.section_pages import are_pages, has_text
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason
from indexer.regular_files import read_regular
from indexer.text.slugs import zola_path_slug

_DATED_NAME = re.compile(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?)"
    r"(?:\s?[_-](?P<slug>.+))?"
)
_DATED_PATH = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/")
_BASE_URL = re.compile(r"(?m)^\s*base_url\s*=")
_LIFTED = ("author", "authors", "categories", "category", "keywords", "summary", "tags")
_ANCHORS = {"on": "zola", "safe": "zola-safe", "off": "zola-off"}


@dataclass(frozen=True, slots=True)
class ZolaRules:
    """What a Zola site's configuration says about its posts.

    Attributes:
        languages: Those besides the default one; ``post.zh.md`` is in ``zh`` only when it is named here.
        ignored: Patterns for absolute paths.
        slugify: ``on``, ``safe`` or ``off``.
        keeps_dates: Whether the date in a file's name stays in its address.
        draft_folders: Sections that are drafts, with all below them.
        sections: Folder and language of every section, a folder with an ``_index.md``.
        unsearched: Those of them whose pages Zola's own search does not have, other than those of sections inside.
        reads_sections: Pages of sections are posts where they have text; the home page is none.
    """

    root: Path
    base_url: str
    title: str
    dialect: Dialect
    default_language: str
    languages: frozenset[str] = frozenset()
    ignored: tuple[re.Pattern[str], ...] = ()
    slugify: str = "on"
    keeps_dates: bool = False
    draft_folders: frozenset[str] = frozenset()
    sections: frozenset[tuple[str, str]] = frozenset()
    unsearched: frozenset[tuple[str, str]] = frozenset()
    reads_sections: bool = field(default=False, metadata=UNSIGNED)
    time_zone: tzinfo = UTC
    uses_file_times: bool = field(default=False, init=False)
    name: str = field(default="zola", init=False)

    def folders(self) -> tuple[Path, ...]:
        """Return the content folder, if there is one."""
        return (self.root / "content",) if (self.root / "content").is_dir() else ()

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a Markdown file is no page.

        Source:
            Zola ``components/site/src/lib.rs``, ``Site::load``.
        """
        name = post_id.rpartition("/")[2]
        if self.ignored and self._is_ignored((self.root / post_id).as_posix()):
            return SkipReason.IGNORED
        if name.startswith("_index.") and not (self.reads_sections and post_id.count("/") > 1):
            return SkipReason.SECTION_PAGE
        if name.startswith("."):
            return SkipReason.IGNORED
        return None if name.endswith(".md") and post_id.startswith("content/") else SkipReason.NOT_A_POST

    def with_section_pages(self) -> "ZolaRules":
        """Return the same rules, but pages of sections are posts."""
        return replace(self, reads_sections=True)

    def _is_ignored(self, absolute: str) -> bool:
        return any(pattern.fullmatch(absolute) for pattern in self.ignored)

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a page's address. Zola itself publishes posts of the future."""
        del now
        reason = self.skip_reason(post_id)
        if reason is not None:
            return Skipped(post_id, reason)
        folders, name, language = self._locate(post_id)
        is_section = name == "_index"
        if is_section and (not has_text(front_matter.body) or front_matter.get("redirect_to")):
            return Skipped(post_id, SkipReason.SECTION_PAGE)
        if language is None:
            return Problem(
                post_id,
                0,
                f"{name!r} names a language that the site's configuration does not; "
                "add it to [languages] there, or take the dot out of the file's name",
            )
        merged = _merged(front_matter, self._handed_down(post_id, language))
        named = self._section_path if is_section else self._path
        path = named(folders, name, language, merged)
        own = read_written_date(post_id, merged, UTC)
        date = _date(own, name, path)
        return Place(
            url=self.base_url + escape_path(path),
            front_matter=merged,
            date=date,
            visible_from=own.visible_from(date),
            language=normalise_locale(language) if self.languages else "",
            likely_language=normalise_locale(self.default_language),
            section=folders[0] if folders else "",
            translation_key="/".join((*folders, name)) if self.languages else "",
            problems=own.problems,
        )

    def _locate(self, post_id: str) -> tuple[tuple[str, ...], str, str | None]:
        """Return the folders of a page's address, the name it goes by, and its language; None for an unknown one.

        Source:
            Zola ``components/content/src/file_info.rs``.
        """
        path = PurePosixPath(post_id)
        folders, stem = path.parent.parts[1:], path.stem
        name, dot, suffix = stem.partition(".")
        language: str | None = self.default_language
        if self.languages and dot and suffix != self.default_language:
            stem, language = (name, suffix) if suffix in self.languages else (stem, None)
        if name != "index" or not folders:
            return folders, "" if stem == "index" else stem, language
        return folders[:-1], folders[-1] if stem == "index" else stem, language

    def _handed_down(self, post_id: str, language: str) -> dict[str, object]:
        """Return what the sections above a page say about it.

        Source:
            Zola ``components/search/src/lib.rs``, ``collect_index_items``: the pages of a section that is not in the
            search index are not either; a page belongs to the nearest section above it.
        """
        above = [*map(str, PurePosixPath(post_id).parents)]
        drafted = {"draft": True} if not self.draft_folders.isdisjoint(above) else {}
        section = next(((folder, language) for folder in above if (folder, language) in self.sections), None)
        return {**drafted, "in_search_index": False} if section in self.unsearched else {**drafted}

    def _path(self, folders: tuple[str, ...], name: str, language: str, front_matter: FrontMatter) -> str:
        """Return a page's path from its front matter's ``path``, else from its folders and slug.

        Source:
            Zola ``components/content/src/page.rs``, ``Page::parse``.
        """
        given = text_of(front_matter.get("path"))
        if given:
            return f"/{given.removeprefix('/')}".rstrip("/") + "/"
        return self._join(language, (*folders, self._slug(name, front_matter)))

    def _section_path(self, folders: tuple[str, ...], name: str, language: str, front_matter: FrontMatter) -> str:
        """Return the path of a section's page: its folder, whatever its front matter says."""
        del name, front_matter
        return self._join(language, folders)

    def _join(self, language: str, steps: tuple[str, ...]) -> str:
        prefix = () if language == self.default_language else (language,)
        parts = [part for part in (*prefix, *steps) if part]
        return f"/{'/'.join(parts)}/" if parts else "/"

    def _slug(self, name: str, front_matter: FrontMatter) -> str:
        slug = text_of(front_matter.get("slug"))
        dated = _DATED_NAME.match(name)
        if not slug and dated and not self.keeps_dates:
            slug = dated["slug"] or ""
        return zola_path_slug(slug or name, self.slugify)


def recognise(root: Path) -> ZolaRules | None:
    """Read a Zola site's configuration; None where there is none.

    Raises:
        ConfigurationError: The configuration cannot be read or makes no sense.
    """
    path = next((path for path in (root / "zola.toml", root / "config.toml") if _is_zola(path)), None)
    if path is None:
        return None
    config = read_config(path, root)
    slugify = table(config.get("slugify"))
    default = text_of(config.get("default_language")) or "en"
    sections = _read_sections(root, default)
    rules = ZolaRules(
        root=root,
        base_url=text_of(config.get("base_url")).rstrip("/"),
        title=text_of(config.get("title")),
        dialect=Dialect("zola", _ANCHORS.get(text_of(slugify.get("anchors")), "zola")),
        default_language=default,
        languages=frozenset(table(config.get("languages"))) - {default},
        ignored=tuple(_pattern(item) for item in items(config.get("ignored_content"))),
        slugify=text_of(slugify.get("paths")) or "on",
        keeps_dates=flag_of(slugify.get("paths_keep_dates")) is True,
        draft_folders=frozenset(section.folder for section in sections if section.is_draft),
        sections=frozenset((section.folder, section.language) for section in sections),
        unsearched=frozenset((section.folder, section.language) for section in sections if not section.is_searched),
    )
    with_text = sum(section.has_text and section.folder != "content" for section in sections)
    return rules.with_section_pages() if are_pages(with_text, _count_others(root)) else rules


def _count_others(root: Path) -> int:
    """Count the files of Markdown that are no page of a section."""
    return sum(not page.name.startswith("_index.") for page in (root / "content").rglob("*.md"))


def _is_zola(path: Path) -> bool:
    """Tell Zola's ``config.toml`` from Hugo's by its ``base_url``, which Zola demands."""
    return path.is_file() and (path.name == "zola.toml" or _BASE_URL.search(read_loosely(path)) is not None)


def _pattern(value: object) -> re.Pattern[str]:
    return compile_glob(text_of(value), star_crosses=True)


@dataclass(frozen=True, slots=True)
class _Section:
    """What the page of a section says about the pages below it.

    Attributes:
        folder: Below the site.
        has_text: It has words of its own.
    """

    folder: str
    language: str
    is_draft: bool
    is_searched: bool
    has_text: bool = False


def _read_sections(root: Path, default: str) -> list[_Section]:
    """Read the pages of all sections; one that cannot be read hides what lies below it."""
    pages = sorted((root / "content").rglob("_index*.md"))
    return [_read_section(page, page.parent.relative_to(root).as_posix(), default) for page in pages]


def _read_section(page: Path, folder: str, default: str) -> _Section:
    language = page.stem.removeprefix("_index").removeprefix(".") or default
    try:
        front_matter = split_front_matter(decode(read_regular(page)).text)
    except (OSError, EncodingError, FrontMatterError):
        return _Section(folder, language, is_draft=True, is_searched=False)
    searched = front_matter.get("in_search_index")
    return _Section(
        folder,
        language,
        is_draft=flag_of(front_matter.get("draft")) is True,
        is_searched=searched is None or flag_of(searched) is True,
        has_text=has_text(front_matter.body),
    )


def _merged(front_matter: FrontMatter, handed_down: Mapping[str, object]) -> FrontMatter:
    """Lift what Zola keeps in ``[taxonomies]`` and themes in ``[extra]`` to where all generators have it."""
    lifted = {**table(front_matter.get("extra")), **table(front_matter.get("taxonomies"))}
    wanted = {name: lifted[name] for name in _LIFTED if name in lifted and front_matter.get(name) is None}
    return replace(front_matter, values={**front_matter.values, **wanted, **handed_down})


def _date(own: OwnDate, name: str, path: str) -> datetime | None:
    """Find a page's date: its own, else that of its file's name, else that of an address like ``/2020/01/02/…``.

    The last is ours: Zola leaves such a page without a date, and its templates read it from there.
    """
    found = own.date
    named, addressed = _DATED_NAME.match(name), _DATED_PATH.search(path)
    for text in (named and named["date"], addressed and "-".join(addressed.groups())):
        if found is None and text:
            found = _date_or_none(text)
    return found


def _date_or_none(text: str) -> datetime | None:
    try:
        return parse_date(text, UTC)
    except ValueError:
        return None
