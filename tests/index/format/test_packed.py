"""Packed tables: any rows come back as they were, from the kernel and from Python, which write the same bytes."""

import os

import numpy as np
import pytest

from indexer.errors import IndexDamagedError
from indexer.index.format.array_file import ArrayFile, ArrayFileWriter, ScratchArrays, read_extents
from indexer.index.format.arrays import MemoryAllocator, make_offsets
from indexer.index.format.block_file import BLOCK_BYTES, checksum_blocks
from indexer.index.format.layout import FILLER
from indexer.index.format.packed import BLOCK_ROWS, PackedRows
from indexer.index.parts.packings import PLACES, POSTINGS, STREAM, EntryRanks
from indexer.native import kernel

SIZES = (0, 1, 2, 127, 128, 129, 700)
NO_RANKS = np.empty(0, np.uint32)
FLAGS = [0, 1 << 31, 5 << 29]


def draw_table(random, packing, rows):
    """Return the columns of a table, as they are packed and as they are read, and what ranks stand for."""
    if packing is STREAM:
        terms = random.choice([1, 50, 5000])
        entries = (random.integers(0, terms, rows) | random.choice(FLAGS, rows)).astype(np.uint32)
        entries[random.random(rows) < 0.01] = FILLER
        ranks = EntryRanks(entries, terms)
        others = [random.integers(0, random.choice([3, 20, 256]), rows).astype(np.uint8) for _ in range(2)]
        return [ranks.of(entries), *others], [entries, *others], ranks.ranked
    low, high = [(0, 9), (0, 1 << 31), (-(1 << 31), 1 << 31)][random.integers(3)]
    numbers = random.integers(low, high, rows).astype(np.int32)
    if random.random() < 0.5:
        numbers.sort()
    counts = np.minimum(random.zipf(1.3, rows), 0xFFFF).astype(np.uint16)
    columns = [numbers, counts] if packing is POSTINGS else [numbers]
    return columns, columns, NO_RANKS


def write(folder, packing, columns):
    """Write a table into a file of its own; return what opens it."""
    (folder / "arrays").unlink(missing_ok=True)
    packer, pieces = ArrayFileWriter(folder / "arrays"), list(packing.pack(columns))
    packer.add("before", np.arange(9, dtype=np.uint8))
    packer.add_pieces("table", (packed for packed, _ in pieces))
    packer.add("blocks", make_offsets(np.concatenate([np.empty(0, np.int64), *(sizes for _, sizes in pieces)])))
    return ArrayFile(
        folder / "arrays", read_extents({k: vars_of(e) for k, e in packer.table.items()}), checksum_of(folder)
    )


def vars_of(extent):
    return {"dtype": extent.dtype, "shape": extent.shape, "begin": extent.begin}


def checksum_of(folder):
    return checksum_blocks(folder / "arrays")


def open_table(file, packing, rows, ranked):
    return PackedRows(file.stored("table"), file.array("blocks").astype(np.uint32), rows, packing, ranked)


def assert_same(got, wanted):
    assert [(each.dtype, each.tolist()) for each in got] == [(each.dtype, each.tolist()) for each in wanted]


def assert_all_same(table, spans, wanted):
    """Hold ranges that are read together to what they are one by one; none at all are empty columns."""
    for several in (spans, spans[1:], []):
        begins, ends = (np.array([span[at] for span in several], np.int64) for at in (0, 1))
        laid = [np.concatenate([column[:0], *(column[b:e] for b, e in several)]) for column in wanted]
        assert_same(table.read_all(begins, ends), laid)


