"""What a visitor is about to type: titles and tags of the site that go on so."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from indexer.search.results import Suggestion
from indexer.search.snapshot import IndexSnapshot
from indexer.text.analysis.folding import fold_text

_BREAK = "\n"


class Suggester:
    """Knows the names and titles of one index. Made with the first letter that is typed."""

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self._snapshot = snapshot

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return tags, categories and titles that contain what was typed, those that begin with it first."""
        typed = " ".join(fold_text(text).split(_BREAK)).strip()
        if not typed or limit < 1:
            return ()
        found: dict[tuple[str, str], Suggestion] = {}
        for beginning in (True, False):
            for kind, lines in (("tag", self._tags), ("category", self._categories), ("title", self._titles)):
                for number in lines.find(typed, limit, beginning=beginning):
                    suggestion = self._make(kind, number)
                    found.setdefault((kind, suggestion.text), suggestion)
        return tuple(found.values())[:limit]

    def _make(self, kind: str, number: int) -> Suggestion:
        if kind != "title":
            return Suggestion(self._snapshot.reader.facets[kind].names[number], kind)
        metadata = self._snapshot.reader.metadata(number)
        return Suggestion(metadata.title, kind, metadata.url)

    @cached_property
    def _tags(self) -> "_Lines":
        return self._read_names("tag")

    @cached_property
    def _categories(self) -> "_Lines":
        return self._read_names("category")

    def _read_names(self, kind: str) -> "_Lines":
        """Read the names that a living post has."""
        facet = self._snapshot.reader.facets[kind]
        counts = np.bincount(facet.values[self._snapshot.live[facet.owners]], minlength=len(facet.names))
        return _Lines([(fold_text(facet.names[number]), number) for number in counts.nonzero()[0].tolist()])

    @cached_property
    def _titles(self) -> "_Lines":
        live = self._snapshot.live.nonzero()[0].tolist()
        titles = self._snapshot.reader.titles
        return _Lines([(titles[doc].replace(_BREAK, " "), doc) for doc in live])


class _Lines:
    """Texts, each with a number, laid end to end in their order: what stands first in the alphabet is found first."""

    def __init__(self, rows: Sequence[tuple[str, int]]) -> None:
        ordered = sorted(rows)
        self._numbers = [number for _, number in ordered]
        self._text = _BREAK + "".join(text + _BREAK for text, _ in ordered)
        sizes = np.array([len(text) + 1 for text, _ in ordered], dtype=np.int64)
        self._ends = np.cumsum(sizes)

    def find(self, typed: str, limit: int, *, beginning: bool) -> Iterator[int]:
        """Yield the numbers of the first texts that begin with ``typed``, or have it elsewhere."""
        wanted = _BREAK + typed if beginning else typed
        at = self._text.find(wanted)
        while at >= 0 and limit:
            following = at + 1
            if beginning or self._text[at - 1] != _BREAK:
                line = int(self._ends.searchsorted(np.int64(at if beginning else at - 1), side="right"))
                yield self._numbers[line]
                limit -= 1
                following = int(self._ends[line])
            at = self._text.find(wanted, following)
