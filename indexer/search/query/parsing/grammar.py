"""The query language: text -> ``Query``. Parsing never fails: what cannot be understood is plain text.

::

    query   = item*
    item    = "-"? (name ":")? (quoted phrase | word "*"?)     joined by OR, or side by side
    name    = title | tag | category | author | lang | language | date | after | before

Full-width forms, as a Chinese input method types them, mean the same: “ ” 「 」 『 』 ＂ ： － ＊ and the wide space.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.search.query.nodes import is_signs
from indexer.search.query.parsing.cleaning import clean_text, widths_to_ascii
from indexer.search.query.parsing.days import parse_days, read_days, write_days
from indexer.search.query.parsing.filters import NO_FILTERS, FacetValue
from indexer.search.query.parsing.query_tree import Leaf, Phrase, Prefix, Query, Words
from indexer.search.results import MAX_QUERY_LENGTH, is_language
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import PICTURE_RUN
from indexer.text.lexicon.word_lists import stop_words

MAX_ITEMS = 32
"""Items of a query that are read; visitors type a handful, and each costs time."""

FILTER_NAMES = "tag|category|author|lang|language|date|after|before"
"""What may stand before a colon and a value, as a pattern."""
_ITEM = re.compile(
    rf"""
    (?P<minus>(?<!\S)-(?=[^\s-]))?
    (?:(?P<name>title|{FILTER_NAMES}):)?
    (?: "(?P<phrase>[^"]*)(?:"|$) | (?P<word>[^\s"]+) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPERATOR = re.compile(r"""["|:*]|(?<!\S)(?:-|OR(?!\S))""")
"""What makes more of a query than plain words side by side, as most are."""
_HAS_VALUE = re.compile(r"\w[\w.:+-]*=.*|XX:.*|X(?:m[nsx]|ss)(?:\d+[kmg]?)?", re.DOTALL | re.ASCII).fullmatch
"""What a flag with a value looks like, and what Java's for memory do: ``-Dkey=value``, ``-XX:+UseG1GC``, ``-Xmx2g``."""
_COMMAND = 3
"""Words behind a minus sign from which on they are flags of a command that was pasted, ``openssl req -x509 -nodes
-newkey``: hardly anybody excludes so many."""
_SAME = {"language": "lang"}
_OPPOSITE = {"after": "before", "before": "after"}


@dataclass(frozen=True, slots=True)
class _Item:
    minus: bool
    name: str
    text: str
    quoted: bool
    raw: str


def read_name(typed: str) -> str:
    """Return the name of a filter as it was typed, in lower case and without the other words for one."""
    name = typed.lower()
    return _SAME.get(name, name)


def parse_query(text: str) -> Query:
    """Parse a visitor's query."""
    typed = clean_text(text)
    read = typed if typed.isascii() else widths_to_ascii(typed)
    words = read.split()
    if _are_plain(words):
        return _parse_plain(typed, words)
    if not _OPERATOR.search(read):
        return _parse_words(typed, words)
    items = list(_read_items(read))
    builder = _Builder()
    for item in items[:MAX_ITEMS]:
        builder.take(item)
    query = builder.build(typed, tuple(item.raw for item in items[MAX_ITEMS:]))
    return query._replace(unfinished=_find_unfinished(query, items))


def _are_plain(words: Sequence[str]) -> bool:
    """Check whether words are letters and digits alone, as most are: sooner told than by a pattern.

    OR with no other word at all joins nothing, and is a word.
    """
    return "".join(words).isalnum() and ("OR" not in words or set(words) == {"OR"})


def _parse_plain(typed: str, words: Sequence[str]) -> Query:
    """Return a query of letters and digits alone: what the builder makes of it, without an item for each word."""
    groups, folded = tuple([(Words(word),) for word in words[:MAX_ITEMS]]), fold_text(typed)
    is_ascii, is_alphabetic = typed.isascii(), "".join(words).isalpha()
    return Query(
        typed,
        groups,
        ignored=tuple(words[MAX_ITEMS:]),
        unfinished=groups[-1][0] if len(words) <= MAX_ITEMS or words[MAX_ITEMS - 1] == words[-1] else None,
        folded=folded,
        without_filters=folded,
        is_plain=True,
        is_alphabetic=is_alphabetic,
        is_latin=is_alphabetic and is_ascii,
    )


def _parse_words(typed: str, words: Sequence[str]) -> Query:
    """Return a query of words side by side, signs among them, likewise."""
    found = [word for word in words[:MAX_ITEMS] if _can_be_found(word)]
    groups = tuple([(Words(word),) for word in found])
    unfinished = groups[-1][0] if found and found[-1] == words[-1] else None
    ignored, folded = tuple(words[MAX_ITEMS:]), fold_text(typed)
    return Query(typed, groups, (), NO_FILTERS, ignored, (), unfinished, folded, folded)


def _can_be_found(text: str) -> bool:
    """Check whether a text has a letter, a digit or an emoji, or is nothing but several signs."""
    if text.isalnum() or any(character.isalnum() for character in text):
        return True
    return is_signs(text) if text.isascii() else PICTURE_RUN.search(fold_text(text)) is not None


def quote_words(text: str) -> str:
    """Return a query in which every plain word is a phrase, so that no other word stands for it.

    What is too long for a query when quoted is returned as it is.
    """
    read = widths_to_ascii(clean_text(text))
    words = read.split()
    if _are_plain(words) or not _OPERATOR.search(read):
        quoted = " ".join([f'"{word}"' for word in words])
    else:
        quoted = " ".join(f'"{item.text}"' if _is_plain(item) else item.raw for item in _read_items(read))
    return quoted if len(quoted) <= MAX_QUERY_LENGTH else text