@pytest.mark.parametrize("packing", [POSTINGS, PLACES, STREAM])
def test_any_rows_come_back_as_they_were(tmp_path, without_kernel, packing):
    for seed in range(40):
        random = np.random.default_rng(seed)
        rows = int(random.choice(SIZES))
        columns, wanted, ranked = draw_table(random, packing, rows)
        table = open_table(write(tmp_path, packing, columns), packing, rows, ranked)
        by_python = (tmp_path / "arrays").read_bytes()
        spans = [(0, rows), *np.sort(random.integers(0, rows + 1, (5, 2)), axis=1).tolist()]
        assert (table.fits, len(table)) == (True, rows), seed
        for begin, end in spans:
            assert_same(table.read(begin, end), [column[begin:end] for column in wanted])
        assert_all_same(table, spans, wanted)
        without_kernel.undo()
        if kernel():
            write(tmp_path, packing, columns)
            assert (tmp_path / "arrays").read_bytes() == by_python, seed
            for begin, end in spans:
                assert_same(table.read(begin, end), [column[begin:end] for column in wanted])
            assert_all_same(table, spans, wanted)
        without_kernel.setattr("indexer.native.loading._LOADED.kept", "taken away")


@pytest.mark.parametrize("make", [lambda _: MemoryAllocator(), ScratchArrays])
def test_a_table_is_unpacked_piece_by_piece(tmp_path, monkeypatch, make):
    monkeypatch.setattr("indexer.index.format.packed._ROWS_AT_ONCE", 2 * BLOCK_ROWS)
    columns, wanted, ranked = draw_table(np.random.default_rng(1), STREAM, 700)
    table = open_table(write(tmp_path, STREAM, columns), STREAM, 700, ranked)
    assert_same(table.unpack(make(tmp_path)), wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["arrays"]


def test_the_most_frequent_entries_have_the_lowest_ranks():
    ranks = EntryRanks(np.array([4, 4, 4 | 1 << 31, FILLER, 4, 2, FILLER], np.uint32), 5)
    assert ranks.ranked.tolist() == [4, FILLER, 2, 4 | 1 << 31]


def damage_blocks(blocks, random):
    at = random.integers(len(blocks))
    blocks[at] = max(int(blocks[at]) + random.choice([-3, -1, 1, 2]), 0)
    return blocks


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("packing", [POSTINGS, STREAM])
def test_blocks_that_are_none_are_an_error_or_numbers(tmp_path, without_kernel, packing, native):
    if native:
        without_kernel.undo()
    for seed in range(40):
        random = np.random.default_rng(seed)
        columns, _, ranked = draw_table(random, packing, 300)
        file = write(tmp_path, packing, columns)
        blocks, cut = file.array("blocks").copy(), ranked[: random.integers(0, len(ranked) + 1)]
        table = PackedRows(file.stored("table"), damage_blocks(blocks, random), 300, packing, cut)
        try:
            assert [len(column) for column in table.read(0, 300)] == [300] * len(columns)
            both = table.read_all(np.array([0, 130]), np.array([300, 140]))
            assert [len(column) for column in both] == [310] * len(columns)
        except (ValueError, IndexDamagedError):
            continue


@pytest.mark.parametrize("native", [True, False])
def test_rows_whose_bytes_changed_or_were_cut_off_are_an_error_that_says_where(tmp_path, without_kernel, native):
    if native:
        without_kernel.undo()
    columns, _, _ = draw_table(np.random.default_rng(5), POSTINGS, 9000)
    table = open_table(write(tmp_path, POSTINGS, columns), POSTINGS, 9000, NO_RANKS)
    path = tmp_path / "arrays"
    data = bytearray(path.read_bytes())
    data[BLOCK_BYTES + 9] ^= 1
    path.write_bytes(data)
    spans = np.array([0, 0]), np.array([9, 9000])
    for read in (lambda: table.read(0, 9000), lambda: table.read_all(*spans)):
        with pytest.raises(IndexDamagedError, match="arrays: bytes 4096 to 8192 have changed"):
            read()
    assert_same(table.read(0, 200), [column[:200] for column in columns])
    os.truncate(path, BLOCK_BYTES)
    with pytest.raises(IndexDamagedError, match="were cut off"):
        table.read_all(*spans)
