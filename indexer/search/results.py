"""The request and the answer of a search: plain values, no text is marked up here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

MAX_QUERY_LENGTH = 256
"""Code points of a query that are read (the public contract refuses longer ones)."""
MAX_PER_PAGE = 50
MAX_PAGE = 10_000


_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")


def is_language(text: str) -> bool:
    """Check whether a text has the form of a language tag, as BCP 47 writes them: ``zh``, ``en``, ``pt-br``."""
    return _LANGUAGE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Check whether a text is a year as answers write it: four digits."""
    return _YEAR.fullmatch(text) is not None


class Sort(StrEnum):
    """The order of hits."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to the index.

    Attributes:
        text: As the visitor typed it; empty asks for the newest posts.
        page: From 1.
        per_page: 1 to ``MAX_PER_PAGE``.
        language: Only posts in it, ``zh``, ``zh-Hant``, ``en`` or another of the site; empty for all.
        tags, categories, authors, sections, years, sites: Where there are any, a post must have one of them.
        since, until: Both days included; a post's day is that of its date as it is shown.
        search_as_you_type: True if the last word may not be finished: it then stands for words that begin so, too.
    """

    text: str
    page: int = 1
    per_page: int = 10
    language: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE
    search_as_you_type: bool = False


class Snippet(NamedTuple):
    """A fragment of a post's own text, and the words in it that were found.

    Attributes:
        text: As the author wrote it, on one line.
        marks: Half-open ranges of code points in ``text``; sorted, not empty, not overlapping.
        cut_before: True if the fragment begins inside a sentence.
        cut_after: True if the post's text goes on after the fragment.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False


class SectionHit(NamedTuple):
    """A part of a post in which words were found, with its own address.

    ``fragment`` may stand instead of what is behind the ``#`` of that, to lead a browser to what ``snippet`` shows.
    """

    heading: Snippet
    url: str
    snippet: Snippet
    fragment: str = ""


class Translation(NamedTuple):
    """The same post in another language."""

    language: str
    title: str
    url: str
    locale: str = ""


class Hit(NamedTuple):
    """One found post; a pinned one stands where it does because the site's glossary says so.

    ``fragment`` may be put behind the ``#`` of its address, to lead a browser to the passage that ``snippet`` shows.
    ``image`` is the address of a picture, as the site has it; ``locale`` the script of a post in Chinese.
    """

    id: str
    url: str
    title: Snippet
    snippet: Snippet
    sections: tuple[SectionHit, ...]
    date: datetime | None
    language: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    score: float
    translations: tuple[Translation, ...] = ()
    is_pinned: bool = False
    fragment: str = ""
    image: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note for the visitor about what was done to the query.

    Attributes:
        kind: A word for programs: ``corrected``, ``synonym``, ``folded``, ``ignored`` …
        text: A sentence for people.
        words: The words it tells of: others that brought hits, or those typed that no post has, or that were left out
            or read as plain text. A phrase has its quotation marks.
        exactly: The query that asks for the words typed and no others, where it tells of others.
    """

    kind: str
    text: str
    words: tuple[str, ...] = ()
    exactly: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits.

    Attributes:
        total: Posts found in all.
        complete: Posts among these that hold every word asked for.
        took_ms: Milliseconds.
        facets: For ``lang``, ``tag``, ``category``, ``author``, ``year``: (value, posts), most frequent
            first and years newest first, counted over everything found, not only this page. Those of a facet that
            was chosen from are counted as if it were not.
        suggestion: A better-spelt query, or None.
    """

    query: str
    total: int
    complete: int
    page: int
    per_page: int
    took_ms: float
    hits: Sequence[Hit]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    suggestion: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A guess at what a visitor is about to type.

    Attributes:
        kind: ``word``, ``tag``, ``category``, ``title`` or ``heading``. The text of a ``word`` is the whole query,
            its last word completed.
        url: Of the post, for a title; of the section, for a heading; empty otherwise.
    """

    text: str
    kind: str
    url: str = ""
