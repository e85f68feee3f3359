"""A folder of Markdown files without a known generator."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from posixpath import splitext
from urllib.parse import unquote

from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.dates import EXPIRY_KEYS, PUBLICATION_KEYS, parse_date
from indexer.posts.fields import text_of
from indexer.posts.generators.base import Place
from indexer.posts.generators.docusaurus import Versions, read_translated, read_versions
from indexer.posts.generators.eleventy import EleventySources, read_eleventy
from indexer.posts.generators.language_folders import find_language_folders
from indexer.posts.generators.mdbook import Book, read_book
from indexer.posts.generators.notes import read_creation, read_note
from indexer.posts.generators.obsidian import Vault, read_vault
from indexer.posts.generators.others import has_other_generator
from indexer.posts.generators.own_date import read_own_date
from indexer.posts.generators.percent_encoding import quote_path
from indexer.posts.generators.top_heading import find_top_heading
from indexer.posts.post import Dialect, FrontMatter, SkipReason

# Folders and suffixes that name a language; two letters that are as often something else (it, go, es) do not.
_LANGUAGE = re.compile(r"(?:zh|en|ja|ko|fr|de|ru)(?:[-_][a-z]{2,4})?|cn", re.IGNORECASE)
_DATED_NAME = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-_])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:[-_ ]+|$)"
    r"|(?P<year_>(?:19|20)\d\d)(?P<dot>\.?)(?P<month_>\d\d)(?P=dot)(?P<day_>\d\d)(?:\d{4}|\d{6})?"
    r"(?:[-_ ]+|$|(?=[\u4e00-\u9fff]))"
)
"""With hyphens, as Jekyll's; with underscores, as Logseq's journals; 20240131, as many number their notes, and the time
behind it, as in a Zettelkasten."""
_NOTION_ID = re.compile(r" [0-9a-f]{32}\Z")
"""Behind the names of exported pages and folders."""
_FOLDER_PAGES = frozenset({"index", "readme", "_index"})
_OF_THE_REPOSITORY = re.compile(
    r"(?:readme|agents|claude|gemini|contributing|changelog|license|security|code_of_conduct)(?:[.-][\w-]+)?\.mdx?",
    re.IGNORECASE,
)
"""Files in the folder of a site's configuration that speak to those who work on it."""
PARTS_OF_PAGES = frozenset({"_sidebar.md", "_navbar.md", "_coverpage.md", "_header.md", "_footer.md", "_404.md"})
"""Files that Docsify and the wikis of GitHub and GitLab show beside pages, and none as a page; in small letters."""
_DRAFTS = "_drafts"  # as Jekyll and Hexo call it, whose sources may be indexed without their configuration


