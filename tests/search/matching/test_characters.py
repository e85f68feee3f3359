"""Runs of characters, against a plain search in the folded texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import make_post, read_index

from indexer.search.matching.characters import CharacterLookup
from indexer.text.analysis.folding import fold_text

TEXTS = ("服务网格与服务", "网格服务网", "格服 务网", "カナデータ", "", "服", "服务服务服务")
READER = read_index([make_post(str(at), text, title=f"t{text[:2]}") for at, text in enumerate(TEXTS)], dead=[6])
BODIES = [fold_text(READER.text(doc)) for doc in range(len(TEXTS))]

runs = st.text(st.sampled_from("服务网格カ"), min_size=1, max_size=6)


def docs_with(run):
    return [doc for doc, body in enumerate(BODIES) if run in body and doc != 6]


@given(runs)
def test_a_run_is_found_in_the_documents_that_hold_it(run):
    assert CharacterLookup(READER).find(run).tolist() == docs_with(run)


@given(runs, st.sets(st.integers(0, 5)))
def test_documents_known_to_hold_a_run_are_taken_at_their_word(run, known):
    mask = np.zeros(READER.max_doc, dtype=bool)
    mask[[doc for doc in known if doc in docs_with(run)]] = True
    assert CharacterLookup(READER).find(run, mask).tolist() == docs_with(run)


@given(st.text(st.sampled_from("服务网格"), min_size=2, max_size=5))
def test_a_run_begins_where_the_text_says(run):
    docs = np.array(docs_with(run), dtype=np.int32)
    bases = READER.offset_bases
    expected = [
        int(bases[doc]) + at
        for doc in docs.tolist()
        for at in range(len(BODIES[doc]))
        if BODIES[doc].startswith(run, at)
    ]
    assert CharacterLookup(READER).starts(run, docs).tolist() == expected


@pytest.mark.parametrize(("run", "docs"), [("服务", [0]), ("网格", [1]), ("カナ", [3]), ("务网", [])])
def test_titles_are_searched_by_themselves(run, docs):
    assert CharacterLookup(READER).find_in_titles(run).tolist() == docs


def test_spaces_in_titles_are_passed_over():
    characters = CharacterLookup(read_index([make_post("a", "x", title="服 务 ab")]))
    assert characters.is_in_title("服务a", 0)
    assert not characters.is_in_title("务服", 0)
