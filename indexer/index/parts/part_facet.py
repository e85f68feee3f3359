"""One facet of a part."""

from dataclasses import dataclass

from indexer.index.format.layout import Int32s, Int64s


@dataclass(frozen=True, slots=True)
class PartFacet:
    """One facet's values by document.

    Attributes:
        spellings: Of each value, how it is written, and in how many posts.
        offsets: int64[N + 1], where each document's values begin.
        values: int32[V], numbers into ``spellings``.
    """

    spellings: list[dict[str, int]]
    offsets: Int64s
    values: Int32s
