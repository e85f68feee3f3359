"""Call the functions of the kernel with damaged arrays: an error may come of it, never a crash.

``PYTHONPATH=tests python tests/native/fuzz.py LIBRARY SEED CALLS``, where the library was compiled with sanitizers and
their runtime is preloaded: see ``test_fuzz.py``.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from native.hostile_arrays import FILE, draw_array_calls, draw_ints
from native.hostile_html import draw_html_calls
from native.hostile_pages import make_hostile_page
from native.hostile_ranking import draw_ranking_calls

from indexer.index.format.layout import gram_key
from indexer.index.parts.token_stream import make_stream
from indexer.native.index.packed import RowReader
from indexer.native.loading import Kernel, load
from indexer.native.snippets.render import PackedTokens, PageTables, PairTable, RenderPage, render_page
from indexer.native.snippets.tokens import find_words_in_a_row
from indexer.search.snippets.hits import RULES
from indexer.search.snippets.rendering import make_page
from indexer.search.snippets.shown_hit import Standings

WILD = (-(1 << 63), -1, 0, 1, 2, 5, 255, 1 << 31, 1 << 62, (1 << 63) - 1)
TERMS = (*range(5), *WILD)


def draw_number(cells, at, chance):
    if cells.dtype.kind == "f":
        return chance.choice((*map(float, WILD), float("nan"), float("inf")))
    limits = np.iinfo(cells.dtype)
    drawn = chance.choice((chance.choice(WILD), int(chance.choice(cells)), int(cells[at]) + chance.choice((-1, 1, 7))))
    return min(max(drawn, limits.min), limits.max)


def damage(array, chance):
    """Return a copy with some numbers anything at all, or cut short."""
    damaged = array.copy()
    cells = damaged.reshape(-1)
    for _ in range(chance.choice((0, 0, 1, 1, 3)) if len(cells) else 0):
        at = chance.randrange(len(cells))
        cells[at] = draw_number(cells, at, chance)
    return damaged[: chance.randint(0, len(damaged))] if chance.random() < 0.05 else damaged


def draw_page(chance) -> tuple[RenderPage, object, list[object]]:
    """Return a damaged page, what is highlighted on it, and what has to be kept while its addresses are used."""
    hostile = make_hostile_page(chance)
    page = hostile.page
    tokens = None if chance.random() < 0.7 else draw_packed(len(page.docs), chance)
    tables = PageTables(damage(page.begins, chance), tokens, draw_pairs([*hostile.runs.values()], chance))
    streams = () if tokens and chance.random() < 0.9 else [draw_stream(chance) for _ in page.docs]
    drawn = make_page(page, Standings([1.5] * len(page.docs)), tables, streams)._replace(
        frames=[damage_frame(data, chance) for data in page.frames],
        docs=np.resize(damage(np.arange(len(page.docs) + 1), chance), len(page.docs)).tolist(),
        scores=np.resize(damage(np.arange(len(page.docs) + 1.0), chance), len(page.docs)).tolist(),
    )
    targets = hostile.make_render_targets(page)
    described = [each._replace(terms=chance.choices(TERMS, k=chance.choice((0, 0, 1, 3))),
                               parts=chance.choices(TERMS, k=chance.choice((0, 0, 2))),
                               pairs=each.pairs and [(step, damage(at, chance)) for step, at in each.pairs])
                 for each in targets.targets]  # fmt: skip
    rows = {name: damage(np.array(getattr(targets, name)), chance).tolist() for name in ("kinds", "labels", "weights")}
    found = targets._replace(targets=described, spans=damage(targets.spans, chance), **rows)
    return drawn, found, [hostile]


def draw_pairs(runs, chance) -> PairTable | None:
    """Draw a table of where the pairs of some runs stand that means nothing, or none."""
    if chance.random() < 0.5:
        return None
    random = np.random.default_rng(chance.randrange(1 << 32))
    keys = sorted({gram_key(run[at : at + 2]) for run in runs for at in range(len(run) - 1)})
    begins = draw_ints(random, chance.choice((np.uint32, np.int64)), len(keys) + chance.choice((0, 1, 1, 1)))
    blocks = np.sort(random.integers(0, 6000, 4)) if chance.random() < 0.7 else draw_ints(random, np.int64)
    sizes = np.array([[chance.choice((4, 4, 4, 2)), chance.choice((0, 0, 0, 1))]])
    table = RowReader(
        FILE, chance.choice((-1, 0, 9)), blocks, chance.choice((9, 300, 384)), sizes=sizes, ranked=begins[:0]
    )
    return PairTable(np.array(keys, np.uint64), begins, table)


def damage_frame(data, chance):
    """Return a copy with some bytes changed, most of them where numbers are, or cut short."""
    damaged = np.frombuffer(data, np.uint8).copy()
    for _ in range(chance.choice((0, 0, 1, 1, 9))):
        behind = chance.choice((9, 9, 60, len(damaged)))
        damaged[-chance.randint(1, min(behind, len(damaged)))] = chance.choice(
            (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
        )
    return damaged.tobytes()[: chance.randint(0, len(damaged)) if chance.random() < 0.1 else None]


def draw_stream(chance) -> bytes:
    """Draw the tokens of a document, many of which are looked for."""
    count = chance.choice((0, 1, 50, 3000))
    entries = np.array(chance.choices((0, 1, 2, 3, 9, 1 << 28), k=count), np.uint32)
    gaps, lengths = (np.frombuffer(chance.randbytes(count), np.uint8) % chance.choice((2, 7, 255)) for _ in range(2))
    return make_stream(entries, gaps, lengths).data


def draw_packed(documents, chance) -> PackedTokens:
    """Draw a table of the tokens of some documents that means nothing."""
    random = np.random.default_rng(chance.randrange(1 << 32))
    blocks = np.sort(random.integers(0, 6000, 4)) if chance.random() < 0.7 else draw_ints(random, np.int64)
    ranked = draw_ints(random, np.uint32)
    sizes = np.array([[4, 2], [1, 1], [1, 1]])
    table = RowReader(FILE, chance.choice((-1, 0, 9)), blocks, chance.choice((9, 300, 384)), sizes=sizes, ranked=ranked)
    return PackedTokens(
        table, draw_ints(random, np.uint32), draw_ints(random, chance.choice((np.uint32, np.int64)), documents + 1)
    )


def draw_calls(kernel, chance) -> Iterator[object]:
    page, targets, held = draw_page(chance)
    yield lambda: render_page(kernel, page, targets, RULES)
    terms = np.unique(np.array(chance.choices(WILD, k=4), np.int64))
    rows = [damage(terms, chance).tolist() for _ in range(chance.randint(0, 3))]
    streams = [draw_stream(chance) for _ in range(chance.randint(0, 3))]
    begins = np.array([0, 7, 20, 99][: chance.randint(0, 4)])
    yield lambda: find_words_in_a_row(kernel, streams, page.frames, begins, rows)
    del held
    yield from draw_array_calls(kernel, chance.randrange(1 << 32))
    yield from draw_ranking_calls(kernel, chance.randrange(1 << 32))
    yield from draw_html_calls(kernel, random.Random(chance.randrange(1 << 32)))


def main(library: str, seed: str, calls: str) -> None:
    kernel = load(Path(library), {})
    assert isinstance(kernel, Kernel), kernel
    errors = 0
    for number in range(int(calls)):
        for call in draw_calls(kernel, random.Random(f"{seed} {number}")):
            try:
                call()
            except (ValueError, MemoryError):
                errors += 1
    print(f"{errors} errors")


if __name__ == "__main__":
    main(*sys.argv[1:])
