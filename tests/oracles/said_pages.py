"""Compare what is read of a site's built pages with what its generator itself says of them.

::

    PYTHONPATH=tests python -m oracles.said_pages list.tsv _site

A plugin of each site in ``*-rules`` has its generator write a line a page, with tabs between: address, title, day, tags
with commas between, language, authors likewise, the HTML of its text as JSON. What is empty, or missing at the end, is
not known. A page without a line is no post.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree
from oracles.built_pages import Comparison, anchors_of, read_posts

from indexer.posts.post import Post
from indexer.posts.site import recognise_site
from indexer.text.markup.body import read_sections

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MADE_BY_PROGRAMS = frozenset(
    """
    headerlink header-anchor linenos label footnote-ref footnote-reference footnote-backref toc contents
    """.split()  # noqa: SIM905 - a list of words reads better
)
"""Classes of what is in the HTML of a text, and no part of what the author wrote."""


class Said(NamedTuple):
    """What a generator says of a page."""

    title: str = ""
    day: str = ""
    tags: str = ""
    language: str = ""
    authors: str = ""
    html: str = ""


@dataclass(frozen=True)
class Pages(Comparison):
    """Pages, and what was said of them.

    Attributes:
        kept: What part of the words of all texts is found by the index.
        foreign: What part of the words found is of no text.
    """

    kept: float = 1.0
    foreign: float = 0.0

    def __str__(self) -> str:
        return f"{super().__str__()}\nwords: {self.kept:.2%} kept, {self.foreign:.2%} from elsewhere"


def compare_list(lines: Iterable[str], built: Path) -> Pages:
    """Compare set, addresses, titles, days, tags, languages, authors, anchors and words, as far as they are said."""
    rows = [line.rstrip("\n").split("\t") for line in lines]
    said = {unquote(address): Said(*columns) for address, *columns in rows}
    theirs = read_posts(recognise_site(built), lambda url: unquote(urlsplit(url).path))
    shared = sorted(said.keys() & theirs.keys())
    differing: dict[str, list[tuple[str, object, object]]] = {aspect: [] for aspect in _differences(Said(), Post(""))}
    counts = Counter[str]()
    for address in shared:
        for aspect, (mine, found) in _differences(said[address], theirs[address]).items():
            if mine != found:
                differing[aspect].append((address, mine, found))
        if said[address].html:
            counts.update(_count_words(said[address].html, theirs[address]))
    return Pages(
        sorted(theirs.keys() - shared),
        sorted(said.keys() - shared),
        differing,
        len(shared),
        1 - counts["lost"] / (counts["said"] or 1),
        counts["foreign"] / (counts["found"] or 1),
    )


def _differences(said: Said, page: Post) -> dict[str, tuple[object, object]]:
    """Return, for each aspect, what was said and what was found; the same where nothing was said."""
    day = page.date.date().isoformat() if page.date else ""
    lost, foreign = _words(said.html, page) if said.html else (Counter[str](), Counter[str]())
    return {
        "title": (said.title or page.title, page.title),
        "date": (said.day, day if said.day else ""),
        "tags": (_many(said.tags), sorted({*page.tags, *page.categories})),
        "language": (said.language or page.language, page.language),
        "authors": (_many(said.authors) or sorted(page.authors), sorted(page.authors)),
        "anchors": (_anchors(said.html), _anchors(said.html) & anchors_of(page)),
        "words": ((sorted(lost), sorted(foreign)), ([], [])),
    }


def _many(written: str) -> list[str]:
    return sorted(filter(None, written.split(", ")))


def _count_words(html: str, page: Post) -> Counter[str]:
    lost, foreign = _words(html, page)
    said, found = _said_words(html), _found_words(page)
    return Counter(lost=lost.total(), foreign=foreign.total(), said=said.total(), found=found.total())


def _words(html: str, page: Post) -> tuple[Counter[str], Counter[str]]:
    """Return the words that are not found, and those found that were not said, but for the title's."""
    said, found = _said_words(html), _found_words(page)
    title = {*_WORD.findall(page.title.casefold())}
    return _without(said - found, title), _without(found - said, title)


def _without(words: Counter[str], others: set[str]) -> Counter[str]:
    return Counter({word: count for word, count in words.items() if word not in others})


def _found_words(page: Post) -> Counter[str]:
    texts = (f"{each.heading} {each.prose} {each.code} {each.asides}" for each in read_sections(page))
    return Counter(word for text in texts for word in _WORD.findall(text.casefold()))


def _said_words(html: str) -> Counter[str]:
    text = " ".join(_texts(_parse(html)))
    return Counter(_WORD.findall(text.casefold()))


def _parse(html: str) -> etree._Element:
    return etree.fromstring(f"<div>{json.loads(html)}</div>", etree.HTMLParser(remove_comments=True))


def _texts(element: etree._Element) -> Iterator[str]:
    classes = (element.get("class") or "").split()
    if element.tag not in ("script", "style") and _MADE_BY_PROGRAMS.isdisjoint(classes):
        yield from filter(None, [element.text, element.get("alt")])
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _anchors(html: str) -> set[str]:
    """Return the ids of headings below the title, or of the sections that they begin, as docutils has it."""
    headings = _parse(html).iter(*_HEADINGS[1:]) if html else ()
    above = ((each, each.getparent()) for each in headings)
    return {each.get("id") or (section.get("id", "") if section is not None else "") for each, section in above} - {""}


def main() -> None:
    """Print the comparison of a list with a folder of built pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listed", type=Path)
    parser.add_argument("built", type=Path)
    arguments = parser.parse_args()
    print(compare_list(arguments.listed.read_text(encoding="utf-8").splitlines(), arguments.built))


if __name__ == "__main__":
    main()
