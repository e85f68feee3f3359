"""Runs of characters: the kernel finds the documents that Python finds."""

import random

import numpy as np
import pytest
from small_index import make_post, make_searcher

from indexer.native.matching import runs
from indexer.search.matching.characters import CharacterLookup

CHARACTERS = "服务网格理"


def draw_text(chance, most):
    return "".join(chance.choice((*CHARACTERS, *CHARACTERS, " ", "。\n\n")) for _ in range(chance.randint(1, most)))


@pytest.mark.parametrize(("seed", "longest"), [(0, 60), (1, 60), (2, 60), (3, 2000), (4, 2000)])
def test_the_documents_of_runs_are_those_that_python_finds(library, seed, longest):
    """Places of a pair take one block, or a dozen, of which few are unpacked for few documents."""
    chance = random.Random(seed)
    site = make_searcher(*(make_post(str(number), draw_text(chance, longest), title="x") for number in range(40)))
    characters, every = CharacterLookup(site.reader), np.arange(site.reader.max_doc, dtype=np.int32)
    for share in (0.7, 0.1, 0.02) * 20:
        run = "".join(chance.choices(CHARACTERS, k=chance.randint(3, 6)))
        docs = every[[chance.random() < share for _ in every]]
        expected = [run in site.reader.text(doc) for doc in docs.tolist()]
        assert characters._find_by_kernel(run, docs).tolist() == expected, run
        assert characters._find_starts(run, docs).tolist() == expected, run


def test_places_that_are_not_there_are_left_to_who_can_say_why(library):
    reader = make_searcher(make_post("a", "服务网格")).reader
    placed = reader.whole.grams.placed.reader
    docs = np.zeros(1, dtype=np.int32)
    assert runs.find_runs(library, placed, [(0, 0, 1), (2, 1, 1 << 40)], reader.offset_bases, docs) is None
    assert runs.find_runs(library, placed, [(0, 0, 1)], reader.offset_bases, docs + 7) is None
