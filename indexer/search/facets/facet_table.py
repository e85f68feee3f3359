"""A table that counts any documents by tag, author, year … in one pass.

Most documents share their values with many others: all posts of one author and category, say. Documents with the same
values are one *group*, worked out once, so that counting goes through the found documents once and then through groups.
Facets of few values (languages, years) are grouped together: their combinations are few, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt64s, distinct
from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.index.reader.joined import JoinedFacet
from indexer.native import kernel
from indexer.native.answer.facets import FacetArrays, count_facets
from indexer.text.analysis.folding import fold_text
from indexer.units import DocIds

_SEED = 20
"""Of the random numbers that tell values apart; any will do, and the same one makes every run the same."""
_FEW_VALUES = 128
"""At most so many values has a facet that is grouped with others: two of these have at most 16,384 combinations."""

COUNTED_FACETS = ("lang", "tag", "category", "author", "year", "site", "locale")
MAX_FACET_VALUES = 20
"""Values of a facet that an answer names at most, the most frequent ones."""
_MAX_YEARS = 200
"""Years are listed all; so many only a site has whose dates are wrong."""
FACET_LIMITS = [_MAX_YEARS if name == "year" else MAX_FACET_VALUES for name in COUNTED_FACETS]

ValueCounts = tuple[tuple[str, int], ...]
"""Values, and how many documents have each."""


@dataclass(frozen=True, slots=True)
class FacetTable:
    """Several facets, prepared to be counted together. Immutable, so safe to be shared by threads.

    Attributes:
        facets: The name of each facet.
        names: Each of V values as most authors write it, facet by facet.
        offsets: The number of each facet's first value; the last is V.
        ranks: int64[V], each value's place in the alphabetical order of its facet.
        groups: int32[N, C], the group of each document in each of C facets or sets of facets.
        sizes: int64[G], how many values the documents of each group have.
        values: int32[sum(sizes)], the numbers of these values, group by group.
        arrays: Some of these, as the kernel takes them.
    """

    facets: tuple[str, ...]
    names: list[str]
    offsets: list[int]
    ranks: Int64s
    groups: Int32s
    sizes: Int64s
    values: Int32s
    arrays: FacetArrays

    def count(self, docs: DocIds) -> Int64s:
        """Count some documents by each value: int64[V]."""
        in_groups = np.bincount(self.groups.take(docs, axis=0).reshape(-1), minlength=len(self.sizes))
        counts = np.bincount(self.values, weights=in_groups.repeat(self.sizes), minlength=len(self.names))
        return counts.astype(np.int64)

    def count_once(self, docs: DocIds, owners: Int32s) -> Int64s:
        """Count the owners of some documents by the values that any of an owner's documents has: int64[V].

        Args:
            docs: Any.
            owners: int32[len(docs)], numbers; documents with the same one count once.
        """
        groups = self.groups.take(docs, axis=0)
        sizes = self.sizes[groups]
        values = self.values[gather_runs(self.arrays.offsets[groups.reshape(-1)], sizes.reshape(-1))]
        pairs = owners.repeat(sizes.sum(axis=1)).astype(np.int64) * len(self.names) + values
        counts: Int64s = np.bincount(distinct(pairs) % len(self.names), minlength=len(self.names))
        return counts

    def count_most_frequent(
        self, docs: DocIds, limits: Sequence[int], owners: Int32s | None = None
    ) -> Mapping[str, ValueCounts]:
        """Count some documents by the most frequent values of each facet.

        Args:
            docs: Any.
            limits: How many values of each facet.
            owners: int32[len(docs)], where it is 0 or more documents with the same number count once; None for none.

        Returns:
            For each facet, values that any of these documents has: the most frequent first, then by the alphabet.
        """
        counts, library = np.zeros(len(self.names), dtype=np.int64), kernel()
        if library:
            values, lengths = count_facets(library, self.arrays, docs, owners, counts=counts, limits=limits)
            return self.name(values, counts[values].tolist(), lengths)
        if owners is not None:
            shared = owners >= 0
            counts += self.count_once(docs[shared], owners[shared])
            docs = docs[~shared]
        counts += self.count(docs)
        values, lengths = self._list_values(counts, limits)
        return self.name(values, counts[values].tolist(), lengths)

    def _list_values(self, counts: Int64s, limits: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the values of each facet that are counted most often, facet by facet, and how many these are."""
        present = counts.nonzero()[0]
        bounds = present.searchsorted(self.offsets).tolist()
        keys = self.ranks[present] - counts[present] * len(self.names)
        listed = []
        for limit, begin, end in zip(limits, bounds[:-1], bounds[1:], strict=True):
            order = keys[begin:end].argsort() if end - begin <= limit else _find_lowest(keys[begin:end], limit)
            listed.append(present[begin:end][order].tolist())
        return [value for values in listed for value in values], [len(values) for values in listed]

    def name(self, values: Sequence[int], counts: Sequence[int], lengths: Sequence[int]) -> dict[str, ValueCounts]:
        """Return the names of listed values with their counts, by facet.

        Args:
            values: Facet by facet.
            counts: Of each.
            lengths: How many values there are of each facet.
        """
        rows, named, at = tuple(zip(map(self.names.__getitem__, values), counts, strict=True)), {}, 0
        for facet, length in zip(self.facets, lengths, strict=True):
            named[facet] = rows[at : at + length]
            at += length
        return named


