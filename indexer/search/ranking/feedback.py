"""Pseudo relevance feedback: the keywords of the best posts bring up others like them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Doubles, Floats, Int32s, Int64s
from indexer.index.format.arrays import begin_groups, count_runs
from indexer.index.format.layout import FIELD_BITS
from indexer.native import kernel
from indexer.native.ranking.rank import MOST_SHARING
from indexer.native.ranking.rank import choose_terms as choose_terms_native
from indexer.search.formulas import saturate
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import begin_runs
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.keywords import Keywords, find_best
from indexer.units import DocFreqs, DocIds, TermIds, TermOrdinals

_NO_TERMS: TermOrdinals = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class ScoredTerms:
    """The scores of several terms in the candidates that have them.

    Attributes:
        rows: int32[n], term by term, ascending within one.
        scores: float32[n].
    """

    rows: Int32s
    scores: Floats


def score_feedback(evidence: Evidence, scores: Floats) -> Floats:
    """Score the words that tell the best posts from all others.

    Args:
        evidence: Of the query.
        scores: float32[F], so far.

    Source:
        Pseudo relevance feedback as in RM3 (Abdul-Jaleel et al. 2004), with the keywords of each document as its terms.
    """
    lookup, candidates = evidence.lookup, evidence.candidates
    best = _find_best_posts(lookup, candidates, scores)
    ordinals, weights = choose_terms(lookup, candidates.docs, best, scores)
    if not len(ordinals):
        return candidates.zeros()
    scored = score_terms(lookup, candidates, lookup.reader.terms_of_ordinals(ordinals), weights)
    total = np.bincount(scored.rows, weights=scored.scores, minlength=len(candidates)).astype(np.float64, copy=False)
    most = float(total[best].max())
    return (total * (lookup.tuning.feedback * float(scores[best[0]]) / most if most else 0)).astype(np.float32)


def choose_terms(lookup: Lookup, docs: DocIds, best: Int64s, scores: Floats) -> tuple[TermOrdinals, Doubles]:
    """Return the terms that the best posts' keywords share most, with weights that sum to 1; none where nothing scores.

    Args:
        lookup: Of the query.
        docs: int32[F], the candidates.
        best: Rows, best first.
        scores: float32[F], so far.
    """
    if not lookup.tuning.feedback or not len(best) or not scores[best[0]] > 0:
        return _NO_TERMS, np.empty(0)
    keywords = lookup.snapshot.keywords.find(docs[best].tolist())
    return _choose_terms(keywords, scores[best], lookup.tuning.feedback_terms)


def _find_best_posts(lookup: Lookup, candidates: CandidateSet, scores: Floats) -> Int64s:
    """Return the rows of the best posts, best first; of equal ones the first by their IDs, whatever their parts."""
    count = lookup.tuning.feedback_posts
    if lookup.reader.is_in_id_order or len(scores) <= 1:
        return find_best(scores, count)
    least = np.partition(scores, -min(count, len(scores)))[-min(count, len(scores))]
    likely = np.flatnonzero(scores >= least)
    order = np.lexsort((lookup.reader.id_ranks[candidates.docs[likely]], -scores[likely]))
    best: Int64s = likely[order[:count]]
    return best


def _choose_terms(found: Sequence[Keywords], scores: Floats, count: int) -> tuple[TermOrdinals, Doubles]:
    """Return the terms that the best documents share most, with weights that sum to 1.

    Args:
        found: The keywords of each.
        scores: float32, of each, best first.
        count: Terms to return.
    """
    shares = (scores / scores[0]).astype(np.float64)
    library = kernel() if len(found) <= MOST_SHARING else None
    if library:
        keywords = [(words.terms, words.weights) for words in found]
        terms, sums = choose_terms_native(library, keywords, shares, count)
    else:
        terms, sums = _choose_by_sorting(found, shares, count)
    if not sums.any():  # every word of the best posts is in all posts, and tells none from the others
        return terms[:0], np.empty(0)
    return terms, sums / sums.sum()


def _choose_by_sorting(found: Sequence[Keywords], shares: Doubles, count: int) -> tuple[TermOrdinals, Doubles]:
    """Return the terms whose weights in all documents add up to most, and these sums."""
    terms = np.concatenate([words.terms for words in found])
    order = terms.argsort(kind="stable")
    begins = begin_runs(terms[order])
    if not len(begins):
        return terms, np.empty(0)
    weights = np.concatenate([words.weights * share for words, share in zip(found, shares.tolist(), strict=True)])
    sums = np.add.reduceat(weights[order], begins)
    chosen = (-sums).argsort(kind="stable")[:count]
    return terms[order[begins[chosen]]], sums[chosen]


def score_terms(lookup: Lookup, candidates: CandidateSet, terms: TermIds, weights: Doubles) -> ScoredTerms:
    """Score several terms at once by BM25F, each with its weight; one that only one document has scores nothing."""
    found, sizes = lookup.reader.postings_of(terms)
    docs, ends = found.entries >> FIELD_BITS, sizes.cumsum()
    statistics = lookup.snapshot.statistics
    doc_freqs = statistics.doc_freqs(terms) if statistics else DocFreqs(count_runs(begin_groups(docs, ends), ends))
    factors = lookup.snapshot.idfs.take(doc_freqs) * weights * (doc_freqs > 1)
    rows = candidates.rows_of(docs)
    kept = (rows < len(candidates)).nonzero()[0]  # often few of all: only these are weighed
    rows, ends = rows.take(kept), kept.searchsorted(ends)
    begins = begin_groups(rows, ends)
    values = lookup.snapshot.norms.take(found.entries.take(kept)) * found.counts.take(kept)
    values = np.add.reduceat(values, begins) if len(begins) else values
    by_row = factors.astype(np.float32).repeat(count_runs(begins, ends))
    return ScoredTerms(rows.take(begins), by_row * saturate(values, lookup.snapshot.k1))
