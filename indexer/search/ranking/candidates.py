"""The documents of one ranking as rows, so that each signal is one short column however large the site."""

from collections.abc import Iterable

import numpy as np

from indexer.arrays import Floats, Int32s, Mask
from indexer.search.matching.match import Match
from indexer.units import DocIds


class CandidateSet:
    """Documents to be scored, numbered from 0: row i of every column is the i-th of them.

    Any document can be looked up: those that are no candidates share one more row, which is left out of every column.

    Attributes:
        docs: int32[F], ascending.
        rows: int32[N], the row of each document; F for those that have none.
    """

    def __init__(self, docs: DocIds, max_doc: int, rows: Int32s | None = None) -> None:
        """Number documents, which ascend, among all; ``rows`` where they are numbered already."""
        self.docs = docs
        self.rows = _number(docs, max_doc) if rows is None else rows

    def __len__(self) -> int:
        return len(self.docs)

    def zeros(self) -> Floats:
        """Return an empty column: float32[F]."""
        return np.zeros(len(self.docs), dtype=np.float32)

    def rows_of(self, docs: DocIds) -> Int32s:
        """Return the row of each document; F for those that have none."""
        rows: Int32s = self.rows.take(docs)
        return rows

    def add_up(self, parts: Iterable[tuple[DocIds, Floats | np.float32]]) -> Floats:
        """Add up values of documents, each document once in a part: float32[F], 0 for candidates in no part."""
        column = np.zeros(len(self.docs) + 1, dtype=np.float32)
        for docs, values in parts:
            rows = self.rows.take(docs)
            column[rows] = column.take(rows) + values
        return column[:-1]

    def scores(self, match: Match) -> tuple[Floats, Mask]:
        """Return the scores of a match, float32[F], and its ``is_exact`` flags, bool[F]."""
        scores, is_exact = np.zeros(len(self.docs) + 1, dtype=np.float32), np.zeros(len(self.docs) + 1, dtype=bool)
        for number, layer in enumerate(match.layers):
            at = self.rows.take(layer.docs)
            scores[at] = np.maximum(scores.take(at), layer.scores) if number else layer.scores
            is_exact[at] = is_exact.take(at) | layer.is_exact if number else layer.is_exact
        return scores[:-1], is_exact[:-1]

    def exact_mask(self, match: Match) -> Mask:
        """Return the ``is_exact`` flags of a match: bool[F]."""
        column = np.zeros(len(self.docs) + 1, dtype=bool)
        for layer in match.layers:
            at = self.rows.take(layer.docs)
            column[at] = column.take(at) | layer.is_exact
        return column[:-1]


def _number(docs: DocIds, max_doc: int) -> Int32s:
    rows = np.full(max_doc, len(docs), dtype=np.int32)
    rows[docs] = np.arange(len(docs), dtype=np.int32)
    return rows
