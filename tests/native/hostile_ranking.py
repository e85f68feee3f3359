"""Calls of the functions that rank documents with arrays of which some mean nothing; see ``fuzz.py``.

So many arrays are taken that of calls in which each may be damaged hardly any gets to its end: in some calls none is,
in others few.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from native import hostile_arrays
from native.hostile_arrays import FILE, SIZES

from indexer.native import signals
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

I32, I64, F32, F64 = np.int32, np.int64, np.float32, np.float64
DOCUMENT = 40
"""Positions of each document, of which each has four paragraphs."""
WILD = (0, 1, -1, 4, 1 << 62)


class Draw:
    """Draws arrays, of which a share mean nothing."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.damage = self.choose([0, 0, 0.01, 0.03, 0.3])

    def choose(self, among):
        return among[int(self.random.integers(len(among)))]

    def is_damaged(self):
        return self.random.random() < self.damage

    def number(self, limit):
        """Return a number below a limit."""
        return self.choose(WILD) if self.is_damaged() else int(self.random.integers(limit))

    def size(self, size):
        return self.choose(SIZES) if self.is_damaged() else size

    def ints(self, dtype, limit, size=None):
        """Return ascending numbers below a limit."""
        size = self.size(int(self.random.integers(30)) if size is None else size)
        if self.is_damaged():
            return hostile_arrays.draw_ints(self.random, dtype, size)
        return np.sort(self.random.integers(0, max(limit, 1), size)).astype(dtype)

    def distinct(self, dtype, limit):
        """Return ascending numbers below a limit, each once."""
        return self.ints(dtype, limit) if self.is_damaged() else np.unique(self.ints(dtype, limit))

    def exactly(self, array):
        """Return an array, or another of its kind."""
        return hostile_arrays.draw_ints(self.random, array.dtype, len(array)) if self.is_damaged() else array

    def floats(self, dtype, size):
        if self.is_damaged():
            return hostile_arrays.draw_floats(self.random, dtype, self.size(size))
        return self.random.random(self.size(size)).astype(dtype)

    def mask(self, size):
        return self.random.random(self.size(size)) < 0.7

    def positions(self, docs):
        return self.distinct(self.choose([I32, I64]), docs * DOCUMENT)


def draw_columns(draw, docs, posts):
    bounds = DOCUMENT // 4 * np.tile(np.array([(at, at + 1) for at in range(4)], I32), (docs, 1))
    return RankingColumns(
        title_lengths=draw.floats(F32, docs),
        recency=draw.floats(F32, docs),
        norms=draw.floats(F32, 8 * docs),
        bases=draw.exactly(DOCUMENT * np.arange(docs + 1)),
        paragraph_offsets=draw.exactly(4 * np.arange(docs + 1)),
        paragraphs=draw.exactly(bounds.reshape(-1)),
        translations=draw.exactly(np.arange(docs, dtype=I32) % posts),
        groups=draw.distinct(I32, docs) if draw.random.random() < 0.5 else np.empty(0, I32),
        ranks=draw.exactly(np.arange(docs, dtype=I32)) if draw.random.random() < 0.5 else None,
        idfs=draw.floats(F64, docs + 1),
        term_idfs=draw.floats(F64, docs + 1),
        posts=draw.size(posts),
    )


def draw_layers(draw, docs, count):
    spec, has = Spec(), draw.distinct(I32, docs)
    for _ in range(count):
        spec.add_array(has, I32)
        spec.add_array(draw.floats(F32, len(has)), F32)
        spec.add_array(draw.mask(len(has)), np.bool_)
    return MatchSpec(spec, count, count * len(has))


def draw_laid(draw, docs):
    """Return candidates, nearly always as many in each array."""
    found, nodes, spec = draw.distinct(I32, docs), draw.choose([1, 2, 9]), Spec()
    rows = np.full(docs, len(found), I32)
    rows[found[(found >= 0) & (found < docs)]] = np.arange(np.count_nonzero((found >= 0) & (found < docs)))
    mask, rows = draw.mask(len(found)), draw.exactly(rows)
    spec.add_array(found, I32)
    spec.add_array(rows, I32)
    spec.add_array(mask, np.bool_)
    spec.add_array(draw.floats(F32, len(found) * nodes), F32)
    spec.add_array(draw.mask(len(found) * nodes), np.bool_)
    spec.add(draw.choose(WILD) if draw.is_damaged() else nodes)
    return LaidOut(found, rows, mask, draw.floats(F64, nodes).tolist(), [0] * nodes, 0, spec)


def draw_titles(draw, docs):
    words = [Spec(), Spec()]
    for word in words:
        has = draw.distinct(I32, docs)
        word.add_array(has, I32)
        word.add_array(draw.ints(np.int8, 3, len(has)), np.int8)
    forms = [
        signals.TitleForm(1.0, 1.0, words[:1]),
        signals.TitleForm(1.6, 0.5, words),
        signals.TitleForm(0.3, 2.0, []),
    ]
    return [(0.7, forms[: draw.number(4)]) for _ in range(3)]


