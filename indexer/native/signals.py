"""``signals.c``: the signals that go by where words stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats, Int32s, UInt16s
from indexer.native.candidates import LaidOut, MatchSpec
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader
from indexer.native.ranking import SIGNALS, RankingColumns, Spec
from indexer.units import Positions


class TitleForm(NamedTuple):
    """A way to say a word in a title.

    Attributes:
        weight: What it counts.
        length: Words of the title that it takes.
        words: Of each of its words the documents that have it, int32[n], and the first field that does, int8[n].
    """

    weight: float
    length: float
    words: Sequence[Spec]


class PositionRows(NamedTuple):
    """Positions that are still to be read: the rows of their table, half-open."""

    begin: int
    end: int


class PositionLists(NamedTuple):
    """Lists of positions, ascending.

    Attributes:
        table: Out of which rows are read; None where there are none.
    """

    lists: Sequence[Positions | PositionRows]
    table: RowReader | None


class Pair(NamedTuple):
    """Two words that were typed one right after the other.

    Attributes:
        left, right: Numbers of the lists of where each begins.
        step: Positions that the first takes.
    """

    left: int
    right: int
    step: int


class Gram(NamedTuple):
    """A pair of characters.

    Attributes:
        docs: int32[n], the documents that have it.
        counts: uint16[n], how often each does.
        factor: What that counts, saturated.
    """

    docs: Int32s
    counts: UInt16s
    factor: float


class PlaceForm(NamedTuple):
    """What stands for a node.

    Attributes:
        factor: What it counts, times its idf.
        lists: Numbers of the lists of where it begins, for each way to write it.
    """

    factor: float
    lists: Sequence[int]


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
    nodes: Iterable[tuple[float, Sequence[PlaceForm]]]


@dataclass(frozen=True, slots=True)
class SignalInputs:
    """What signals go by.

    Attributes:
        k1: BM25F's saturation.
        every: What all words score together at best.
        positions: Those of pairs and places.
        title: What a title that is what was typed counts.
        titles: Of each word its idf and all ways to say it, itself first.
        phrase: What neighbouring words count.
        pairs: These.
        runs: How runs of characters match.
        grams: Pairs of characters.
        places: None where they are not to be gone by.
    """

    k1: float
    every: float
    positions: PositionLists
    title: float
    titles: Sequence[tuple[float, Sequence[TitleForm]]]
    phrase: float
    pairs: Sequence[Pair]
    runs: Sequence[MatchSpec]
    grams: Sequence[Gram]
    places: Places | None


class Scored(NamedTuple):
    """The scores of candidates, F of them, which further calls add to.

    Attributes:
        signals: float32[12, F], the summands.
        scores: float32[F].
        spec: Both for the kernel, behind what was laid out.
    """

    signals: Floats
    scores: Floats
    spec: Spec


def score_signals(kernel: Kernel, columns: RankingColumns, laid: LaidOut, inputs: SignalInputs) -> Scored:
    """Score the candidates of a plan by its words and where they stand.

    Raises:
        ValueError: A document is none of the index, or paragraphs do not follow each other: its bytes are damaged; or
            rows of positions cannot be read.
    """
    scored, spec, size = Spec(), Spec(), len(laid.docs)
    signals = np.zeros((SIGNALS, size), np.float32)
    scored.extend(laid.spec)
    scored.add_array(signals, np.float32)
    scores = scored.add_room(size, np.float32)
    spec.extend(scored)
    numbers = [inputs.k1, inputs.every, *laid.bests]
    _add_positions(spec, inputs.positions)
    _add_titles(spec, numbers, inputs)
    spec.add(len(inputs.pairs))
    numbers.append(inputs.phrase)
    for pair in inputs.pairs:
        spec.add(*pair)
    spec.add(sum(run.layer_count for run in inputs.runs))
    for run in inputs.runs:
        spec.extend(run.layers)
    spec.add(len(inputs.grams))
    for gram in inputs.grams:
        spec.add_array(gram.docs, np.int32)
        spec.add_array(gram.counts, np.uint16)
        numbers.append(gram.factor)
    _add_places(spec, numbers, inputs.places)
    columns.call(kernel, "score_signals", spec, numbers)
    return Scored(signals, scores, scored)


def _add_positions(spec: Spec, positions: PositionLists) -> None:
    spec.add(*(positions.table.passed if positions.table else (0, 0)), len(positions.lists))
    for each in positions.lists:
        if isinstance(each, PositionRows):
            spec.add(*each, 0)
        else:
            spec.add_positions(each)


def _add_titles(spec: Spec, numbers: list[float], inputs: SignalInputs) -> None:
    spec.add(len(inputs.titles))
    numbers.append(inputs.title)
    for idf, forms in inputs.titles:
        spec.add(len(forms))
        numbers.append(idf)
        for form in forms:
            spec.add(len(form.words))
            numbers += (form.weight, form.length)
            for word in form.words:
                spec.extend(word)


def _add_places(spec: Spec, numbers: list[float], places: Places | None) -> None:
    if places is None:
        numbers.append(0.0)
        return
    numbers += (places.trust, places.passage, places.paragraph, places.b, places.average)
    for idf, forms in places.nodes:
        spec.add(len(forms))
        numbers.append(idf)
        for form in forms:
            spec.add(len(form.lists), *form.lists)
            numbers.append(form.factor)
