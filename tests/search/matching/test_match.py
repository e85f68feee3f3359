"""Matches against dictionaries: document -> (score, is_exact)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.matching import match
from indexer.search.matching.match import (
    Match,
    ScoredDocs,
    as_inexact,
    begin_runs,
    both,
    either,
    exact_mask,
    find_common,
    flatten,
    found_mask,
    scale,
    scores_at,
)

MAX_DOC = 12
layers = st.dictionaries(st.integers(0, MAX_DOC - 1), st.tuples(st.integers(1, 9), st.booleans()), max_size=8)
tables = st.lists(layers, max_size=3)


def make_layer(table):
    docs = sorted(table)
    scores = np.array([table[doc][0] for doc in docs], dtype=np.float32)
    return ScoredDocs(np.array(docs, np.int32), scores, np.array([table[doc][1] for doc in docs], bool))


def make_match(table):
    return Match(tuple(map(make_layer, table)))


def union(table):
    """Return the best score of each document, and whether it is exact in any layer."""
    best = {}
    for layer in table:
        for doc, (score, is_exact) in layer.items():
            other = best.get(doc, (0, False))
            best[doc] = (max(score, other[0]), is_exact or other[1])
    return best


def read(match):
    flat = flatten(match)
    return {
        doc: (score, is_exact)
        for doc, score, is_exact in zip(flat.docs.tolist(), flat.scores.tolist(), flat.is_exact.tolist(), strict=True)
    }


@given(tables)
def test_a_document_of_several_layers_has_the_best_of_its_scores(table):
    match = make_match(table)
    assert read(match) == union(table)
    assert flatten(match).docs.tolist() == sorted(union(table))


@given(tables, tables)
def test_either_is_the_union(one, other):
    assert read(either([make_match(one), make_match(other)])) == union([*one, *other])


@given(tables, tables)
def test_both_is_the_intersection_with_scores_added_up(one, other):
    left, right = union(one), union(other)
    expected = {d: (left[d][0] + right[d][0], left[d][1] and right[d][1]) for d in left.keys() & right.keys()}
    assert read(both(make_match(one), make_match(other), MAX_DOC)) == expected


@given(tables, st.sampled_from((0.5, 2.0)))
def test_scaling_multiplies_scores_and_nothing_else(table, factor):
    scaled = read(scale(make_match(table), factor))
    assert scaled == {doc: (score * factor, is_exact) for doc, (score, is_exact) in union(table).items()}


@given(tables)
def test_an_inexact_copy_has_the_same_scores(table):
    assert read(as_inexact(make_match(table))) == {doc: (score, False) for doc, (score, _) in union(table).items()}


@given(tables)
def test_masks_and_figures_tell_what_the_layers_hold(table):
    match, best = make_match(table), union(table)
    exact = {doc for doc, (_, is_exact) in best.items() if is_exact}
    assert np.flatnonzero(found_mask(match, MAX_DOC)).tolist() == sorted(best)
    assert np.flatnonzero(exact_mask(match, MAX_DOC)).tolist() == sorted(exact)
    assert match.best == max((score for score, _ in best.values()), default=0)
    assert (match.found, match.has_exact) == (bool(best), bool(exact))
    assert match.exact_count == len(exact)


@pytest.mark.parametrize("few", [0, MAX_DOC])
@given(table=tables, docs=st.sets(st.integers(0, MAX_DOC - 1)))
def test_scores_of_some_documents_are_zero_where_they_do_not_match(few, table, docs):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match, "_FEW", few)
        found = scores_at(make_match(table), np.array(sorted(docs), np.int32), MAX_DOC)
    assert found.tolist() == [union(table).get(doc, (0, False))[0] for doc in sorted(docs)]


@given(st.sets(st.integers(0, MAX_DOC - 1)), st.sets(st.integers(0, MAX_DOC - 1)))
def test_common_documents_are_found_in_both_lists(one, other):
    left, right = (np.array(sorted(docs), np.int32) for docs in (one, other))
    mine, theirs = find_common(left, right, MAX_DOC)
    assert left[mine].tolist() == right[theirs].tolist() == sorted(one & other)


@given(st.lists(st.integers(0, 3)))
def test_runs_begin_where_values_change(values):
    begins = begin_runs(np.array(values, dtype=np.int64)).tolist()
    assert begins == [at for at, value in enumerate(values) if not at or value != values[at - 1]]
