"""How the documents that were found divide by tag, author, year.

Most documents share their values with many others: all posts of one author and category, say. Documents with the same
values are one *group*, worked out once, so that counting goes through the found documents once and then through groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.index.arrays import gather_runs
from indexer.index.layout import Int32s, Int64s
from indexer.index.reader import Facet
from indexer.text.folding import fold_text

_SEED = 20


@dataclass(frozen=True, slots=True)
class FacetTable:
    """One facet, ready to be counted.

    Attributes:
        names: Each value as most authors write it.
        numbers: The number of each folded name.
        ranks: int64[V], the places of names in their alphabetical order.
        groups: int32[N], the group of each document.
        sizes: int64[G], how many values the documents of a group have.
        values: int32[sum(sizes)], numbers of names, group by group.
    """

    names: list[str]
    numbers: Mapping[str, int]
    ranks: Int64s
    groups: Int32s
    sizes: Int64s
    values: Int32s

    def count(self, docs: Int32s) -> Int64s:
        """Count some documents by value: int64[V]."""
        groups = np.bincount(self.groups[docs], minlength=len(self.sizes))
        counts = np.bincount(self.values, weights=np.repeat(groups, self.sizes), minlength=len(self.names))
        return counts.astype(np.int64)

    def count_most(self, docs: Int32s, limit: int) -> tuple[tuple[str, int], ...]:
        """Count some documents by their most frequent values: those first, then in the order of names."""
        counts = self.count(docs)
        numbers = counts.nonzero()[0]
        keys = self.ranks[numbers] - counts[numbers] * len(self.names)
        if len(numbers) > limit:
            first = np.argpartition(keys, limit)[:limit]
            numbers, keys = numbers[first], keys[first]
        chosen = numbers[keys.argsort()]
        return tuple(
            (self.names[number], count)
            for number, count in zip(*(c.tolist() for c in (chosen, counts[chosen])), strict=True)
        )


def make_table(facet: Facet, posts: int) -> FacetTable:
    """Prepare a facet of so many documents."""
    names = facet.names
    groups, first = _group(facet, posts)
    sizes = np.diff(facet.offsets)[first]
    values = facet.values[gather_runs(facet.offsets[first], sizes)]
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    numbers = {fold_text(name): number for number, name in enumerate(names)}
    return FacetTable(names, numbers, ranks, groups, sizes, values)


def _group(facet: Facet, posts: int) -> tuple[Int32s, Int64s]:
    """Return the group of each document, and a document of each group.

    Values are told apart by random 64-bit numbers; what a document has is the sum of its values' numbers.
    """
    salts = np.random.default_rng(_SEED).integers(1 << 63, size=len(facet.names), dtype=np.uint64)
    sums = np.zeros(posts, dtype=np.uint64)
    filled = np.flatnonzero(np.diff(facet.offsets))
    if len(filled):
        sums[filled] = np.add.reduceat(salts[facet.values], facet.offsets[filled])
    _, first, groups = np.unique(sums, return_index=True, return_inverse=True)
    return groups.astype(np.int32), first
