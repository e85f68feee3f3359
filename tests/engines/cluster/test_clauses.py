"""Clauses of OpenSearch's query language that are put together."""

from indexer.engines.cluster.queries.clauses import ANYTHING, NOTHING, all_of, any_of


def test_what_nothing_matches_is_left_out_and_everything_is_no_condition():
    assert any_of([NOTHING]) == NOTHING
    assert any_of([NOTHING, ANYTHING]) == ANYTHING
    assert all_of([ANYTHING]) == ANYTHING
    assert all_of([ANYTHING], [NOTHING]) == ANYTHING
