"""The facets of several parts, read as if they were of one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.arrays import join_lines
from indexer.index.layout import Int32s, Int64s
from indexer.index.part_reader import PartFacet
from indexer.text.folding import fold_text


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet's values by document.

    Attributes:
        names: Each value as most authors write it.
        offsets: int64[N + 1], where each document's values begin.
        values: int32[V], numbers into ``names``.
        owners: int32[V], the document of each value.
    """

    names: list[str]
    offsets: Int64s
    values: Int32s
    owners: Int32s


def join_facets(facets: Sequence[PartFacet], lost: Mapping[str, int]) -> Facet:
    """Number the values of one facet through.

    Args:
        facets: The same one of each part.
        lost: How often dead documents spelt values so.
    """
    numbers: dict[str, int] = {}
    spellings: list[Counter[str]] = []
    values = []
    for facet in facets:
        mapped = []
        for spelt in facet.spellings:
            number = numbers.setdefault(fold_text(next(iter(spelt))), len(numbers))
            if number == len(spellings):
                spellings.append(Counter())
            spellings[number].update(spelt)
            mapped.append(number)
        values.append(np.array(mapped, dtype=np.int32)[facet.values])
    for value, times in lost.items():
        if (number := numbers.get(fold_text(value), -1)) >= 0:
            spellings[number][value] -= times
    names = [min(spelt, key=lambda value: (-spelt[value], value)) for spelt in spellings]
    offsets = join_lines([facet.offsets for facet in facets])
    owners = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    return Facet(names, offsets, np.concatenate(values), owners)
