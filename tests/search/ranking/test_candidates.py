import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.matching.match import Match, ScoredDocs
from indexer.search.ranking.candidates import CandidateSet

MAX_DOC = 10
docs_of = st.sets(st.integers(0, MAX_DOC - 1)).map(sorted)
layers = st.dictionaries(st.integers(0, MAX_DOC - 1), st.tuples(st.integers(1, 9), st.booleans()))


def make_set(docs):
    return CandidateSet(np.array(docs, dtype=np.int32), MAX_DOC)


def make_match(tables):
    made = []
    for table in tables:
        docs = sorted(table)
        scores, flags = ([table[doc][at] for doc in docs] for at in (0, 1))
        made.append(ScoredDocs(np.array(docs, np.int32), np.array(scores, np.float32), np.array(flags, bool)))
    return Match(tuple(made))


@given(docs_of)
def test_candidates_are_numbered_and_all_others_share_one_row(docs):
    rows = make_set(docs).rows_of(np.arange(MAX_DOC, dtype=np.int32)).tolist()
    assert rows == [docs.index(doc) if doc in docs else len(docs) for doc in range(MAX_DOC)]


@given(docs_of, st.lists(st.dictionaries(st.integers(0, MAX_DOC - 1), st.integers(1, 9)), max_size=3))
def test_values_of_documents_are_added_up_by_candidate(docs, parts):
    arrays = [(np.array(list(part), np.int32), np.array(list(part.values()), np.float32)) for part in parts]
    assert make_set(docs).add_up(arrays).tolist() == [sum(part.get(doc, 0) for part in parts) for doc in docs]


@given(docs_of, st.lists(layers, max_size=3))
def test_a_match_is_laid_out_by_candidate(docs, tables):
    candidates, match = make_set(docs), make_match(tables)
    scores, is_exact = candidates.scores(match)
    assert scores.tolist() == [max((table[doc][0] for table in tables if doc in table), default=0) for doc in docs]
    assert is_exact.tolist() == [any(table.get(doc, (0, False))[1] for table in tables) for doc in docs]
    assert candidates.exact_mask(match).tolist() == is_exact.tolist()


def test_without_candidates_every_column_is_empty():
    candidates = make_set([])
    assert (len(candidates), candidates.zeros().tolist()) == (0, [])
    assert candidates.add_up([(np.array([3], np.int32), np.float32(1))]).tolist() == []
