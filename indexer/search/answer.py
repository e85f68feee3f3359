"""What a request found, and what one page of its answer tells of that."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from indexer.search.facets.counting import count_facets, finish_counts
from indexer.search.facets.facet_table import ValueCounts
from indexer.search.facets.written_facets import WrittenFacets
from indexer.search.matching.lookup import Lookup
from indexer.search.query.plan import Plan
from indexer.search.ranking.folding import fold_translations
from indexer.search.ranking.order import sort_docs
from indexer.search.ranking.pins import add_documents, find_pinned, put_first
from indexer.search.ranking.ranking import find_widened, rank, rank_and_tell
from indexer.search.ranking.result import Ranking
from indexer.search.results import Sort
from indexer.units import DocIds


class Answer(NamedTuple):
    """A request evaluated, before anything is shown of it.

    Attributes:
        ranking: What may be shown: of the translations of one post only one.
        matched: int32[], all documents that match, ascending: what facets count, for only these does a filter leave.
        pinned: Documents that come first.
    """

    lookup: Lookup
    plan: Plan
    ranking: Ranking
    matched: DocIds
    pinned: tuple[int, ...]


class AnswerPage(NamedTuple):
    """What a page tells of an answer.

    Attributes:
        docs: Of the page, in order.
        scores: Of each.
        pinned: Documents that come first.
        total: Posts found.
        complete: Those of them that have every word.
        facets: See ``count_facets``.
    """

    docs: list[int]
    scores: list[float]
    pinned: tuple[int, ...]
    total: int
    complete: int
    facets: Mapping[str, ValueCounts]


def evaluate(lookup: Lookup, plan: Plan, *, fold: bool = True, with_signals: bool = False) -> Answer:
    """Evaluate a plan.

    Args:
        lookup: Of the query.
        plan: Of the query.
        fold: Whether one of the translations of a post is left alone.
        with_signals: Whether the summands of scores are asked for.
    """
    pinned = find_pinned(lookup.snapshot, plan)
    every = add_documents(rank(lookup, plan, with_signals=with_signals), pinned)
    ranking = fold_translations(lookup.snapshot, plan, every, pinned) if fold else every
    return Answer(lookup, plan, ranking, every.docs[every.matched], pinned)


def choose(answer: Answer, sort: Sort, first: int, count: int) -> list[int]:
    """Return the documents of one page, in order, pinned ones first; where nothing is scored, by date."""
    by = sort if answer.plan.scored else Sort.DATE
    docs = sort_docs(answer.ranking, answer.lookup.reader, by, first + count)
    return list(put_first(answer.pinned, docs))[first : first + count]


def tell_page(lookup: Lookup, plan: Plan, sort: Sort, first: int, count: int) -> AnswerPage:
    """Evaluate a plan, and return what a page of so many documents tells, the first of which has a number from 0."""
    snapshot, told = lookup.snapshot, rank_and_tell(lookup, plan, sort, first + count)
    if told is None:
        return _tell(evaluate(lookup, plan), sort, first, count)
    facets: Mapping[str, ValueCounts]
    if told.facets.json and not plan.filters.chosen:
        facets = WrittenFacets(snapshot.facets, told.facets)
    else:
        found = snapshot.facets.name(*told.facets.read())
        facets = finish_counts(snapshot, found, find_widened(lookup, plan))
    return AnswerPage(told.docs[first:], told.scores[first:], (), told.total, told.complete, facets)


def _tell(answer: Answer, sort: Sort, first: int, count: int) -> AnswerPage:
    ranking, docs = answer.ranking, choose(answer, sort, first, count)
    facets = count_facets(answer.lookup.snapshot, answer.matched, find_widened(answer.lookup, answer.plan))
    complete = int(np.count_nonzero(ranking.complete))
    return AnswerPage(docs, ranking.scores_of(docs), answer.pinned, ranking.total, complete, facets)
