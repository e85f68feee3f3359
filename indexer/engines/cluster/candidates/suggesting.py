"""Suggestions of the few documents that a cluster returned, with the names and counts of the whole site."""

from collections.abc import Mapping

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.search.query.planner import Planner
from indexer.search.snapshot import IndexSnapshot
from indexer.search.suggest.suggester import Suggester
from indexer.text.analysis.folding import fold_text


class CandidateSuggester(Suggester):
    """Suggests names of the whole site, and titles and headings of candidates. For one request."""

    def __init__(self, snapshot: IndexSnapshot, planner: Planner, values: Mapping[str, Mapping[str, int]]) -> None:
        """Get ready.

        Args:
            snapshot: Of the candidates.
            planner: Of the site.
            values: Of each facet whose values are suggested, those that the filters leave, with their posts.
        """
        super().__init__(snapshot, planner)
        self._values = values

    def _count_values(self, name: str, _allowed: Mask) -> Int64s:
        names, counts = self._snapshot.reader.facets[name].names, self._values[name]
        return np.array([counts.get(fold_text(value), 0) for value in names], dtype=np.int64)
