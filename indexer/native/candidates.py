"""``candidates.c``: how the words of a plan match -> the documents to be scored, and each word's scores in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel
from indexer.native.spec import Layer, Spec

Int32s = NDArray[np.int32]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NodeLayers:
    """How a node of a plan matches.

    Attributes:
        layers: Its own, then those of what stands for it.
        own: How many are its own.
        runs: Numbers of the runs of characters that it was cut from.
    """

    layers: Sequence[Layer]
    own: int
    runs: Sequence[int]


@dataclass(frozen=True, slots=True)
class Translations:
    """Documents that are one post in several languages.

    Attributes:
        numbers: int32[N], of each document its post's number, or -1.
        members: int32[M], all that have one; empty where translations find nothing.
        count: Posts.
    """

    numbers: Int32s
    members: Int32s
    count: int


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The documents to be scored, F of them, and how each node of a plan matches them.

    Attributes:
        docs: int32[F], ascending.
        rows: int32[N], the row of each document; F for those that have none.
        found: bool[F], whether a document matches itself; others are translations of what does.
        scores: float32[nodes * F], 0 where a node does not match.
        is_exact: bool[nodes * F].
        bests: The highest score of each node in any document.
        counts: Of each node how many documents it matches as a word; where none, all that it matches, negated.
        complete: Candidates that have every node as a word.
    """

    docs: Int32s
    rows: Int32s
    found: Mask
    scores: Floats
    is_exact: Mask
    bests: list[float]
    counts: list[int]
    complete: int


def lay_out(
    kernel: Kernel,
    allowed: Mask,
    translations: Translations,
    runs: Sequence[Sequence[Layer]],
    nodes: Sequence[NodeLayers],
) -> LaidOut:
    """Number the documents to be scored, and lay out how each node of a plan matches them.

    Args:
        kernel: The library.
        allowed: bool[N], the documents that may be found.
        translations: Of all documents.
        runs: Of each run of characters how it matches.
        nodes: One or more.

    Raises:
        ValueError: A document is none of the index: its bytes are damaged.
    """
    spec, most = Spec(), len(translations.members)
    spec.add(len(runs))
    for layers in runs:
        spec.add(len(layers), len(layers))
        spec.add_layers(layers)
    spec.add(len(nodes))
    for node in nodes:
        spec.add(node.own, len(node.layers))
        spec.add_layers(node.layers)
        spec.add(len(node.runs), *node.runs)
        most += sum([len(layer.docs) for layer in node.layers])
    room = min(most, len(allowed))
    docs, rows, found = np.empty(room, np.int32), np.empty(len(allowed), np.int32), np.empty(room, np.bool_)
    scores, is_exact = np.empty(room * len(nodes), np.float32), np.empty(room * len(nodes), np.bool_)
    bests, counts = np.empty(len(nodes), np.float64), np.empty(len(nodes) + 1, np.int64)
    size = call(
        kernel,
        "lay_out",
        contiguous(allowed, np.bool_),
        contiguous(translations.numbers, np.int32),
        contiguous(translations.members, np.int32),
        translations.count,
        spec.written(),
        docs,
        rows,
        found,
        scores,
        is_exact,
        bests,
        counts,
    )
    *counted, complete = counts.tolist()
    laid = scores[: size * len(nodes)], is_exact[: size * len(nodes)]
    return LaidOut(docs[:size], rows, found[:size], *laid, bests.tolist(), counted, complete)
