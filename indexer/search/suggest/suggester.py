"""Suggest while a visitor types: the site's tags, categories and titles that contain what was typed so far."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import itemgetter

import numpy as np

from indexer.index.format.layout import Int64s
from indexer.search.results import Suggestion
from indexer.search.snapshot import IndexSnapshot
from indexer.text.analysis.folding import fold_text

_BREAK = "\n"
"""Between two names of ``_SortedNames``: no name has it."""


class Suggester:
    """Suggests names and titles of one index. Its tables are made with the first letter that is typed.

    Safe to be shared by threads: a table that two threads make at once is the same.
    """

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self._snapshot = snapshot

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return tags, categories and titles that contain what was typed, those that begin with it first."""
        typed = " ".join(fold_text(text).split(_BREAK)).strip()
        if not typed or limit < 1:
            return ()
        found: dict[tuple[str, str], Suggestion] = {}
        for at_start in (True, False):
            for kind, names in (("tag", self._tags), ("category", self._categories), ("title", self._titles)):
                for number in names.find(typed, limit, at_start=at_start):
                    suggestion = self._make_suggestion(kind, number)
                    found.setdefault((kind, suggestion.text), suggestion)
        return tuple(found.values())[:limit]

    def _make_suggestion(self, kind: str, number: int) -> Suggestion:
        if kind != "title":
            return Suggestion(self._snapshot.reader.facets[kind].names[number], kind)
        metadata = self._snapshot.reader.metadata(number)
        return Suggestion(metadata.title, kind, metadata.url)

    @cached_property
    def _tags(self) -> "_SortedNames":
        return self._read_facet("tag")

    @cached_property
    def _categories(self) -> "_SortedNames":
        return self._read_facet("category")

    def _read_facet(self, name: str) -> "_SortedNames":
        """Read the values of a facet that a living post has."""
        facet = self._snapshot.reader.facets[name]
        counts = np.bincount(facet.values[self._snapshot.live[facet.owners]], minlength=len(facet.names))
        return _SortedNames([(fold_text(facet.names[number]), number) for number in counts.nonzero()[0].tolist()])

    @cached_property
    def _titles(self) -> "_SortedNames":
        reader = self._snapshot.reader
        live = self._snapshot.live.nonzero()[0]
        ordered = live[reader.id_ranks[live].argsort()].tolist()
        return _SortedNames([(reader.titles[doc].replace(_BREAK, " "), doc) for doc in ordered])


class _SortedNames:
    """Folded names, each with a number, sorted and joined to one text: so one search of it goes through all.

    What stands first in the alphabet is found first; of equal names the one that is given first.
    """

    def __init__(self, rows: Sequence[tuple[str, int]]) -> None:
        ordered = sorted(rows, key=itemgetter(0))
        self._numbers = [number for _, number in ordered]
        self._text = _BREAK + "".join(name + _BREAK for name, _ in ordered)
        sizes = np.array([len(name) + 1 for name, _ in ordered], dtype=np.int64)
        self._ends: Int64s = np.cumsum(sizes)

    def find(self, typed: str, limit: int, *, at_start: bool) -> Iterator[int]:
        """Yield the numbers of the first names that begin with ``typed``, or that have it elsewhere."""
        wanted = _BREAK + typed if at_start else typed
        at = self._text.find(wanted)
        while at >= 0 and limit:
            following = at + 1
            if at_start or self._text[at - 1] != _BREAK:
                line = int(self._ends.searchsorted(np.int64(at if at_start else at - 1), side="right"))
                yield self._numbers[line]
                limit -= 1
                following = int(self._ends[line])
            at = self._text.find(wanted, following)
