"""``ranking.h``: what the calls that rank documents share."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Doubles, Floats, Int32s, Int64s, Mask
from indexer.native.calling import address_of, call_with
from indexer.native.loading import Kernel

SIGNALS = 12
"""Rows of signals, as ``ranking.h`` numbers them."""


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

    def add_positions(self, positions: NDArray[Any]) -> None:
        """Write an array of int32 or int64, and the bytes of each of its numbers."""
        self.add_array(positions, np.int32 if positions.dtype == np.int32 else np.int64)
        self.numbers.append(self._held[-1].itemsize)

    def add_room(self, size: int | tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
        """Write an array for an answer, and return it."""
        made = np.empty(size, dtype)
        self._held.append(made)
        self.numbers += (address_of(made), made.size)
        return made

    def add_layers(self, layers: Sequence[Layer]) -> None:
        """Write the arrays of layers."""
        for layer in layers:
            self.add_array(layer.docs, np.int32)
            self.add_array(layer.scores, np.float32)
            self.add_array(layer.is_exact, np.bool_)

    def extend(self, spec: "Spec") -> None:
        """Write what another has."""
        self.numbers += spec.numbers
        self._held.append(spec)

    def cut(self, at: int, length: int) -> None:
        """Let an array be shorter: the one whose length is the number at a place."""
        self.numbers[at] = length

    def written(self) -> Int64s:
        """Return the numbers: int64[]."""
        return np.array(self.numbers, np.int64)


class RankingColumns:
    """Columns of an index of N documents that every plan is ranked by, as the kernel takes them.

    Attributes:
        groups: int32[M], the documents that are translations of others.
    """

    def __init__(
        self,
        *,
        title_lengths: Floats,
        recency: Floats,
        norms: Floats,
        bases: Int64s,
        paragraph_offsets: Int64s,
        paragraphs: Int32s,
        translations: Int32s,
        groups: Int32s,
        ranks: Int32s | None,
        idfs: Doubles,
        term_idfs: Doubles,
        posts: int,
    ) -> None:
        """Name columns.

        Args:
            title_lengths: float32[N], words of titles.
            recency: float32[N], the share of its score that each gains by being new.
            norms: float32[N * 8], what one occurrence counts in each doc_field.
            bases: int64[N + 1], the position at which each document begins.
            paragraph_offsets: int64[N + 1], where each document's paragraphs begin in the next.
            paragraphs: int32[Q, 2], where each begins and ends, in positions from its document's first.
            translations: int32[N], the number of each document's post, or -1.
            groups: int32[M], the documents that have one.
            ranks: int32[N], by which documents of equal scores are ordered; None where that is by their numbers.
            idfs: float64, by the number of documents that have a pair of words.
            term_idfs: float64, by that of a term: the logarithms of two libraries may differ in the last bit.
            posts: How many posts there are in several languages.
        """
        spec = Spec()
        for floats in (title_lengths, recency, norms):
            spec.add_array(floats, np.float32)
        for wide in (bases, paragraph_offsets):
            spec.add_array(wide, np.int64)
        for ints in (paragraphs, translations, groups, groups[:0] if ranks is None else ranks):
            spec.add_array(ints, np.int32)
        for doubles in (idfs, term_idfs):
            spec.add_array(doubles, np.float64)
        spec.add(posts)
        self.groups = groups
        self._spec, self._written = spec, spec.written()
        self._passed = address_of(self._written), self._written.size

    def call(self, kernel: Kernel, name: str, spec: Spec, numbers: Sequence[float] | None = None) -> int:
        """Call a function that takes these columns, numbers, and decimals where it takes any.

        Raises:
            ValueError: The arrays do not fit together: bytes of the index are damaged.
            MemoryError: There is not enough.
        """
        plan = spec.written()
        passed = *self._passed, address_of(plan), plan.size
        if numbers is None:
            return call_with(kernel, name, *passed)
        decimals = np.array(numbers, np.float64)
        return call_with(kernel, name, *passed, address_of(decimals), decimals.size)
