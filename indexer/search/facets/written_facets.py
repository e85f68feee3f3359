"""The facets of an answer as the kernel wrote them: read where they are looked at, or sent as they are."""

from collections.abc import Iterator, Mapping

import orjson

from indexer.cache import kept_property
from indexer.native.answer.answer import ToldFacets
from indexer.native.answer.facet_texts import FacetText, FacetTexts, Told
from indexer.search.facets.facet_table import FACET_LIMITS, FacetTable, ValueCounts
from indexer.search.json_text import write_json

FACETS = ("lang", "tag", "category", "author", "year")
"""Every answer names all of these, in this order."""
OPTIONAL_FACETS = ("site",)
"""There only where posts have values of it: an index of one site says nothing of sites."""


class WrittenFacets(Mapping[str, ValueCounts]):
    """The facets that an answer names, with their counts. Safe to be shared by threads.

    Equal to any other mapping of the same: names and values of all are kept apart from each other in memory, so that to
    look them up for every answer takes longer than to count them.
    """

    def __init__(self, table: FacetTable, told: ToldFacets) -> None:
        """Take what was told, and the table that it is told of."""
        self._table, self._told = table, told

    @kept_property
    def _counts(self) -> dict[str, ValueCounts]:
        named = self._table.name(*self._told.read())
        named.pop("locale", None)
        return named

    def __getitem__(self, name: str) -> ValueCounts:
        return self._counts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def __repr__(self) -> str:
        return repr(self._counts)

    def to_json(self) -> bytes:
        """Write them as a JSON object."""
        return self._told.json


def write_facet_texts(table: FacetTable, *, has_both_scripts: bool) -> FacetTexts:
    """Return what the facets of a table are written with.

    Args:
        table: Of the facets that are counted.
        has_both_scripts: Whether languages name the two scripts of Chinese, too: nothing is written then.
    """
    if has_both_scripts:
        return FacetTexts()
    bounds = zip(table.offsets, table.offsets[1:], strict=False)
    texts = [[*map(write_json, table.names[begin:end])] for begin, end in bounds]
    rows = zip(table.facets, texts, FACET_LIMITS, strict=True)
    return FacetTexts([FacetText(orjson.dumps(name) + b":", of, limit, _choose_way(name)) for name, of, limit in rows])


def _choose_way(name: str) -> Told:
    if name == "year":
        return Told.NEWEST_FIRST
    return Told(0) if name in FACETS else Told.IF_ANY if name in OPTIONAL_FACETS else Told.NEVER
