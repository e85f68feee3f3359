"""Turn documents with their terms into terms with their documents, and write these."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.arrays import gather_runs, join_arrays, make_offsets
from indexer.index.entry import Entry
from indexer.index.keywords import choose_keywords
from indexer.index.layout import FIELD_LETTERS, Int32s, Int64s
from indexer.text.document import BODY, FIELDS, GRAMS


@dataclass(frozen=True, slots=True)
class _Terms:
    """Every key, sorted, and the numbers that keys were given as they were met, in that order."""

    keys: Sequence[bytes]
    ranks: Int32s

    def field(self, name: str) -> tuple[int, int]:
        """Return the numbers of a field's first term and past its last."""
        letter = FIELD_LETTERS[name]
        first, last = (bisect_left(self.keys, prefix.encode()) for prefix in (letter, chr(ord(letter) + 1)))
        return first, last


def write_postings(folder: Path, entries: Sequence[Entry], numbers: Mapping[str, int], met: Sequence[Int32s]) -> None:
    """Write terms, postings, occurrences and keywords.

    Args:
        folder: The part's.
        entries: Its documents in order.
        numbers: Every key of theirs, numbered as it was first met.
        met: For each document the numbers of its keys, in the order of ``Entry.keys``.
    """
    terms = _sort_terms(numbers)
    folder.joinpath("terms.bin").write_bytes(b"".join(terms.keys))
    _save(folder, "terms", make_offsets(np.array([len(key) for key in terms.keys], dtype=np.int64)))
    term = terms.ranks[join_arrays(met, np.int32)]
    docs = np.repeat(np.arange(len(met), dtype=np.int32), [len(keys) for keys in met])
    counts = join_arrays([entry.counts for entry in entries], np.int32)
    located = join_arrays([entry.located for entry in entries], np.int32)
    order = np.argsort(term, kind="stable")
    _save(folder, "docs", docs[order])
    _save(folder, "counts", counts[order])
    _save(folder, "postings", make_offsets(np.bincount(term, minlength=len(terms.keys))))
    occurrences = make_offsets(np.bincount(term, weights=located, minlength=len(terms.keys)).astype(np.int64))
    _save(folder, "occurrences", occurrences)
    _write_occurrences(folder, entries, located, order, int(occurrences[terms.field(GRAMS)[0]]))
    _write_keywords(folder, entries, terms, (docs[order], term[order], counts[order]))


def _sort_terms(numbers: Mapping[str, int]) -> _Terms:
    pairs = sorted((key.encode(), number) for key, number in numbers.items())
    ranks = np.empty(len(pairs), dtype=np.int32)
    ranks[np.array([number for _, number in pairs], dtype=np.int64)] = np.arange(len(pairs), dtype=np.int32)
    return _Terms([key for key, _ in pairs], ranks)


def _write_occurrences(folder: Path, entries: Sequence[Entry], located: Int32s, order: Int64s, words: int) -> None:
    """Write every place; the first ``words`` of them are words' and have offsets, the rest are grams'."""
    sources = gather_runs(make_offsets(located)[:-1][order], located[order])
    _save(folder, "positions", join_arrays([entry.positions for entry in entries], np.int32)[sources])
    is_word = np.zeros(int(located.sum()), dtype=bool)
    begin = 0
    for entry in entries:
        is_word[begin : begin + len(entry.starts)] = True
        begin += len(entry.positions)
    word_sources = (np.cumsum(is_word) - 1)[sources[:words]]
    _save(folder, "starts", join_arrays([entry.starts for entry in entries], np.int32)[word_sources])
    _save(folder, "lengths", join_arrays([entry.lengths for entry in entries], np.uint16)[word_sources])


def _write_keywords(
    folder: Path, entries: Sequence[Entry], terms: _Terms, postings: tuple[Int32s, Int32s, Int32s]
) -> None:
    docs, term, counts = postings
    first, last = (int(np.searchsorted(term, number)) for number in terms.field(BODY))
    body = FIELDS.index(BODY)
    lengths = np.array([entry.field_lengths[body] for entry in entries], dtype=np.int32)
    numbers, weights = choose_keywords(docs[first:last], term[first:last], counts[first:last], lengths)
    _save(folder, "keywords", numbers)
    _save(folder, "keyword_weights", weights)


def _save(folder: Path, name: str, array: NDArray[np.generic]) -> None:
    np.save(folder / f"{name}.npy", array, allow_pickle=False)
