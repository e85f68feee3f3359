"""The words that tell a document from all others."""

import numpy as np

from indexer.index.layout import Floats, Int32s

KEYWORDS = 24
"""Words that are kept of each document."""
COMMON = 0.25
"""A word in more than this share of all documents tells nothing."""


def choose_keywords(docs: Int32s, terms: Int32s, counts: Int32s, lengths: Int32s) -> tuple[Int32s, Floats]:
    """Choose the most telling terms of each document by their BM25 weight.

    Args:
        docs: int32[P], of the postings of one field, which are sorted by term.
        terms: int32[P].
        counts: int32[P].
        lengths: int32[N], words of each document in that field.

    Returns:
        Term numbers, int32[N, KEYWORDS], -1 where a document has fewer; and their weights, float32 of that shape.
        Terms that only one document has are left out: they lead to no other.
    """
    total = len(lengths)
    weights = _weigh(docs, terms, counts, lengths)
    kept = weights > 0
    docs, terms, weights = docs[kept], terms[kept], weights[kept]
    order = np.lexsort((terms, -weights, docs))
    docs, terms, weights = docs[order], terms[order], weights[order]
    places = np.arange(len(docs)) - np.searchsorted(docs, docs)
    first = places < KEYWORDS
    numbers = np.full((total, KEYWORDS), -1, dtype=np.int32)
    figures = np.zeros((total, KEYWORDS), dtype=np.float32)
    numbers[docs[first], places[first]] = terms[first]
    figures[docs[first], places[first]] = weights[first]
    return numbers, figures


def _weigh(docs: Int32s, terms: Int32s, counts: Int32s, lengths: Int32s) -> Floats:
    total = len(lengths)
    spread = np.bincount(terms)[terms] if len(terms) else terms
    average = max(float(lengths.mean()), 1.0) if total else 1.0
    frequencies = counts / (0.4 + 0.6 * lengths[docs] / average)
    weights = np.log1p((total - spread + 0.5) / (spread + 0.5)) * frequencies / (frequencies + 1.5)
    telling = (spread > 1) & (spread <= max(total * COMMON, 2))
    result: Floats = np.where(telling, weights, 0).astype(np.float32)
    return result
