"""Where words stand one after the other, by their positions."""

from collections.abc import Sequence

from indexer.search.deadline import check_deadline
from indexer.search.matching.positions import NOWHERE, intersect
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import WordNode
from indexer.units import Positions


class WordSequences:
    """Find sequences of words for one query. For one thread: it remembers what it found."""

    def __init__(self, terms: TermLookup) -> None:
        self._terms = terms
        self._begins: dict[Sequence[WordNode], Positions] = {}

    def begins(self, words: tuple[WordNode, ...]) -> Positions:
        """Return the positions of the first of some words wherever they stand one after the other, ascending."""
        if words not in self._begins:
            self._begins[words] = self._find_begins(words)
        return self._begins[words]

    def count_positions(self, words: Sequence[WordNode]) -> int:
        """Return how many positions have to be read to find a sequence, at most; nothing is read for it."""
        return sum(self.list_sizes(words))

    def list_sizes(self, words: Sequence[WordNode]) -> Sequence[int]:
        """Return how many positions each word of a sequence has, or each part of a compound; nothing is read for it."""
        return [self._terms.count_positions(terms) for word in words for terms in word.terms_by_position]

    def _find_begins(self, words: Sequence[WordNode]) -> Positions:
        """Intersect from the rarest word outward; the others are not read once nothing is left."""
        steps = enumerate(terms for word in words for terms in word.terms_by_position)
        rarest_first = sorted((self._terms.count_positions(terms), step, terms) for step, terms in steps)
        begins: Positions | None = None
        for _, step, terms in rarest_first:
            check_deadline()
            positions = self._terms.positions(terms) - step
            begins = positions if begins is None else intersect(begins, positions)
            if not len(begins):
                break
        return NOWHERE if begins is None else begins
