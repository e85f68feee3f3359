"""What a Hugo section or site hands down to the pages below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.posts.fields import text_of
from indexer.posts.generators.config_file import fold_keys, items, table
from indexer.posts.generators.globs import compile_glob
from indexer.posts.post import FrontMatter

_LIFTED = ("author", "authors", "description", "summary")
"""What templates and we look for under ``params`` as well as at the top of the front matter."""
_FIELDS = frozenset(
    [
        *("aliases", "build", "cascade", "date", "draft", "expirydate", "headless", "iscjklanguage", "keywords"),
        *("lastmod", "layout", "linktitle", "markup", "menus", "outputs", "publishdate", "sitemap", "slug", "title"),
        *("translationkey", "type", "url", "weight"),
    ]
)
"""Fields of Hugo's own; any other key at the top is the same as one under ``params``."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """Values for the pages that match.

    Attributes:
        values: Lower-case name and value; those of its ``params`` too.
        path, kind: Patterns; empty for any page.
        languages: Patterns; none for any language.
        environment: A pattern; pages are published in ``production``.
    """

    values: tuple[tuple[str, object], ...]
    path: str = ""
    kind: str = ""
    languages: tuple[str, ...] = ()
    environment: str = ""

    def matches(self, path: str, language: str, kind: str = "page") -> bool:
        """Say whether the page at ``path``, a regular one or that of a section, gets the values."""
        return (
            _fits(self.path, path)
            and _fits(self.kind, kind)
            and _fits(self.environment, "production")
            and (not self.languages or any(_fits(pattern, language) for pattern in self.languages))
        )


def _fits(pattern: str, value: str) -> bool:
    return not pattern or compile_glob(pattern, deep_may_be_empty=False).fullmatch(value) is not None


def read_cascades(value: object) -> tuple[Cascade, ...]:
    """Read a ``cascade`` as a section's front matter or the site's configuration has it: one table or a list.

    Raises:
        ConfigurationError: A pattern of a target cannot be read, so nobody knows which pages it hides.

    Source:
        Hugo 0.168 ``resources/page/page_matcher.go``.
    """
    return tuple(_read_cascade(table(fold_keys(item))) for item in items(value) if isinstance(item, Mapping))


def _read_cascade(values: Mapping[str, object]) -> Cascade:
    target = table(values.get("target") or values.get("_target"))
    fields = {name: value for name, value in values.items() if name not in {"target", "_target", "params"}}
    cascade = Cascade(
        values=tuple({**table(values.get("params")), **fields}.items()),
        path=text_of(target.get("path")).lower(),
        kind=text_of(target.get("kind")).lower(),
        languages=target_languages(target),
        environment=text_of(target.get("environment")).lower(),
    )
    for pattern in (cascade.path, cascade.kind, cascade.environment, *cascade.languages):
        compile_glob(pattern, deep_may_be_empty=False)
    return cascade


def target_languages(target: Mapping[str, object]) -> tuple[str, ...]:
    """Return the patterns for languages in a target, in the form of today and in that before Hugo 0.150."""
    matrix = table(table(target.get("sites")).get("matrix"))
    wanted = [*items(target.get("lang")), *items(matrix.get("languages"))]
    return tuple(text_of(pattern).lower() for pattern in wanted)


def hand_down(
    front_matter: FrontMatter, path: str, language: str, cascades: Iterable[Cascade], kind: str = "page"
) -> FrontMatter:
    """Merge into a page's front matter what it does not say itself.

    Args:
        front_matter: As the author wrote it.
        path: The page's, in Hugo's own form: ``/blog/a-post``.
        language: The page's.
        cascades: The nearest first; the first that names a value wins.
        kind: ``page``, or ``section``.
    """
    values = dict(front_matter.values)
    params = table(front_matter.get("params"))
    named = {name.casefold() for name in values} | {name.casefold() for name in params} - _FIELDS - set(_LIFTED)
    handed = [pair for cascade in cascades if cascade.matches(path, language, kind) for pair in cascade.values]
    for name, value in [*((name, params[name]) for name in _LIFTED if name in params), *handed]:
        if name.casefold() not in named:
            values[name] = value
            named.add(name.casefold())
    return replace(front_matter, values=values)
