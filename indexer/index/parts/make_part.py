"""Documents -> a part in memory: what a worker process makes of each batch."""

from collections.abc import Sequence
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.arrays import join_arrays, make_offsets
from indexer.index.format.facets import FacetValues, list_facets, number_values
from indexer.index.format.inverted import Inverted, invert
from indexer.index.format.layout import (
    COUNTS,
    FACETS,
    FIELD_BITS,
    FIELD_COUNT,
    FIELD_NUMBERS,
    FILLER,
    IN_BODY,
    IS_SUBWORD,
    NO_DATE,
    Int32s,
    Int64s,
    UInt8s,
    UInt32s,
    UInt64s,
    hash_term,
)
from indexer.index.format.record import make_record
from indexer.index.format.string_table import CountedStrings, StringTable, encode_texts
from indexer.index.parts.part import Part
from indexer.text.analysis.document_tokens import DocumentTokens, find_tokens
from indexer.text.analysis.folding import fold, fold_text
from indexer.text.analysis.grams import Grams, make_grams
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import BODY, Document

_SUBWORDS = FIELD_COUNT - 1
_BODY = FIELD_NUMBERS[BODY]
_WIDEST = 0xFF
_GRAM_BITS, _INDEX_BITS = 21, 22
"""A character has 21 bits, so a pair and an index of 22 bits fit one number that sorts fast."""


class VocabularyHashes:
    """The hashes of a vocabulary's words, each computed once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.terms, self.forms = _HashedWords(vocabulary.terms), _HashedWords(vocabulary.latin_words)


class _HashedWords:
    """Words of a list that grows, and the hash of each."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._hashes = np.empty(0, dtype=np.uint64)

    def all(self) -> UInt64s:
        """Return the hash of every word so far."""
        fresh = self._words[len(self._hashes) :]
        if fresh:
            hashes = np.fromiter((hash_term(term) for term in fresh), dtype=np.uint64, count=len(fresh))
            self._hashes = np.concatenate([self._hashes, hashes])
        return self._hashes

    def sort(self, counts: NDArray[np.intp]) -> Int64s:
        """Return the numbers of the words that are counted at least once, in the order of their hashes."""
        used = np.flatnonzero(counts)
        return used[np.argsort(self.all()[used])]

    def texts(self, numbers: Int64s) -> StringTable:
        """Return words with given numbers."""
        return encode_texts([self._words[number] for number in numbers.tolist()])


def make_part(documents: Sequence[Document], vocabulary: Vocabulary, hashes: VocabularyHashes, zone: tzinfo) -> Part:
    """Turn documents into a part.

    Args:
        documents: In their order.
        vocabulary: The one that numbers this process's terms.
        hashes: Of its terms.
        zone: The site's, in which a day begins and ends.
    """
    folded = [fold(document.text) for document in documents]
    streams = [find_tokens(text, each.zones, vocabulary) for text, each in zip(folded, documents, strict=True)]
    grams = [make_grams(text) for text in folded]
    keys, terms, numbers = _number_terms(_join(streams, "terms"), hashes.terms)
    positions = np.array([stream.positions_used for stream in streams], dtype=np.int64)
    characters = np.array([len(document.text) + 1 for document in documents], dtype=np.int64)
    tokens = np.array([len(stream.terms) for stream in streams], dtype=np.int64)
    doc_fields = _number_doc_fields(streams, tokens)
    places = np.repeat(make_offsets(positions)[:-1], tokens) + _join(streams, "positions")
    fields = doc_fields & _SUBWORDS
    records = [(make_record(document), document.text.encode("utf-8", "replace")) for document in documents]
    entries, gaps, lengths, sizes = _encode_streams(streams, numbers, tokens)
    return Part(
        words=invert(keys, numbers, doc_fields, places, fields != _SUBWORDS),
        grams=_invert_grams(grams, make_offsets(characters)),
        terms=terms,
        positions=positions,
        characters=characters,
        tokens=sizes,
        stream_terms=entries,
        stream_gaps=gaps,
        stream_lengths=lengths,
        lengths=np.bincount(doc_fields, minlength=len(documents) * FIELD_COUNT)
        .astype(np.int32)
        .reshape(-1, FIELD_COUNT),
        dates=np.array([_seconds(document) for document in documents], dtype=np.int64),
        days=np.array([_day(document, zone) for document in documents], dtype=np.int32),
        visible_from=np.array([document.period.begin for document in documents], dtype=np.int64),
        visible_until=np.array([document.period.end for document in documents], dtype=np.int64),
        translations=np.array([_translation_key(document) for document in documents], dtype=np.uint64),
        stored=np.frombuffer(b"".join(piece for pair in records for piece in pair), dtype=np.uint8),
        stored_sizes=np.array([[len(record), len(text)] for record, text in records], dtype=np.int64).reshape(-1, 2),
        facets=_number_facets(documents, zone),
        titles=encode_texts([fold_text(document.metadata.title) for document in documents]),
        surfaces=_count_forms(_join(streams, "latin_words"), hashes.forms),
    )


def _join(streams: Sequence[DocumentTokens], name: str) -> Int32s:
    return join_arrays([getattr(stream, name) for stream in streams], np.int32)


