"""Compare what is read of a site's sources with what is read of the pages that its generator built.

::

    hugo && PYTHONPATH=tests python -m oracles.built_pages . public
    npx astro build && PYTHONPATH=tests python -m oracles.built_pages --by-name src/content dist

The second is for generators whose addresses no source tells: posts are known again by the last step of their addresses.
How pages are held against what their generator itself says of them, see ``said_pages``.

Prints, for each aspect, how many of the posts agree, and the first that do not. The two readings have nothing in common
but the reading of HTML into text: addresses, dates, titles, anchors and words of the pages are the generator's own.
"""

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from indexer.posts.files import list_files
from indexer.posts.generators.base import Rules
from indexer.posts.post import IncludePolicy, Post
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.text.markup.body import read_sections

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
ASPECTS = ("title", "date", "language", "tags", "anchors", "words")


@dataclass(frozen=True)
class Comparison:
    """Two readings of a site.

    Attributes:
        missing: Addresses of pages that no post of the sources has.
        extra: Addresses of posts that no page has.
        differing: By aspect: address, what the sources say, what the page says.
        shared: How many posts both have.
    """

    missing: list[str]
    extra: list[str]
    differing: dict[str, list[tuple[str, object, object]]]
    shared: int

    def __str__(self) -> str:
        lines = [
            f"{self.shared} posts in both, {len(self.missing)} pages without, {len(self.extra)} posts without page"
        ]
        lines += [f"  only a page: {address}" for address in self.missing[:5]]
        lines += [f"  only a post: {address}" for address in self.extra[:5]]
        for aspect, found in self.differing.items():
            lines.append(f"{aspect}: {self.shared - len(found)} of {self.shared} agree")
            lines += [f"  {address}: {ours!r} here, {theirs!r} on the page" for address, ours, theirs in found[:5]]
        return "\n".join(lines)


def compare(sources: Path, built: Path, key: Callable[[str], str] | None = None) -> Comparison:
    """Compare the posts of a site's sources with its built pages, by their addresses or a key made of them."""
    ours, theirs = (read_posts(recognise_site(folder), key or _path) for folder in (sources, built))
    shared = sorted(ours.keys() & theirs.keys())
    differing: dict[str, list[tuple[str, object, object]]] = {aspect: [] for aspect in ASPECTS}
    for address in shared:
        for aspect, mine, built_one in _differences(ours[address], theirs[address]):
            differing[aspect].append((address, mine, built_one))
    return Comparison(sorted(theirs.keys() - shared), sorted(ours.keys() - shared), differing, len(shared))


def read_posts(rules: Rules, key: Callable[[str], str]) -> dict[str, Post]:
    """Read the posts of a site, by a key made of their addresses."""
    now = datetime.now(UTC)
    read = (read_post(file, rules, now, IncludePolicy()).outcome for file in list_files(rules))
    return {key(post.url): post for post in read if isinstance(post, Post)}


def _path(url: str) -> str:
    return unquote(urlsplit(url).path).removesuffix("index.html")


def last_step(url: str) -> str:
    """Return the last step of an address, without its ending."""
    return re.sub(r"\.html?$", "", _path(url).strip("/").rpartition("/")[2])


def _differences(ours: Post, page: Post) -> Iterator[tuple[str, object, object]]:
    if _plain(ours.title) != _plain(page.title):
        yield "title", ours.title, page.title
    if page.date and (not ours.date or ours.date.astimezone(page.date.tzinfo).date() != page.date.date()):
        yield "date", ours.date, page.date
    if ours.language != page.language:
        yield "language", ours.language, page.language
    if page.tags and {tag.casefold() for tag in ours.tags} != {tag.casefold() for tag in page.tags}:
        yield "tags", ours.tags, page.tags
    anchors, real = anchors_of(ours), anchors_of(page)
    if anchors - real:
        yield "anchors", sorted(anchors - real), sorted(real - anchors)
    words, shown = words_of(ours), words_of(page)
    if words != shown:
        yield "words", sorted(words - shown), sorted(shown - words)


def _plain(text: str) -> str:
    return "".join(_WORD.findall(text)).casefold()


def anchors_of(post: Post) -> set[str]:
    """Return the anchors of a post's headings."""
    return {section.anchor for section in read_sections(post) if section.anchor}


def words_of(post: Post) -> set[str]:
    """Return the distinct words and Chinese characters of a text, but for those of its title."""
    found: set[str] = set()
    for section in read_sections(post):
        for word in _WORD.findall(f"{section.heading} {section.prose} {section.code} {section.asides}".casefold()):
            found.update(_HAN.findall(word) or [word])
    return found - set(_WORD.findall(post.title.casefold())) - set(_HAN.findall(post.title))


def main() -> None:
    """Print the comparison of two folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("built", type=Path)
    parser.add_argument("--by-name", action="store_true")
    arguments = parser.parse_args()
    print(compare(arguments.sources, arguments.built, last_step if arguments.by_name else None))


if __name__ == "__main__":
    main()
