"""What is highlighted on a page, as ``targets.c`` takes it."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s
from indexer.native.calling import address_of, contiguous

Pairs = Sequence[tuple[int, NDArray[Any]]]
"""Pairs of neighbours that cover a run of characters: the step of each, and where it stands in all texts."""

_UNREAD = -1


class RenderTarget(NamedTuple):
    """Something to be highlighted.

    Attributes:
        terms: Any of these is it.
        parts: These stand for it where it is not there.
        run: The characters that it is; empty where it is found otherwise.
        pairs: Those that cover the run, ascending; None where they are not read unless they are needed, or where what
            is no run is not looked for in texts unless it is.
    """

    terms: Sequence[int]
    parts: Sequence[int] = ()
    run: str = ""
    pairs: Pairs | None = ()


class RenderTargets(NamedTuple):
    """What is highlighted.

    Attributes:
        targets: All of it.
        read_pairs: Reads the pairs of a target, by its number, where the kernel cannot.
        look_for: Looks for a target, by its number, in some documents, by theirs on the page: what ``spans`` has.
        spans: int64[x, 3], what was found otherwise, target by target: the target, start, end.
        kinds, labels, weights: The rows of ``HighlightKinds``.
    """

    targets: Sequence[RenderTarget]
    read_pairs: Callable[[int], Pairs]
    look_for: Callable[[int, Sequence[int]], Int64s]
    spans: Int64s
    kinds: Sequence[int]
    labels: Sequence[int]
    weights: Sequence[float]


class LaidOutTargets:
    """Targets, spans and the rows of ``HighlightKinds`` as the kernel takes them; it holds the arrays that it names.

    Attributes:
        numbers: What ``render_page`` takes, from its plan to its weights.
    """

    def __init__(self, targets: RenderTargets) -> None:
        """Lay targets out.

        Raises:
            ValueError: The rows of kinds are not as many as those of labels, or of weights.
        """
        described, _, _, spans, kinds, labels, weights = targets
        if not len(kinds) == len(labels) == len(weights):
            raise ValueError("there are not as many kinds as labels and weights")
        held: list[object] = []
        plan = [0, len(described)]
        for terms, parts, run, pairs in described:
            plan += len(terms), *terms, len(parts), *parts, len(run), *map(ord, run)
            if pairs is None:
                plan.append(_UNREAD)
                continue
            plan.append(len(pairs))
            for step, offsets in pairs:
                dense = contiguous(offsets, np.int32 if offsets.dtype == np.int32 else np.int64)
                held.append(dense)
                plan += step, address_of(dense), dense.size, dense.itemsize
        plan[0] = len(plan) - 1
        decimals, found = array("d", weights), contiguous(spans, np.int64) if spans.size else None  # mostly none
        where = (0, 0) if found is None else (address_of(found), found.size)
        self.numbers = [*plan, *where, len(kinds), *kinds, *labels, *decimals.buffer_info()]
        self._held = held, found, decimals
