"""``ranking.h``: numbers and arrays that are written for one call, one after the other."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import address_of

Int64s = NDArray[np.int64]


class Layer(Protocol):
    """Documents that match something in one way, see ``ScoredDocs``."""

    @property
    def docs(self) -> NDArray[np.int32]:
        """Ascending: int32[n]."""
        ...

    @property
    def scores(self) -> NDArray[np.float32]:
        """float32[n]."""
        ...

    @property
    def is_exact(self) -> NDArray[np.bool_]:
        """bool[n]."""
        ...


class Spec:
    """Numbers for one call of the kernel, which takes them in this order; it holds the arrays that it names."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._held: list[NDArray[Any]] = []

    def add(self, *numbers: int) -> None:
        """Write numbers."""
        self._numbers += numbers

    def add_array(self, array: NDArray[Any], dtype: type[np.generic]) -> None:
        """Write where an array lies, and its length."""
        held = np.ascontiguousarray(array, dtype)
        self._held.append(held)
        self._numbers += (address_of(held), held.size)

    def add_positions(self, positions: NDArray[Any]) -> None:
        """Write an array of int32 or int64, and the bytes of each of its numbers."""
        self.add_array(positions, np.int32 if positions.dtype == np.int32 else np.int64)
        self._numbers.append(self._held[-1].itemsize)

    def add_layers(self, layers: Sequence[Layer]) -> None:
        """Write the arrays of layers."""
        for layer in layers:
            self.add_array(layer.docs, np.int32)
            self.add_array(layer.scores, np.float32)
            self.add_array(layer.is_exact, np.bool_)

    def written(self) -> Int64s:
        """Return the numbers: int64[]."""
        return np.array(self._numbers, np.int64)
