"""Sort the documents of a ranking: by score or date, ties by date and id."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Floats, Int32s, Int64s
from indexer.native import kernel
from indexer.native.answer import order as native
from indexer.search.index_view import IndexView
from indexer.search.ranking.result import Ranking
from indexer.search.results import Sort

Keys = NDArray[np.float64]
FEW = 100
"""Documents that the kernel finds: each of all is compared with as many at worst."""


def sort_docs(ranking: Ranking, reader: IndexView, sort: Sort, limit: int) -> list[int]:
    """Return the first ``limit`` documents in order: by score or date, then newest, then by the IDs of their posts."""
    if limit < 1 or not ranking.total:
        return []
    by_date, library = sort is Sort.DATE, kernel() if limit <= FEW else None
    if library:
        return native.sort_docs(
            library, ranking.docs, None if by_date else ranking.scores, reader.dates, reader.id_ranks, limit=limit
        )
    return _sort_docs(ranking, reader, limit, by_date=by_date)


def _sort_docs(ranking: Ranking, reader: IndexView, limit: int, *, by_date: bool) -> list[int]:
    rows = _pick(_newest_first(reader, ranking.docs) if by_date else -ranking.scores, limit)
    docs = ranking.docs[rows]
    dates = _newest_first(reader, docs)
    keys = [dates] if by_date else [dates, -ranking.scores[rows].astype(np.float64)]
    order = np.lexsort(keys)
    return _order_ties(reader, docs[order], [key[order] for key in keys], limit)


def _newest_first(reader: IndexView, docs: Int32s) -> Keys:
    return -reader.dates.take(docs).astype(np.float64)


def _pick(keys: Keys | Floats, limit: int) -> Int64s:
    """Return the rows of the ``limit`` lowest keys, and of all keys equal to the last of them."""
    if len(keys) <= limit:
        return np.arange(len(keys))
    rows: Int64s = np.flatnonzero(keys <= np.partition(keys, limit - 1)[limit - 1])
    return rows


def _order_ties(reader: IndexView, docs: Int32s, keys: list[Keys], limit: int) -> list[int]:
    """Order documents with equal keys by the IDs of their posts, up to the ``limit``-th document."""
    changes = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    begins = [0, *(changes.nonzero()[0] + 1).tolist(), len(docs)]
    ordered: list[int] = []
    for begin, end in pairwise(begins):
        if len(ordered) < limit:
            ordered += docs[begin:end].tolist() if end - begin == 1 else _sort_by_id(reader, docs[begin:end], limit)
    return ordered[:limit]


def _sort_by_id(reader: IndexView, docs: Int32s, limit: int) -> list[int]:
    """Return the first documents by their posts' IDs."""
    first: list[int] = docs[reader.id_ranks[docs].argsort(kind="stable")[:limit]].tolist()
    return first