def _is_plain(item: _Item) -> bool:
    is_operator = item.raw in {"OR", "|"} or item.text.endswith("*")
    return not (item.minus or item.name or item.quoted or is_operator)


def _find_unfinished(query: Query, items: Sequence[_Item]) -> Words | Phrase | None:
    """Return the plain words or the open phrase at the end of a query: no filter, none that must not be there."""
    last = _make_leaf(items[-1]) if items and not items[-1].minus else None
    if not isinstance(last, Words | Phrase) or (isinstance(last, Phrase) and items[-1].raw.endswith('"')):
        return None
    return last if not last.in_title and query.groups[-1:] == ((last,),) else None


def _read_items(text: str) -> Iterator[_Item]:
    matches = [*_ITEM.finditer(text)]
    is_command = sum(map(_may_be_flag, matches)) >= _COMMAND
    for match in matches:
        phrase, word = match["phrase"], match["word"]
        body = word if phrase is None else phrase
        if _may_be_flag(match) and (is_command or _is_flag(body) or is_signs(match[0])):
            yield _Item(minus=False, name="", text=match[0], quoted=False, raw=match[0])
        else:
            yield _Item(bool(match["minus"]), read_name(match["name"] or ""), body, phrase is not None, match[0])


def _may_be_flag(match: re.Match[str]) -> bool:
    """Check whether an item is a word or signs of ASCII behind a minus sign."""
    return bool(match["minus"] and match["word"] and not match["name"] and match["word"].isascii())


def _is_flag(text: str) -> bool:
    """Check whether what stands behind a minus sign is a flag of a command, as in ``-f``, ``-it`` and ``-Xss256k``.

    Nobody wants the posts without a single letter, nor those without a word that nearly all have or with a value.
    """
    is_letter = len(text) == 1 and text.isalnum()
    return text.isascii() and (is_letter or _HAS_VALUE(text) is not None or fold_text(text) in stop_words())


class _Builder:
    """Put a query together, item by item."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._groups: list[list[Leaf]] = []
        self._excluded: list[Leaf] = []
        self._filters = NO_FILTERS
        self._invalid_dates: list[str] = []
        self._joining = self._joining_filters = self._after_filter = False
        self._alternatives: list[list[FacetValue]] = []

    def take(self, item: _Item) -> None:
        if item.raw in {"OR", "|"}:
            self._texts.append(item.raw)
            self._joining = bool(self._groups)
            self._joining_filters = self._after_filter
            return
        self._after_filter = False
        if not (item.name and self._take_filter(item)):
            self._texts.append(item.text if item.name == "title" else item.raw)
            self._take_leaf(item)
        self._joining_filters = False

    def build(self, text: str, ignored: tuple[str, ...]) -> Query:
        groups = tuple(tuple(group) for group in self._groups)
        sole = [pairs[0] for pairs in self._alternatives if len(pairs) == 1]
        values = tuple(pair for pair in sole if pair[0] != "date")
        either = tuple(tuple(pairs) for pairs in self._alternatives if len(pairs) > 1)
        filters = replace(self._filters, values=values, either=either)
        for _, days in (pair for pair in sole if pair[0] == "date"):
            filters = filters.narrow(*parse_days(days))
        invalid_dates, folded = tuple(self._invalid_dates), fold_text(text)
        without_filters = fold_text(" ".join((*self._texts, *ignored)))
        return Query(
            text,
            groups,
            tuple(self._excluded),
            filters,
            ignored,
            invalid_dates,
            folded=folded,
            without_filters=without_filters,
        )

    def _take_leaf(self, item: _Item) -> None:
        leaf = _make_leaf(item)
        if not _can_be_found(leaf.text):
            return
        if item.minus:
            self._excluded.append(leaf)
        elif self._joining:
            self._groups[-1].append(leaf)
        else:
            self._groups.append([leaf])
        self._joining = False

    def _take_filter(self, item: _Item) -> bool:
        """Take an item with a name as a filter; False when it is none and must be read as text."""
        if item.name == "title":
            return False
        if item.name in {"date", "after", "before"}:
            return self._take_days(item)
        if not item.text or (item.name == "lang" and not is_language(item.text)):
            return False
        self._take_condition((item.name, item.text), excluded=item.minus)
        return True

    def _take_condition(self, pair: FacetValue, *, excluded: bool) -> None:
        if excluded:
            self._filters = replace(self._filters, excluded=(*self._filters.excluded, pair))
            return
        self._after_filter = True
        if self._joining_filters:
            self._alternatives[-1].append(pair)
            self._joining = False
        else:
            self._alternatives.append([pair])

    def _take_days(self, item: _Item) -> bool:
        name = _OPPOSITE.get(item.name, item.name) if item.minus else item.name
        days = read_days(name, item.text)
        if days is None:
            self._invalid_dates.append(item.raw)
            return False
        self._take_condition(("date", write_days(days)), excluded=item.minus and item.name == "date")
        return True


def _make_leaf(item: _Item) -> Leaf:
    in_title = item.name == "title"
    text = item.text if in_title or not item.name else f"{item.name}:{item.text}"
    if item.quoted:
        return Phrase(text, in_title)
    bare = text.rstrip("*")
    if bare != text and may_be_prefix(fold_text(bare)) and not (is_signs(text) or is_signs(fold_text(bare))):
        return Prefix(bare, in_title)
    return Words(text, in_title)


def may_be_prefix(text: str) -> bool:
    """Check whether a text may be a prefix: one Latin letter alone would stand for thousands of words."""
    return len(text) > 1 or text > "\u2e7f"
