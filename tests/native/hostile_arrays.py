"""Calls of the kernel with arrays of numbers that mean nothing, some of them in order; see ``fuzz.py``."""

import os
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from zlib import crc32

import numpy as np

from indexer.index.format.layout import hash_term
from indexer.index.format.text_codes import read_codes
from indexer.native.calling import address_of_buffer, call, call_with
from indexer.native.index import packed
from indexer.native.index.blocks import OpenFile
from indexer.native.loading import Kernel
from indexer.native.matching import near, positions, runs
from indexer.native.matching import words as words_of
from indexer.native.matching.texts import Counted, count_in_texts, find_phrase, find_spans
from indexer.native.ranking import rank
from indexer.native.snippets import stored
from indexer.native.text import segment, signs

SIZES = (0, 1, 2, 7, 40, 300)
FLAGS = (0, 1 << 29, 1 << 30)
"""Of tokens, see ``layout``."""
I32, I64, U8 = np.int32, np.int64, np.uint8
WITH_ROOMS = {
    "split_tokens": (np.uint32, I32, I32, np.uint32, I64),
    "place_tokens": (*[I32] * 6, U8, I32, I32, 7, *[I32] * 4, U8, I64, I64),
    "count_documents": (I32, I64, I32, I32, I64),
    "invert_occurrences": (I32, I32, I32, U8, 50, I64, I64, I32, np.uint16, I32),
    "number_codes": (np.uint64, I32, np.uint64),
    "hash_texts": (U8, I64, np.uint64),
    "append_lists": (I64, I32, I64, I32, np.uint16, 3, I32, np.uint16),
    "count_entries": (np.uint32, I64),
    "rank_entries": (np.uint32, np.uint32, np.uint32),
    "fold_points": (*[np.uint32] * 5, I32, I64),
    "find_grams": (np.uint32, I32, I32, np.uint64, I32, I32),
    "find_paragraphs": (*[I32] * 4, U8, I64, I32, I32, 5, 12, I32, I64),
    "spell_words": (U8, I32, I32, U8, U8, I64),
    "sort_docs": (I32, np.uint32, I64, I32, I64),
    "count_facets": (I32, I32, I32, I64, I32, I64, I64, I64, 2, I64, I64, I64),
    "find_met": (np.uint32, I32, I32, np.uint32, I32, 3, I32, I32),
    "add_met": (np.uint32, I32, I32, I32, np.uint32, I32, 3, I32),
    "rehash_met": (np.uint32, I32, 3, I32),
    "find_keys": (np.uint64, I32, 4, np.uint64, I64),
}
"""What functions take, rooms for the answer too: they are given any room, as the doors never do.

``number_tokens`` is not among them: its pieces may be as long as they like, so that what means nothing takes minutes.
"""


def open_file():
    """Return a file of bytes most of which begin or end no varint, for as long as this process is."""
    data = np.random.default_rng(0).integers(0, 140, 6000, dtype=U8).tobytes()
    with TemporaryFile() as file:
        file.write(data)
        file.flush()
        return OpenFile(os.dup(file.fileno()), 6000, np.array([crc32(data[:4096]), crc32(data[4096:])], np.uint32))


FILE = open_file()


def draw_ints(random, dtype, size=None):
    """Return integers: any, small ones, or some in order, one of which may be as far out as can be."""
    size = int(random.choice(SIZES)) if size is None else size
    bounds = np.iinfo(dtype)
    if random.random() < 0.2:
        return random.integers(bounds.min, bounds.max, size, dtype=dtype, endpoint=True)
    drawn = random.integers(-3 if bounds.min else 0, 60, size).astype(dtype)
    if random.random() < 0.7:
        drawn.sort()
    if size and random.random() < 0.3:
        drawn[random.integers(size)] = (bounds.min, bounds.max)[random.integers(2)]
    return drawn


def draw_floats(random, dtype, size=None):
    drawn = random.random(int(random.choice(SIZES)) if size is None else size).astype(dtype)
    if len(drawn) and random.random() < 0.3:
        drawn[random.integers(len(drawn))] = random.choice([np.nan, np.inf, -1, 0])
    return drawn


def draw_long_call(kernel: Kernel, random: np.random.Generator, file: OpenFile) -> Callable[[], object]:
    """Return a call that reads many blocks, into room that may be too small for them."""
    edges = sorted(map(int, random.choice([-4096, 0, 1, 4095, 4096, 6000, 8192, 1 << 40], 2)))
    room = bytearray(int(random.choice([1, 4096, 9000])))
    passed = (*file.passed, address_of_buffer(room), len(room), *edges, file.descriptor, file.size)
    return lambda: (call_with(kernel, "read_long", *passed), room)


