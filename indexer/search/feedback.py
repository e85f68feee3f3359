"""What the first posts are about, said in other words: they bring up others like them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.layout import FIELD_BITS, Floats, Int32s, Int64s
from indexer.search.keywords import KeywordFinder, find_best
from indexer.search.lookup import Lookup
from indexer.search.match import begin_runs
from indexer.search.rows import Rows
from indexer.search.scoring import saturate


@dataclass(frozen=True, slots=True)
class Scored:
    """What each of several terms counts in each document that has it.

    Attributes:
        docs: int32[n], term by term, ascending within one.
        scores: float32[n].
    """

    docs: Int32s
    scores: Floats


def score_feedback(lookup: Lookup, rows: Rows, scores: Floats) -> Floats:
    """Score the words that tell the best posts from all others.

    Args:
        lookup: Of the query.
        rows: What was found.
        scores: float32[F], so far.

    Source:
        Pseudo relevance feedback as in RM3 (Abdul-Jaleel et al. 2004), with the keywords of each document as its terms.
    """
    tuning = lookup.tuning
    best = find_best(scores, tuning.feedback_posts)
    if not tuning.feedback or not len(best) or not scores[best[0]] > 0:
        return rows.zeros()
    numbers, weights = _choose_terms(lookup.collection.keywords, rows.docs[best], scores[best], tuning.feedback_terms)
    if not len(numbers):
        return rows.zeros()
    scored = score_terms(lookup, numbers.tolist(), weights)
    total = np.bincount(rows.rows_of(scored.docs), weights=scored.scores, minlength=len(rows) + 1)[:-1]
    most = float(total[best].max())
    return (total * (tuning.feedback * float(scores[best[0]]) / most if most else 0)).astype(np.float32)


def _choose_terms(finder: KeywordFinder, docs: Int32s, scores: Floats, count: int) -> tuple[Int64s, Floats]:
    """Return the terms that the best documents share most, with weights that sum to 1."""
    found = finder.find(docs.tolist())
    shares = [words.weights * score for words, score in zip(found, (scores / scores[0]).tolist(), strict=True)]
    numbers, places = np.unique(np.concatenate([words.numbers for words in found]), return_inverse=True)
    sums = np.bincount(places, weights=np.concatenate(shares), minlength=len(numbers))
    first = np.argsort(-sums, kind="stable")[:count]
    chosen = first[sums[first] > 0]
    return numbers[chosen], sums[chosen] / sums[chosen].sum()


def score_terms(lookup: Lookup, numbers: Sequence[int], weights: Floats) -> Scored:
    """Score several terms at once, each with its weight; one that only one document has tells nothing."""
    postings = [lookup.reader.postings(number) for number in numbers]
    slots = np.concatenate([found.entries for found in postings])
    values = lookup.collection.norms[slots] * np.concatenate([found.counts for found in postings])
    ends = np.cumsum([len(found.entries) for found in postings])
    docs = slots >> FIELD_BITS
    begins = begin_runs(docs)
    begins = np.union1d(begins, ends[:-1][ends[:-1] < len(docs)])  # a term may end with the document the next begins in
    spreads = np.diff(begins.searchsorted(ends), prepend=0)
    rarities = np.log1p((lookup.reader.documents - spreads + 0.5) / (spreads + 0.5)) * weights * (spreads > 1)
    factors = np.repeat(rarities.astype(np.float32), spreads)
    return Scored(docs[begins], factors * saturate(np.add.reduceat(values, begins), lookup.tuning.k1))
