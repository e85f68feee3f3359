"""How the files of a site are written: their endings, and how a file's text becomes metadata and a body."""

from collections.abc import Callable
from dataclasses import dataclass

from indexer.posts.front_matter import split_front_matter
from indexer.posts.generators.html.page import read_page
from indexer.posts.post import FrontMatter, Markup


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """One way in which posts are written.

    Attributes:
        endings: Of the files that are looked at, in small letters.
        markup: Of their bodies.
        split: Parts a file's text into metadata and body; raises ``FrontMatterError``.
    """

    endings: tuple[str, ...]
    markup: Markup
    split: Callable[[str], FrontMatter]


# MDX (.mdx) is no Markdown but a program: none of the generators known here publishes it as a post.
_MARKDOWN = SourceFormat((".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown"), "markdown", split_front_matter)
_BUILT_PAGES = SourceFormat((".html", ".htm"), "html", read_page)


def format_of(generator: str) -> SourceFormat:
    """Return how the posts of a site are written, given its generator's name."""
    return _BUILT_PAGES if generator == "html" else _MARKDOWN
