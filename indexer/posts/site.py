"""Recognise the generator of a site, and read its rules."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import tzinfo
from enum import Enum
from hashlib import blake2b
from importlib import import_module
from itertools import permutations
from pathlib import Path
from typing import Protocol, runtime_checkable

from indexer.errors import UsageError
from indexer.posts.generators.base import Rules
from indexer.posts.generators.paged import BuiltPages, PagedRules
from indexer.posts.generators.plain import read_plain
from indexer.posts.generators.several import SeveralSites
from indexer.posts.hidden_keys import HIDING_KEYS
from indexer.posts.site_folders import SiteFolder, join_folders, split_folders


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Reads the configuration of one generator's sites.

    Attributes:
        module: Its rules, below ``indexer.posts.generators``: imported where a folder may be such a site.
        signs: What one of must be in such a folder.
    """

    module: str
    signs: tuple[str, ...]

    def __call__(self, root: Path) -> Rules | None:
        """Read a site's configuration; None where it is another generator's.

        Raises:
            ConfigurationError: The configuration cannot be read or makes no sense.
        """
        if not any((root / sign).exists() for sign in self.signs):
            return None
        rules: Rules | None = import_module(f"indexer.posts.generators.{self.module}").recognise(root)
        return rules


_TEXTS = ("toml", "yaml", "yml", "json")
GENERATORS: Mapping[str, Callable[[Path], Rules | None]] = {
    "hugo": Recogniser(
        "hugo.rules", ("config", *(f"{name}.{ending}" for name in ("hugo", "config") for ending in _TEXTS))
    ),
    "zola": Recogniser("zola", ("zola.toml", "config.toml")),
    "docsify": Recogniser("docsify", ("index.html", "docs/index.html")),
    "jekyll": Recogniser("jekyll.rules", ("_config.yml", "_config.yaml", "_config.toml")),
    "hexo": Recogniser("hexo.rules", ("_config.yml", "_config.yaml", "_config.json")),
    "html": Recogniser("html.rules", ("index.html",)),
}
"""By name what reads a site's configuration, or returns None where it is another generator's; asked in this order."""


def describe_generator(name: str) -> str:
    """Return what a site is called by its generator: ``a Hugo site``, ``a built site``; empty for a plain folder."""
    return {"plain": "", "html": "a built site", "several": "several sites"}.get(name, f"a {name.title()} site")


@runtime_checkable
class _SectionedRules(Rules, Protocol):
    """Rules of a generator whose sections have pages of their own, ``_index.md``."""

    def with_section_pages(self) -> Rules:
        """Return the same rules, but pages of sections are posts."""
        ...


def recognise_site(root: Path, pages: Path | None = None, *, section_pages: bool = False) -> Rules:
    """Find out by its configuration what generator a site belongs to, and read its rules.

    Args:
        root: The site's folder, or those of several, see ``site_folders``. Without the configuration of a known
            generator every Markdown file in it is a post.
        pages: The folder of one site's built pages, which give the text of its posts; None where sources do.
        section_pages: Pages of sections are posts where they have text; else only of a site that writes its pages so.

    Raises:
        UsageError: There is no such folder, or it cannot be read.
        ConfigurationError: The site's configuration cannot be read.
    """
    sites = split_folders(root)
    if len(sites) > 1:
        if pages:
            raise UsageError(f"{pages}: are the pages of one site; of several sites give the built pages themselves")
        return _recognise_several(sites, section_pages=section_pages)
    folder = existing_folder(sites[0].folder)
    found = (recognise(folder) for recognise in GENERATORS.values())
    rules = next((rules for rules in found if rules), read_plain(folder))
    if section_pages and isinstance(rules, _SectionedRules):
        rules = rules.with_section_pages()
    return _add_pages(rules, existing_folder(pages)) if pages else rules


