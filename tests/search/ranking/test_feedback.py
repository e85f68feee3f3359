from dataclasses import replace

import numpy as np
import pytest
from small_index import make_post, read_index

from indexer.search.matching.lookup import Lookup
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.feedback import score_feedback, score_terms
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

POSTS = [
    make_post("best", "envoy envoy sidecar istio", title="istio"),
    make_post("alike", "envoy sidecar istio and more words", title="x"),
    make_post("other", "a weather report about istio", title="x"),
    *(make_post(f"z{at}", f"filler{at} text", title="x") for at in range(12)),
]


def feedback(scores, tuning=None, parts=None):
    searcher = Searcher(read_index(*(parts or [POSTS])), tuning or Tuning())
    candidates = CandidateSet(np.arange(3, dtype=np.int32), searcher.reader.max_doc)
    plan = searcher.plan(SearchRequest("istio"))
    evidence = Evidence(Lookup(searcher.snapshot), plan, candidates, [], [])
    return score_feedback(evidence, np.array(scores, dtype=np.float32))


def test_posts_like_the_best_ones_are_brought_up():
    best, alike, other = feedback([4, 1, 1], replace(Tuning(), feedback_posts=1))
    assert best >= alike > other == 0


def test_feedback_gives_the_best_posts_their_share_at_most():
    tuning = Tuning()
    assert feedback([4, 1, 1]).max() == pytest.approx(tuning.feedback * 4, rel=1e-5)


@pytest.mark.parametrize("tuning", [replace(Tuning(), feedback=0), replace(Tuning(), feedback_terms=0)])
def test_without_weight_or_terms_there_is_no_feedback(tuning):
    assert feedback([4, 1, 1], tuning).tolist() == [0, 0, 0]


def test_where_nothing_scores_there_is_no_feedback():
    assert feedback([0, 0, 0]).tolist() == [0, 0, 0]


def test_the_parts_of_an_index_change_nothing():
    expected = feedback([4, 1, 1])
    assert feedback([4, 1, 1], parts=[POSTS[:2], POSTS[2:]]).tolist() == pytest.approx(expected.tolist(), rel=1e-5)


def test_terms_are_weighed_by_bm25f_and_one_that_a_single_document_has_tells_nothing():
    searcher = Searcher(read_index(POSTS))
    lookup, reader = Lookup(searcher.snapshot), searcher.reader
    numbers = np.array(lookup.terms.find_all(["envoy", "weather"]))
    candidates = CandidateSet(np.array([0, 1, 2], dtype=np.int32), reader.max_doc)
    scored = score_terms(lookup, candidates, numbers, np.array([0.5, 0.5]))
    expected = lookup.terms.score((("envoy",), False), 0.5)
    assert scored.rows.tolist() == [0, 1, 2]
    assert scored.scores.tolist() == pytest.approx([*expected.scores.tolist(), 0], rel=1e-5)
