"""Hexo sites. Posts and pages of their own (``about/index.md``) are posts here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path, PurePosixPath

from indexer.moments import in_zone
from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.date_rules import DateRules
from indexer.posts.dates import parse_date, read_time_of_change
from indexer.posts.fields import flag_of, text_of, texts_of
from indexer.posts.generators.base import Place
from indexer.posts.generators.config_file import folder_of, items, read_config, table
from indexer.posts.generators.globs import compile_glob
from indexer.posts.generators.hexo.abbrlink import Abbrlinks, find_abbrlinks
from indexer.posts.generators.hexo.package import find_anchors, is_hexo
from indexer.posts.generators.hexo.permalinks import HexoAddresses, read_addresses, read_name
from indexer.posts.generators.language_folders import find_language_folders
from indexer.posts.generators.own_date import OwnDate, read_written_date
from indexer.posts.generators.zones import find_zone, machine_zone
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason

_CONFIGS = ("_config.yml", "_config.yaml", "_config.json")
_DATES = DateRules(american_zones=True, day_first=False)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MARKDOWN = frozenset({"md", "mkd", "mkdn", "mdwn", "mdtxt", "mdtext", "markdown"})


@dataclass(frozen=True, slots=True)
class HexoRules:
    """What a Hexo site's configuration says about its posts.

    Attributes:
        source: The folder of the sources, below the site.
        ignored: Patterns for absolute paths that Hexo does not read.
        skipped: Patterns for paths below the source that it copies as they are.
        excluded, included: Patterns for pages.
        language: The first one; empty where the site names none.
        languages: Of a site with several, and those that name its folders; in small letters.
        shows_future: The site says itself that it publishes posts of the future.
        shows_drafts: It publishes ``_drafts`` too.
        titles_from_names: A post without a title is called like its file.
        hidden_by: The key by which hexo-hide-posts hides a post.
        encrypted_tags: Lower-case: posts with one of them are encrypted by hexo-blog-encrypt.
        abbrlinks: How it makes short ids of titles, if it does.
    """

    root: Path
    base_url: str
    title: str
    time_zone: tzinfo
    addresses: HexoAddresses
    source: str = "source"
    new_post_name: str = ":title"
    ignored: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    language: str = ""
    languages: frozenset[str] = frozenset()
    shows_future: bool = False
    shows_drafts: bool = False
    titles_from_names: bool = False
    hidden_by: str = "hidden"
    encrypted_tags: frozenset[str] = frozenset()
    abbrlinks: Abbrlinks | None = None
    uses_file_times: bool = field(default=True, init=False)
    dialect: Dialect = Dialect("hexo", "hexo")  # noqa: RUF009 - frozen
    name: str = field(default="hexo", init=False)

    def folders(self) -> tuple[Path, ...]:
        """Return the folder of the sources, if there is one."""
        folder = self.root / self.source
        return (folder,) if folder.is_dir() else ()

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why Hexo would not publish a Markdown file.

        Source:
            Hexo 8 ``lib/plugins/processor/post.ts``, ``asset.ts`` and ``common.ts``, ``lib/box/index.ts``.
        """
        above = f"{self.source}/"
        name, _, ending = post_id.rpartition("/")[2].rpartition(".")
        if not post_id.startswith(above) or not name or ending.lower() not in _MARKDOWN:
            return SkipReason.NOT_A_POST
        inside = post_id[len(above) :]
        if self._is_ignored(post_id) or _matches(self.skipped, inside):
            return SkipReason.IGNORED
        kind, _, below = inside.partition("/")
        if kind in {"_posts", "_drafts"} and below:
            return SkipReason.IGNORED if _is_hidden(below) else None
        if _matches(self.excluded, inside) or (_is_hidden(inside) and not _matches(self.included, inside)):
            return SkipReason.IGNORED
        page = inside.rpartition(".")[0]
        if page in ("404", "404/index"):
            return SkipReason.NOT_A_POST
        return SkipReason.SECTION_PAGE if self._is_home(page) else None

    def _is_home(self, page: str) -> bool:
        """Say whether a page is the home page, or a language's own."""
        folder, _, name = page.rpartition("/")
        return name == "index" and (not folder or folder.lower() in self.languages)

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a post's address, or say why Hexo makes no page of the file."""
        del now
        reason = self.skip_reason(post_id)
        if reason is not None:
            return Skipped(post_id, reason)
        inside = PurePosixPath(post_id).relative_to(self.source)
        is_draft = inside.parts[0] == "_drafts"
        is_post = inside.parts[0] in {"_posts", "_drafts"} and len(inside.parts) > 1
        below = PurePosixPath(*inside.parts[1:]) if is_post else inside
        stem = below.with_suffix("").as_posix()
        named = read_name(stem, self.new_post_name) if is_post else {}
        own = read_written_date(post_id, front_matter, self.time_zone, _parse_date)
        date, problems = self._date(own, named), own.problems
        values = {**front_matter.values, **{name: text for name, text in named.items() if name not in _NAME_ONLY}}
        if is_post:
            if self.abbrlinks and not is_draft:
                values = self.abbrlinks.complete(values)
            url = self.addresses.post(named["title"], date or self._made(post_id), values)
            if not is_draft:  # `hexo new draft` gives it no date yet
                problems += self._incomplete(post_id, date, values)
        else:
            url = self.addresses.page(stem, text_of(front_matter.get("permalink")))
        return Place(
            url=url,
            front_matter=self._with_hiding(front_matter, is_draft=is_draft),
            date=date,
            language=self._language(named.get("lang") or below.parts[0]),
            likely_language=self.language,
            translation_key=self._translation_key(named, below),
            section=self._section(below),
            title=named.get("title", "").rpartition("/")[2] if self.titles_from_names else "",
            visible_from=None if self.shows_future else own.visible_from(date),
            problems=problems,
        )

    def _is_ignored(self, post_id: str) -> bool:
        if not self.ignored:
            return False
        path = PurePosixPath(post_id)
        steps = [path, *path.parents]
        return any(_matches(self.ignored, (self.root / step).as_posix()) for step in steps if step.name)

    def _date(self, own: OwnDate, named: Mapping[str, str]) -> datetime | None:
        """Find a post's date in the site's zone: its own, else that of its name.

        Hexo writes the days of addresses in the zone of the machine it runs on; it is taken to be the site's.
        """
        found = own.date or self._date_of_name(named)
        return found and in_zone(found, self.time_zone)

    def _date_of_name(self, named: Mapping[str, str]) -> datetime | None:
        """Read the date in a file's name as JavaScript does, which counts on: the 13th month is the next January."""
        parts = (named.get("year"), named.get("month") or named.get("i_month"), named.get("day") or named.get("i_day"))
        try:
            year, month, day = (int(part or "") for part in parts)
            years, month = divmod(month - 1, 12)
            return datetime(year + years, month + 1, 1, tzinfo=self.time_zone) + timedelta(days=day - 1)
        except (ValueError, OverflowError):
            return None

    def _made(self, post_id: str) -> datetime:
        """Return when the file was changed; Hexo uses its time of creation, which few systems know."""
        return read_time_of_change(self.root / post_id, self.time_zone) or datetime.fromtimestamp(0, self.time_zone)

    def _incomplete(self, post_id: str, date: datetime | None, values: Mapping[str, object]) -> tuple[Problem, ...]:
        """Warn about an address that is made of more than the file says, such as a plugin's ``:abbrlink``."""
        name = self.addresses.missing(values, has_date=date is not None)
        if not name:
            return ()
        message = (
            f"the site's permalink needs {name!r}, which this post does not have, so its address may be wrong; add it"
        )
        return (Problem(post_id, 0, message, refused=False),)

    def _with_hiding(self, front_matter: FrontMatter, *, is_draft: bool) -> FrontMatter:
        """Write the site's own ways to hide a post as every site writes them.

        Source:
            hexo-hide-posts ``index.js`` (``filter``); hexo-blog-encrypt ReadMe, "Encrypt by tags": a post's own
            password, an empty one too, overrules its tags.
        """
        values = dict(front_matter.values)
        if is_draft and not self.shows_drafts:
            values["draft"] = True
        if (hidden := front_matter.get(self.hidden_by)) is not None:
            values["hidden"] = hidden
        tags = {tag.lower() for tag in texts_of(front_matter.get("tags", "tag"))}
        if front_matter.get("password") is None and not self.encrypted_tags.isdisjoint(tags):
            values["encrypt"] = True
        return replace(front_matter, values=values)

    def _translation_key(self, named: Mapping[str, str], below: PurePosixPath) -> str:
        """Return a post's path without the folder that names its language."""
        if not self.languages:
            return ""
        if "lang" in named:
            return named["title"]
        steps = below.with_suffix("").parts
        return "/".join(steps[1:] if self._language(steps[0]) and len(steps) > 1 else steps)

    def _section(self, below: PurePosixPath) -> str:
        """Return the first folder that does not name the post's language."""
        folders = below.parts[:-1]
        return next((name for at, name in enumerate(folders) if at or not self._language(name)), "")

    def _language(self, folder: str) -> str:
        return normalise_locale(folder) if folder.lower() in self.languages else ""


