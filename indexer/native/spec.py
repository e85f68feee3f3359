"""What several functions of the kernel are told in one array of numbers: where arrays lie, and how long they are."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Floats, Int32s, Mask
from indexer.native.calling import address_of


class Layer(Protocol):
    """Documents that match something in one way, see ``ScoredDocs``."""

    @property
    def docs(self) -> Int32s:
        """Ascending: int32[n]."""
        ...

    @property
    def scores(self) -> Floats:
        """float32[n]."""
        ...

    @property
    def is_exact(self) -> Mask:
        """bool[n]."""
        ...


class Written(Protocol):
    """Numbers for the kernel; what they name is held as long as this is."""

    @property
    def numbers(self) -> Sequence[int]:
        """In the order in which the kernel takes them."""
        ...


class Spec:
    """Numbers for the kernel, which takes them in this order; it holds the arrays that it names.

    Attributes:
        numbers: Written so far.
    """

    __slots__ = ("_held", "numbers")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._held: list[Any] = []

    def add(self, *numbers: int) -> None:
        """Write numbers."""
        self.numbers += numbers

    def add_array(self, array: NDArray[Any], dtype: type[np.generic]) -> None:
        """Write where an array lies, and its length."""
        held = np.ascontiguousarray(array, dtype)
        self._held.append(held)
        self.numbers += (address_of(held), held.size)

    def add_held(self, held: object, *numbers: int) -> None:
        """Write where arrays lie that something holds, and their lengths."""
        self._held.append(held)
        self.numbers += numbers

    def add_positions(self, positions: NDArray[Any]) -> None:
        """Write an array of int32 or int64, and the bytes of each of its numbers."""
        self.add_array(positions, np.int32 if positions.dtype == np.int32 else np.int64)
        self.numbers.append(self._held[-1].itemsize)

    def add_offsets(self, offsets: NDArray[np.integer]) -> None:
        """Write an array of uint32 or int64, and the bytes of each of its numbers."""
        self.add_array(offsets, offsets.dtype.type)
        self.numbers.append(offsets.itemsize)

    def add_layers(self, layers: Sequence[Layer]) -> None:
        """Write the arrays of layers."""
        for layer in layers:
            self.add_array(layer.docs, np.int32)
            self.add_array(layer.scores, np.float32)
            self.add_array(layer.is_exact, np.bool_)

    def add_match(self, match: "MatchSpec") -> None:
        """Write a match."""
        self._held.append(match.held)
        self.numbers += match.numbers


class MatchSpec(NamedTuple):
    """How something matches.

    Attributes:
        numbers: How many layers it has, then these.
        doc_count: How many documents they have, each layer's by itself.
        held: What holds their arrays.
        titles: Where the documents that have any of its own terms lie, and their first fields, as the kernel takes
            them; empty where that is to be looked up.
        terms: The numbers of its own terms, -1 for those that are nowhere; empty likewise.
    """

    numbers: Sequence[int]
    doc_count: int
    held: object
    titles: Sequence[int] = ()
    terms: Sequence[int] = ()