def _add_pages(rules: Rules, folder: Path) -> PagedRules:
    """Take the text of a site's posts from its built pages.

    Raises:
        UsageError: The folder holds none, or the site is itself a built one.
    """
    if rules.name == "html":
        raise UsageError(f"{rules.root}: is a built site itself; name the folder of its sources as SITE, or no pages")
    from indexer.posts.generators.html.rules import recognise  # noqa: PLC0415  only built pages need it

    built = recognise(folder)
    if built is None:
        raise UsageError(
            f"{folder}: holds no built site (no index.html); build the site first, or name its output folder"
        )
    return PagedRules(rules, BuiltPages.of(built, rules.base_url))


def _recognise_several(sites: Sequence[SiteFolder], *, section_pages: bool) -> SeveralSites:
    resolved = _resolve(sites)
    parts = {site.name: recognise_site(site.folder, section_pages=section_pages) for site in resolved}
    titles = {site.name: site.name if site.is_given else parts[site.name].title or site.name for site in resolved}
    if len(set(titles.values())) < len(titles):
        titles = {name: name for name in parts}
    return SeveralSites(Path(join_folders(resolved)), parts, titles, next(iter(parts.values())).time_zone)


def _resolve(sites: Sequence[SiteFolder]) -> list[SiteFolder]:
    """Make the folder of each site absolute.

    Raises:
        UsageError: One is missing, or lies in another.
    """
    resolved = [site._replace(folder=existing_folder(site.folder)) for site in sites]
    pairs = permutations((site.folder for site in resolved), 2)
    if inner := next((folder for folder, other in pairs if folder.is_relative_to(other)), None):
        raise UsageError(f"{inner}: lies in another of the sites, or is given twice; each post would be found twice")
    return resolved


def existing_folder(root: Path) -> Path:
    """Return a site's folder, or those of several sites as one path, absolute.

    Raises:
        UsageError: There is none, or it cannot be read.
    """
    sites = split_folders(root)
    if len(sites) > 1:
        return Path(join_folders(_resolve(sites)))
    root = sites[0].folder
    try:
        folder = root.expanduser().resolve()
        next(folder.iterdir(), None)
    except FileNotFoundError as error:
        raise UsageError(f"{root}: no such folder; give the root of a site, or a folder of Markdown posts") from error
    except NotADirectoryError as error:
        advice = "of an export of WordPress make pages first: search-index unpack FILE FOLDER"
        what = advice if root.suffix.lower() == ".xml" else "give the folder of the site that it belongs to"
        raise UsageError(f"{root}: is a file; {what}") from error
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{root}: the folder cannot be read: {error}") from error
    return folder


def rules_signature(rules: Rules) -> str:
    """Return a digest of all that a site's configuration and section pages, and our table of keys, say about its posts.

    The same digest means that a file which has not changed reads as before, except for what ``skip_reason`` says of
    it: that is to be asked anew for every file found, since a new bundle, for one, makes resources of files in it.
    A post that is added, changed or removed alters the digest in no way.

    Returns:
        32 hexadecimal digits.
    """
    return blake2b(_spell((rules, HIDING_KEYS)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _spell(value: object) -> str:
    """Write rules out, the same way for equal ones; no two that differ are written alike."""
    kind = type(value).__name__
    match value:
        case Mapping():
            spelt = sorted(_spell(pair) for pair in value.items())
        case frozenset() | set():
            spelt = sorted(map(_spell, value))
        case list() | tuple():
            spelt = [*map(_spell, value)]
        case Enum():
            spelt = [value.name]
        case re.Pattern():
            spelt = [repr(value.pattern), str(value.flags)]
        case tzinfo() | Path():
            spelt = [repr(str(value))]
        case _ if is_dataclass(value):
            named = (field.name for field in fields(value) if field.compare and not field.metadata.get("unsigned"))
            spelt = [f"{name}={_spell(getattr(value, name))}" for name in named]
        case _:
            spelt = [repr(value)]
    return f"{kind}({', '.join(spelt)})"
