"""Runs of characters found by the kernel, against looking for them in the texts."""

import numpy as np
import pytest

from indexer.native import kernel
from indexer.native.runs import Run, find_runs


@pytest.fixture
def library():
    return kernel() or pytest.skip("no kernel")


def list_offsets(text, pair, dtype):
    return np.array([at for at in range(len(text)) if text.startswith(pair, at)], dtype)


def make_run(target, run, line, dtype, missing):
    steps = sorted({*range(0, len(run) - 1, 2), len(run) - 2})
    return Run(target, len(run), [(step, list_offsets(line, run[step : step + 2], dtype)) for step in steps], missing)


def test_runs_are_found_where_the_texts_have_them(library):
    for seed in range(100):
        random = np.random.default_rng(seed)
        texts = ["".join(random.choice(list("网格服"), random.integers(0, 60))) for _ in range(6)]
        line = "".join(f"{text}\n" for text in texts)
        bases = np.cumsum([0, *(len(text) + 1 for text in texts)])
        docs = random.permutation(6)[: random.integers(1, 7)]
        begins = np.cumsum([0, *(len(texts[doc]) + 1 for doc in docs)])
        runs = ["".join(random.choice(list("网格服"), random.integers(2, 6))) for _ in range(random.integers(1, 4))]
        masks = random.random((len(runs), len(docs))) < 0.7
        dtype = random.choice([np.int32, np.int64])
        hits = np.stack([bases[docs], bases[docs + 1], begins[:-1], begins[1:] - 1], axis=1)
        asked = [make_run(at, run, line, dtype, mask) for at, (run, mask) in enumerate(zip(runs, masks, strict=True))]
        expected = [
            [at, begins[hit] + start, begins[hit] + start + len(run)]
            for at, run in enumerate(runs)
            for hit in masks[at].nonzero()[0]
            for start in list_offsets(texts[docs[hit]], run, np.int64)
        ]
        assert find_runs(library, asked, hits).tolist() == expected, seed


def test_there_is_room_for_any_number_of_runs(library):
    run = make_run(7, "网网", "网" * 5000, np.int32, np.array([True]))
    found = find_runs(library, [run], np.array([[0, 5000, 0, 5000]]))
    assert found[-1].tolist() == [7, 4998, 5000]
    assert len(found) == 4999


def test_a_run_one_of_whose_pairs_is_nowhere_is_nowhere(library):
    nowhere = Run(1, 3, (), np.array([True]))
    assert len(find_runs(library, [nowhere], np.array([[0, 9, 0, 9]]))) == 0
