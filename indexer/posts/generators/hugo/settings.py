"""Hugo's configuration, interpreted: languages, mounts, permalink rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import PurePosixPath

from indexer.errors import ConfigurationError
from indexer.posts.fields import flag_of, text_of
from indexer.posts.generators.config_file import items, merge, table
from indexer.posts.generators.globs import compile_glob
from indexer.posts.generators.hugo.cascade import Cascade, read_cascades, target_languages
from indexer.posts.generators.hugo.content import Mount
from indexer.posts.generators.hugo.dates import DateSources, read_date_sources
from indexer.posts.generators.hugo.permalinks import HugoAddresses, PermalinkRule
from indexer.posts.generators.zones import find_zone

Config = Mapping[str, object]
"""Nested tables with lower-case keys, see ``hugo_config.find_config``."""


@dataclass(frozen=True, slots=True)
class Language:
    """One of a site's languages, with all that it may set differently from the others."""

    code: str
    title: str
    addresses: HugoAddresses
    cascades: tuple[Cascade, ...]
    dates: DateSources


def default_language(config: Config) -> str:
    """Return the code of the default language, which file names need not give."""
    return text_of(config.get("defaultcontentlanguage")).lower() or "en"


def language_codes(config: Config) -> frozenset[str]:
    """Return all languages that the site names, those switched off too."""
    return frozenset({*table(config.get("languages")), default_language(config)})


def live_languages(config: Config) -> frozenset[str]:
    """Return the languages that the site is built in."""
    off = {text_of(code).lower() for code in items(config.get("disablelanguages"))}
    tables = table(config.get("languages"))
    return frozenset(
        code for code in language_codes(config) - off if flag_of(table(tables.get(code)).get("disabled")) is not True
    )


def read_language(config: Config, code: str) -> Language:
    """Read what holds for one language: the site's table, updated by its own.

    Raises:
        ConfigurationError: The time zone is none, or a pattern cannot be read.
    """
    own = merge(config, table(table(config.get("languages")).get(code)))
    zone = find_zone(own.get("timezone"), UTC)
    addresses = HugoAddresses(
        base=text_of(own.get("baseurl")).rstrip("/"),
        prefix=_prefix(config, code),
        rules=_permalink_rules(own.get("permalinks")),
        ugly=_ugly(config.get("uglyurls")),
        keep_case=flag_of(own.get("disablepathtolower")) is True,
        remove_accents=flag_of(own.get("removepathaccents")) is True,
    )
    dates = read_date_sources(table(own.get("frontmatter")), zone)
    cascades = (*read_cascades(own.get("cascade")), *_theme_defaults(table(own.get("params"))))
    return Language(code, text_of(own.get("title")), addresses, cascades, dates)


def _theme_defaults(params: Config) -> tuple[Cascade, ...]:
    """Return what a theme's settings say of every page that does not say it itself.

    Source:
        Hugo LoveIt and DoIt ``layouts/index.json`` (``params.page.hiddenFromSearch``), FixIt
        ``layouts/home.search.json`` (``params.hidden_from_search``).
    """
    asked = (
        (table(params.get("page")), "hiddenfromsearch"),
        (params, "hiddenfromsearch"),
        (params, "hidden_from_search"),
    )
    return tuple(Cascade(((name, values[name]),)) for values, name in asked if name in values)


def _prefix(config: Config, code: str) -> str:
    """Return the folder that a language's addresses begin with; none where each language has its own host."""
    if any("baseurl" in table(language) for language in table(config.get("languages")).values()):
        return ""
    in_folder = flag_of(config.get("defaultcontentlanguageinsubdir")) is True
    return "" if code == default_language(config) and not in_folder else code


def _ugly(value: object) -> bool | frozenset[str]:
    if isinstance(value, Mapping):
        return frozenset(section for section, ugly in value.items() if flag_of(ugly))
    return flag_of(value) is True


def _permalink_rules(value: object) -> tuple[PermalinkRule, ...]:
    """Read ``permalinks`` in its three forms: by section, by kind and section, and as a list with targets.

    Source:
        Hugo 0.168 ``resources/page/permalinks.go``, ``DecodePermalinksConfig``. Where several sections match,
        Hugo takes any of them; here the most particular one wins.
    """
    if isinstance(value, list):
        return tuple(_targeted(table(item)) for item in value if _is_for_pages(table(item)))
    by_section = {name: text for name, text in table(value).items() if isinstance(text, str)}
    by_section.update((name, text_of(text)) for name, text in table(table(value).get("page")).items())
    by_path = ((name.strip(" /"), pattern) for name, pattern in by_section.items())
    return tuple(
        PermalinkRule(pattern, f"/{{{path},{path}/**}}" if path else "/*")
        for path, pattern in sorted(by_path, key=lambda pair: -len(pair[0]))
    )


def _is_for_pages(item: Config) -> bool:
    kind = text_of(table(item.get("target")).get("kind")).lower()
    return not kind or compile_glob(kind).fullmatch("page") is not None


def _targeted(item: Config) -> PermalinkRule:
    target = table(item.get("target"))
    return PermalinkRule(text_of(item.get("pattern")), text_of(target.get("path")).lower(), target_languages(target))


def read_mounts(config: Config) -> tuple[Mount, ...]:
    """Return the folders that make up the content: those that the site mounts, else one for each language.

    Mounts from outside the site, and those of themes and modules, are not read.
    """
    default = default_language(config)
    mounted = [table(item) for item in items(table(config.get("module")).get("mounts"))]
    own = tuple(_mount(item, default) for item in mounted if _target(item) is not None)
    found = own or _language_folders(config, default)
    return tuple(mount for mount in found if not mount.folder.startswith(("/", "../")))


def _language_folders(config: Config, default: str) -> tuple[Mount, ...]:
    """Return each language's ``contentDir``; a folder that several share is the default language's."""
    shared = _folder(config.get("contentdir")) or "content"
    folders: dict[str, str] = {}
    for code in sorted(language_codes(config), key=lambda code: (code != default, code)):
        folder = _folder(table(table(config.get("languages")).get(code)).get("contentdir")) or shared
        folders.setdefault(folder, default if folder == shared else code)
    return tuple(Mount(folder, "", code) for folder, code in folders.items())


def _mount(item: Config, default: str) -> Mount:
    languages = [*target_languages(item), *(text_of(code).lower() for code in items(item.get("lang")))]
    return Mount(_folder(item.get("source")), _target(item) or "", languages[0] if languages else default)


def _target(item: Config) -> str | None:
    """Return the folder below ``content`` that a mount fills; None when it fills another part of the site."""
    parts = PurePosixPath(text_of(item.get("target"))).parts
    return "/".join(parts[1:]) if parts[:1] == ("content",) else None


def _folder(value: object) -> str:
    return PurePosixPath(text_of(value)).as_posix().removeprefix("./") if value else ""


def read_ignored(config: Config) -> tuple[re.Pattern[str], ...]:
    """Compile ``ignoreFiles``.

    Raises:
        ConfigurationError: A pattern is no regular expression.
    """
    try:
        return tuple(re.compile(text_of(pattern).replace(r"\z", r"\Z")) for pattern in items(config.get("ignorefiles")))
    except re.error as error:
        raise ConfigurationError(
            f"ignoreFiles in the site's configuration: {error.pattern!r} is no regular expression ({error}); correct it"
        ) from error
