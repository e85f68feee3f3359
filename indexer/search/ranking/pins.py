"""Posts that an operator has pinned to a query: they come first, and keep their own scores."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from indexer.arrays import distinct
from indexer.search.facets.filters import select_docs
from indexer.search.query.plan import Plan
from indexer.search.ranking.result import Ranking
from indexer.search.snapshot import IndexSnapshot


def find_pinned(snapshot: IndexSnapshot, plan: Plan) -> tuple[int, ...]:
    """Return the documents that are pinned to a query, in order; those that may not be shown are left out."""
    if not plan.pins:
        return ()
    allowed = select_docs(snapshot, plan.filters)
    docs = (snapshot.reader.find_document(post_id) for post_id in plan.pins)
    return tuple(doc for doc in docs if doc >= 0 and allowed[doc])


def add_documents(ranking: Ranking, docs: Sequence[int]) -> Ranking:
    """Return a ranking that has some documents too, with no score where they are not among its own."""
    if not docs:  # nearly always: what follows goes through all that was found
        return ranking
    added = distinct(np.array(docs, dtype=np.int32))
    fresh = added[~np.isin(added, ranking.docs)]
    if not len(fresh):
        return ranking
    at = ranking.docs.searchsorted(fresh)
    zeros = np.zeros(len(fresh), np.float32)
    return Ranking(
        np.insert(ranking.docs, at, fresh),
        np.insert(ranking.scores, at, zeros),
        {name: np.insert(values, at, zeros) for name, values in ranking.signals.items()},
        np.insert(ranking.complete, at, zeros.astype(bool)),
        np.insert(ranking.matched, at, ~zeros.astype(bool)),
    )


def put_first(pinned: Sequence[int], docs: Iterable[int]) -> Iterator[int]:
    """Yield pinned documents, then all others in their order."""
    yield from pinned
    yield from (doc for doc in docs if doc not in pinned)
