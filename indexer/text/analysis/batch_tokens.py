"""A batch of documents -> their tokens and grams as arrays, all of them in a few calls.

Where the kernel is, the texts are folded together, cut into raw tokens and numbered by it, and of the different raw
tokens alone the forms are looked up. Where it is not, each document is cut by itself; both come to the same arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.native import Kernel, kernel
from indexer.native.text.cut import (
    FoldedTexts,
    FormTable,
    RawTokens,
    Zones,
    count_documents,
    number_tokens,
    place_tokens,
    split_tokens,
)
from indexer.native.text.fold import find_grams
from indexer.text.analysis.document_tokens import FIELD_NUMBERS, LONGEST_MARK, find_tokens
from indexer.text.analysis.folding import FoldedBatch, fold, fold_batch
from indexer.text.analysis.grams import make_grams
from indexer.text.analysis.segmenter import Segmenter
from indexer.text.analysis.vocabulary import KnownForms, Vocabulary
from indexer.text.document import SUBWORDS, Document


@dataclass(frozen=True, slots=True)
class BatchGrams:
    """The grams of D documents, in the reading order of each gram.

    Attributes:
        codes, starts: As of ``Grams``, all of them.
        docs: int32[G], the number of each one's document in the batch.
    """

    codes: NDArray[np.uint64]
    starts: NDArray[np.int32]
    docs: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class BatchTokens:
    """The S tokens of D documents, one document after the other.

    Attributes:
        terms, starts, lengths, positions, fields: As of ``DocumentTokens``, all of them.
        sizes: int64[D], tokens of each document.
        positions_used: int64[D], positions of each.
        latin_words: int64[], in how many of the documents each Latin word of the vocabulary stands, by its number.
        grams: Of the documents.
        begins: int32[D + 1], where each document begins in the texts of all, a line end behind each.
        line_ends: int32[], where there are line ends in these, ascending.
    """

    terms: NDArray[np.int32]
    starts: NDArray[np.int32]
    lengths: NDArray[np.uint8]
    positions: NDArray[np.int32]
    fields: NDArray[np.uint8]
    sizes: NDArray[np.int64]
    positions_used: NDArray[np.int64]
    latin_words: NDArray[np.int64]
    grams: BatchGrams
    begins: NDArray[np.int32]
    line_ends: NDArray[np.int32]


def find_batch_tokens(documents: Sequence[Document], vocabulary: Vocabulary) -> BatchTokens:
    """Return the tokens of documents, in their order.

    Args:
        documents: Any number.
        vocabulary: Which grows by what is new in their texts.
    """
    library = kernel()
    return _find_together(library, documents, vocabulary) if library else _find_singly(documents, vocabulary)


def _find_singly(documents: Sequence[Document], vocabulary: Vocabulary) -> BatchTokens:
    folded = [fold(document.text) for document in documents]
    found = [find_tokens(text, each.zones, vocabulary) for text, each in zip(folded, documents, strict=True)]
    grams = [make_grams(text) for text in folded]
    sizes = np.array([len(each.codes) for each in grams], dtype=np.int64)
    none, no_marks = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint8)
    return BatchTokens(
        terms=np.concatenate([none, *(each.terms for each in found)]),
        starts=np.concatenate([none, *(each.starts for each in found)]),
        lengths=np.concatenate([no_marks, *(each.lengths for each in found)]),
        positions=np.concatenate([none, *(each.positions for each in found)]),
        fields=np.concatenate([no_marks, *(each.fields for each in found)]),
        sizes=np.array([len(each.terms) for each in found], dtype=np.int64),
        positions_used=np.array([each.positions_used for each in found], dtype=np.int64),
        latin_words=np.bincount(np.concatenate([none, *(each.latin_words for each in found)])),
        grams=BatchGrams(
            np.concatenate([np.empty(0, dtype=np.uint64), *(each.codes for each in grams)]),
            np.concatenate([none, *(each.starts for each in grams)]),
            np.repeat(np.arange(len(grams), dtype=np.int32), sizes),
        ),
        begins=np.array([0, *accumulate(len(document.text) + 1 for document in documents)], dtype=np.int32),
        line_ends=fold_batch([document.text for document in documents]).find_line_ends(),
    )


def _find_together(library: Kernel, documents: Sequence[Document], vocabulary: Vocabulary) -> BatchTokens:
    folded = fold_batch([document.text for document in documents])
    raw = _cut(library, folded, vocabulary.segmenter)
    known = vocabulary.look_up_tokens(library, folded, raw)
    texts = FoldedTexts(folded.origins, folded.begins)
    rows = np.stack([np.cumsum(known.counts) - known.counts, known.counts, known.positions], axis=1)
    placed = place_tokens(library, raw, texts, list_zones(documents), FormTable(rows, known.forms.T))
    return BatchTokens(
        terms=placed.terms,
        starts=placed.starts,
        lengths=np.minimum(placed.lengths, LONGEST_MARK).astype(np.uint8),
        positions=placed.positions,
        fields=placed.fields,
        sizes=placed.sizes,
        positions_used=placed.used,
        latin_words=_count_latin(library, folded, raw, known),
        grams=BatchGrams(*find_grams(library, folded.packed, *texts)),
        begins=folded.begins,
        line_ends=folded.find_line_ends(),
    )


def _cut(library: Kernel, folded: FoldedBatch, segmenter: Segmenter) -> RawTokens:
    pieces = split_tokens(library, folded.packed, folded.count_han())
    runs = pieces.runs.tobytes().decode("utf-32-le").split("\n")[:-1]
    words = segmenter.segment_runs(runs) if runs else []
    return number_tokens(library, folded.packed, pieces, np.fromiter(map(len, words), np.int32, len(words)))


def list_zones(documents: Sequence[Document]) -> Zones:
    """Return the zones of documents as the kernel takes them."""
    zones = [zone for document in documents for zone in document.zones]
    return Zones(
        np.array([0, *accumulate(len(document.zones) for document in documents)], dtype=np.int32),
        np.array([zone.end for zone in zones], dtype=np.int32),
        np.array([FIELD_NUMBERS[zone.field] for zone in zones], dtype=np.uint8),
        FIELD_NUMBERS[SUBWORDS],
    )


def _count_latin(library: Kernel, folded: FoldedBatch, raw: RawTokens, known: KnownForms) -> NDArray[np.int64]:
    """Return in how many documents each Latin word of the vocabulary stands."""
    begins = np.append(0, np.cumsum(known.latin_counts)).astype(np.int32)
    words, numbers = np.unique(known.latin_words, return_inverse=True)
    starts = raw.starts if folded.offsets is None else folded.offsets[raw.starts]
    sizes = np.diff(starts.searchsorted(folded.begins))
    counts = np.zeros(int(words[-1]) + 1 if len(words) else 0, dtype=np.int64)
    counts[words] = count_documents(library, raw.numbers, sizes, (begins, numbers.astype(np.int32)), len(words))
    return counts
