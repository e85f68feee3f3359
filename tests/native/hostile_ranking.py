"""Calls of the functions that rank documents with arrays that mean nothing, some of them in order; see ``fuzz.py``."""

from collections.abc import Callable, Iterator

import numpy as np
from native.hostile_arrays import FILE, SIZES, draw_floats, draw_ints

from indexer.native.candidates import LaidOut, MatchSpec, NodeSpec, lay_out
from indexer.native.loading import Kernel
from indexer.native.packed import RowReader
from indexer.native.ranking import SIGNALS, RankingColumns, Spec
from indexer.native.scores import (
    ChosenTerms,
    KeywordTable,
    PostingRows,
    TermPostings,
    Weights,
    choose_feedback,
    finish_scores,
)
from indexer.native.signals import (
    Gram,
    Pair,
    PlaceForm,
    Places,
    PositionLists,
    PositionRows,
    Scored,
    SignalInputs,
    TitleForm,
    score_signals,
)

I32, I64, F32, F64 = np.int32, np.int64, np.float32, np.float64
STEPS = (0, 1, -1, 1 << 62)


def draw_mask(random, size):
    return random.random(size) < 0.7


def draw_size(random, size):
    """Return a size, now and then another."""
    return size if random.random() < 0.9 else int(random.choice(SIZES))


def draw_columns(random, docs):
    return RankingColumns(
        title_lengths=draw_floats(random, F32, draw_size(random, docs)),
        recency=draw_floats(random, F32, draw_size(random, docs)),
        norms=draw_floats(random, F32, draw_size(random, 8 * docs)),
        bases=draw_ints(random, I64, draw_size(random, docs + 1)),
        paragraph_offsets=draw_ints(random, I64, draw_size(random, docs + 1)),
        paragraphs=draw_ints(random, I32),
        translations=draw_ints(random, I32, draw_size(random, docs)),
        groups=draw_ints(random, I32) if random.random() < 0.5 else np.empty(0, I32),
        ranks=draw_ints(random, I32) if random.random() < 0.5 else None,
        idfs=draw_floats(random, F64),
        term_idfs=draw_floats(random, F64),
        posts=int(random.choice(SIZES)),
    )


def draw_layers(random, count):
    spec, docs = Spec(), draw_ints(random, I32)
    for _ in range(count):
        spec.add_array(docs, I32)
        spec.add_array(draw_floats(random, F32, draw_size(random, len(docs))), F32)
        spec.add_array(draw_mask(random, draw_size(random, len(docs))), np.bool_)
    return MatchSpec(spec, count, count * len(docs))


def draw_laid(random, docs):
    """Return candidates that mean nothing, nearly always as many in each array."""
    size, nodes, spec = int(random.choice(SIZES)), int(random.choice([1, 2, 9])), Spec()
    found, rows = draw_mask(random, draw_size(random, size)), draw_ints(random, I32, docs)
    numbers = draw_ints(random, I32, size)
    spec.add_array(numbers, I32)
    spec.add_array(rows, I32)
    spec.add_array(found, np.bool_)
    spec.add_array(draw_floats(random, F32, draw_size(random, size * nodes)), F32)
    spec.add_array(draw_mask(random, draw_size(random, size * nodes)), np.bool_)
    spec.add(nodes if random.random() < 0.95 else int(random.choice([0, -1, 1 << 62])))
    return LaidOut(numbers, rows, found, draw_floats(random, F64, nodes).tolist(), [0] * nodes, 0, spec)


def draw_positions(random):
    return draw_ints(random, random.choice([I32, I64]))


def draw_titles(random):
    words = [Spec(), Spec()]
    for word in words:
        docs = draw_ints(random, I32)
        word.add_array(docs, I32)
        word.add_array(draw_ints(random, np.int8, draw_size(random, len(docs))), np.int8)
    forms = [TitleForm(1.0, 1.0, words[:1]), TitleForm(1.6, 0.5, words), TitleForm(0.3, 2.0, [])]
    return [(0.7, forms[: int(random.integers(4))]) for _ in range(int(random.integers(3)))]


def draw_number(random):
    """Return the number of one of four lists, now and then of none."""
    return int(random.integers(4)) if random.random() < 0.95 else int(random.choice([-1, 4, 1 << 62]))


