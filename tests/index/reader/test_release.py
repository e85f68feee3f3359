"""An index that nobody holds any more is closed at once; many threads may share one."""

import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from held_files import held_below, needs_proc, no_cyclic_collector
from small_index import POSTS, write_index

from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.store import open_store, part_folder

THREADS = 8
LAYOUTS = {"one part": ([POSTS], ()), "several parts": ([POSTS[:1], POSTS[1:3], POSTS[3:]], (1,))}


def read_part(part):
    """Read something of every kind from a part, as plain values."""
    docs = range(part.max_doc)
    return (
        [part.term_at(number) for number in part.terms_between("", "\U0010ffff").tolist()],
        [(part.stored(doc), part.stream(doc).starts.tolist(), part.stream(doc).ends.tolist()) for doc in docs],
        {name: (facet.spellings, facet.values.tolist()) for name, facet in part.facets.items()},
        part.read_json("titles"),
    )


def read_index(index):
    """Read something of every kind from an index, every column among it, as plain values."""
    numbers = np.arange(index.terms)
    columns = ("lengths", "dates", "days", "id_ranks", "average_lengths", "translations", "position_bases")
    return (
        [getattr(index, name).tolist() for name in columns],
        {name: (facet.names, facet.values.tolist()) for name, facet in index.facets.items()},
        ([*index.titles], list(index.surfaces), [*index.sounds]),
        [(index.term_at(number), index.postings(number).entries.tolist()) for number in numbers.tolist()],
        [index.positions(number).tolist() for number in numbers.tolist()],
        (index.posting_counts(numbers).tolist(), index.doc_freqs(numbers).tolist()),
        (index.term_ordinals(numbers).tolist(), index.frequent_terms("", 5)),
        [index.gram_offsets(index.find_gram(gram)).tolist() for gram in ("服务", "網格", "酷")],
        [(index.metadata(doc), index.text(doc), index.stream(doc).numbers.tolist()) for doc in range(index.max_doc)],
    )


@needs_proc
@pytest.mark.parametrize(("parts", "dead"), LAYOUTS.values(), ids=LAYOUTS)
def test_an_index_is_closed_with_its_last_reference(tmp_path, parts, dead):
    write_index(tmp_path, *parts, dead=dead)
    with no_cyclic_collector():
        index = open_store(tmp_path)
        read_index(index)
        held = [weakref.ref(each) for each in (index, *index.parts)]
        assert len(held_below(tmp_path)) == len(parts)
        del index
        assert ([each() for each in held], held_below(tmp_path)) == ([None] * len(held), [])


@needs_proc
def test_a_part_is_closed_with_its_last_reference(tmp_path):
    write_index(tmp_path, POSTS)
    with no_cyclic_collector():
        part = PartReader(part_folder(tmp_path, 0))
        read_part(part)
        held = weakref.ref(part)
        assert held_below(tmp_path)
        del part
        assert (held(), held_below(tmp_path)) == (None, [])


@needs_proc
def test_a_column_keeps_no_file_open(tmp_path):
    write_index(tmp_path, POSTS[:2], POSTS[2:])
    dates = open_store(tmp_path).parts[0].dates
    assert held_below(tmp_path) == []
    assert len(dates) == 2


def ask_from_threads(ask, opened):
    """Ask from eight threads that begin together; return the answers."""
    together = Barrier(THREADS)

    def answer(_):
        together.wait()
        return ask(opened)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(answer, range(THREADS)))


@pytest.mark.parametrize(("parts", "dead"), LAYOUTS.values(), ids=LAYOUTS)
def test_eight_threads_that_share_an_index_read_what_one_reads(tmp_path, parts, dead):
    write_index(tmp_path, *parts, dead=dead)
    expected = read_index(open_store(tmp_path))
    for _ in range(5):
        assert ask_from_threads(read_index, open_store(tmp_path)) == [expected] * THREADS


def test_eight_threads_that_share_a_part_read_what_one_reads(tmp_path):
    write_index(tmp_path, POSTS)
    expected = read_part(PartReader(part_folder(tmp_path, 0)))
    for _ in range(5):
        assert ask_from_threads(read_part, PartReader(part_folder(tmp_path, 0))) == [expected] * THREADS
