"""What posts are filtered and counted by: values of each facet, as arrays of numbers into a list of spellings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.index.format.arrays import join_arrays
from indexer.text.analysis.folding import fold_text
from indexer.text.document import Metadata

_INDEX_BITS = 32


def list_facets(metadata: Metadata) -> dict[str, tuple[str, ...]]:
    """Return a document's values of each facet of ``FACETS``.

    Args:
        metadata: The document's. Its year is that of its date as it is shown, in the zone that the date names.
    """
    return {
        "lang": _present((metadata.language,)),
        "tag": _present(metadata.tags),
        "category": _present(metadata.categories),
        "author": _present(metadata.authors),
        "section": _present((metadata.section,)),
        "year": (str(metadata.date.year),) if metadata.date else (),
        "site": _present((metadata.site,)),
        "locale": _present((metadata.locale,)),
    }


def _present(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True, slots=True)
class FacetValues:
    """What documents have of one facet, as written.

    Attributes:
        spellings: All that occur, sorted.
        numbers: int32[V], places in ``spellings``, document after document, in the order of each.
        sizes: int32[N], how many each document has.
    """

    spellings: tuple[str, ...]
    numbers: Int32s
    sizes: Int32s

    def counts(self) -> dict[str, int]:
        """Return in how many documents each spelling is."""
        counts = np.bincount(self.numbers, minlength=len(self.spellings)).tolist()
        return dict(zip(self.spellings, counts, strict=True))


def number_values(rows: Sequence[tuple[str, ...]]) -> FacetValues:
    """Number the values of documents, a row for each, in which no value stands twice."""
    spellings = tuple(sorted(set(chain.from_iterable(rows))))
    places = {spelling: place for place, spelling in enumerate(spellings)}
    numbers = np.array([places[value] for row in rows for value in row], dtype=np.int32)
    return FacetValues(spellings, numbers, np.array([len(row) for row in rows], dtype=np.int32))


def join_values(several: Sequence[FacetValues]) -> FacetValues:
    """Lay the values of documents end to end."""
    spellings = tuple(sorted({spelling for values in several for spelling in values.spellings}))
    places = {spelling: place for place, spelling in enumerate(spellings)}
    renumbered = [
        np.array([places[spelling] for spelling in values.spellings], dtype=np.int32)[values.numbers]
        for values in several
    ]
    return FacetValues(spellings, join_arrays(renumbered, np.int32), join_arrays([v.sizes for v in several], np.int32))


@dataclass(frozen=True, slots=True)
class FoldedFacetValues:
    """What documents have of one facet, with spellings that fold together as one value.

    Attributes:
        spellings: Of each value, sorted by what they fold to, its spellings and in how many documents each is.
        numbers: int32[V], places in ``spellings``, each once in a document.
        sizes: int64[N], how many each document has.
    """

    spellings: list[list[tuple[str, int]]]
    numbers: Int32s
    sizes: Int64s


def fold_values(values: FacetValues) -> FoldedFacetValues:
    """Take spellings that fold together as one value."""
    folded = [fold_text(spelling) for spelling in values.spellings]
    places = {name: place for place, name in enumerate(sorted(set(folded)))}
    spellings: list[list[tuple[str, int]]] = [[] for _ in places]
    for name, counted in zip(folded, values.counts().items(), strict=True):
        spellings[places[name]].append(counted)
    numbers = np.array([places[name] for name in folded], dtype=np.int32)[values.numbers]
    owners = np.repeat(np.arange(len(values.sizes), dtype=np.int64), values.sizes)
    _, firsts = np.unique((owners << _INDEX_BITS) | numbers, return_index=True)
    firsts.sort()
    return FoldedFacetValues(spellings, numbers[firsts], np.bincount(owners[firsts], minlength=len(values.sizes)))
