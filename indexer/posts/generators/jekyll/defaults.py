"""Jekyll's front matter defaults: values that the configuration gives to many files at once."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from indexer.posts.fields import text_of
from indexer.posts.generators.config_file import items, merge, table
from indexer.posts.generators.globs import compile_glob

_OLD_TYPES = {"page": "pages", "post": "posts", "draft": "drafts"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """Values for the files in a scope.

    Attributes:
        path: The beginning of their path below the source, or a pattern for it; empty for any.
        type: ``posts``, ``pages`` or a collection's name; None for any.
    """

    values: tuple[tuple[str, object], ...]
    path: str = ""
    type: str | None = None

    def applies(self, path: str, kind: str) -> bool:
        """Say whether a file is in the scope."""
        if self.type is not None and self.type != kind:
            return False
        if "*" not in self.path:
            return path.startswith(self.path)
        pattern = compile_glob(self.path)
        steps = (path, *map(str, PurePosixPath(path).parents))
        return any(pattern.fullmatch(step) for step in steps)

    def outranks(self, other: "Defaults | None") -> bool:
        """Say whether these values win over those of ``other``: the longer path does, then the named type."""
        if other is None:
            return True
        if len(self.path) != len(other.path):
            return len(self.path) > len(other.path)
        return self.type is not None or other.type is None


def read_defaults(value: object) -> tuple[Defaults, ...]:
    """Read ``defaults`` of a site's configuration; what has no values is passed over, as Jekyll does.

    Raises:
        ConfigurationError: A path's pattern cannot be read.
    """
    sets = [table(item) for item in items(value)]
    return tuple(_read(item) for item in sets if isinstance(item.get("values"), dict))


def _read(item: dict[str, object]) -> Defaults:
    scope = table(item.get("scope"))
    kind = text_of(scope.get("type")) if "type" in scope else None
    path = text_of(scope.get("path")).removeprefix("/")
    compile_glob(path)
    return Defaults(tuple(table(item.get("values")).items()), path, _OLD_TYPES.get(kind or "", kind))


def defaults_for(sets: tuple[Defaults, ...], path: str, kind: str) -> dict[str, object]:
    """Return the values that a file gets.

    Source:
        Jekyll 4.3 ``lib/jekyll/frontmatter_defaults.rb``, ``all``.
    """
    values: dict[str, object] = {}
    last: Defaults | None = None
    for found in (item for item in sets if item.applies(path, kind)):
        if found.outranks(last):
            values, last = merge(values, dict(found.values)), found
        else:
            values = merge(dict(found.values), values)
    return values
