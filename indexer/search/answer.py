"""What a request found, and what one page of its answer tells of that."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from indexer.native import Kernel, kernel
from indexer.native.answer import tell_answer
from indexer.search.facets.counting import FACET_LIMITS, count_facets, finish_counts
from indexer.search.facets.facet_table import ValueCounts
from indexer.search.matching.lookup import Lookup
from indexer.search.query.plan import Plan
from indexer.search.ranking.order import FEW, sort_docs
from indexer.search.ranking.pins import put_first
from indexer.search.ranking.ranking import find_widened
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
        complete: Posts found that have every word.
        facets: See ``count_facets``.
    """

    docs: list[int]
    complete: int
    facets: Mapping[str, ValueCounts]


def choose(answer: Answer, sort: Sort, first: int, count: int) -> list[int]:
    """Return the documents of one page, in order, pinned ones first; where nothing is scored, by date."""
    docs = sort_docs(answer.ranking, answer.lookup.reader, _sort_by(answer, sort), first + count)
    return _divide(answer, docs, first, count)


def _sort_by(answer: Answer, sort: Sort) -> Sort:
    return sort if answer.plan.scored else Sort.DATE


def _divide(answer: Answer, docs: list[int], first: int, count: int) -> list[int]:
    return list(put_first(answer.pinned, docs))[first : first + count]


def tell_page(answer: Answer, sort: Sort, first: int, count: int) -> AnswerPage:
    """Return what a page of so many documents tells, the first of which has a number from 0."""
    library = kernel() if first + count <= FEW else None
    if library:
        return _tell_natively(library, answer, sort, first, count)
    complete = int(np.count_nonzero(answer.ranking.complete))
    widened = find_widened(answer.lookup, answer.plan)
    facets = count_facets(answer.lookup.snapshot, answer.matched, widened)
    return AnswerPage(choose(answer, sort, first, count), complete, facets)


def _tell_natively(library: Kernel, answer: Answer, sort: Sort, first: int, count: int) -> AnswerPage:
    snapshot, ranking = answer.lookup.snapshot, answer.ranking
    scores = None if _sort_by(answer, sort) is Sort.DATE else ranking.scores
    told = tell_answer(
        library,
        snapshot.answer_columns,
        (ranking.docs, scores, ranking.complete),
        answer.matched,
        limit=first + count,
        limits=FACET_LIMITS,
    )
    found = snapshot.facets.name(told.values, told.counts, told.lengths)
    facets = finish_counts(snapshot, found, find_widened(answer.lookup, answer.plan))
    docs: list[int] = ranking.docs[told.rows].tolist()
    return AnswerPage(_divide(answer, docs, first, count), told.complete, facets)