def draw_array_calls(kernel: Kernel, seed: int) -> Iterator[Callable[[], object]]:
    """Yield calls of the functions that take arrays alone."""
    random = np.random.default_rng(seed)
    width = random.choice([np.int32, np.int64])
    placed, others = draw_ints(random, width), draw_ints(random, width)
    yield lambda: positions.intersect(kernel, placed, others)
    streams = [draw_ints(random, np.uint32) | np.uint32(random.choice(FLAGS)) for _ in range(3)]
    ordinals = draw_ints(random, np.int64) if random.random() < 0.5 else None
    columns = {
        "posting_counts": draw_ints(random, np.int32),
        "idfs": draw_floats(random, np.float64),
        "norms": draw_floats(random, np.float64, 3),
        "most": int(random.choice([1, 24])),
        "common": float(random.choice([0, 20, 1e9])),
    }
    yield lambda: rank.find_keywords(kernel, streams, ordinals, k1=1.5, **columns)
    numbers, weights, sizes = draw_ints(random, I64), draw_floats(random, np.float64), draw_ints(random, I64)
    shares, rooms = draw_floats(random, np.float64), (draw_ints(random, I64, 20), np.zeros(20))
    yield lambda: call(kernel, "choose_terms", numbers, weights, sizes[:9], shares, *rooms)
    slots, lines = int(random.choice([1, 64, 1024])), draw_ints(random, U8).tobytes() + "服务 7 n\n网格 2\n".encode()
    content, most = np.frombuffer(lines, U8), int(random.choice(SIZES))
    yield lambda: segment.read_dictionary(kernel, content, most)
    begins = draw_ints(random, np.uint32, segment.LISTED + 1) if random.random() < 0.5 else draw_ints(random, np.uint32)
    dictionary = segment.Dictionary(content, content[::-1].copy(), begins)
    longest = int(random.choice(SIZES))
    read = segment.ReadDictionary(dictionary, draw_ints(random, np.uint32), 9, longest, is_in_order=True)
    added = segment.AddedWords(draw_ints(random, np.uint64, slots), draw_floats(random, np.float64))
    tables = segment.hold_tables(read, draw_floats(random, np.float64), added, draw_floats(random, np.float64))
    run = "".join(map(chr, random.integers(0x4E00, 0x4E40, int(random.choice(SIZES)) + 1)))
    yield lambda: added.put(kernel, run, float(random.choice([0.5, -np.inf])))
    yield lambda: dictionary.find_frequency(kernel, run)
    logs, totals = draw_floats(random, np.float64), draw_floats(random, np.float64)
    yield lambda: segment.add_words(kernel, read, logs, added, ["服务", run, run[:9], "服务"], totals=totals)
    yield lambda: segment.cut_words(kernel, tables, 1.0, run, has_model=bool(random.integers(2)))
    sizes = np.array([[random.choice([1, 2, 4, 9]), random.choice([0, 1, 2, 7])] for _ in range(2)], np.int64)
    file = FILE if random.random() < 0.9 else OpenFile(FILE.descriptor, 300, draw_ints(random, np.uint32))
    blocks, ranked, rows = draw_ints(random, I64), draw_ints(random, np.uint32), int(random.choice(SIZES))
    reader = packed.RowReader(file, int(random.integers(-1, 99)), blocks, rows, sizes=sizes, ranked=ranked)
    spans = draw_ints(random, I64, 2 * int(random.choice([1, 2, 9]))).reshape(-1, 2)
    yield lambda: reader.read_all(kernel, spans)
    yield lambda: reader.read_each(kernel, spans)
    yield lambda: reader.read(kernel, *spans[0].tolist())
    kept = stored.StoredReader(file, int(random.integers(-1, 99)), draw_ints(random, random.choice([np.uint32, I64])))
    yield lambda: kept.read(kernel, [*spans[0].tolist(), int(random.integers(-1, 40))], list)
    yield draw_long_call(kernel, random, file)
    yield from draw_word_calls(kernel, random, reader)
    names, folder = draw_ints(random, U8).tobytes() + b".\0/dev/null\0", int(random.choice([-1, -100, 1 << 40]))
    yield lambda: call(kernel, "read_file_status", names, draw_ints(random, I64), folder)
    yield from draw_text_calls(kernel, random, reader)
    held = [draw_ints(random, kind, 300) for kind in (np.int32, np.uint16)]
    yield lambda: packed.pack_rows(kernel, held, (0, int(random.choice([0, 1, 2, 9]))), int(random.choice(SIZES)))
    for name, kinds in WITH_ROOMS.items():
        arguments = [kind if isinstance(kind, int) else draw_ints(random, kind) for kind in kinds]
        arguments[-1].fill(0)  # a room, and zeros where counts are added to it
        yield lambda name=name, arguments=arguments: call(kernel, name, *arguments)


