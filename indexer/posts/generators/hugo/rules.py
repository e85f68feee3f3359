"""Hugo sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path

from indexer.errors import ConfigurationError
from indexer.posts.chinese_locale import normalise_locale
from indexer.posts.fields import as_written, flag_of, text_of
from indexer.posts.generators.base import UNSIGNED, Place
from indexer.posts.generators.config_file import items, table
from indexer.posts.generators.hugo.cascade import Cascade, hand_down, read_cascades
from indexer.posts.generators.hugo.config import find_config
from indexer.posts.generators.hugo.content import HTML, MARKDOWN, Content, ContentFile, HugoSection
from indexer.posts.generators.hugo.dates import PageDates
from indexer.posts.generators.hugo.permalinks import PermalinkPage
from indexer.posts.generators.hugo.settings import (
    Config,
    Language,
    default_language,
    language_codes,
    live_languages,
    read_ignored,
    read_language,
    read_mounts,
)
from indexer.posts.generators.hugo.survey import existing_folders, survey
from indexer.posts.generators.section_pages import are_pages, has_text
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason
from indexer.text.slugs import hugo_normalise

_OF_FOLDERS = ("index", "_index")
"""Names of files that are the pages of their folders."""


@dataclass(frozen=True, slots=True)
class HugoRules:
    """What one Hugo site's configuration, and the pages of its sections, say about its posts.

    Attributes:
        languages: Those the site is built in, by code.
        likely_language: Of a site of one language, as its configuration says; empty where it does not.
        renders_pages: False where ``disableKinds`` switches all pages off.
        renders_sections: False where it switches the pages of sections off.
        reads_sections: Pages of sections are posts where they have text; the home page is none.
        shows_future: The site says itself that it publishes posts that are not due.
        shows_expired: It publishes expired ones. Its drafts are never included.
    """

    root: Path
    base_url: str
    title: str
    time_zone: tzinfo
    dialect: Dialect
    content: Content
    languages: Mapping[str, Language]
    likely_language: str = ""
    renders_pages: bool = True
    renders_sections: bool = True
    reads_sections: bool = field(default=False, metadata=UNSIGNED)
    shows_future: bool = False
    shows_expired: bool = False
    name: str = field(default="hugo", init=False)

    def folders(self) -> tuple[Path, ...]:
        """Return the mounted content folders that exist."""
        return existing_folders(self.content)

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a file is no page of its own."""
        file = self.content.locate(post_id)
        if file is None or file.ending not in MARKDOWN | HTML:
            return SkipReason.NOT_A_POST
        if self.content.is_ignored(post_id, file):
            return SkipReason.IGNORED
        if file.language not in self.languages:
            return SkipReason.LANGUAGE_OFF
        if self.content.is_resource(file):
            return SkipReason.PAGE_RESOURCE
        name = file.name.lower()
        if name in _OF_FOLDERS and (not file.folders or (name == "_index" and not self.reads_sections)):
            return SkipReason.SECTION_PAGE
        return None if self.renders_pages or name == "_index" else SkipReason.UNLISTED

    def with_section_pages(self) -> "HugoRules":
        """Return the same rules, but pages of sections are posts."""
        return replace(self, reads_sections=self.renders_sections)

    @property
    def uses_file_times(self) -> bool:
        """Whether ``:fileModTime`` is one of the sources of a date."""
        sources = (language.dates for language in self.languages.values())
        return any(":filemodtime" in (*each.date, *each.publish, *each.expiry) for each in sources)

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a page's address and dates, or say why Hugo makes no page of the file."""
        del now
        file = self.content.locate(post_id)
        reason = self.skip_reason(post_id)
        if file is None or reason is not None or _is_static(file, front_matter):
            return Skipped(post_id, reason or SkipReason.NOT_A_POST)
        if _is_section(file) and not has_text(front_matter.body):
            return Skipped(post_id, SkipReason.SECTION_PAGE)
        sections = list(self.content.enclosing(file.language, _container(file)))
        unreadable = next((section.unreadable for _, section in sections if section.unreadable), "")
        if unreadable:
            return Problem(
                post_id, 0, f"the page of its section may hide it, and cannot be read ({unreadable}); correct that one"
            )
        try:
            own = read_cascades(front_matter.get("cascade"))
        except ConfigurationError as error:
            return Problem(post_id, front_matter.line_of("cascade"), f"cascade: {error}")
        return self._place(post_id, file, front_matter, own, sections)

    def _place(
        self,
        post_id: str,
        file: ContentFile,
        front_matter: FrontMatter,
        own: Sequence[Cascade],
        sections: list[tuple[str, HugoSection]],
    ) -> Place:
        """Return a page's address and dates, by its own front matter and what its sections hand down."""
        is_section, language, path = _is_section(file), self.languages[file.language], _page_path(file)
        kind = "section" if is_section else "page"
        merged = hand_down(front_matter, path, file.language, (*own, *_cascades(sections, language)), kind)
        dates = language.dates.read(merged, _own_name(file), self.root / post_id, post_id)
        page = _page(file, path, sections, merged, dates)
        return Place(
            url=(language.addresses.section_permalink if is_section else language.addresses.permalink)(page),
            front_matter=_with_draft(merged),
            date=dates.date,
            language=normalise_locale(file.language) if len(self.languages) > 1 else "",
            likely_language=self.likely_language,
            section=page.section or (path.split("/")[1] if is_section else ""),
            translation_key=(text_of(merged.get("translationKey")) or path) if len(self.languages) > 1 else "",
            visible_from=None if self.shows_future else dates.publish or dates.date,
            visible_until=None if self.shows_expired else dates.expiry,
            problems=dates.problems,
        )