def draw_reader(random, sizes):
    """Return what reads a table that means nothing: of columns of so many bytes, nearly always."""
    columns = np.array([[size, random.choice([0, 0, 1, 9])] for size in sizes], I64)
    blocks, ranked = draw_ints(random, I64), draw_ints(random, np.uint32)
    rows = int(random.choice([0, 40, 300, 3000]))
    return RowReader(FILE, int(random.integers(99)), blocks, rows, sizes=columns, ranked=ranked)


def draw_lists(random):
    table = draw_reader(random, (4,) if random.random() < 0.9 else (2, 4)) if random.random() < 0.8 else None
    rows = [PositionRows(*draw_ints(random, I64, 2).tolist()) for _ in range(2)]
    drawn = [*rows, draw_positions(random), draw_positions(random)]
    return PositionLists(drawn if random.random() < 0.6 else drawn[2:] * 2, table)


def draw_places(random, nodes):
    forms = [PlaceForm(float(random.random()), [draw_number(random) for _ in range(2)]) for _ in range(2)]
    of_nodes = [(idf, forms[: int(random.integers(3))]) for idf in draw_floats(random, F64, nodes).tolist()]
    return Places(0.5, 2.0, float(random.choice([0, 0.8])), float(random.choice([0, 0.6, 1])), 9.0, of_nodes)


def draw_inputs(random, laid):
    docs = draw_ints(random, I32)
    return SignalInputs(
        k1=6.0,
        every=3.0,
        positions=draw_lists(random),
        title=4.0,
        titles=draw_titles(random),
        phrase=0.25,
        pairs=[Pair(draw_number(random), draw_number(random), int(random.choice(STEPS))) for _ in range(2)],
        runs=[draw_layers(random, 2)],
        grams=[Gram(docs, draw_ints(random, np.uint16, draw_size(random, len(docs))), 0.4)],
        places=draw_places(random, len(laid.bests)) if random.random() < 0.8 else None,
    )


def draw_scored(random, laid):
    size, spec = draw_size(random, len(laid.docs)), Spec()
    signals, scores = draw_floats(random, F32, SIGNALS * size).reshape(SIGNALS, size), draw_floats(random, F32, size)
    spec.extend(laid.spec)
    spec.add_array(signals, F32)
    spec.add_array(scores, F32)
    return Scored(signals, scores, spec)


def draw_postings(random):
    if random.random() < 0.5:
        return TermPostings(*(draw_ints(random, kind) for kind in (I64, I32, np.uint16)))
    spans = draw_ints(random, I64, 2 * int(random.choice([1, 2, 9]))).reshape(-1, 2)
    return PostingRows(spans, draw_reader(random, (4, 2) if random.random() < 0.9 else (1, 4)))


def draw_ranking_calls(kernel: Kernel, seed: int) -> Iterator[Callable[[], object]]:
    """Yield calls of the functions that rank."""
    random = np.random.default_rng(seed)
    docs = int(random.choice(SIZES))
    columns, allowed = draw_columns(random, docs), draw_mask(random, docs)
    runs = [draw_layers(random, int(count)) for count in random.choice([0, 1, 2], 2)]
    nodes = [NodeSpec(draw_layers(random, 2), int(random.choice([0, 1, 2, 3])), [int(random.choice([0, 1, 5, -1]))])]
    nodes *= int(random.choice([1, 3]))
    yield lambda: lay_out(kernel, columns, allowed, runs, nodes, with_translations=docs % 2 == 0)
    laid = draw_laid(random, docs)
    inputs = draw_inputs(random, laid)
    yield lambda: score_signals(kernel, columns, laid, inputs)
    scored, size = draw_scored(random, laid), len(laid.docs)
    table = KeywordTable(draw_ints(random, I32), draw_floats(random, F64), draw_ints(random, I64))
    wanted = {"posts": int(random.choice([0, 1, 8, 12])), "terms": int(random.choice([0, 1, 20]))}
    yield lambda: choose_feedback(kernel, columns, scored, table if docs % 3 else None, **wanted)
    last = {
        "preferred": draw_mask(random, draw_size(random, size)) if random.random() < 0.7 else None,
        "chosen": ChosenTerms(
            draw_ints(random, I64, int(random.choice([0, 1, 8]))), draw_ints(random, I64), draw_floats(random, F64)
        ),
        "postings": draw_postings(random) if random.random() < 0.7 else None,
    }
    yield lambda: finish_scores(kernel, columns, scored, Weights(6.0, 0.25, 0.25, 0.9, 0.1), **last)
