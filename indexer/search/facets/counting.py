"""How the documents that were found divide by tag, author, year.

Most documents share their values with many others: all posts of one author and category, say. Documents with the same
values are one *group*, worked out once, so that counting goes through the found documents once and then through groups.
Facets of few values (languages, years) are grouped together: their combinations are few, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.index.format.layout import Int32s, Int64s
from indexer.index.reader.joined import JoinedFacet
from indexer.text.analysis.folding import fold_text

_SEED = 20
_FEW = 128
"""Values of a facet that is grouped with others of few."""

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
        groups: int64[N, C], the group of each document in each of C facets or sets of facets.
        sizes: int64[G], how many values the documents of a group have.
        values: int32[sum(sizes)], numbers of names, group by group.
    """

    facets: tuple[str, ...]
    names: list[str]
    offsets: list[int]
    ranks: Int64s
    groups: Int64s
    sizes: Int64s
    values: Int32s

    def count(self, docs: Int32s) -> Int64s:
        """Count some documents by value: int64[V]."""
        in_groups = np.bincount(self.groups.take(docs, axis=0).reshape(-1), minlength=len(self.sizes))
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


def make_table(facets: Mapping[str, JoinedFacet], posts: int) -> FacetTable:
    """Prepare facets of so many documents."""
    offsets = make_offsets(np.array([len(facet.names) for facet in facets.values()], dtype=np.int64)).tolist()
    grouped = [_group(each, posts) for each in _divide(facets, offsets)]
    shifts = make_offsets(np.array([len(each.sizes) for each in grouped], dtype=np.int64)).tolist()
    return FacetTable(
        tuple(facets),
        [name for facet in facets.values() for name in facet.names],
        offsets,
        np.concatenate([_rank(facet.names) for facet in facets.values()]),
        np.stack([each.groups + shift for each, shift in zip(grouped, shifts, strict=False)], axis=1),
        np.concatenate([each.sizes for each in grouped]),
        np.concatenate([each.values for each in grouped]),
    )


_Shifted = tuple[JoinedFacet, int]
"""A facet, and where its values begin among those of all facets."""


def _divide(facets: Mapping[str, JoinedFacet], offsets: Sequence[int]) -> list[list[_Shifted]]:
    """Return which facets are grouped together: those of few values; every other one by itself."""
    shifted = list(zip(facets.values(), offsets, strict=False))
    few = [row for row in shifted if len(row[0].names) <= _FEW]
    others = [[row] for row in shifted if len(row[0].names) > _FEW]
    return [few, *others] if few else others


def _rank(names: list[str]) -> Int64s:
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


@dataclass(frozen=True, slots=True)
class _GroupedDocs:
    """One set of facets, see ``FacetTable``; groups are numbered from 0."""

    groups: Int64s
    sizes: Int64s
    values: Int32s


def _group(facets: Sequence[_Shifted], posts: int) -> _GroupedDocs:
    """Group documents that have the same values in some facets.

    Values are told apart by random 64-bit numbers; what a document has is the sum of its values' numbers.
    """
    sums = np.zeros(posts, dtype=np.uint64)
    for facet, shift in facets:
        salts = np.random.default_rng((_SEED, shift)).integers(1 << 63, size=len(facet.names), dtype=np.uint64)
        filled = np.diff(facet.offsets).nonzero()[0]
        if len(filled):
            sums[filled] += np.add.reduceat(salts[facet.values], facet.offsets[filled])
    _, first, groups = np.unique(sums, return_index=True, return_inverse=True)
    sizes = [np.diff(facet.offsets)[first] for facet, _ in facets]
    values = np.concatenate([
        facet.values[gather_runs(facet.offsets[first], own)] + np.int32(shift)
        for (facet, shift), own in zip(facets, sizes, strict=True)
    ])  # fmt: skip
    owners = np.concatenate([np.arange(len(first)).repeat(own) for own in sizes])
    return _GroupedDocs(groups.astype(np.int64), np.sum(sizes, axis=0), values[owners.argsort(kind="stable")])


def number_names(facet: JoinedFacet) -> Mapping[str, int]:
    """Return the number of each value by its folded name."""
    return {fold_text(name): number for number, name in enumerate(facet.names)}
