"""What is worked out once from an index and the tuning, and serves every query."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import FACETS, FIELD_NUMBERS, NO_DATE, Floats, Int32s, Int64s, Mask
from indexer.index.reader.index_reader import IndexReader
from indexer.search.cache import ByteBoundedCache
from indexer.search.facets.counting import FacetTable, make_table, number_names
from indexer.search.matching.frequencies import Frequencies, TermsKey
from indexer.search.matching.match import Match
from indexer.search.query.nodes import Node
from indexer.search.ranking.keywords import KeywordFinder
from indexer.search.snippets.records import Records
from indexer.search.tuning import Tuning
from indexer.text.document import BODY, TITLE, WORD_FIELDS

COUNTED_FACETS = ("lang", "tag", "category", "author", "year")
_REMEMBERED_BYTES = 32_000_000
"""Of the frequencies of words, and of what they match: a word of every post takes a megabyte at 100,000 posts."""
_OVERHEAD_BYTES = 1000
"""What a remembered word takes besides its arrays."""
YEAR = 365.25 * 86400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class TranslationGroups:
    """Posts that are there in several languages.

    Attributes:
        offsets: int64[G + 1], where each group's members begin.
        members: int32[M], documents.
    """

    offsets: Int64s
    members: Int32s


@dataclass(frozen=True)
class IndexSnapshot:
    """An index with what is worked out from it. Immutable but for what it remembers, so safe to be shared."""

    reader: IndexReader
    tuning: Tuning

    @property
    def max_doc(self) -> int:
        """The N of every column."""
        return self.reader.max_doc

    @cached_property
    def norms(self) -> Floats:
        """What one occurrence counts in each doc_field: float32[N * 8].

        Source:
            Robertson, Zaragoza, Taylor 2004, "Simple BM25 extension to multiple weighted fields": the field's own
            normalisation before the fields are added up: weight / ((1 - b) + b * length / average).
        """
        fields = [self.tuning.fields[name] for name in WORD_FIELDS]
        weights, bs = (np.array(row, dtype=np.float32) for row in zip(*((f.weight, f.b) for f in fields), strict=True))
        norms: Floats = self.reader.lengths * (bs / self.reader.average_lengths)
        norms = norms.astype(np.float32, copy=False)
        norms += 1 - bs
        return (weights / norms).reshape(-1)

    @cached_property
    def recency(self) -> Floats:
        """What share of its score is added to each document for being new: float32[N].

        ``Tuning.recency`` for the newest, half of that for one a year older, nothing for undated ones.
        """
        dates = self.reader.dates
        dated = (dates != NO_DATE) & self.live
        newest = int(dates[dated].max()) if dated.any() else 0
        years = np.where(dated, newest - np.where(dated, dates, newest), 0) / YEAR
        factors: Floats = np.where(dated, self.tuning.recency / (1 + years), 0).astype(np.float32)
        return factors

    @cached_property
    def title_lengths(self) -> Floats:
        """Words of each title, at least 1: float32[N]."""
        lengths: Floats = np.maximum(self.reader.lengths[:, FIELD_NUMBERS[TITLE]], 1).astype(np.float32)
        return lengths

    @cached_property
    def keywords(self) -> KeywordFinder:
        """Knows what the documents are about."""
        lengths = self.reader.lengths[self.live, FIELD_NUMBERS[BODY]]
        return KeywordFinder(self.reader, max(float(lengths.mean()), 1.0) if len(lengths) else 1.0)

    @cached_property
    def frequencies(self) -> ByteBoundedCache[TermsKey, Frequencies]:
        """How often documents have the words that were looked up last."""
        return ByteBoundedCache(_REMEMBERED_BYTES, lambda found: found.size + _OVERHEAD_BYTES)

    @cached_property
    def matches(self) -> ByteBoundedCache[Node, Match]:
        """What the words match that were looked up last."""
        return ByteBoundedCache(_REMEMBERED_BYTES, lambda match: match.size + _OVERHEAD_BYTES)

    @cached_property
    def records(self) -> Records:
        """Reads what is kept of documents to be shown."""
        return Records(self.reader)

    @cached_property
    def live(self) -> Mask:
        """Documents that live: bool[N]; not to be written to."""
        return np.ones(self.max_doc, dtype=bool) if self.reader.live is None else self.reader.live

    @cached_property
    def facets(self) -> FacetTable:
        """The facets that every answer tells of, ready to be counted."""
        return make_table({name: self.reader.facets[name] for name in COUNTED_FACETS}, self.max_doc)

    @cached_property
    def facet_numbers(self) -> Mapping[str, Mapping[str, int]]:
        """For every facet the number of each value by its folded name."""
        return {name: number_names(self.reader.facets[name]) for name in FACETS}

    @cached_property
    def languages(self) -> Int32s:
        """The number of each document's language among the names of ``facets["lang"]``, -1 for none: int32[N]."""
        facet = self.reader.facets["lang"]
        languages = np.full(self.max_doc, -1, dtype=np.int32)
        languages[facet.owners] = facet.values
        return languages

    @cached_property
    def translations(self) -> TranslationGroups:
        """Which documents are one post."""
        numbers = self.reader.translations
        several = np.flatnonzero(numbers >= 0)
        order = np.argsort(numbers[several], kind="stable")
        return TranslationGroups(make_offsets(np.bincount(numbers[several])), several[order].astype(np.int32))
