"""What the sources of an Eleventy site say by Eleventy's rules: which files are no pages, and what is a template."""

import re
from dataclasses import dataclass
from pathlib import Path

from indexer.posts.generators.config_file import read_loosely
from indexer.posts.generators.globs import compile_glob
from indexer.posts.generators.others import find_sources

_NO_TEMPLATES = re.compile(r"^[^/*]*\bmarkdownTemplateEngine:\s*false\b", re.MULTILINE)
_PARTS = frozenset({"_data", "_includes", "_layouts"})
"""Folders of parts of pages."""
_LARGEST = 1_000_000
"""Characters of a configuration that are looked through."""


@dataclass(frozen=True, slots=True)
class EleventySources:
    """The sources of an Eleventy site, or the folder of its posts.

    Attributes:
        runs_templates: Liquid or Nunjucks runs through its Markdown.
        ignored: Patterns for paths of no pages.

    Source:
        11ty.dev/docs: “Configuration” (dir, markdownTemplateEngine), “Ignore Template Files”.
    """

    runs_templates: bool
    ignored: tuple[re.Pattern[str], ...]

    def is_no_page(self, post_id: str) -> bool:
        """Tell from a path whether a file is part of others, or one that the site ignores."""
        is_part = not _PARTS.isdisjoint(post_id.split("/")[:-1])
        return is_part or any(pattern.fullmatch(post_id) for pattern in self.ignored)


def read_eleventy(root: Path) -> EleventySources | None:
    """Read the rules of an Eleventy site's sources; None where a folder holds none.

    Raises:
        ConfigurationError: A pattern in ``.eleventyignore`` cannot be read.
    """
    configuration = find_sources(root, "Eleventy")
    if configuration is None:
        return None
    written = read_loosely(configuration)[:_LARGEST]
    ignored = tuple(compile_glob(f"{pattern}{{,/**}}") for pattern in _ignored_by(root / ".eleventyignore"))
    return EleventySources(not _NO_TEMPLATES.search(written), ignored)


def _ignored_by(file: Path) -> list[str]:
    lines = map(str.strip, read_loosely(file)[:_LARGEST].splitlines()) if file.is_file() else ()
    return [pattern for line in lines if not line.startswith(("#", "!")) and (pattern := line.strip("/"))]
