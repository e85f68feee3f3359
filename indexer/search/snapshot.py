"""One opened index with the columns and caches that serve every query."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.arrays import Doubles, Floats, Int32s, Int64s, Mask, distinct
from indexer.cache import BoundedCache, kept_property
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import FACETS, FIELD_NUMBERS, NO_DATE
from indexer.index.parts.part_reader import PartReader
from indexer.native.answer.answer import AnswerColumns
from indexer.native.matching.words import Places, Scoring, WordTables
from indexer.native.ranking.ranking import PartTables, RankingColumns
from indexer.native.snippets.render import PageTables
from indexer.native.spec import Spec
from indexer.search.facets.facet_table import (
    COUNTED_FACETS,
    FACET_LIMITS,
    FacetTable,
    build_facet_table,
    number_values,
)
from indexer.search.facets.written_facets import write_facet_texts
from indexer.search.formulas import field_norms, fit_saturation
from indexer.search.index_view import IndexView
from indexer.search.matching.frequencies import Frequencies, TermsKey
from indexer.search.matching.match import Match
from indexer.search.query.nodes import PhraseNode, WordNode
from indexer.search.ranking.keywords import KeywordFinder
from indexer.search.snippets.records import RecordCache
from indexer.search.statistics import Statistics
from indexer.search.tuning import Tuning
from indexer.text.document import BODY, TITLE, WORD_FIELDS
from indexer.units import DocIds

_LEAST_CACHED_BYTES, _MOST_CACHED_BYTES, _CACHED_BYTES_A_DOC = 4_000_000, 32_000_000, 2000
"""Of the frequencies of words, and of their matches: a word of every post takes a megabyte at 100,000 posts. After
2,500 queries of 3,035 posts that nobody had asked before a process took 75 MB so, and 82 to 87 with room for 32 MB of
each; a query took as long (1.90 and 1.92 ms)."""
_PHRASE_BYTES = 1_000_000
"""Of the documents of phrases that were looked for in texts, which takes milliseconds."""
_OVERHEAD_BYTES = 1000
"""Memory of a cached word or phrase besides its arrays, roughly."""
YEAR = 365.25 * 86400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class TranslationGroups:
    """Posts that are there in several languages.

    Attributes:
        offsets: int64[G + 1], the index of each group's first member.
        members: int32[M], documents.
    """

    offsets: Int64s
    members: DocIds


class IndexSnapshot:
    """One opened index and the columns that all queries share. Safe to be shared by threads.

    Columns are worked out when first asked for; caches lock themselves. Nothing here refers back to what holds it, so
    that an index that nobody holds any more is closed at once.

    Attributes:
        reader: The index.
        tuning: What ranking depends on.
        statistics: Counts of documents of the whole site; None where all of them are here, and are counted.
        frequencies: Of the words looked up last.
        matches: Of the words looked up last.
        read_phrases: The documents of phrases that were looked for in texts last.
        keywords: Finds what documents are about.
        records: Reads what is kept of documents to be shown.
    """

    def __init__(self, reader: IndexView, tuning: Tuning, statistics: Statistics | None = None) -> None:
        """Get ready to search documents."""
        self.reader = reader
        self.tuning = tuning
        self.statistics = statistics
        room = min(max(_LEAST_CACHED_BYTES, _CACHED_BYTES_A_DOC * reader.max_doc), _MOST_CACHED_BYTES)
        self.frequencies = BoundedCache[TermsKey, Frequencies](room, _size_of)
        self.matches = BoundedCache[WordNode, Match](room, _size_of)
        self.read_phrases = BoundedCache[PhraseNode, DocIds](_PHRASE_BYTES, _size_of_docs)
        self.keywords = KeywordFinder(reader)
        self.records = RecordCache(reader)

    @kept_property
    def k1(self) -> float:
        """BM25F's saturation, as it fits posts so long: see ``fit_saturation``."""
        return fit_saturation(self.tuning.k1, self.reader.mean_body_length)

    @property
    def max_doc(self) -> int:
        """The N of every column."""
        return self.reader.max_doc

    @cached_property
    def norms(self) -> Floats:
        """The weight of one occurrence in each doc_field: float32[N * 8]; see ``formulas.field_norms``."""
        fields = [self.tuning.fields[name] for name in WORD_FIELDS]
        weights, bs = (np.array(row, dtype=np.float32) for row in zip(*((f.weight, f.b) for f in fields), strict=True))
        return field_norms(self.reader.lengths, self.reader.average_lengths, weights, bs).reshape(-1)

    @property
    def idfs(self) -> Doubles:
        """The inverse document frequency by document frequency: see ``formulas.tabulate_idfs``."""
        return self.keywords.idfs

    @cached_property
    def word_tables(self) -> WordTables | None:
        """What words are looked up in and scored by, as the kernel takes it; None where there are several parts."""
        part = self.reader.whole
        if part is None:
            return None
        scoring = Scoring(self.norms, self.idfs, self.k1, self.tuning.substring)
        postings = part.words.posted.reader, part.grams.posted.reader
        places = Places(part.grams.placed.reader, part.grams.occurrences, self.reader.offset_bases)
        return WordTables((part.words.table, part.grams.table), postings, scoring, places)

    @kept_property
    def page_tables(self) -> PageTables:
        """What the texts of hits are found in, as the kernel takes it."""
        part = self.reader.whole
        return PageTables(self.reader.offset_bases, *((part.packed_streams, part.pairs) if part else ()))

    @cached_property
    def recency(self) -> Floats:
        """The share of its score that each document gains by being new: float32[N].

        ``Tuning.recency`` for the newest, half of that for one a year older, nothing for undated ones.
        """
        dates = self.reader.dates
        dated = (dates != NO_DATE) & self.live
        newest = self.reader.newest_date
        years = np.where(dated, newest - np.where(dated, dates, newest), 0) / YEAR
        factors: Floats = np.where(dated, self.tuning.recency / (1 + years), 0).astype(np.float32)
        return factors

    @cached_property
    def title_lengths(self) -> Floats:
        """Words of each title, at least 1: float32[N]."""
        lengths: Floats = np.maximum(self.reader.lengths[:, FIELD_NUMBERS[TITLE]], 1).astype(np.float32)
        return lengths

    @cached_property
    def ranking_columns(self) -> RankingColumns:
        """What every plan is ranked by, as the kernel takes it."""
        reader, groups, part = self.reader, self.translations, self.reader.whole
        return RankingColumns(
            title_lengths=self.title_lengths,
            recency=self.recency,
            norms=self.norms,
            bases=reader.position_bases,
            paragraph_offsets=reader.paragraph_offsets,
            paragraphs=reader.paragraphs,
            translations=reader.translations,
            groups=groups.members,
            languages=self.languages,
            ranks=None if reader.is_in_id_order else reader.id_ranks,
            idfs=self.idfs,
            tables=_name_tables(part) if part else None,
            posts=len(groups.offsets) - 1,
        )

    @cached_property
    def answer_columns(self) -> AnswerColumns:
        """What every answer goes by, as the kernel takes it."""
        reader, facets, limits = self.reader, self.facets, np.array(FACET_LIMITS, np.int64)
        texts = write_facet_texts(facets, has_both_scripts=self.has_both_scripts)
        return AnswerColumns(reader.dates, reader.id_ranks, self.locales, facets.arrays, limits=limits, texts=texts)

    @cached_property
    def live(self) -> Mask:
        """Mask of living documents: bool[N]; not to be written to."""
        return np.ones(self.max_doc, dtype=bool) if self.reader.live is None else self.reader.live

    @cached_property
    def live_spec(self) -> Spec:
        """The same, as the kernel takes it."""
        spec = Spec()
        spec.add_array(self.live, np.bool_)
        return spec

    @cached_property
    def prose_length(self) -> float:
        """Words of the body of a post that has one, on average."""
        return float(self.reader.average_lengths[FIELD_NUMBERS[BODY]])

    @cached_property
    def facets(self) -> FacetTable:
        """The facets that every answer counts."""
        return build_facet_table({name: self.reader.facets[name] for name in COUNTED_FACETS}, self.max_doc)

    @cached_property
    def facet_numbers(self) -> Mapping[str, Mapping[str, int]]:
        """For every facet the number of each value by its folded name."""
        return {name: number_values(self.reader.facets[name]) for name in FACETS}

    @cached_property
    def languages(self) -> Int32s:
        """The number of each document's language among the names of ``facets["lang"]``, -1 for none: int32[N]."""
        return self._number_by("lang")

    @cached_property
    def locales(self) -> Int32s:
        """The number of each document's locale among the names of ``facets["locale"]``, -1 for none: int32[N]."""
        return self._number_by("locale")

    def _number_by(self, name: str) -> Int32s:
        """Return the number of each document's value of a facet of one value: int32[N], -1 for none."""
        facet = self.reader.facets[name]
        numbers = np.full(self.max_doc, -1, dtype=np.int32)
        numbers[facet.owners] = facet.values
        return numbers

    @cached_property
    def has_both_scripts(self) -> bool:
        """Whether the site has posts in Simplified Chinese and in Traditional."""
        if self.statistics:
            return len(self.reader.facets["locale"].names) > 1
        return len(distinct(self.locales[self.live & (self.locales >= 0)])) > 1

    @cached_property
    def translations(self) -> TranslationGroups:
        """Groups of documents that are one post, each in the order of ids."""
        numbers = self.reader.translations
        several = np.flatnonzero(numbers >= 0)
        order = np.lexsort((self.reader.id_ranks[several], numbers[several]))
        return TranslationGroups(make_offsets(np.bincount(numbers[several])), several[order].astype(np.int32))


def _name_tables(part: PartReader) -> PartTables:
    words, grams = part.words, part.grams
    readers = words.placed.reader, words.posted.reader, grams.posted.reader
    return PartTables(*readers, words.occurrences, words.postings, grams.keys, grams.postings)


def _size_of(cached: Frequencies | Match) -> int:
    return cached.size + _OVERHEAD_BYTES


def _size_of_docs(docs: DocIds) -> int:
    return docs.nbytes + _OVERHEAD_BYTES
