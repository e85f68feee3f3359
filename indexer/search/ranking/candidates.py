"""The documents of one ranking as rows, so that each signal is one short column however large the site."""

from collections.abc import Iterable

import numpy as np

from indexer.index.format.layout import Floats, Int32s, Mask
from indexer.search.matching.match import Match


class CandidateSet:
    """Numbers some documents from 0, in their order; every other document shares one more row, which is left out.

    Attributes:
        docs: int32[F], ascending.
    """

    def __init__(self, docs: Int32s, posts: int) -> None:
        self.docs = docs
        self._index = np.full(posts, len(docs), dtype=np.int32)
        self._index[docs] = np.arange(len(docs), dtype=np.int32)

    def __len__(self) -> int:
        return len(self.docs)

    def zeros(self) -> Floats:
        """Return an empty column: float32[F]."""
        return np.zeros(len(self.docs), dtype=np.float32)

    def rows_of(self, docs: Int32s) -> Int32s:
        """Return the row of each document; F for those that have none."""
        rows: Int32s = self._index.take(docs)
        return rows

    def spread(self, docs: Int32s, values: Floats | float) -> Floats:
        """Return a column with values for some documents, each once: float32[F], 0 for all others."""
        column = np.zeros(len(self.docs) + 1, dtype=np.float32)
        column[self._index.take(docs)] = values
        return column[:-1]

    def add_up(self, parts: Iterable[tuple[Int32s, Floats | np.float32]]) -> Floats:
        """Return the sum of several such columns."""
        column = np.zeros(len(self.docs) + 1, dtype=np.float32)
        for docs, values in parts:
            rows = self._index.take(docs)
            column[rows] = column.take(rows) + values
        return column[:-1]

    def mark(self, docs: Int32s) -> Mask:
        """Return where some documents are: bool[F]."""
        column = np.zeros(len(self.docs) + 1, dtype=bool)
        column[self._index.take(docs)] = True
        return column[:-1]

    def scores(self, match: Match) -> tuple[Floats, Mask]:
        """Return a match's scores, float32[F], and where it is a word, bool[F]."""
        scores, is_exact = np.zeros(len(self.docs) + 1, dtype=np.float32), np.zeros(len(self.docs) + 1, dtype=bool)
        for number, layer in enumerate(match.layers):
            at = self._index.take(layer.docs)
            scores[at] = np.maximum(scores.take(at), layer.scores) if number else layer.scores
            is_exact[at] = is_exact.take(at) | layer.is_exact if number else layer.is_exact
        return scores[:-1], is_exact[:-1]

    def exact_mask(self, match: Match) -> Mask:
        """Return where a match is a word: bool[F]."""
        column = np.zeros(len(self.docs) + 1, dtype=bool)
        for layer in match.layers:
            at = self._index.take(layer.docs)
            column[at] = column.take(at) | layer.is_exact
        return column[:-1]
