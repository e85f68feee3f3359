"""Calls of the functions that rank documents with arrays of which some mean nothing; see ``fuzz.py``.

So many arrays are taken that of calls in which each may be damaged hardly any gets to its end: in some calls none is,
in others few.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from native import hostile_arrays
from native.hostile_arrays import FILE, SIZES

from indexer.native.answer.answer import AnswerColumns, AnswerRoom, Asked
from indexer.native.answer.facet_texts import FacetText, FacetTexts, Told
from indexer.native.answer.facets import FacetArrays
from indexer.native.index.packed import RowReader
from indexer.native.loading import Kernel
from indexer.native.ranking.ranking import KeywordTable, PartTables, PlanRoom, RankingColumns, Step, tell_at_once
from indexer.native.spec import MatchSpec, Spec

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
        languages=draw.ints(I32, 3, docs),
        ranks=draw.exactly(np.arange(docs, dtype=I32)) if draw.random.random() < 0.5 else None,
        idfs=draw.floats(F64, docs + 1),
        tables=draw_tables(draw) if draw.random.random() < 0.8 else None,
        posts=draw.size(posts),
    )


def draw_layers(draw, docs, count):
    spec, has = Spec(), draw.distinct(I32, docs)
    for _ in range(count):
        spec.add_array(has, I32)
        spec.add_array(draw.floats(F32, len(has)), F32)
        spec.add_array(draw.mask(len(has)), np.bool_)
    return MatchSpec([count, *spec.numbers], count * len(has), spec)


def write_expansions(draw, docs, nodes, spec, decimals):
    count = draw.choose([0, 1, 3])
    spec.add(count)
    for _ in range(count):
        covers = draw.choose([1, 2])
        spec.add(draw.choose([0, 1, 2, 3]), covers, covers, *[draw.number(nodes) for _ in range(covers)])
        spec.add_match(draw_layers(draw, docs, draw.choose([0, 1, 3])))
        decimals += draw.choose([(0.7, 0.0), (0.9, 3.0), (0.0, 0.0)])


def write_titles(draw, docs, nodes, spec, decimals):
    words = draw.choose([0, 1, 3])
    spec.add(words, *[draw.number(nodes) for _ in range(words)])
    decimals.append(4.0)
    for _ in range(words):
        spec.add(3)
        for weight, length, count in ((1.0, 1.0, 1), (1.6, 0.5, 2), (0.3, 2.0, 0)):
            spec.add(count)
            decimals += (weight, length)
            for _ in range(count):
                has = draw.distinct(I32, docs)
                spec.add_array(has, I32)
                spec.add_array(draw.ints(np.int8, 3, len(has)), np.int8)


def draw_reader(draw, sizes):
    """Return what reads a table whose columns have so many bytes a number; its rows mean nothing."""
    columns = np.array([[draw.choose([2, 9]) if draw.is_damaged() else size, 0] for size in sizes], I64)
    blocks, ranked = draw.ints(I64, 5000, 4), draw.ints(np.uint32, 50)
    return RowReader(FILE, draw.number(99), blocks, draw.choose([0, 300]), sizes=columns, ranked=ranked)


def draw_tables(draw):
    readers = [draw_reader(draw, sizes) for sizes in ((4,), (4, 2), (4, 2))]
    places, postings, grams = [draw.ints(draw.choose([np.uint32, I64]), 300, 51) for _ in range(3)]
    return PartTables(*readers, places, postings, draw.distinct(np.uint64, 300), grams)


def write_lists(draw, docs, spec):
    """Write lists of positions, now and then some that are to be read, which hardly ever can be; and two sequences."""
    spec.add(4, 2)
    for _ in range(4):
        pieces = draw.choose([0, 1, 1, 2])
        spec.add(pieces)
        for _ in range(pieces):
            if draw.random.random() < 0.9:
                spec.add_positions(draw.positions(docs))
            else:
                spec.add(draw.number(51), 0, 0)
    for _ in range(2):
        spec.add(2, draw.number(4), draw.number(3), draw.number(4), draw.number(3))


def write_grams(draw, docs, spec, decimals):
    spec.add(2)
    for _ in range(2):
        if draw.random.random() < 0.9:
            has = draw.distinct(I32, docs)
            spec.add_array(has, I32)
            spec.add_array(draw.ints(np.uint16, 9, len(has)), np.uint16)
        else:
            spec.add(0, draw.number(300), 0, 0)


def write_places(draw, nodes, spec, decimals):
    trust = draw.choose([0.0, 1.0, -1.0])
    decimals.append(trust)
    if trust == 0:
        return
    decimals += (4.0, 0.1, 2.0, draw.choose([0.0, 0.8]), 0.6, 9.0)
    for _ in range(nodes):
        forms = draw.choose([1, 2])
        spec.add(forms)
        decimals += [0.5] * (forms - 1)
        for _ in range(forms):
            spec.add(2, draw.number(4), -1 - draw.number(2))


def draw_plan(draw, docs, nodes):
    """Return a plan, its decimals, and how many documents it may find."""
    spec, decimals = Spec(), [6.0, 0.25, 0.25, 0.9, 0.1, 1.0]
    spec.add_array(draw.mask(docs), np.bool_)
    spec.add(draw.choose([0, 1]), 2)
    for _ in range(2):
        spec.add_match(draw_layers(draw, docs, draw.choose([0, 1, 2])))
    spec.add(nodes)
    for _ in range(nodes):
        spec.add_match(draw_layers(draw, docs, 2))
        spec.add(1, draw.number(2))
    write_expansions(draw, docs, nodes, spec, decimals)
    write_lists(draw, docs, spec)
    write_titles(draw, docs, nodes, spec, decimals)
    spec.add(2, *[draw.number(limit) for limit in (4, 4, 3) * 2])
    decimals += (0.25, 0.4)
    write_grams(draw, docs, spec, decimals)
    write_places(draw, nodes, spec, decimals)
    return spec, decimals


def draw_keywords(draw, docs):
    return KeywordTable(
        draw.ints(I32, 50, 3 * docs), draw.floats(F64, 3 * docs), draw.exactly(3 * np.arange(docs + 1))
    ).spec


def draw_end(draw, docs):
    spec = Spec()
    spec.add(draw.number(3), draw.choose([0, 1]), draw.choose([0, 1]))
    titled = draw.distinct(I32, docs)
    spec.add_array(titled, I32)
    spec.add_array(draw.floats(F32, len(titled)), F32)
    spec.add_array(draw.distinct(I32, docs), I32)
    if draw.random.random() < 0.5:
        spec.add(*[0] * 6)
        return spec
    entries = [draw.distinct(I32, 8 * docs) for _ in range(3)]
    every = np.concatenate(entries)
    spec.add_array(draw.exactly(np.array([len(each) for each in entries])), I64)
    spec.add_array(every, I32)
    spec.add_array(draw.ints(np.uint16, 9, len(every)), np.uint16)
    return spec


def draw_answer(draw, docs, nodes):
    """Return what is asked of a ranking."""
    facets = FacetArrays(
        np.resize(draw.ints(I64, 5, 2 * docs), (docs, 2)), draw.ints(I64, 9, 6), draw.ints(I32, 9, 9),
        draw.exactly(np.array([0, 4, 9])), draw.ints(I64, 9, 9),
    )  # fmt: skip
    dates, ranks, locales = draw.ints(I64, 99, docs), draw.ints(I32, docs, docs), draw.ints(I32, 2, docs)
    of_first = [b"%d" % each for each in range(draw.choose([4, 9]))]
    texts = [
        FacetText(b'"a":', of_first, 3, draw.choose([Told(0), *Told])),
        FacetText(b'"b":', [b"{}"] * 5, draw.choose([2, 20]), Told(0)),
    ]
    written = FacetTexts(draw.choose([(), texts]))
    if draw.choose([False, True]):
        begins = written.spec._held[1]
        begins[:] = np.resize(draw.ints(I64, 40, len(begins)), len(begins))
    columns = AnswerColumns(dates, ranks, locales, facets, limits=np.array([3, 20]), texts=written)
    words = [(draw.number(nodes), draw.distinct(I32, docs)) for _ in range(draw.choose([0, 0, 2]))]
    return AnswerRoom(columns, Asked(draw.choose([1, 10]), draw.choose([False, True]), draw.number(2), words))


def draw_ranking_calls(kernel: Kernel, seed: int) -> Iterator[Callable[[], object]]:
    """Yield calls of the function that ranks: all of it at once, then step by step."""
    draw = Draw(seed)
    docs, nodes, posts = draw.choose([0, 1, 7, 60]), draw.choose([1, 2, 9]), draw.choose([0, 1, 8, 12])
    columns, (plan, decimals) = draw_columns(draw, docs, 5), draw_plan(draw, docs, nodes)
    specs = [draw_end(draw, docs), draw_keywords(draw, docs), plan]
    sizes, terms = (draw.size(docs), nodes, docs), draw.choose([0, 1, 20])

    def tell(answer):
        tell_at_once(kernel, columns, (*sizes, posts, terms), [*specs[:2], answer, specs[2]], decimals)
        return answer.read()

    yield partial(tell, draw_answer(draw, docs, nodes))
    for calls in (
        [Step.SCORE | Step.CHOOSE | Step.FINISH | Step.TELL],
        [Step.SCORE, Step.CHOOSE, Step.FINISH | Step.TELL],
    ):
        room = PlanRoom(*sizes, posts=posts, terms=terms)
        for steps in calls:
            asked = [draw_answer(draw, docs, nodes)] if Step.TELL in steps else []

            def call(room=room, steps=steps, asked=asked):
                room.call(kernel, columns, steps, [*specs[:2], *asked, specs[2]], decimals)
                return asked and asked[0].read()

            yield call