@dataclass(frozen=True, slots=True)
class PlainRules:
    """The rules of a plain folder: every Markdown file is a post, at the address of its path.

    The language comes from a first folder such as ``zh-cn/`` or a suffix such as ``post.en.md``; the date from
    the front matter or a name such as ``2024-01-31-post.md``, ``2024_01_31.md`` or ``20240131 post.md``; the title from
    the front matter, else from a heading at the very top, else from a list of links, else from a ``name`` in the front
    matter, else from the file's. What lies in a folder ``_drafts`` is a draft.

    Attributes:
        languages: Names of first folders, in small letters, that hold the posts of a language besides those that do so
            anywhere.
        names: What lists of links beside the posts call them, by their paths.
        is_repository: The folder has the configuration of a generator, so that a README in it is no post.
        eleventy: What is known of the sources of an Eleventy site.
        versions: Those of a Docusaurus site.
        book: The chapters of the sources of mdBook.
        vault: What Obsidian's settings say of notes.
    """

    root: Path
    time_zone: tzinfo = UTC
    name: str = "plain"
    base_url: str = ""
    title: str = ""
    dialect: Dialect = field(default_factory=Dialect)
    uses_file_times: bool = False
    languages: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    is_repository: bool = False
    eleventy: EleventySources | None = None
    versions: Versions | None = None
    book: Book | None = None
    vault: Vault | None = None

    def folders(self) -> tuple[Path, ...]:
        """Return the root."""
        return (self.root,)

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Take every path for a post, but for what speaks of the repository or is shown beside posts."""
        speaks_of_it = self.is_repository and _OF_THE_REPOSITORY.fullmatch(post_id)
        is_part = post_id.rpartition("/")[2].casefold() in PARTS_OF_PAGES
        is_older = self.versions is not None and self.versions.is_older(post_id)
        is_template = self.vault is not None and self.vault.is_template(post_id)
        is_no_page = any(site.is_no_page(post_id) for site in (self.eleventy, self.book) if site)
        is_none = speaks_of_it or is_part or is_older or is_template or is_no_page
        return SkipReason.NOT_A_POST if is_none else None

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place:
        """Find a post's address from its path; a ``date`` that cannot be read leaves it undated, with a warning.

        Dates of publication and expiry that cannot be read are ``read_post``'s to refuse.
        """
        del now
        front_matter = read_note(front_matter)
        expiry = parse_date(front_matter.get(*EXPIRY_KEYS), self.time_zone)
        publication = parse_date(front_matter.get(*PUBLICATION_KEYS), self.time_zone)
        own = read_own_date(post_id, front_matter, self.time_zone)
        parts = _split(post_id, self.languages)
        date = own.date or _date_in(parts.name, self.time_zone)
        created = None if date or own.problems else read_creation(front_matter, self.time_zone)
        values = {**front_matter.values, **({"draft": True} if _DRAFTS in parts.folders else {})}
        if self.vault and self.vault.is_unpublished(post_id):
            values.setdefault("publish", False)
        return Place(
            url=f"/{quote_path(parts.address)}",
            front_matter=replace(front_matter, values=values),
            date=date or created,
            language=parts.language,
            section=_NOTION_ID.sub("", parts.folders[0]) if parts.folders else "",
            translation_key="/".join((*parts.folders, parts.name)),
            title=self._find_title(post_id, front_matter) or parts.title,
            visible_from=publication or own.visible_from(date),
            visible_until=expiry,
            problems=own.problems,
        )

    def _find_title(self, post_id: str, front_matter: FrontMatter) -> str:
        """Return what a post without a title is called, but for its file's name; nothing where it has one."""
        if text_of(front_matter.get("title")):
            return ""
        heading = find_top_heading(front_matter.body, self.dialect)
        return heading or self.names.get(post_id) or text_of(front_matter.get("name"))


def read_plain(root: Path) -> PlainRules:
    """Read the rules of a folder without a known generator."""
    eleventy = read_eleventy(root)
    return PlainRules(
        root,
        languages=find_language_folders(root),
        is_repository=has_other_generator(root),
        eleventy=eleventy,
        versions=read_versions(root),
        book=read_book(root),
        vault=read_vault(root),
        dialect=Dialect("eleventy" if eleventy and eleventy.runs_templates else "plain"),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a path says.

    Attributes:
        folders: Without the one that names the language.
        name: Of the file, without its ending and language.
        address: Below the site, without a leading slash.
    """

    folders: tuple[str, ...]
    name: str
    language: str
    address: str

    @property
    def title(self) -> str:
        """The file's name as words; the folder's for a page that stands for its folder."""
        is_folder_page = self.name.casefold() in _FOLDER_PAGES and self.folders
        name = self.folders[-1] if is_folder_page else self.name
        name = _NOTION_ID.sub("", name)
        dated = _DATED_NAME.match(name)
        undated = name[dated.end() :] if dated and _date_in(name, UTC) else name
        words = re.sub(r"[-_\s]+", " ", unquote(undated)).strip()
        return words or name.replace("_", "-")


def _split(post_id: str, languages: frozenset[str]) -> _Parts:
    translated = read_translated(post_id)
    if translated:
        parts = _split(translated.post_id, languages)
        return replace(
            parts,
            language=normalise_locale(translated.language),
            address=f"{translated.language}/{parts.address}",
        )
    *above, file_name = post_id.split("/")
    folders, stem = tuple(above), splitext(file_name)[0]
    name, dot, suffix = stem.rpartition(".")
    has_suffix = bool(dot and _LANGUAGE.fullmatch(suffix))
    has_folder = bool(folders and (_LANGUAGE.fullmatch(folders[0]) or folders[0].lower() in languages))
    tag = suffix if has_suffix else folders[0] if has_folder else ""
    is_folder_page = stem.casefold() in _FOLDER_PAGES
    address = "".join(f"{part}/" for part in (folders if is_folder_page else (*folders, stem)))
    return _Parts(folders[1:] if has_folder else folders, name if has_suffix else stem, normalise_locale(tag), address)


def _date_in(name: str, zone: tzinfo) -> datetime | None:
    match = _DATED_NAME.match(name)
    if match is None:
        return None
    try:
        return parse_date("-".join(match[key] or match[f"{key}_"] for key in ("year", "month", "day")), zone)
    except ValueError:  # 2024-99-99 is a name like any other
        return None
