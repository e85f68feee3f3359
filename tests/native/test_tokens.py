import numpy as np
import pytest

from indexer.native import kernel
from indexer.native.calling import call
from indexer.native.tokens import find_tokens
from indexer.search.snippets.page_tokens import TermFilter


@pytest.fixture
def library():
    return kernel() or pytest.skip("no kernel")


def test_it_finds_what_python_finds(library):
    for seed in range(200):
        random = np.random.default_rng(seed)
        most = int(random.choice([10, 5000, 1 << 29]))
        terms = np.unique(random.integers(0, most, random.integers(1, 50)))
        entries = random.integers(0, most, random.integers(0, 500)).astype(np.uint32)
        entries[: len(entries) // 2] = random.choice(terms, len(entries) // 2)
        entries |= (random.integers(0, 8, len(entries)) << 29).astype(np.uint32)
        expected = TermFilter(terms)._find(entries)
        for got, wanted in zip(find_tokens(library, entries, terms), expected, strict=True):
            assert got.dtype == wanted.dtype
            assert got.tolist() == wanted.tolist(), seed


def test_rooms_that_are_too_small_are_an_error(library):
    entries, terms, room = np.zeros(3, np.uint32), np.zeros(1, np.int64), np.empty(2, np.int64)
    with pytest.raises(MemoryError, match="find_tokens: no room for 2 more"):
        call(library, "find_tokens", entries, terms, room, room)
