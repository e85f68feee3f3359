"""Calls of the functions that rank documents with arrays that mean nothing, some of them in order; see ``fuzz.py``."""

from collections.abc import Callable, Iterator

import numpy as np
from native.hostile_arrays import SIZES, draw_floats, draw_ints

from indexer.native.candidates import LaidOut, NodeLayers, Translations, lay_out
from indexer.native.loading import Kernel
from indexer.native.scores import Feedback, Weights, add_recency, finish_scores
from indexer.native.signals import (
    SIGNALS,
    CountedDocs,
    PlaceColumns,
    PlaceForm,
    Places,
    SignalInputs,
    TitleForm,
    count_pairs,
    score_signals,
)
from indexer.search.matching.match import ScoredDocs

I32, I64, F32, F64 = np.int32, np.int64, np.float32, np.float64


def draw_mask(random, size):
    return random.random(size) < 0.7


def draw_size(random, size):
    """Return a size, now and then another."""
    return size if random.random() < 0.9 else int(random.choice(SIZES))


def draw_layer(random):
    docs = draw_ints(random, I32)
    return ScoredDocs(docs, draw_floats(random, F32, len(docs)), draw_mask(random, draw_size(random, len(docs))))


def draw_positions(random):
    return draw_ints(random, random.choice([I32, I64]))


def draw_laid(random, docs):
    """Return candidates that mean nothing, nearly always as many in each array."""
    size, nodes = int(random.choice(SIZES)), int(random.choice([1, 2, 9]))
    of_nodes = size * nodes
    return LaidOut(
        draw_ints(random, I32, size),
        draw_ints(random, I32, docs),
        draw_mask(random, draw_size(random, size)),
        draw_floats(random, F32, draw_size(random, of_nodes)),
        draw_mask(random, draw_size(random, of_nodes)),
        draw_floats(random, F64, nodes).tolist(),
        [0] * nodes,
        0,
    )


def draw_counted(random, dtype):
    docs = draw_ints(random, I32)
    return CountedDocs(docs, draw_ints(random, dtype, draw_size(random, len(docs))), float(random.random()))


def draw_titles(random):
    words = [(docs, draw_ints(random, np.int8, draw_size(random, len(docs)))) for docs in [draw_ints(random, I32)] * 2]
    forms = [TitleForm(1.0, 1.0, words[:1]), TitleForm(1.6, 0.5, words), TitleForm(0.3, 2.0, [])]
    return [(0.7, forms[: int(random.integers(4))]) for _ in range(int(random.integers(3)))]


def draw_places(random, nodes):
    forms = [PlaceForm(float(random.random()), [draw_positions(random) for _ in range(2)]) for _ in range(2)]
    idfs = draw_floats(random, F64, nodes).tolist()
    return Places(0.5, 2.0, float(random.choice([0, 0.8])), float(random.choice([0, 0.6, 1])), 9.0, [
        (idf, forms[: int(random.integers(3))]) for idf in idfs
    ])  # fmt: skip


def draw_ranking_calls(kernel: Kernel, seed: int) -> Iterator[Callable[[], object]]:
    """Yield calls of the functions that rank."""
    random = np.random.default_rng(seed)
    docs = int(random.choice(SIZES))
    layers = [draw_layer(random) for _ in range(4)]
    nodes = [NodeLayers(layers[:2], int(random.choice([0, 1, 2, 3])), [int(random.choice([0, 1, 5, -1]))])]
    members = draw_ints(random, I32) if random.random() < 0.5 else np.empty(0, I32)
    numbers = draw_ints(random, I32, draw_size(random, docs))
    allowed, translations = draw_mask(random, docs), Translations(numbers, members, int(random.choice(SIZES)))
    yield lambda: lay_out(kernel, allowed, translations, [layers[2:], []], nodes * int(random.choice([1, 3])))
    bases = draw_ints(random, I64)
    pairs = [(draw_positions(random), draw_positions(random), int(random.choice([0, 1, -1, 1 << 62]))) for _ in "ab"]
    yield lambda: count_pairs(kernel, pairs, bases)
    laid = draw_laid(random, docs)
    columns = PlaceColumns(
        draw_floats(random, F32, draw_size(random, docs)), bases, draw_ints(random, I64), draw_ints(random, I32)
    )
    counted = [draw_counted(random, dtype) for dtype in (I32, np.uint16)]
    places = draw_places(random, len(laid.bests)) if random.random() < 0.8 else None
    inputs = SignalInputs(6.0, 3.0, 4.0, draw_titles(random), counted[:1], layers[:2], counted[1:], places)
    yield lambda: score_signals(kernel, columns, laid, inputs)
    size = draw_size(random, len(laid.docs))
    signals, scores = draw_floats(random, F32, SIGNALS * size).reshape(SIGNALS, size), draw_floats(random, F32, size)
    ranks = draw_ints(random, I32) if random.random() < 0.5 else None
    recency, count = draw_floats(random, F32, docs), int(random.choice([0, 1, 8]))
    yield lambda: add_recency(kernel, laid, recency, ranks, signals=signals, scores=scores, count=count)
    totals = draw_floats(random, F64, draw_size(random, size) if random.random() < 0.7 else 0)
    feedback, weights = Feedback(draw_ints(random, I64, 8), totals), Weights(0.25, 0.25, 0.9, 0.1)
    posts = (numbers if random.random() < 0.7 else numbers[:0], int(random.choice(SIZES)))
    preferred = draw_mask(random, size)
    yield lambda: finish_scores(
        kernel, laid, weights, feedback, translations=posts, preferred=preferred, signals=signals, scores=scores
    )