def draw_word_calls(
    kernel: Kernel, random: np.random.Generator, reader: packed.RowReader
) -> Iterator[Callable[[], object]]:
    """Yield calls that look words up, some of which are there."""
    keys = np.sort(np.array([hash_term(str(number)) for number in range(int(random.choice(SIZES)))], dtype=np.uint64))
    offsets = draw_ints(random, random.choice([np.uint32, np.int64]))
    grams = (np.uint64(0x4E00) << np.uint64(32)) + np.arange(0x4E00, 0x4E00 + len(keys), dtype=np.uint64)
    norms, idfs = draw_floats(random, np.float32), draw_floats(random, np.float64)
    scoring = words_of.Scoring(norms, idfs, 1.2, 0.4)
    key_tables = words_of.KeyTable(keys, offsets), words_of.KeyTable(grams, offsets)
    places = words_of.Places(reader, draw_ints(random, random.choice([np.uint32, np.int64])), draw_ints(random, I64))
    tables = words_of.WordTables(key_tables, (reader,) * 2, scoring, places)
    batch = words_of.WordBatch()
    for _ in range(int(random.choice([0, 1, 3]))):
        text = "".join(map(chr, random.integers(0x4E00, 0x4E03, int(random.choice([0, 1, 2, 5])))))
        terms = [*map(str, random.integers(0, 60, int(random.choice([0, 1, 2, 9]))).tolist())]
        batch.add(terms, text, in_title=bool(random.integers(2)))
    if batch.terms and random.random() < 0.1:
        batch.terms[0] += "\n"  # a line more than there are terms
    if random.random() < 0.2 and batch.cells:
        batch.cells[int(random.integers(len(batch.cells)))] = int(random.choice([-1, 7, 1 << 62]))
    most = int(random.choice([0, 60, 1 << 50]))
    yield lambda: words_of.find_words(kernel, tables, batch, most, words_of.WeighedWord)


def draw_text_calls(
    kernel: Kernel, random: np.random.Generator, reader: packed.RowReader
) -> Iterator[Callable[[], object]]:
    """Yield calls of the functions that look texts, words and runs of characters through."""
    texts = [read_codes(data := draw_ints(random, U8).tobytes(), len(data), kind) for kind in (1, 2, 4)]
    wanted = "".join(map(chr, random.integers(0, 60, int(random.choice([0, 1, 3])))))
    folding = draw_ints(random, np.uint32) | np.uint32(random.choice([0, 1 << 31])), draw_ints(random, np.uint32)
    yield lambda: count_in_texts(kernel, texts, wanted, Counted(int(random.integers(2))))
    yield lambda: find_phrase(kernel, texts, wanted, folding, draw_ints(random, U8) > 1)
    yield lambda: find_spans(kernel, texts, wanted, folding, draw_ints(random, U8) > 1)
    typed, bounds = draw_ints(random, U8).tobytes(), [int(each) for each in random.choice([-1, 0, 2, 40, 1 << 40], 2)]
    listed = near.WordList(draw_ints(random, np.uint64), draw_ints(random, U8), draw_ints(random, np.uint32))
    yield lambda: listed.find_near(kernel, typed, int(random.integers(3)), *bounds)
    text = (draw_ints(random, U8) % 3 + ord("a")).tobytes() + b"ab\nb"
    yield lambda: near.find_lines(kernel, text, typed[: int(random.integers(4))] or b"ab")
    marks = np.array([*map(ord, "`~\n {%-<!>](){}https://codeblockend"), 0x10000, 0xD800, 0xFFFFFFFF], np.uint32)
    marked, kinds = random.choice(marks, int(random.choice(SIZES))), random.integers(0, 256, 0x10001, dtype=U8)
    damaged = kinds[: int(random.choice([0, 0x10000, 0x10001], p=[0.1, 0.1, 0.8]))]
    rooms = np.zeros(int(random.choice([0, 63, 64], p=[0.1, 0.1, 0.8])), I64)
    yield lambda: call(kernel, "count_prose", marked.tobytes(), damaged, rooms)
    yield lambda: signs.find_signs(kernel, "ab[[c", text, draw_ints(random, I64))
    pairs = [tuple(draw_ints(random, I64, 3).tolist()) for _ in range(int(random.choice([0, 1, 3])))]
    bases, docs = draw_ints(random, I64), draw_ints(random, I32)
    yield lambda: runs.find_runs(kernel, reader, pairs, bases, docs)
