"""Where Docusaurus keeps translations and versions of posts, for folders of its sources that are read as plain ones."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from indexer.posts.generators.config_file import read_loosely
from indexer.posts.generators.others import find_sources

_TRANSLATED = re.compile(r"i18n/([^/]+)/docusaurus-plugin-content-(?:(blog)/|docs/(?:current|(version-[^/]+))/)(.+)")

_VERSIONED = re.compile(
    r"(?:(?P<instance>[\w-]+)_)?versioned_docs/version-(?P<version>[^/]+)/(?P<path>.+)"
    r"|(?P<translated>i18n/[^/]+/docusaurus-plugin-content-docs[\w-]*)/version-(?P<version_>[^/]+)/(?P<path_>.+)"
)


class Translated(NamedTuple):
    """A post in another language than the site's own.

    Attributes:
        language: As the folder of the language is called.
        post_id: Of the post that it translates, if there is one.
    """

    language: str
    post_id: str


def read_translated(post_id: str) -> Translated | None:
    """Return what a post translates: ``i18n/fr/docusaurus-plugin-content-blog/a.md`` is ``blog/a.md`` in French.

    None where its path is no such one.
    """
    found = _TRANSLATED.fullmatch(post_id)
    if found is None:
        return None
    language, blog, version, path = found.groups()
    return Translated(language, f"{blog or (f'versioned_docs/{version}' if version else 'docs')}/{path}")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a site's documentation that are kept beside the current one.

    Attributes:
        root: The site's folder.
        names: By instance of the documentation, mostly the empty name of the only one: its versions, the newest first.

    Source:
        Docusaurus, “Versioning”: ``versions.json``, ``versioned_docs``; “Docs multi-instance”.
    """

    root: Path
    names: dict[str, tuple[str, ...]]

    def is_older(self, post_id: str) -> bool:
        """Tell whether a path is of a page in a version that a newer one, or the current one, has too."""
        found = _VERSIONED.fullmatch(post_id)
        if found is None:
            return False
        translated = found["translated"]
        instance = translated.partition("content-docs")[2].lstrip("-") if translated else found["instance"] or ""
        version, path = found["version"] or found["version_"], found["path"] or found["path_"]
        current = f"{translated}/current" if translated else instance or "docs"
        versioned = f"{translated}/version-" if translated else post_id[: found.start("version")]
        names = self.names.get(instance, ())
        newer = names[: names.index(version)] if version in names else ()
        folders = (current, *(f"{versioned}{name}" for name in newer))
        return any((self.root / folder / path).is_file() for folder in folders)


def read_versions(root: Path) -> Versions | None:
    """Read which versions a site has; None where a folder has no configuration of Docusaurus."""
    configuration = find_sources(root, "Docusaurus")
    if configuration is None or configuration.parent != root:
        return None
    files = sorted(root.glob("*versions.json"))
    return Versions(root, {file.name.removesuffix("versions.json").rstrip("_"): _read_names(file) for file in files})


def _read_names(file: Path) -> tuple[str, ...]:
    try:
        names = json.loads(read_loosely(file))
    except (ValueError, RecursionError):
        return ()
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()