def recognise(root: Path) -> HugoRules | None:
    """Read a Hugo site's configuration; None where there is none.

    Raises:
        ConfigurationError: The configuration cannot be read or makes no sense.
    """
    config = find_config(root)
    if config is None:
        return None
    live = sorted(live_languages(config)) or [default_language(config)]
    languages = {code: read_language(config, code) for code in live}
    main = languages.get(default_language(config)) or languages[live[0]]
    codes = language_codes(config)
    content = Content(root, read_mounts(config), codes, codes - languages.keys(), read_ignored(config))
    disabled = {text_of(kind).lower() for kind in items(config.get("disablekinds"))}
    rules = HugoRules(
        root=root,
        base_url=main.addresses.base,
        title=main.title,
        time_zone=main.dates.zone,
        dialect=_dialect(config),
        content=survey(content),
        renders_sections="section" not in disabled,
        languages=languages,
        likely_language=_likely_language(config),
        renders_pages="page" not in disabled,
        shows_future=flag_of(config.get("buildfuture")) is True,
        shows_expired=flag_of(config.get("buildexpired")) is True,
    )
    sections = rules.content.sections.items()
    with_text = sum(section.has_text for (_, folder), section in sections if folder)
    return rules.with_section_pages() if are_pages(with_text, rules.content.others) else rules


def _likely_language(config: Config) -> str:
    named = (config.get(name) for name in ("languagecode", "locale", "defaultcontentlanguage"))
    return next(filter(None, map(normalise_locale, named)), "")


def _dialect(config: Config) -> Dialect:
    parser = table(table(table(config.get("markup")).get("goldmark")).get("parser"))
    style = text_of(parser.get("autoheadingidtype") or parser.get("autoidtype")).lower()
    return Dialect(
        "hugo",
        style if style in {"github-ascii", "blackfriday"} else "github",
        block_attributes=flag_of(table(parser.get("attribute")).get("block")) is True,
    )


def _own_name(file: ContentFile) -> str:
    """Return the name that a page goes by: its file's, or its folder's for a bundle and a section."""
    return file.folders[-1] if file.name.lower() in _OF_FOLDERS else file.name


def _container(file: ContentFile) -> str:
    """Return the folder that a page lies in; for a bundle and a section, the one that these lie in."""
    return file.folder.rpartition("/")[0] if file.name.lower() in _OF_FOLDERS else file.folder


def _page_path(file: ContentFile) -> str:
    return f"{_container(file)}/{hugo_normalise(_own_name(file))}"


def _cascades(sections: list[tuple[str, HugoSection]], language: Language) -> tuple[Cascade, ...]:
    """Return all that may be handed down to a page, the nearest first."""
    return (*(item for _, section in reversed(sections) for item in section.cascades), *language.cascades)


def _is_section(file: ContentFile) -> bool:
    return file.name.lower() == "_index"


def _is_static(file: ContentFile, front_matter: FrontMatter) -> bool:
    """Say whether Hugo puts a file out as it is: HTML that begins with a tag, and not with front matter or text.

    Source:
        Hugo 0.111 ``hugofs/files/classifier.go``, ``isHTMLContent``.
    """
    return file.ending in HTML and front_matter.format == "none" and front_matter.body.lstrip().startswith("<")


def _with_draft(front_matter: FrontMatter) -> FrontMatter:
    """Call a page with ``published: false``, or with nothing behind ``published:``, a draft, as Hugo does."""
    published = front_matter.get("published")
    is_empty = published is None and any(name.casefold() == "published" for name in front_matter.values)
    if front_matter.get("draft") is not None or (flag_of(published) is not False and not is_empty):
        return front_matter
    return replace(front_matter, values={**front_matter.values, "draft": True})


def _page(
    file: ContentFile, path: str, sections: list[tuple[str, HugoSection]], front_matter: FrontMatter, dates: PageDates
) -> PermalinkPage:
    """Gather what a page's address is made of."""
    steps = _container(file).split("/")[1:]
    slugs = {step: section.slug for step, section in sections if section.slug}
    as_named = file.folders[: len(steps)]
    folder = "".join(f"/{slugs.get('/' + '/'.join(steps[: at + 1]), name)}" for at, name in enumerate(as_named))
    nearest = sections[-1][0] if sections else ""
    return PermalinkPage(
        path=path,
        folder=folder,
        name=_own_name(file),
        language=file.language,
        section=steps[0] if steps else "",
        sections=tuple(nearest.split("/")[1:]),
        title=as_written(front_matter.get("title")),
        slug=as_written(front_matter.get("slug")).strip("-") or dates.slug,
        url=as_written(front_matter.get("url")),
        date=dates.date,
    )
