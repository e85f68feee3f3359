"""How the documents that were found divide by tag, author, year.

Most documents share their values with many others: all posts of one author and category, say. Documents with the same
values are one *group*, worked out once, so that counting goes through the found documents once and then through groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.index.arrays import gather_runs, make_offsets
from indexer.index.joined import Facet
from indexer.index.layout import Int32s, Int64s
from indexer.text.folding import fold_text

_SEED = 20

Counted = tuple[tuple[str, int], ...]
"""Values and how many documents have them."""


@dataclass(frozen=True, slots=True)
class FacetTable:
    """Several facets, ready to be counted together.

    Attributes:
        facets: Their names.
        names: Each value as most authors write it, facet by facet.
        offsets: Where each facet's values begin in ``names``.
        ranks: int64[V], the places of names in their alphabetical order within their facet.
        groups: int32[N * facets], the group of each document in each facet, document by document.
        sizes: int64[G], how many values the documents of a group have.
        values: int32[sum(sizes)], numbers of names, group by group.
    """

    facets: tuple[str, ...]
    names: list[str]
    offsets: list[int]
    ranks: Int64s
    groups: Int32s
    sizes: Int64s
    values: Int32s

    def count(self, docs: Int32s) -> Int64s:
        """Count some documents by value: int64[V]."""
        groups = self.groups.reshape(-1, len(self.facets))[docs].reshape(-1)
        in_groups = np.bincount(groups, minlength=len(self.sizes))
        counts = np.bincount(self.values, weights=in_groups.repeat(self.sizes), minlength=len(self.names))
        return counts.astype(np.int64)

    def count_most(self, docs: Int32s, limit: int) -> Mapping[str, Counted]:
        """Count some documents by each facet's most frequent values: those first, then in the order of names."""
        counts = self.count(docs)
        present = counts.nonzero()[0]
        bounds = present.searchsorted(self.offsets).tolist()
        keys = self.ranks[present] - counts[present] * len(self.names)
        counted = {}
        for facet, begin, end in zip(self.facets, bounds, bounds[1:], strict=False):
            order = keys[begin:end].argsort()[:limit] if end - begin <= limit else _lowest(keys[begin:end], limit)
            chosen = present[begin:end][order]
            names = map(self.names.__getitem__, chosen.tolist())
            counted[facet] = tuple(zip(names, counts[chosen].tolist(), strict=True))
        return counted


def _lowest(keys: Int64s, limit: int) -> Int64s:
    first = np.argpartition(keys, limit)[:limit]
    lowest: Int64s = first[keys[first].argsort()]
    return lowest


def make_table(facets: Mapping[str, Facet], posts: int) -> FacetTable:
    """Prepare facets of so many documents."""
    offsets = make_offsets(np.array([len(facet.names) for facet in facets.values()], dtype=np.int64)).tolist()
    rows = [_group(facet, posts) for facet in facets.values()]
    shifts = make_offsets(np.array([len(first) for _, first in rows], dtype=np.int64)).tolist()
    groups = np.stack([groups + np.int32(shift) for (groups, _), shift in zip(rows, shifts, strict=False)], axis=1)
    sizes, values = [], []
    for (_, first), facet, shift in zip(rows, facets.values(), offsets, strict=False):
        sizes.append(np.diff(facet.offsets)[first])
        values.append(facet.values[gather_runs(facet.offsets[first], sizes[-1])] + np.int32(shift))
    return FacetTable(
        tuple(facets),
        [name for facet in facets.values() for name in facet.names],
        offsets,
        np.concatenate([_rank(facet.names) for facet in facets.values()]),
        groups.reshape(-1),
        np.concatenate(sizes),
        np.concatenate(values),
    )


def _rank(names: list[str]) -> Int64s:
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


def _group(facet: Facet, posts: int) -> tuple[Int32s, Int64s]:
    """Return the group of each document, and a document of each group.

    Values are told apart by random 64-bit numbers; what a document has is the sum of its values' numbers.
    """
    salts = np.random.default_rng(_SEED).integers(1 << 63, size=len(facet.names), dtype=np.uint64)
    sums = np.zeros(posts, dtype=np.uint64)
    filled = np.diff(facet.offsets).nonzero()[0]
    if len(filled):
        sums[filled] = np.add.reduceat(salts[facet.values], facet.offsets[filled])
    _, first, groups = np.unique(sums, return_index=True, return_inverse=True)
    return groups.astype(np.int32), first


def number_names(facet: Facet) -> Mapping[str, int]:
    """Return the number of each value by its folded name."""
    return {fold_text(name): number for number, name in enumerate(facet.names)}
