"""``candidates.c``: how the words of a plan match -> the documents to be scored, and each word's scores in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Mask
from indexer.native.loading import Kernel
from indexer.native.ranking import RankingColumns, Spec


class MatchSpec(NamedTuple):
    """How something matches.

    Attributes:
        layers: Its layers.
        layer_count: How many.
        doc_count: How many documents they have, each layer's by itself.
    """

    layers: Spec
    layer_count: int
    doc_count: int


class NodeSpec(NamedTuple):
    """How a node of a plan matches.

    Attributes:
        match: Its own layers, then those of what stands for it.
        own: How many are its own.
        runs: Numbers of the runs of characters that it was cut from.
    """

    match: MatchSpec
    own: int
    runs: Sequence[int]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The documents to be scored, F of them, and how each node of a plan matches them.

    Attributes:
        docs: int32[F], ascending.
        rows: int32[N], the row of each document; F for those that have none.
        found: bool[F], whether a document matches itself; others are translations of what does.
        bests: The highest score of each node in any document.
        counts: Of each node how many documents it matches as a word; where none, all that it matches, negated.
        complete: Candidates that have every node as a word.
        spec: All this for the kernel, with the scores of each node and where it is exact.
    """

    docs: Int32s
    rows: Int32s
    found: Mask
    bests: list[float]
    counts: list[int]
    complete: int
    spec: Spec


def lay_out(
    kernel: Kernel,
    columns: RankingColumns,
    allowed: Mask,
    runs: Sequence[MatchSpec],
    nodes: Sequence[NodeSpec],
    *,
    with_translations: bool,
) -> LaidOut:
    """Number the documents to be scored, and lay out how each node of a plan matches them.

    Args:
        kernel: The library.
        columns: Of the index.
        allowed: bool[N], the documents that may be found.
        runs: Of each run of characters how it matches.
        nodes: One or more.
        with_translations: Whether translations are found with each other.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    spec, most = Spec(), len(columns.groups) if with_translations else 0
    spec.add_array(allowed, np.bool_)
    spec.add(with_translations, len(runs))
    for run in runs:
        spec.add(run.layer_count, run.layer_count)
        spec.extend(run.layers)
    spec.add(len(nodes))
    for node in nodes:
        spec.add(node.own, node.match.layer_count)
        spec.extend(node.match.layers)
        spec.add(len(node.runs), *node.runs)
        most += node.match.doc_count
    laid, room = Spec(), min(most, len(allowed))
    docs, rows = laid.add_room(room, np.int32), laid.add_room(len(allowed), np.int32)
    found = laid.add_room(room, np.bool_)
    for dtype in (np.float32, np.bool_):
        laid.add_room(room * len(nodes), dtype)
    spec.extend(laid)
    bests, counts = spec.add_room(len(nodes), np.float64), spec.add_room(len(nodes) + 1, np.int64)
    size = columns.call(kernel, "lay_out", spec)
    laid.cut(1, size)
    laid.add(len(nodes))
    *counted, complete = counts.tolist()
    return LaidOut(docs[:size], rows, found[:size], bests.tolist(), counted, complete, laid)