def _find_lowest(keys: Int64s, limit: int) -> Int64s:
    """Return the indices of the lowest of some keys, the lowest first, without sorting all of them."""
    first = np.argpartition(keys, limit)[:limit]
    lowest: Int64s = first[keys[first].argsort()]
    return lowest


def build_facet_table(facets: Mapping[str, JoinedFacet], max_doc: int) -> FacetTable:
    """Prepare facets of ``max_doc`` documents to be counted.

    Args:
        facets: At least one.
        max_doc: Document numbers, those of dead documents included.
    """
    offsets = make_offsets(np.array([len(facet.names) for facet in facets.values()], dtype=np.int64)).tolist()
    grouped = [_group_documents(each, max_doc) for each in _choose_facet_sets(facets, offsets)]
    shifts = make_offsets(np.array([len(each.sizes) for each in grouped], dtype=np.int64)).tolist()
    ranks = np.concatenate([_rank(facet.names) for facet in facets.values()])
    groups = np.stack([each.groups + np.int32(shift) for each, shift in zip(grouped, shifts, strict=False)], axis=1)
    sizes = np.concatenate([each.sizes for each in grouped])
    values = np.concatenate([each.values for each in grouped])
    names = [name for facet in facets.values() for name in facet.names]
    arrays = FacetArrays(groups, make_offsets(sizes), values, np.array(offsets, dtype=np.int64), ranks)
    return FacetTable(tuple(facets), names, offsets, ranks, groups, sizes, values, arrays)


_OffsetFacet = tuple[JoinedFacet, int]
"""A facet, and the number of its first value among those of all facets."""


def _choose_facet_sets(facets: Mapping[str, JoinedFacet], offsets: Sequence[int]) -> list[list[_OffsetFacet]]:
    """Divide facets into sets that are grouped together: all those of few values; every other one by itself."""
    shifted = list(zip(facets.values(), offsets, strict=False))
    few = [row for row in shifted if len(row[0].names) <= _FEW_VALUES]
    others = [[row] for row in shifted if len(row[0].names) > _FEW_VALUES]
    return [few, *others] if few else others


def _rank(names: list[str]) -> Int64s:
    """Return the place of each name in their alphabetical order: int64[len(names)]."""
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


@dataclass(frozen=True, slots=True)
class _GroupedDocs:
    """The columns of ``FacetTable`` for one set of facets; groups are numbered from 0."""

    groups: Int32s
    sizes: Int64s
    values: Int32s


def _group_documents(facets: Sequence[_OffsetFacet], max_doc: int) -> _GroupedDocs:
    """Group documents that have the same values in some facets.

    Each value is given a random 64-bit number, and what a document has is told by the sum of its values' numbers: that
    two sets of values have the same sum is as likely as one in 10**19 for each pair of groups.
    """
    sums = np.zeros(max_doc, dtype=np.uint64)
    for facet, shift in facets:
        salts = _draw_salts(shift, len(facet.names))
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
    return _GroupedDocs(groups.astype(np.int32), np.sum(sizes, axis=0), values[owners.argsort(kind="stable")])


def _draw_salts(shift: int, count: int) -> UInt64s:
    """Return random numbers for so many values: uint64[count]; Python's, as NumPy's are half a megabyte of code."""
    chance = Random(f"{_SEED} {shift}")  # noqa: S311  nobody gains from guessing them
    return np.frombuffer(chance.randbytes(8 * count), dtype="<u8").astype(np.uint64)


def number_values(facet: JoinedFacet) -> Mapping[str, int]:
    """Return the number of each value of a facet by its folded name."""
    return {fold_text(name): number for number, name in enumerate(facet.names)}
