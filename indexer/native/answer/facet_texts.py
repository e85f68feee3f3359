"""``facet_json.c``: the facets of an answer, written as JSON with texts that are made once."""

from collections.abc import Sequence
from enum import IntFlag
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from indexer.native.spec import Spec

_NUMBER_BYTES = 24
"""Of a count, or of what is written around the values of a facet, at most."""


class Told(IntFlag):
    """How a facet is told; 0 for as its values are listed, whether there are any or not."""

    NEVER = 1
    IF_ANY = 2
    NEWEST_FIRST = 4


class FacetText(NamedTuple):
    """A facet and its values, as JSON.

    Attributes:
        key: Its name and a colon.
        names: Of its values, in the order of their numbers.
        limit: How many of these are told, at most.
        way: How it is told.
    """

    key: bytes
    names: Sequence[bytes]
    limit: int
    way: Told


class FacetTexts:
    """The texts of facets end to end, as the kernel takes them.

    Attributes:
        spec: Where they lie; nothing where there are no facets: then none are written.
        room: Bytes that an answer takes, at most.
    """

    def __init__(self, facets: Sequence[FacetText] = ()) -> None:
        """Lay texts out."""
        texts = [name for facet in facets for name in facet.names] + [facet.key for facet in facets]
        begins = np.array([*accumulate(map(len, texts), initial=0)], np.int64)
        self.spec = Spec()
        self.spec.add_array(np.frombuffer(b"".join(texts), np.uint8), np.uint8)
        self.spec.add_array(begins, np.int64)
        self.spec.add_array(np.array([facet.way for facet in facets], np.int64), np.int64)
        self.room = sum(map(_measure, facets))


def _measure(facet: FacetText) -> int:
    """Return how many bytes a facet takes, at most."""
    longest = sorted(map(len, facet.names), reverse=True)[: facet.limit]
    return len(facet.key) + sum(longest) + _NUMBER_BYTES * (len(longest) + 1)
