"""Clauses of OpenSearch's query language, put together: nothing and everything are folded away."""

from collections.abc import Iterable, Sequence
from typing import Any

Query = dict[str, Any]
"""A clause of OpenSearch's query language."""

ANYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}
LEAST_BOOST = 1e-6
"""A boost has to be more than 0."""


def any_of(queries: Iterable[Query]) -> Query:
    """Return what matches where any of some queries does."""
    every = [query for query in queries if query != NOTHING]
    if len(every) <= 1:
        return every[0] if every else NOTHING
    return {"bool": {"should": every, "minimum_should_match": 1}}


def all_of(queries: Iterable[Query], but_not: Iterable[Query] = ()) -> Query:
    """Return what matches where all of some queries do, and none of others."""
    barred = [query for query in but_not if query != NOTHING]
    every = [query for query in queries if query != ANYTHING]
    if not barred and len(every) <= 1:
        return every[0] if every else ANYTHING
    return {"bool": {"filter": every, **({"must_not": barred} if barred else {})}}


def best_of(queries: Sequence[Query]) -> Query:
    """Return what matches where any of some queries does, with the best of their scores."""
    every = [query for query in queries if query != NOTHING]
    if len(every) <= 1:
        return every[0] if every else NOTHING
    return {"dis_max": {"queries": every}}


def boost(query: Query, factor: float) -> Query:
    """Return a query with its score multiplied; OpenSearch wants a factor of more than 0."""
    return query if query == NOTHING else {"bool": {"must": [query], "boost": max(factor, LEAST_BOOST)}}


def constant_score(query: Query, score: float) -> Query:
    """Return what matches the same, with one score for every document."""
    return query if query == NOTHING else {"constant_score": {"filter": query, "boost": max(score, LEAST_BOOST)}}


def sum_where(found: Query, queries: Sequence[Query]) -> Query:
    """Return what matches where one query does, with the scores of others added up."""
    if found == NOTHING:
        return NOTHING
    return {"bool": {"filter": [found], "should": [query for query in queries if query != NOTHING]}}
