"""How the files of a site are written: their endings, and how a file's text becomes metadata and a body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.posts.post import FrontMatter, Markup


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """One way in which posts are written.

    Attributes:
        endings: Of the files that are looked at, in small letters.
        markup: Of their bodies.
        split: Splits a file's text into metadata and body; raises ``FrontMatterError``.
        tags: Whose shortcodes or tags stand in them, as ``Dialect.generator``; empty for those of the site's generator.
        split_bytes: Splits a file's bytes as they are; gives None where these have to be decoded before.
    """

    endings: tuple[str, ...]
    markup: Markup
    split: Callable[[str], FrontMatter]
    tags: str = ""
    split_bytes: Callable[[bytes], FrontMatter | None] | None = None


def _split_front_matter(text: str) -> FrontMatter:
    from indexer.posts.front_matter import split_front_matter  # noqa: PLC0415  whoever only lists files reads none

    return split_front_matter(text)


def _read_page(text: str) -> FrontMatter:
    from indexer.posts.generators.html.page import read_page  # noqa: PLC0415  only built pages need it

    return read_page(text)


def _read_page_bytes(data: bytes) -> FrontMatter | None:
    from indexer.posts.generators.html.page import read_page_bytes  # noqa: PLC0415  as above

    return read_page_bytes(data)


HTML_ENDINGS = (".html", ".htm")

_MARKDOWN = SourceFormat((".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown"), "markdown", _split_front_matter)
_HTML = SourceFormat(HTML_ENDINGS, "html", _split_front_matter)
_MDX = SourceFormat((".mdx",), "markdown", _split_front_matter, tags="mdx")
_BUILT_PAGES = SourceFormat(HTML_ENDINGS, "plain", _read_page, split_bytes=_read_page_bytes)

_FORMATS: Mapping[str, tuple[SourceFormat, ...]] = {
    "html": (_BUILT_PAGES,),
    "hugo": (_MARKDOWN, _HTML),
    "jekyll": (_MARKDOWN, _HTML),
    "plain": (_MARKDOWN, _MDX),  # of the generators known here none publishes MDX: it is Docusaurus', Astro's, Next's
}


def endings_of(generator: str) -> tuple[str, ...]:
    """Return the endings of the files that may be posts of a site, given its generator's name."""
    return tuple(ending for each in _formats_of(generator) for ending in each.endings)


def main_endings_of(generator: str) -> tuple[str, ...]:
    """Return the endings of the files that hold most posts of a site: of others only the posts are worth a word."""
    return _formats_of(generator)[0].endings


def format_of(generator: str, post_id: str) -> SourceFormat:
    """Return how a post of a site is written, given its generator's name and the post's path."""
    formats, name = _formats_of(generator), post_id.lower()
    return next((each for each in formats if name.endswith(each.endings)), formats[0])


def _formats_of(generator: str) -> tuple[SourceFormat, ...]:
    return _FORMATS.get(generator, (_MARKDOWN,))