def _number_terms(met: Int32s, terms: _HashedWords) -> tuple[UInt64s, StringTable, Int32s]:
    """Return the keys of the terms that occur, ascending, their texts, and each token's term as its place there."""
    counts = np.bincount(met)
    used = terms.sort(counts)
    ranks = np.empty(len(counts), dtype=np.int32)
    ranks[used] = np.arange(len(used), dtype=np.int32)
    return terms.all()[used], terms.texts(used), ranks[met]


def _count_forms(met: Int32s, forms: _HashedWords) -> CountedStrings:
    counts = np.bincount(met)
    used = forms.sort(counts)
    return CountedStrings(forms.all()[used], forms.texts(used), counts[used])


def _number_facets(documents: Sequence[Document], zone: tzinfo) -> dict[str, FacetValues]:
    rows = [list_facets(document.metadata, zone) for document in documents]
    return {facet: number_values([row[facet] for row in rows]) for facet in FACETS}


def _number_doc_fields(streams: Sequence[DocumentTokens], tokens: Int64s) -> Int32s:
    docs = np.repeat(np.arange(len(streams), dtype=np.int32) << FIELD_BITS, tokens)
    if not streams:
        return docs
    doc_fields: Int32s = docs | np.concatenate([stream.fields for stream in streams])
    return doc_fields


def _encode_streams(
    streams: Sequence[DocumentTokens], numbers: Int32s, tokens: Int64s
) -> tuple[UInt32s, UInt8s, UInt8s, Int64s]:
    """Return the three arrays of the streams, and how many entries each document has in them."""
    starts, firsts = _join(streams, "starts"), make_offsets(tokens)[:-1]
    positions, fields = _join(streams, "positions"), np.concatenate([s.fields for s in streams] or [np.empty(0, "u1")])
    owners = np.repeat(np.arange(len(streams)), tokens)
    gaps = np.diff(starts, prepend=0)
    gaps[firsts[tokens > 0]] = starts[firsts[tokens > 0]]
    last = np.append(owners[1:] != owners[:-1], True)[: len(owners)]
    counting = last | (np.diff(positions, append=-1) != 0)
    entries = numbers.astype(np.uint32)
    for flag, holds in ((COUNTS, counting), (IS_SUBWORD, fields == _SUBWORDS), (IN_BODY, fields == _BODY)):
        entries |= holds * flag
    lengths = np.minimum(np.concatenate([s.lengths for s in streams] or [np.empty(0, "u1")]), _WIDEST).astype(np.uint8)
    return _bridge(entries, gaps, lengths, owners, len(streams))


def _bridge(
    entries: UInt32s, gaps: Int32s, lengths: UInt8s, owners: Int64s, documents: int
) -> tuple[UInt32s, UInt8s, UInt8s, Int64s]:
    """Put fillers before the entries whose gap is too wide for a byte."""
    repeats = 1 + (np.maximum(gaps, 1) - 1) // _WIDEST
    sizes = np.bincount(owners, weights=repeats, minlength=documents).astype(np.int64)
    if int(repeats.max(initial=1)) == 1:
        return entries, gaps.astype(np.uint8), lengths, sizes
    real = np.cumsum(repeats) - 1
    total = int(repeats.sum())
    wide_entries = np.full(total, FILLER, dtype=np.uint32)
    wide_gaps, wide_lengths = np.full(total, _WIDEST, dtype=np.uint8), np.zeros(total, dtype=np.uint8)
    wide_entries[real], wide_lengths[real] = entries, lengths
    wide_gaps[real] = gaps - (repeats - 1) * _WIDEST
    return wide_entries, wide_gaps, wide_lengths, sizes


def _invert_grams(found: Sequence[Grams], text_bases: Int64s) -> Inverted:
    codes = np.concatenate([grams.codes for grams in found] or [np.empty(0, dtype=np.uint64)])
    counts = [len(grams.codes) for grams in found]
    docs = np.repeat(np.arange(len(found), dtype=np.int32), counts)
    places = np.repeat(text_bases[:-1], counts) + join_arrays([grams.starts for grams in found], np.int32)
    order = _sort_codes(codes)
    codes = codes[order]
    first = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]])) if len(codes) else order
    numbers = np.repeat(np.arange(len(first), dtype=np.int32), np.diff(first, append=len(codes)))
    pairs = (codes & np.uint64(0xFFFFFFFF)) != 0
    return invert(codes[first], numbers, docs[order], places[order].astype(np.int32), pairs)


def _sort_codes(codes: UInt64s) -> Int64s:
    """Return the order in which codes ascend, equal ones as they were."""
    if not len(codes) or len(codes) >> _INDEX_BITS:
        return np.argsort(codes, kind="stable")
    packed = ((codes >> np.uint64(32)) << np.uint64(_GRAM_BITS)) | (codes & np.uint64(0xFFFFFFFF))
    packed = (packed << np.uint64(_INDEX_BITS)) | np.arange(len(codes), dtype=np.uint64)
    packed.sort()
    order: Int64s = (packed & np.uint64((1 << _INDEX_BITS) - 1)).astype(np.int64)
    return order


def _seconds(document: Document) -> int:
    date = document.metadata.date
    return NO_DATE if date is None else int(date.timestamp())


def _day(document: Document, zone: tzinfo) -> int:
    date = document.metadata.date
    return 0 if date is None else date.astimezone(zone).toordinal()


def _translation_key(document: Document) -> int:
    key = document.metadata.translation_key
    return hash_term(key) if key else 0
