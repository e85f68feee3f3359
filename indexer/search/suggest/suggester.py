"""Suggest while a visitor types.

::

    text -> TypedText                               pieces; the last may be half of a word
    last piece, index -> completions                words, Chinese by its pinyin too, of posts with all words before it
    pieces, index     -> tags, categories, titles   names that have every piece
    request, index    -> headings                   of the posts that a search for the text finds first
    all of it         -> Suggestions, mixed; nothing that the filters would not leave

A text that ends with a filter's name and half of a value is completed by values alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from typing import cast

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.search.addresses import section_address
from indexer.search.deadline import check_deadline
from indexer.search.facets.filters import select_docs
from indexer.search.matching.frequencies import TermsKey
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import exact_mask, found_mask
from indexer.search.query.nodes import HAN_RUN
from indexer.search.query.plan import Plan
from indexer.search.query.planner import Planner
from indexer.search.ranking.order import sort_docs
from indexer.search.ranking.ranking import rank
from indexer.search.results import SearchRequest, Sort, Suggestion
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Countable, Counting
from indexer.search.suggest.begun_filter import VALUED_FACETS, BegunFilter, read_begun_filter
from indexer.search.suggest.completions import Completer, complete_readings, rank_completions
from indexer.search.suggest.joints import keep_joined
from indexer.search.suggest.names import NameTable
from indexer.search.suggest.typed_text import Closeness, TypedText, read_typed
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.glossary import regional_forms
from indexer.units import DocIds

_FIRST = {"tag": 2, "category": 2, "word": 3, "title": 3, "heading": 2}
"""Suggestions of each kind that come before the rest, so that no kind crowds out the others."""
_POSTS_WITH_HEADINGS = 24
"""Posts found first whose headings are looked through; the hits read most of their records anyway."""
_HEADINGS = 500
"""Headings of a post that are looked through: more than a reader who types would find one among."""
_TITLES = 16
"""Titles whose records are read: more than anybody is shown."""
_WORDS_OF_PINYIN = 2
"""Words that letters may stand for and that are looked for in names as well."""

_Found = tuple[Closeness, Suggestion]


class Suggester:
    """Suggest words, names, titles and headings of one index. Safe to be shared by threads.

    A table that two threads make at once is the same.
    """

    def __init__(self, snapshot: IndexSnapshot, planner: Planner) -> None:
        self._snapshot = snapshot
        self._planner = planner
        self._completer = Completer(snapshot, planner.speller.sounds)

    def prepare(self) -> None:
        """Make the tables that the first visitor who types would have to wait for."""
        _ = self._tables, self._titles

    def suggest(self, request: SearchRequest, limit: int) -> tuple[Suggestion, ...]:
        """Return what a text may be about to become, under the request's filters, best first."""
        typed = read_typed(request.text)
        if typed is None or limit < 1:
            return ()
        lookup, begun = Lookup(self._snapshot), read_begun_filter(request.text)
        if begun:
            before = self._planner.plan(replace(request, text=begun.head), lookup)
            return self.complete_filter(begun, select_docs(self._snapshot, before.filters), limit)
        plan = self._planner.plan(replace(request, search_as_you_type=True), lookup)
        allowed = select_docs(self._snapshot, plan.filters)
        words = complete_readings(typed, lambda each: self._complete(each, allowed, lookup))
        return self.compose(list(read_otherwise(typed, words)), words, plan, lookup, limit)

    def complete_filter(self, begun: BegunFilter, allowed: Mask, limit: int) -> tuple[Suggestion, ...]:
        """Return texts with a filter's value completed to those that allowed documents have, the most frequent first.

        Args:
            begun: The filter at the end of the text.
            allowed: The documents that the other filters leave: bool[N].
            limit: Suggestions at most.
        """
        if not begun.facet:
            return ()
        counts, names = self._count_values(begun.facet, allowed), self._snapshot.reader.facets[begun.facet].names
        numbers = [number for number in self._tables[begun.facet].begin_with(begun.begun) if counts[number]]
        numbers.sort(key=lambda number: -int(counts[number]))
        texts = begun.complete(names[number] for number in numbers)
        return tuple(Suggestion(text, "word") for text in islice(texts, limit))

    def compose(
        self, readings: Sequence[TypedText], words: Sequence[str], plan: Plan, lookup: Lookup, limit: int
    ) -> tuple[Suggestion, ...]:
        """Return suggestions, best first.

        Args:
            readings: What was typed, and how else it may be meant.
            words: What it may become as a query, best first.
            plan: Of what was typed, with the filters.
            lookup: Of the request.
            limit: Suggestions at most.
        """
        allowed, first = select_docs(self._snapshot, plan.filters), self._find_first(plan, lookup)
        titles, headings = self._find_titles(readings, allowed), self._find_headings(readings, first)
        names = [fold_text(each.text) for _, each in (*titles, *headings)]
        joined = keep_joined(words, readings[0], names, lambda: self._read_texts(first))
        found = {
            "tag": self._find_values("tag", readings, allowed),
            "category": self._find_values("category", readings, allowed),
            "word": [(Closeness.BEGINS, Suggestion(word, "word")) for word in joined],
            "title": titles,
            "heading": headings,
        }
        return tuple(islice(_mix(found), limit)) or tuple(islice(self._list_titles(first, plan, lookup), limit))

    def _complete(self, typed: TypedText, allowed: Mask, lookup: Lookup) -> list[str]:
        """Return words that an allowed document has beside those before them, those of most documents first."""
        before = self._docs_before(typed, allowed, lookup)
        counted = []
        for completion in self._completer.find(typed, lookup) if before.any() else ():
            check_deadline()
            docs = _find_counted(completion.counted, lookup)
            counted.append((completion, int(np.count_nonzero(before.take(docs)))))
        return rank_completions(counted)

    def _docs_before(self, typed: TypedText, allowed: Mask, lookup: Lookup) -> Mask:
        """Return the allowed documents that have all words before the last piece: bool[N]."""
        if not typed.has_words_before:
            return allowed
        mask = allowed.copy()
        for node in self._planner.plan(SearchRequest(typed.head), lookup).scored:
            mask &= found_mask(lookup.match(node), lookup.max_doc)
        return mask

    def _find_values(self, name: str, readings: Sequence[TypedText], allowed: Mask) -> list[_Found]:
        """Return the values of a facet that an allowed document has, the nearest first, of these the most frequent."""
        facet, counts = self._snapshot.reader.facets[name], self._count_values(name, allowed)
        table = self._tables[name]
        found = [each for typed in readings for each in table.find(typed, lambda number: bool(counts[number]))]
        found.sort(key=lambda each: (each.closeness, -int(counts[each.number])))
        return [(each.closeness, Suggestion(facet.names[each.number], name)) for each in found]

    def _count_values(self, name: str, allowed: Mask) -> Int64s:
        """Return how many allowed documents have each value of a facet, by the values' numbers."""
        facet = self._snapshot.reader.facets[name]
        counts: Int64s = np.bincount(facet.values[allowed[facet.owners]], minlength=len(facet.names))
        return counts

    def _find_titles(self, readings: Sequence[TypedText], allowed: Mask) -> list[_Found]:
        found = [each for typed in readings for each in self._titles.find(typed, lambda doc: bool(allowed[doc]))]
        found.sort(key=lambda each: each.closeness)
        titles = ((each.closeness, self._snapshot.records.read(each.number).metadata) for each in found)
        return [(closeness, Suggestion(post.title, "title", post.url)) for closeness, post in islice(titles, _TITLES)]

    def _find_first(self, plan: Plan, lookup: Lookup) -> Sequence[int]:
        """Return the documents that are found first."""
        if not plan.scored:
            return ()
        return sort_docs(rank(lookup, plan, with_signals=False), lookup.reader, Sort.RELEVANCE, _POSTS_WITH_HEADINGS)

    def _list_titles(self, first: Sequence[int], plan: Plan, lookup: Lookup) -> Iterator[Suggestion]:
        """Yield the titles of posts that have the one word typed, which stands in no name and begins no other."""
        if len(plan.scored) == 1:
            is_there = exact_mask(lookup.match(plan.scored[0]), lookup.max_doc)
            posts = (self._snapshot.records.read(doc).metadata for doc in first if is_there[doc])
            yield from (Suggestion(post.title, "title", post.url) for post in posts)

    def _find_headings(self, readings: Sequence[TypedText], first: Sequence[int]) -> list[_Found]:
        """Return the headings that have every piece, of the posts that are found first; the nearest first."""
        found = [each for doc in first for each in self._read_headings(doc, readings)]
        return sorted(found, key=lambda each: each[0])

    def _read_headings(self, doc: int, readings: Sequence[TypedText]) -> Iterator[_Found]:
        record = self._snapshot.records.read(doc)
        for heading, anchor in islice(record.section_names, _HEADINGS):
            closeness = _closeness(fold_text(heading), readings)
            if closeness is not None and heading != record.metadata.title:
                yield closeness, Suggestion(heading, "heading", section_address(record.metadata.url, anchor))

    def _read_texts(self, docs: Sequence[int]) -> list[str]:
        """Return the texts of documents, in lower case."""
        return [codes.text.lower() for codes in self._snapshot.reader.all_codes(docs)]

    @cached_property
    def _tables(self) -> dict[str, NameTable]:
        """The values of each facet that are suggested."""
        return {name: self._read_facet(name) for name in VALUED_FACETS}

    def _read_facet(self, name: str) -> NameTable:
        names = self._snapshot.reader.facets[name].names
        return NameTable([(fold_text(each), number) for number, each in enumerate(names)])

    @cached_property
    def _titles(self) -> NameTable:
        reader = self._snapshot.reader
        live = self._snapshot.live.nonzero()[0]
        ordered: Int64s = live[reader.id_ranks[live].argsort()]
        return NameTable([(reader.titles[doc], doc) for doc in ordered.tolist()])