def draw_reader(draw, sizes):
    """Return what reads a table whose columns have so many bytes a number; its rows mean nothing."""
    columns = np.array([[draw.choose([2, 9]) if draw.is_damaged() else size, 0] for size in sizes], I64)
    blocks, ranked = draw.ints(I64, 5000, 4), draw.ints(np.uint32, 50)
    return RowReader(FILE, draw.number(99), blocks, draw.choose([0, 300]), sizes=columns, ranked=ranked)


def draw_lists(draw, docs):
    """Return lists of positions; now and then some of them are to be read, which hardly ever can be."""
    lists = [draw.positions(docs) for _ in range(4)]
    if draw.random.random() < 0.8:
        return signals.PositionLists(lists, None)
    rows = [signals.PositionRows(begin, end) for begin, end in pairwise(draw.ints(I64, 300, 3).tolist())]
    return signals.PositionLists([*rows, *lists][:4], draw_reader(draw, (4,)) if draw.random.random() < 0.9 else None)


def draw_places(draw, nodes):
    forms = [signals.PlaceForm(float(draw.random.random()), [draw.number(4) for _ in range(2)]) for _ in range(2)]
    of_nodes = [(idf, forms[: draw.number(3)]) for idf in draw.floats(F64, nodes).tolist()]
    return signals.Places(0.5, 2.0, draw.choose([0.0, 0.8]), draw.choose([0.0, 0.6, 1.0]), 9.0, of_nodes)


def draw_inputs(draw, docs, laid):
    has = draw.distinct(I32, docs)
    return signals.SignalInputs(
        k1=6.0,
        every=3.0,
        positions=draw_lists(draw, docs),
        title=4.0,
        titles=draw_titles(draw, docs),
        phrase=0.25,
        pairs=[signals.Pair(draw.number(4), draw.number(4), draw.number(3)) for _ in range(2)],
        runs=[draw_layers(draw, docs, 2)],
        grams=[signals.Gram(has, draw.ints(np.uint16, 9, len(has)), 0.4)],
        places=draw_places(draw, len(laid.bests)) if draw.random.random() < 0.8 else None,
    )


def draw_scored(draw, laid):
    size, spec = draw.size(len(laid.docs)), Spec()
    summands, scores = draw.floats(F32, SIGNALS * size), draw.floats(F32, size)
    spec.extend(laid.spec)
    spec.add_array(summands, F32)
    spec.add_array(scores, F32)
    return signals.Scored(summands, scores, spec)


def draw_keywords(draw, docs):
    return KeywordTable(draw.ints(I32, 50, 3 * docs), draw.floats(F64, 3 * docs), draw.exactly(3 * np.arange(docs + 1)))


def draw_postings(draw, docs):
    if draw.random.random() < 0.7:
        entries = [draw.distinct(I32, 8 * docs) for _ in range(3)]
        sizes, every = draw.exactly(np.array([len(each) for each in entries])), np.concatenate(entries)
        return TermPostings(sizes, every, draw.ints(np.uint16, 9, len(every)))
    spans = draw.ints(I64, 300, 2 * draw.choose([1, 2, 9])).reshape(-1)
    return PostingRows(spans[: len(spans) // 2 * 2].reshape(-1, 2), draw_reader(draw, (4, 2)))


def draw_ranking_calls(kernel: Kernel, seed: int) -> Iterator[Callable[[], object]]:
    """Yield calls of the functions that rank."""
    draw = Draw(seed)
    docs, posts = draw.choose([0, 1, 7, 60]), 5
    columns, allowed, laid = draw_columns(draw, docs, posts), draw.mask(docs), draw_laid(draw, docs)
    runs = [draw_layers(draw, docs, draw.choose([0, 1, 2])) for _ in range(2)]
    nodes = [NodeSpec(draw_layers(draw, docs, 2), draw.number(3), [draw.number(2)]) for _ in range(draw.choose([1, 3]))]
    yield lambda: lay_out(kernel, columns, allowed, runs, nodes, with_translations=draw.random.random() < 0.5)
    inputs, scored = draw_inputs(draw, docs, laid), draw_scored(draw, laid)
    yield lambda: signals.score_signals(kernel, columns, laid, inputs)
    table, best = draw_keywords(draw, docs), draw.choose([0, 1, 8, 12])
    yield lambda: choose_feedback(kernel, columns, scored, table, posts=best, terms=draw.choose([0, 1, 20]))
    last = {
        "preferred": draw.mask(len(laid.docs)) if draw.random.random() < 0.7 else None,
        "chosen": ChosenTerms(draw.ints(I64, len(laid.docs), 1), draw.ints(I64, 50, 3), draw.floats(F64, 3)),
        "postings": draw_postings(draw, docs) if draw.random.random() < 0.8 else None,
    }
    yield lambda: finish_scores(kernel, columns, scored, Weights(6.0, 0.25, 0.25, 0.9, 0.1), **last)
