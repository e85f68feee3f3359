"""What the first posts are about, said in other words: they bring up others like them."""

from dataclasses import dataclass

import numpy as np

from indexer.index.format.arrays import begin_groups, count_runs
from indexer.index.format.layout import FIELD_BITS, Floats, Int32s, Int64s
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import begin_runs
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.keywords import Doubles, KeywordFinder, find_best
from indexer.search.tuning import saturate


@dataclass(frozen=True, slots=True)
class ScoredTerms:
    """What each of several terms counts in each row that has it.

    Attributes:
        rows: int32[n], term by term, ascending within one.
        scores: float32[n].
    """

    rows: Int32s
    scores: Floats


def score_feedback(lookup: Lookup, rows: CandidateSet, scores: Floats) -> Floats:
    """Score the words that tell the best posts from all others.

    Args:
        lookup: Of the query.
        rows: What was found.
        scores: float32[F], so far.

    Source:
        Pseudo relevance feedback as in RM3 (Abdul-Jaleel et al. 2004), with the keywords of each document as its terms.
    """
    tuning = lookup.tuning
    best = _find_best_posts(lookup, rows, scores)
    if not tuning.feedback or not len(best) or not scores[best[0]] > 0:
        return rows.zeros()
    terms, weights = _choose_terms(lookup.snapshot.keywords, rows.docs[best], scores[best], tuning.feedback_terms)
    if not len(terms):
        return rows.zeros()
    scored = score_terms(lookup, rows, lookup.reader.terms_of_ordinals(terms), weights)
    total = np.bincount(scored.rows, weights=scored.scores, minlength=len(rows))
    most = float(total[best].max())
    return (total * (tuning.feedback * float(scores[best[0]]) / most if most else 0)).astype(np.float32)


def _find_best_posts(lookup: Lookup, rows: CandidateSet, scores: Floats) -> Int64s:
    """Return the rows of the best posts, best first; of equal ones the first by their IDs, whatever their parts."""
    count = lookup.tuning.feedback_posts
    if len(lookup.reader.parts) == 1 or len(scores) <= 1:
        return find_best(scores, count)
    least = np.partition(scores, -min(count, len(scores)))[-min(count, len(scores))]
    likely = np.flatnonzero(scores >= least)
    order = np.lexsort((lookup.reader.id_ranks[rows.docs[likely]], -scores[likely]))
    best: Int64s = likely[order[:count]]
    return best


def _choose_terms(finder: KeywordFinder, docs: Int32s, scores: Floats, count: int) -> tuple[Int64s, Doubles]:
    """Return the places of the terms that the best documents share most, with weights that sum to 1."""
    found = finder.find(docs.tolist())
    shares = [words.weights * score for words, score in zip(found, (scores / scores[0]).tolist(), strict=True)]
    terms = np.concatenate([words.terms for words in found])
    order = terms.argsort(kind="stable")
    begins = begin_runs(terms[order])
    if not len(begins):
        return terms, np.empty(0)
    sums = np.add.reduceat(np.concatenate(shares)[order], begins)
    chosen = (-sums).argsort(kind="stable")[:count]
    return terms[order[begins[chosen]]], sums[chosen] / sums[chosen].sum()


def score_terms(lookup: Lookup, rows: CandidateSet, numbers: Int64s, weights: Doubles) -> ScoredTerms:
    """Score several terms at once, each with its weight; one that only one document has tells nothing."""
    found, sizes = lookup.reader.postings_of(numbers)
    docs, ends = found.entries >> FIELD_BITS, sizes.cumsum()
    spreads = count_runs(begin_groups(docs, ends), ends)
    idfs = np.log1p((lookup.reader.num_docs - spreads + 0.5) / (spreads + 0.5)) * weights * (spreads > 1)
    places = rows.rows_of(docs)
    kept = (places < len(rows)).nonzero()[0]  # often few of all: only these are weighed
    places, ends = places.take(kept), kept.searchsorted(ends)
    begins = begin_groups(places, ends)
    values = lookup.snapshot.norms.take(found.entries.take(kept)) * found.counts.take(kept)
    factors = idfs.astype(np.float32).repeat(count_runs(begins, ends))
    values = np.add.reduceat(values, begins) if len(begins) else values
    return ScoredTerms(places.take(begins), factors * saturate(values, lookup.tuning.k1))
