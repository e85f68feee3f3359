"""Tokens are found in the packed table of a part as they are found unpacked."""

import os
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from native.hostile_pages import make_page

from indexer.index.format.block_file import checksum_blocks
from indexer.index.format.layout import FILLER, NUMBER
from indexer.index.parts.packings import STREAM, EntryRanks
from indexer.index.parts.token_stream import make_stream
from indexer.native.index.blocks import OpenFile
from indexer.native.index.packed import RowReader
from indexer.native.snippets.render import PackedTokens, PageTables, render_page
from indexer.native.snippets.targets import RenderTarget
from indexer.search.snippets import rendering
from indexer.search.snippets.hits import RULES
from indexer.search.snippets.shown_hit import Standings

TEXT = "a bb ccc " * 1500
WHOLE = replace(RULES, snippet_columns=len(TEXT))
"""All marks are shown."""
BASES = np.arange(9) * (len(TEXT) + 1)
FLAGS = [0, 1 << 29, 1 << 30, 5 << 29]


def draw_columns(random, terms, rows):
    """Return entries, gaps and lengths, many of which take more than four bits, and all of which fit the text."""
    entries = (random.zipf(1.2, rows) % terms).astype(np.uint32) | random.choice(FLAGS, rows).astype(np.uint32)
    entries[random.random(rows) < 0.01] = FILLER
    return [entries, *(random.choice([0, 1, 2, 3, 14, 15, 16, 40], (2, rows)).astype(np.uint8))]


def write_table(path, columns, terms):
    """Return the packed table of some tokens, which is not the first thing in its file, and its file."""
    ranks = EntryRanks(columns[0], terms)
    pieces = [*STREAM.pack([ranks.of(columns[0]), *columns[1:]])]
    path.write_bytes(b"before" + b"".join(packed.tobytes() for packed, _ in pieces))
    blocks = np.cumsum([0, *(size for _, sizes in pieces for size in sizes.tolist())])
    file = path.open("rb")
    opened = OpenFile(file.fileno(), os.fstat(file.fileno()).st_size, checksum_blocks(path))
    table = RowReader(opened, len("before"), blocks, len(columns[0]), sizes=STREAM.sizes, ranked=ranks.ranked)
    return table, np.argsort(ranks.ranked & NUMBER, kind="stable").astype(np.uint32), file


def draw_targets(random, hostile, terms):
    """Return targets of a few terms, or of more than a filter of few ranks is made for."""
    most = random.choice([4, 4, 40])
    drawn = [[int(term) for term in random.integers(0, terms + 3, random.integers(0, most))] for _ in range(6)]
    described = [RenderTarget(drawn[at], drawn[at + 1]) for at in range(0, len(drawn), 2)]
    kinds, labels = [0, 2, 3, 5, 6, 8], [0, 0, 1, 1, 2, 2]
    found = hostile.make_render_targets(hostile.page)
    return found._replace(targets=described, kinds=kinds, labels=labels, weights=[1.0] * 6)


def test_they_are_found_as_where_they_are_unpacked(library, tmp_path):
    for seed in range(40):
        random = np.random.default_rng(seed)
        terms, rows = int(random.choice([5, 300, 40_000])), int(random.choice([1, 9, 128, 129, 700]))
        columns = draw_columns(random, terms, rows)
        table, order, file = write_table(tmp_path / f"{seed}", columns, terms)
        edges = np.sort(random.integers(0, rows + 1, 4))
        spans = [*map(tuple, (edges[:2].tolist(), edges[2:].tolist(), (0, 0)))]
        hostile = make_page([TEXT] * len(spans))
        targets = draw_targets(random, hostile, terms)
        # Where the last gaps go past the text, both say that the index is damaged.
        streams = [make_stream(*(column[begin:end] for column in columns)).data for begin, end in spans]
        answers = []
        packed = PackedTokens(table, order, np.array([*chain.from_iterable(spans)]))
        for tables, tokens in ((PageTables(BASES), streams), (PageTables(BASES, packed), ())):
            page = rendering.make_page(hostile.page, Standings([0.0] * len(spans)), tables, tokens)
            page = page._replace(docs=range(0, 2 * len(spans), 2))  # between which others lie
            try:
                rendered = render_page(library, page, targets, WHOLE)
                answers.append((rendered.json, rendered.marks))
            except ValueError:
                answers.append("damaged")
        file.close()
        assert answers[0] == answers[1], seed


def test_other_bytes_than_were_written_are_an_error(library, tmp_path):
    columns = draw_columns(np.random.default_rng(0), 5, 300)
    table, order, file = write_table(tmp_path / "table", columns, 5)
    changed = bytearray((tmp_path / "table").read_bytes())
    changed[99] ^= 1
    (tmp_path / "table").write_bytes(changed)
    hostile = make_page([TEXT])
    targets = hostile.make_render_targets(hostile.page)._replace(targets=[RenderTarget([1])])
    tables = PageTables(BASES, PackedTokens(table, order, np.array([0, 300])))
    page = rendering.make_page(hostile.page, Standings([0.0]), tables)
    with pytest.raises(ValueError, match="the index is damaged"):
        render_page(library, page, targets, RULES)
    file.close()
