"""What a plan finds: documents and their scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Floats, Mask
from indexer.units import DocIds


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents found, not yet sorted.

    Attributes:
        docs: int32[F], ascending.
        scores: float32[F].
        signals: The summands of the scores by their names, float32[F] each; none where nobody asked for them.
        complete: bool[F], posts that have every word, see ``widen_complete``.
        matched: bool[F], posts that match themselves; the others are only translations of one that does.
    """

    docs: DocIds
    scores: Floats
    signals: Mapping[str, Floats]
    complete: Mask
    matched: Mask

    @property
    def total(self) -> int:
        """Posts found."""
        return len(self.docs)

    def rows_of(self, docs: Sequence[int]) -> list[int]:
        """Return the indexes of some of the documents in ``docs``, ``scores`` and so on."""
        rows: list[int] = self.docs.searchsorted(np.array(docs, dtype=np.int32)).tolist()
        return rows

    def scores_of(self, docs: Sequence[int]) -> list[float]:
        """Return the scores of some of the documents."""
        scores: list[float] = self.scores[self.rows_of(docs)].tolist() if docs else []
        return scores

    def keep(self, kept: Mask) -> "Ranking":
        """Return the ranking of some of the documents."""
        signals = {name: values[kept] for name, values in self.signals.items()}
        return Ranking(self.docs[kept], self.scores[kept], signals, self.complete[kept], self.matched[kept])
