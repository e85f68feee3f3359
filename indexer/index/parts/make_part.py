"""Documents -> a part in memory: what a worker process makes of each batch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, UInt8s, UInt32s, UInt64s
from indexer.index.format.arrays import make_offsets
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
    hash_term,
)
from indexer.index.format.record import make_record
from indexer.index.format.stored_frame import pack_documents
from indexer.index.format.string_table import (
    CountedStrings,
    StringTable,
    append_texts,
    encode_texts,
    hash_texts,
    take_texts,
)
from indexer.index.parts.paragraphs import find_batch_paragraphs
from indexer.index.parts.part import Part
from indexer.native import kernel
from indexer.native.index.invert import number_codes
from indexer.text.analysis.batch_tokens import BatchGrams, BatchTokens, find_batch_tokens
from indexer.text.analysis.folding import fold_text
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
    """Words of a list that grows, the hash of each, and all of them in UTF-8."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._hashes = np.empty(0, dtype=np.uint64)
        self._texts = encode_texts([])

    def all(self) -> UInt64s:
        """Return the hash of every word so far."""
        fresh = self._words[len(self._hashes) :]
        if fresh:
            texts = encode_texts(fresh)
            self._hashes = np.concatenate([self._hashes, hash_texts(texts)])
            self._texts = append_texts([self._texts, texts])
        return self._hashes

    def sort(self, counts: NDArray[np.intp]) -> Int64s:
        """Return the numbers of the words that are counted at least once, in the order of their hashes."""
        used = np.flatnonzero(counts)
        return used[np.argsort(self.all()[used])]

    def texts(self, numbers: Int64s) -> StringTable:
        """Return words with given numbers, all of which have been hashed."""
        return take_texts(self._texts, numbers)


def make_part(documents: Sequence[Document], vocabulary: Vocabulary, hashes: VocabularyHashes) -> Part:
    """Turn documents into a part.

    Args:
        documents: In their order.
        vocabulary: The one that numbers this process's terms.
        hashes: Of its terms.
    """
    found = find_batch_tokens(documents, vocabulary)
    keys, terms, numbers = _number_terms(found.terms, hashes.terms)
    characters = np.array([len(document.text) + 1 for document in documents], dtype=np.int64)
    owners = np.repeat(np.arange(len(documents), dtype=np.int32), found.sizes)
    doc_fields = (owners << FIELD_BITS) | found.fields
    places = (make_offsets(found.positions_used)[:-1].astype(np.int32)[owners]) + found.positions
    frames = pack_documents([*map(make_record, documents)], [document.text for document in documents])
    paragraphs, paragraph_counts = find_batch_paragraphs(documents, found)
    entries, gaps, lengths, sizes = _encode_streams(found, numbers, owners)
    return Part(
        words=invert(keys, numbers, doc_fields, places, found.fields != _SUBWORDS),
        grams=_invert_grams(found.grams, make_offsets(characters)),
        terms=terms,
        positions=found.positions_used,
        characters=characters,
        tokens=sizes,
        stream_terms=entries,
        stream_gaps=gaps,
        stream_lengths=lengths,
        lengths=np.bincount(doc_fields, minlength=len(documents) * FIELD_COUNT)
        .astype(np.int32)
        .reshape(-1, FIELD_COUNT),
        dates=np.array([_seconds(document) for document in documents], dtype=np.int64),
        days=np.array([_day(document) for document in documents], dtype=np.int32),
        visible_from=np.array([document.period.begin for document in documents], dtype=np.int64),
        visible_until=np.array([document.period.end for document in documents], dtype=np.int64),
        translations=np.array([_translation_key(document) for document in documents], dtype=np.uint64),
        paragraphs=paragraphs,
        paragraph_counts=paragraph_counts,
        stored=np.frombuffer(b"".join(frames), dtype=np.uint8),
        stored_sizes=np.array([*map(len, frames)], dtype=np.int64),
        facets=_number_facets(documents),
        titles=encode_texts([fold_text(document.metadata.title) for document in documents]),
        surfaces=_count_forms(found.latin_words, hashes.forms),
    )


def _number_terms(met: Int32s, terms: _HashedWords) -> tuple[UInt64s, StringTable, Int32s]:
    """Return the keys of the terms that occur, ascending, their texts, and each token's term as its place there."""
    counts = np.bincount(met)
    used = terms.sort(counts)
    ranks = np.empty(len(counts), dtype=np.int32)
    ranks[used] = np.arange(len(used), dtype=np.int32)
    return terms.all()[used], terms.texts(used), ranks[met]


def _count_forms(counts: Int64s, forms: _HashedWords) -> CountedStrings:
    used = forms.sort(counts)
    return CountedStrings(forms.all()[used], forms.texts(used), counts[used])


def _number_facets(documents: Sequence[Document]) -> dict[str, FacetValues]:
    rows = [list_facets(document.metadata) for document in documents]
    return {facet: number_values([row[facet] for row in rows]) for facet in FACETS}


def _encode_streams(found: BatchTokens, numbers: Int32s, owners: Int32s) -> tuple[UInt32s, UInt8s, UInt8s, Int64s]:
    """Return the three arrays of the streams, and how many entries each document has in them."""
    firsts = make_offsets(found.sizes)[:-1][found.sizes > 0]
    gaps = np.diff(found.starts, prepend=np.int32(0))
    gaps[firsts] = found.starts[firsts]
    counting = np.diff(found.positions, append=np.int32(-1)) != 0
    counting[firsts[1:] - 1] = True  # each document's last
    entries = numbers.astype(np.uint32)
    for flag, holds in ((COUNTS, counting), (IS_SUBWORD, found.fields == _SUBWORDS), (IN_BODY, found.fields == _BODY)):
        entries |= holds * flag
    return _bridge(entries, gaps, found.lengths, owners, len(found.sizes))


def _bridge(
    entries: UInt32s, gaps: Int32s, lengths: UInt8s, owners: Int32s, documents: int
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


def _invert_grams(grams: BatchGrams, text_bases: Int64s) -> Inverted:
    places = text_bases.astype(np.int32)[grams.docs] + grams.starts
    keys, numbers = _number_codes(grams.codes)
    return invert(keys, numbers, grams.docs, places, (grams.codes & np.uint64(0xFFFFFFFF)) != 0)


def _number_codes(codes: UInt64s) -> tuple[UInt64s, Int32s]:
    """Return the different codes, ascending, and the place of each code among them."""
    library = kernel()
    if library:
        met, distinct = number_codes(library, codes)
        order = np.argsort(distinct)
        ranks = np.empty(len(distinct), dtype=np.int32)
        ranks[order] = np.arange(len(distinct), dtype=np.int32)
        return distinct[order], ranks[met]
    order = _sort_codes(codes)
    ascending = codes[order]
    is_first = np.append(True, ascending[1:] != ascending[:-1])[: len(codes)]
    numbers = np.empty(len(codes), dtype=np.int32)
    numbers[order] = np.cumsum(is_first, dtype=np.int32) - 1
    return ascending[is_first], numbers


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


def _day(document: Document) -> int:
    """Return the day that a post's own date names, which is the one that visitors read; 0 where it has none."""
    date = document.metadata.date
    return 0 if date is None else date.toordinal()


def _translation_key(document: Document) -> int:
    key = document.metadata.translation_key
    return hash_term(key) if key else 0
