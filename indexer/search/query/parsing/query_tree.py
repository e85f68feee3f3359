"""What parsing a query gives: words, phrases and beginnings in groups, and filters."""

from dataclasses import dataclass
from typing import NamedTuple

from indexer.search.query.parsing.filters import NO_FILTERS, Filters


class Words(NamedTuple):
    """Words, in any order; with ``in_title`` in the title only. A named tuple, as most queries are made of these."""

    text: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand exactly as typed."""

    text: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins with a text."""

    text: str
    in_title: bool = False


Leaf = Words | Phrase | Prefix


class Query(NamedTuple):
    """A parsed query.

    Attributes:
        text: As typed, without unprintable characters.
        groups: Side by side; in each, alternatives joined by ``OR``.
        excluded: Leaves that must not be in a post.
        ignored: Items left out because the query was too long.
        invalid_dates: Items that look like a range of days and are none, so that they are text.
        unfinished: The plain words or the open phrase that the query ends with, the last word of which may be half
            typed; None where it ends otherwise.
        folded: The text, folded.
        without_filters: The same but for the filters.
        is_plain: Whether all of it is letters, digits and spaces, so that each group is the words of one leaf.
        is_alphabetic: Whether there are no digits among these.
        is_latin: Whether these are Latin letters of ASCII and spaces alone.
    """

    text: str
    groups: tuple[tuple[Leaf, ...], ...] = ()
    excluded: tuple[Leaf, ...] = ()
    filters: Filters = NO_FILTERS
    ignored: tuple[str, ...] = ()
    invalid_dates: tuple[str, ...] = ()
    unfinished: Words | Phrase | None = None
    folded: str = ""
    without_filters: str = ""
    is_plain: bool = False
    is_alphabetic: bool = False
    is_latin: bool = False
