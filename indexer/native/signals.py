"""``signals.c``: the signals that go by where words stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.native.calling import call, contiguous
from indexer.native.candidates import LaidOut
from indexer.native.loading import Kernel
from indexer.native.spec import Layer, Spec

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Floats = NDArray[np.float32]
Positions = NDArray[np.int64] | NDArray[np.int32]

SIGNALS = 12
"""Rows of signals, as ``scores.c`` numbers them."""


class PlaceColumns:
    """Columns of an index that tell where its documents and their paragraphs begin."""

    def __init__(self, title_lengths: Floats, bases: Int64s, paragraph_offsets: Int64s, paragraphs: Int32s) -> None:
        """Name columns.

        Args:
            title_lengths: float32[N], words of titles.
            bases: int64[N + 1], the position at which each document begins.
            paragraph_offsets: int64[N + 1], where each document's paragraphs begin in the next.
            paragraphs: int32[Q, 2], where each begins and ends, in positions from its document's first.
        """
        spec = Spec()
        spec.add_array(title_lengths, np.float32)
        spec.add_array(bases, np.int64)
        spec.add_array(paragraph_offsets, np.int64)
        spec.add_array(paragraphs, np.int32)
        self.bases, self.spec, self.written = contiguous(bases, np.int64), spec, spec.written()


@dataclass(frozen=True, slots=True)
class TitleForm:
    """A way to say a word in a title.

    Attributes:
        weight: What it counts.
        length: Words of the title that it takes.
        words: Of each of its words the documents that have it, int32[n], and the first field that does, int8[n].
    """

    weight: float
    length: float
    words: Sequence[tuple[Int32s, NDArray[np.int8]]]


@dataclass(frozen=True, slots=True)
class CountedDocs:
    """Documents that have something.

    Attributes:
        docs: int32[n].
        counts: How often each has it: uint16[n] of pairs of characters, int32[n] of pairs of words.
        factor: What it counts, saturated.
    """

    docs: Int32s
    counts: NDArray[np.uint16] | Int32s
    factor: float


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """What stands for a node.

    Attributes:
        factor: What it counts, times its idf.
        lists: Where it begins, for each way to write it: ascending.
    """

    factor: float
    lists: Sequence[Positions]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the nodes of a plan stand, and how far that is to be gone by.

    Attributes:
        trust: More than 0.
        passage, paragraph: ``Tuning`` of these names.
        b: BM25's parameter, of the body.
        average: Words of an average body.
        nodes: Of each node its idf, and all that stands for it.
    """

    trust: float
    passage: float
    paragraph: float
    b: float
    average: float
    nodes: Sequence[tuple[float, Sequence[PlaceForm]]]


@dataclass(frozen=True, slots=True)
class SignalInputs:
    """What signals go by.

    Attributes:
        k1: BM25F's saturation.
        every: What all words score together at best.
        title: What a title that is what was typed counts.
        titles: Of each word its idf and all ways to say it, itself first.
        pairs: Of neighbouring words.
        runs: How runs of characters match.
        grams: Of pairs of characters.
        places: None where they are not to be gone by.
    """

    k1: float
    every: float
    title: float
    titles: Sequence[tuple[float, Sequence[TitleForm]]]
    pairs: Sequence[CountedDocs]
    runs: Sequence[Layer]
    grams: Sequence[CountedDocs]
    places: Places | None


def count_pairs(
    kernel: Kernel, pairs: Sequence[tuple[Positions, Positions, int]], bases: Int64s
) -> list[tuple[Int32s, Int32s]]:
    """Count in each document how often one word stands right before another.

    Args:
        kernel: The library.
        pairs: The positions of both words, ascending, and how many positions the first takes.
        bases: int64[N + 1], where documents begin.

    Returns:
        Of each pair the documents that have it, int32[n], ascending, and how often: int32[n].

    Raises:
        ValueError: A position is in no document: bytes of the index are damaged.
    """
    spec, room = Spec(), 0
    for left, right, step in pairs:
        spec.add_positions(left)
        spec.add_positions(right)
        spec.add(step)
        room += min(len(left), len(right))
    docs, counts, sizes = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(len(pairs), np.int64)
    call(kernel, "count_pairs", spec.written(), bases, docs, counts, sizes)
    begin, found = 0, []
    for size in sizes.tolist():
        found.append((docs[begin : begin + size], counts[begin : begin + size]))
        begin += size
    return found


def score_signals(kernel: Kernel, columns: PlaceColumns, laid: LaidOut, inputs: SignalInputs) -> tuple[Floats, Floats]:
    """Score the candidates of a plan by its words and where they stand.

    Returns:
        The signals, float32[12, F], those of other functions 0; and float32[F], these added up.

    Raises:
        ValueError: A document is none of the index, or paragraphs do not follow each other: its bytes are damaged.
    """
    spec, size = Spec(), len(laid.docs)
    numbers = [inputs.k1, inputs.every, *laid.bests]
    spec.add_array(laid.docs, np.int32)
    spec.add_array(laid.rows, np.int32)
    spec.add_array(laid.found, np.bool_)
    spec.add_array(laid.scores, np.float32)
    spec.add(len(laid.bests))
    _add_titles(spec, numbers, inputs)
    _add_counted(spec, numbers, inputs.pairs, np.int32)
    spec.add(len(inputs.runs))
    spec.add_layers(inputs.runs)
    _add_counted(spec, numbers, inputs.grams, np.uint16)
    _add_places(spec, numbers, inputs.places)
    signals, scores = np.zeros((SIGNALS, size), np.float32), np.empty(size, np.float32)
    call(kernel, "score_signals", columns.written, spec.written(), np.array(numbers, np.float64), signals, scores)
    return signals, scores


def _add_titles(spec: Spec, numbers: list[float], inputs: SignalInputs) -> None:
    spec.add(len(inputs.titles))
    numbers.append(inputs.title)
    for idf, forms in inputs.titles:
        spec.add(len(forms))
        numbers.append(idf)
        for form in forms:
            spec.add(len(form.words))
            numbers += (form.weight, form.length)
            for docs, fields in form.words:
                spec.add_array(docs, np.int32)
                spec.add_array(fields, np.int8)


def _add_counted(spec: Spec, numbers: list[float], several: Sequence[CountedDocs], dtype: type[np.integer]) -> None:
    spec.add(len(several))
    for counted in several:
        spec.add_array(counted.docs, np.int32)
        spec.add_array(counted.counts, dtype)
        numbers.append(counted.factor)


def _add_places(spec: Spec, numbers: list[float], places: Places | None) -> None:
    if places is None:
        numbers += (0.0,) * 5
        return
    numbers += (places.trust, places.passage, places.paragraph, places.b, places.average)
    for idf, forms in places.nodes:
        spec.add(len(forms))
        numbers.append(idf)
        for form in forms:
            spec.add(len(form.lists))
            numbers.append(form.factor)
            for positions in form.lists:
                spec.add_positions(positions)
