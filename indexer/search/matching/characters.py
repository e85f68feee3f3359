"""Where runs of characters of scripts without spaces stand, whatever words they were cut into."""

from collections.abc import Sequence

import numpy as np

from indexer.index.format.layout import Int32s, Mask
from indexer.index.reader.index_reader import IndexReader
from indexer.search.deadline import check_deadline
from indexer.search.matching.positions import NOWHERE, Positions, intersect, within

_PAIR = 2
_NO_DOCS: Int32s = np.empty(0, dtype=np.int32)


class Characters:
    """Looks up runs of characters in one index, by the pairs of neighbours they are made of."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._docs: dict[str, Int32s] = {}

    def find(self, run: str, known: Mask | None = None) -> Int32s:
        """Return the documents, ascending, in which a folded run stands anywhere.

        Args:
            run: Not empty.
            known: bool[N], documents known to have it, which need not be looked at.
        """
        if run not in self._docs:
            self._docs[run] = self._find(run, known)
        return self._docs[run]

    def _find(self, run: str, known: Mask | None) -> Int32s:
        check_deadline()
        grams = [run] if len(run) <= _PAIR else [run[at : at + _PAIR] for at in _cover(run)]
        numbers = [self._reader.find_gram(gram) for gram in grams]
        if min(numbers) < 0:
            return _NO_DOCS
        docs = self._meet(numbers)
        if len(run) <= _PAIR:
            return docs
        doubtful = docs if known is None else docs[~known[docs]]
        found = doubtful[self._has(run, doubtful)]
        return found if known is None else np.union1d(docs[known[docs]], found)

    def _meet(self, numbers: Sequence[int]) -> Int32s:
        """Return the documents that have every one of some grams, ascending."""
        lists = sorted((self._reader.gram_postings(number).entries for number in numbers), key=len)
        docs = lists[0]
        for other in lists[1:]:
            mask = np.zeros(self._reader.max_doc, dtype=bool)
            mask[other] = True
            docs = docs[mask.take(docs)]
        return docs

    def _has(self, run: str, docs: Int32s) -> Mask:
        starts, bases = self.starts(run, docs), self._reader.offset_bases
        first, last = (starts.searchsorted(bases[docs + step].astype(starts.dtype)) for step in (0, 1))
        mask: Mask = last > first
        return mask

    def starts(self, run: str, docs: Int32s) -> Positions:
        """Return where a run of two or more characters begins in some documents, which ascend: places, ascending."""
        check_deadline()
        rows = [(offset, self._reader.find_gram(run[offset : offset + _PAIR])) for offset in _cover(run)]
        if min(number for _, number in rows) < 0:
            return NOWHERE
        begins: Positions | None = None
        for offset, number in rows:
            places = within(self._reader.gram_offsets(number), self._reader.offset_bases, docs) - offset
            begins = places if begins is None else intersect(begins, places)
        return NOWHERE if begins is None else begins


def _cover(run: str) -> list[int]:
    """Return the offsets of pairs that cover a run of two or more characters."""
    return sorted({*range(0, len(run) - 1, _PAIR), len(run) - _PAIR})