def _parse_date(value: object, zone: tzinfo) -> datetime | None:
    """Read what JavaScript's ``Date`` does, to which a day in quotation marks, and no other, begins in Greenwich."""
    is_day = isinstance(value, str) and _DAY.fullmatch(value)
    return parse_date(value, UTC if is_day else zone, _DATES)


_NAME_ONLY = frozenset({"title", "year", "month", "day", "i_month", "i_day", "hash"})


def recognise(root: Path) -> HexoRules | None:
    """Read a Hexo site's configuration; None where there is none.

    Raises:
        ConfigurationError: The configuration cannot be read or makes no sense.
    """
    path = next((root / name for name in _CONFIGS if (root / name).is_file()), None)
    if path is None:
        return None
    config = read_config(path, root)
    if not is_hexo(root, config):
        return None
    languages = [text_of(code).lower() for code in items(config.get("language"))]
    source = folder_of(config.get("source_dir"), "source_dir") or "source"
    folders = find_language_folders(root / source, root / source / "_posts")
    url = text_of(config.get("url")).rstrip("/")
    return HexoRules(
        root=root,
        base_url=url,
        title=text_of(config.get("title")),
        time_zone=find_zone(config.get("timezone"), machine_zone()),
        addresses=read_addresses(config, url),
        source=source,
        new_post_name=(text_of(config.get("new_post_name")) or ":title.md").rpartition(".")[0],
        ignored=_patterns(config, "ignore"),
        skipped=_patterns(config, "skip_render"),
        excluded=_patterns(config, "exclude"),
        included=_patterns(config, "include"),
        language=normalise_locale(languages[0]) if languages else "",
        languages=frozenset(languages) | folders if len(languages) > 1 or folders else frozenset(),
        shows_future=flag_of(config.get("future")) is True,
        shows_drafts=flag_of(config.get("render_drafts")) is True,
        hidden_by=text_of(table(config.get("hide_posts")).get("filter")) or "hidden",
        encrypted_tags=_encrypted_tags(config),
        abbrlinks=find_abbrlinks(root, config),
        dialect=Dialect("hexo", *find_anchors(root, config)),
        titles_from_names=any(flag_of(config.get(name)) for name in _TITLE_SWITCHES),
    )


_TITLE_SWITCHES = ("use_slug_as_post_title", "use_filename_as_post_title")


def _patterns(config: Mapping[str, object], key: str) -> tuple[str, ...]:
    patterns = tuple(text_of(item) for item in items(config.get(key)) if item)
    for pattern in patterns:
        compile_glob(pattern)
    return patterns


def _encrypted_tags(config: Mapping[str, object]) -> frozenset[str]:
    tags = items(table(config.get("encrypt")).get("tags"))
    return frozenset(name.lower() for tag in tags if (name := text_of(table(tag).get("name"))))


def _is_hidden(path: str) -> bool:
    return path.startswith(("_", ".")) or "/_" in path or "/." in path


def _matches(patterns: tuple[str, ...], path: str) -> bool:
    return bool(patterns) and any(compile_glob(pattern).fullmatch(path) for pattern in patterns)