def _find_counted(countable: Countable, lookup: Lookup) -> DocIds:
    """Return the documents that have some characters, or any of some terms."""
    if isinstance(countable.what, str):
        return lookup.characters.find(countable.what)
    assert countable.way is Counting.TERMS, "completions are counted by characters and by terms"
    terms, in_title = cast("TermsKey", countable.what)
    return lookup.terms.frequencies(terms, in_title=in_title).docs


def read_otherwise(typed: TypedText, words: Iterable[str]) -> Iterator[TypedText]:
    """Yield what was typed, the same in another region's words, and with letters that may be pinyin as Chinese."""
    yield typed
    if HAN_RUN.search(typed.text):
        yield from filter(None, map(read_typed, regional_forms(typed.text)))
    if not HAN_RUN.search(typed.last):
        chinese = (read for word in words if (read := read_typed(word)) and HAN_RUN.search(read.last))
        yield from islice(chinese, _WORDS_OF_PINYIN)


def _closeness(name: str, readings: Iterable[TypedText]) -> Closeness | None:
    """Return how near a folded name is to the nearest reading; None where it has the pieces of none."""
    found = [closeness for typed in readings if (closeness := typed.closeness_of(name)) is not None]
    return min(found, default=None)


def _mix(found: dict[str, list[_Found]]) -> Iterator[Suggestion]:
    """Yield suggestions of all kinds, each once: the first ones of each kind, then the rest, the nearest first.

    What has a piece only inside a word comes after all that begins with it.
    """
    near = {kind: [each for closeness, each in rows if closeness < Closeness.INSIDE] for kind, rows in found.items()}
    first = chain.from_iterable(rows[: _FIRST[kind]] for kind, rows in near.items())
    rest = chain.from_iterable(rows[_FIRST[kind] :] for kind, rows in near.items())
    inside = (each for rows in found.values() for closeness, each in rows if closeness is Closeness.INSIDE)
    each_once: dict[tuple[str, str], Suggestion] = {}
    for suggestion in chain(first, rest, inside):
        each_once.setdefault((suggestion.kind, suggestion.text), suggestion)
    yield from each_once.values()
