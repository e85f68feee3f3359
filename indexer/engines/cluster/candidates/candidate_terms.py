"""The terms and grams of documents that a cluster found: where they occur, with the counts of the whole site."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, UInt16s, UInt64s
from indexer.engines.cluster.candidates.candidate_rows import CandidateRows
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.stored_document import StoredForm
from indexer.index.format.arrays import find_sorted, gather_runs, make_offsets
from indexer.index.format.layout import FIELD_BITS
from indexer.index.reader.multi_part_postings import Postings
from indexer.units import CharOffsets, DocFreqs, Positions, PostingCounts, TermIds


def join_forms(forms: Sequence[StoredForm], name: str, kind: type[np.generic]) -> NDArray[Any]:
    """Return an array of each candidate, laid end to end."""
    return np.concatenate([np.empty(0, kind), *(getattr(form, name) for form in forms)])


class CandidateTerms:
    """The terms of the vocabulary of a site, and behind them those of posts that came since it was published.

    What candidates have of them is joined when it is first asked for.
    """

    def __init__(self, vocabulary: SiteVocabulary, forms: Sequence[StoredForm], position_bases: Int64s) -> None:
        """Read the terms of some documents.

        Args:
            vocabulary: Of the site.
            forms: In the order of their numbers.
            position_bases: The position at which each begins.
        """
        self._vocabulary = vocabulary.tables.vocabulary
        self._forms = forms
        self._position_bases = position_bases

    @cached_property
    def _rows(self) -> CandidateRows:
        forms = self._forms
        return CandidateRows([f.keys for f in forms], [f.places for f in forms], [f.place_sizes for f in forms])

    @cached_property
    def _posting_sizes(self) -> Int64s:
        sizes: Int64s = join_forms(self._forms, "posting_sizes", np.uint8).astype(np.int64)
        return sizes

    @cached_property
    def _posting_offsets(self) -> Int64s:
        return make_offsets(self._posting_sizes)

    @cached_property
    def _doc_fields(self) -> Int32s:
        """The doc_field of each posting of all candidates."""
        owners = self._rows.owners.repeat(self._posting_sizes).astype(np.int32)
        doc_fields: Int32s = (owners << FIELD_BITS) | join_forms(self._forms, "posting_fields", np.uint8)
        return doc_fields

    @cached_property
    def _counts(self) -> UInt16s:
        return join_forms(self._forms, "posting_counts", np.uint16)

    @cached_property
    def _keys(self) -> UInt64s:
        """The key of every term."""
        known = self._vocabulary.keys
        own = np.unique(self._rows.keys)
        fresh = own[find_sorted(known, own) < 0]
        return np.concatenate([known, fresh]) if len(fresh) else known

    def number(self, keys: UInt64s) -> Int64s:
        """Return the numbers of terms by their keys, -1 for none."""
        size = len(self._vocabulary.keys)
        known, fresh = find_sorted(self._keys[:size], keys), find_sorted(self._keys[size:], keys)
        numbers: Int64s = np.where(fresh >= 0, fresh + size, known)
        return numbers

    @cached_property
    def posting_count_column(self) -> Int32s:
        """Postings of each term in the whole site; those of terms that it has not yet are counted as one."""
        known = self._vocabulary.posting_counts
        return np.append(known, np.ones(len(self._keys) - len(known), dtype=np.int32))

    def posting_counts(self, numbers: TermIds) -> PostingCounts:
        """Return the postings of some terms in the whole site."""
        return PostingCounts(_take(self._vocabulary.posting_counts, numbers))

    def doc_freqs(self, numbers: TermIds) -> DocFreqs:
        """Return the document frequencies of some terms in the whole site."""
        return DocFreqs(_take(self._vocabulary.doc_freqs, numbers))

    def postings(self, number: int) -> Postings:
        """Return where a term occurs among the candidates."""
        rows = self._rows.find(int(self._keys[number]))
        at = gather_runs(self._posting_offsets[rows], self._posting_sizes[rows])
        return Postings(self._doc_fields[at], self._counts[at])

    def postings_of(self, numbers: TermIds) -> tuple[Postings, Int64s]:
        """Return the postings of several terms laid end to end, and how many each has."""
        found = [self.postings(number) for number in numbers.tolist()]
        sizes = np.array([len(each.entries) for each in found], dtype=np.int64)
        entries = np.concatenate([np.empty(0, np.int32), *(each.entries for each in found)])
        return Postings(entries, np.concatenate([np.empty(0, np.uint16), *(each.counts for each in found)])), sizes

    def positions(self, number: int) -> Positions:
        """Return a term's positions."""
        return self._rows.read_places(int(self._keys[number]), self._position_bases)

    def position_count(self, number: int) -> int:
        """Return how many positions a term has among the candidates."""
        return self._rows.count_places(int(self._keys[number]))


class CandidateGrams:
    """The characters and pairs of candidates; the number of one is its key. They are joined when first asked for."""

    def __init__(self, forms: Sequence[StoredForm], offset_bases: Int64s) -> None:
        """Read the grams of some documents.

        Args:
            forms: In the order of their numbers.
            offset_bases: The character offset at which each begins.
        """
        self._forms = forms
        self._offset_bases = offset_bases

    @cached_property
    def _rows(self) -> CandidateRows:
        forms = self._forms
        return CandidateRows(
            [f.gram_keys for f in forms], [f.gram_places for f in forms], [f.gram_place_sizes for f in forms]
        )

    @cached_property
    def _counts(self) -> UInt16s:
        return join_forms(self._forms, "gram_counts", np.uint16)

    def __contains__(self, key: int) -> bool:
        return len(self._rows.find(key)) > 0

    def postings(self, key: int) -> Postings:
        """Return where a gram occurs."""
        rows = self._rows.find(key)
        return Postings(self._rows.owners[rows].astype(np.int32), self._counts[rows])

    def offsets(self, key: int) -> CharOffsets:
        """Return a pair's offsets."""
        return self._rows.read_places(key, self._offset_bases)

    def offset_count(self, key: int) -> int:
        """Return how many offsets a pair has."""
        return self._rows.count_places(key)


def _take(known: Int32s, numbers: TermIds) -> Int64s:
    """Return what a column of the vocabulary says of some terms, 1 for those that it has not yet."""
    taken, is_known = np.ones(len(numbers), dtype=np.int64), numbers < len(known)
    taken[is_known] = known[numbers[is_known]]
    return taken
