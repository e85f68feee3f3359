"""A site's own words, whatever file they stand in: see ``glossary_file`` for how they are written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, TypeAlias, TypeVar

from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.glossary import Entry

LEARN, VETO, PIN = "+", "!", ">"
"""What a line begins with that is no entry."""

Row: TypeAlias = tuple[str, ...]
"""A line as it counts: its mark, and its forms."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Pin:
    """The post that comes first when a text is searched for.

    Attributes:
        query: Folded, see ``fold_query``.
        post: The id of the post.
    """

    query: str
    post: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of a site, in the order of its file.

    Attributes:
        entries: Words for the same thing.
        vetoes: Words no two of which stand for each other.
        learnt: Words for the segmenter's user dictionary, folded.
        not_learnt: Words that must not be in it, folded.
        pins: Posts that come first.
    """

    entries: tuple[Entry, ...] = ()
    vetoes: tuple[Entry, ...] = ()
    learnt: tuple[str, ...] = ()
    not_learnt: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()

    @property
    def rows(self) -> frozenset[Row]:
        """Its lines, to be compared with those of another."""
        words = (*((LEARN, word) for word in self.learnt), *((VETO, word) for word in self.not_learnt))
        vetoes = ((VETO, *entry) for entry in self.vetoes)
        return frozenset((*self.entries, *vetoes, *words, *((PIN, pin.query, pin.post) for pin in self.pins)))

    def pinned_to(self, text: str) -> tuple[str, ...]:
        """Return the ids of the posts that are pinned to a query, in order."""
        if not self.pins:
            return ()
        query = fold_query(text)
        return tuple(pin.post for pin in self.pins if pin.query == query)

    def below(self, name: str) -> "Glossary":
        """Return the same words for a site that is one of several: the ids of its posts begin with its name."""
        return replace(self, pins=tuple(replace(pin, post=f"{name}/{pin.post}") for pin in self.pins))

    @classmethod
    def join(cls, several: Iterable["Glossary"]) -> "Glossary":
        """Return the words of several glossaries together, each once."""
        each = [*several]
        return cls(
            entries=_once(entry for own in each for entry in own.entries),
            vetoes=_once(entry for own in each for entry in own.vetoes),
            learnt=_once(word for own in each for word in own.learnt),
            not_learnt=_once(word for own in each for word in own.not_learnt),
            pins=_once(pin for own in each for pin in own.pins),
        )

    @classmethod
    def restore(cls, values: Mapping[str, Any]) -> "Glossary":
        """Return what was written as JSON, a member for each attribute."""
        return cls(
            entries=tuple(map(tuple, values["entries"])),
            vetoes=tuple(map(tuple, values["vetoes"])),
            learnt=tuple(values["learnt"]),
            not_learnt=tuple(values["not_learnt"]),
            pins=tuple(Pin(**pin) for pin in values["pins"]),
        )


def _once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))


def fold_query(text: str) -> str:
    """Return a query as pins and counts have it: case, width, characters and spaces do not tell."""
    return " ".join(fold_text(text).split())


def pairs_of(forms: Iterable[str]) -> Iterator[frozenset[str]]:
    """Yield every two of some forms, folded."""
    return map(frozenset, combinations(map(fold_text, forms), 2))


def apply_vetoes(entries: Iterable[Entry], vetoes: Sequence[Entry]) -> Iterator[Entry]:
    """Yield entries in which no two words stand together that a veto parts.

    An entry that holds two such words becomes two, one without either; what is left with a single word is dropped.
    """
    forbidden = {pair for veto in vetoes for pair in pairs_of(veto)}
    if not forbidden:  # as nearly always, and there are thousands of entries to open an index with
        yield from dict.fromkeys(entries)
        return
    pending, seen = list(entries)[::-1], set[Entry]()
    while pending:
        entry = pending.pop()
        pair = next((p for p in combinations(entry, 2) if frozenset(map(fold_text, p)) in forbidden), None)
        if pair is None:
            if entry not in seen:
                yield entry
            seen.add(entry)
        else:
            pending += [rest for form in pair if len(rest := tuple(f for f in entry if f != form)) > 1]
