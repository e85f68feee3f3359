"""The signals that a score is made of: each a function from evidence to one number for each candidate.

To add a signal:

1. Write a function of ``Evidence`` that returns float32[F], one number for each candidate; in a file of its own if it
   is long. Multiply it by its weight; return ``evidence.candidates.zeros()`` where the weight is 0.
2. Give the weight a field in ``Tuning``, with a line in its docstring; 0 turns the signal off.
3. Add a row to ``SIGNALS``; or to ``LATER_SIGNALS`` if it goes by the scores so far.
4. Say the same in plain loops in ``tests/search/ranking/reference.py``: a test holds every score against it.

Evidence offers ``lookup.match(node)``, frequencies, positions and idf of ``lookup.terms``, the columns of
``lookup.snapshot`` and of ``lookup.reader``; ``candidates.add_up`` turns values of documents into a column. Positions
become documents by ``matching.positions``.

The score is the sum of all signals, and ``search-index explain`` shows each by its name in the table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats
from indexer.search.formulas import add_up, combine_words, saturate
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.positions import count_docs, intersect
from indexer.search.query.clauses import TOPIC_WORDS
from indexer.search.query.expansion import Expansion
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.exact_phrases import score_exact_phrase
from indexer.search.ranking.feedback import score_feedback
from indexer.search.ranking.paragraphs import score_paragraphs
from indexer.search.ranking.passages import score_passages
from indexer.search.ranking.symbols import score_symbols
from indexer.search.ranking.whole_titles import score_whole_titles
from indexer.search.statistics import Counting
from indexer.search.tuning import Tuning
from indexer.text.analysis.scripts import IS_HAN
from indexer.units import DocIds, GramId

Signal = Callable[[Evidence], Floats]
LaterSignal = Callable[[Evidence, Floats], Floats]
"""A signal that goes by the scores so far, float32[F], 0 for candidates that match nothing themselves."""


def score_words(evidence: Evidence) -> Floats:
    """Add up the scores of the words, less where only some of them are there.

    See ``combine_words``.
    """
    return combine_words([(column.scores, column.best) for column in evidence.columns], evidence.lookup.tuning.coverage)


def score_title(evidence: Evidence) -> Floats:
    """Score titles that are what was typed: by the idf of the words they have and the share of the title those fill.

    What says the same counts, too: by its weight, or in the other language by ``_weigh_in_title``.
    """
    lookup, candidates = evidence.lookup, evidence.candidates
    words = [node for node in evidence.plan.scored if isinstance(node, WordNode)]
    idfs = [lookup.terms.idf_of(Counting.EXACT, word, lookup.match(word).exact_count) for word in words]
    total_idf = add_up(idfs)
    if not lookup.tuning.title or not total_idf:
        return candidates.zeros()
    scores, positions = candidates.zeros(), candidates.zeros()
    for word, idf in zip(words, idfs, strict=True):
        has, lengths = _match_titles(evidence, word)
        scores += has * np.float32(idf)
        positions += lengths
    at = scores.nonzero()[0]
    filled = np.minimum(positions[at] / lookup.snapshot.title_lengths[candidates.docs[at]], np.float32(1))
    scores[at] *= scores[at] * filled * np.float32(lookup.tuning.title / total_idf)
    return scores


def _match_titles(evidence: Evidence, word: WordNode) -> tuple[Floats, Floats]:
    """Match a word, or the best of what says the same, in titles.

    Returns:
        float32[F], 1 where a title has the word, a weight where it has another, else 0; and float32[F], its positions.
    """
    has, lengths = np.zeros((2, len(evidence.candidates) + 1), dtype=np.float32)
    for form in list_title_forms(evidence.plan, evidence.lookup.tuning, word):
        rows = evidence.candidates.rows.take(_find_titled(evidence.lookup, form.words))
        better = rows[has.take(rows) < form.weight]
        has[better], lengths[better] = form.weight, form.length
    return has[:-1], lengths[:-1]


class TitleWords(NamedTuple):
    """Words that may stand in a title for one that was typed, or are it.

    Attributes:
        weight: What they count, against the word typed.
        length: Words of the title that they take, for each word that they stand for.
    """

    words: tuple[WordNode, ...]
    weight: float
    length: float


def list_title_forms(plan: Plan, tuning: Tuning, word: WordNode) -> Iterator[TitleWords]:
    """Yield a word, and what says the same in a title."""
    yield TitleWords((word,), 1.0, len(word.terms_by_position))
    for expansion in plan.expansions:
        for node in expansion.nodes if expansion.says_the_same and word in expansion.covers else ():
            yield make_title_form(plan, tuning, expansion, node)


def make_title_form(plan: Plan, tuning: Tuning, expansion: Expansion, node: Node) -> TitleWords:
    """Return how a node that says the same as some words stands in titles for each of them."""
    words = (node,) if isinstance(node, WordNode) else node.words if isinstance(node, PhraseNode) else ()
    length = sum([len(each.terms_by_position) for each in words]) / len(expansion.covers)
    return TitleWords(words, _weigh_in_title(plan, tuning, expansion, node), length)


def _weigh_in_title(plan: Plan, tuning: Tuning, expansion: Expansion, node: Node) -> float:
    """Return what a node that says the same counts in a title, against a word typed.

    A title in the other language has no neighbours, runs or pairs of characters in common with what was typed, and can
    only be told by its words: these count more, unless so few were typed that many titles have them.
    """
    if _has_han(node.text) == _has_han(expansion.covers[0].text):
        return expansion.weight
    return tuning.translated_title if len(plan.scored) > TOPIC_WORDS else 1.0


def _has_han(text: str) -> bool:
    return not text.isascii() and IS_HAN.search(text) is not None


def _find_titled(lookup: Lookup, words: Sequence[WordNode]) -> DocIds:
    """Return the documents that have all of some words in their titles; none where there are no words."""
    titled = [lookup.terms.frequencies(word.terms).titled for word in words] or [np.empty(0, dtype=np.int32)]
    common: DocIds = titled[0] if len(titled) == 1 else reduce(np.intersect1d, titled)
    return common


def score_neighbours(evidence: Evidence) -> Floats:
    """Score words that stand next to each other in the typed order.

    Source:
        Metzler and Croft 2005, the ordered pairs of the sequential dependence model.
    """
    return evidence.candidates.add_up(_score_pairs(evidence))


def _score_pairs(evidence: Evidence) -> Iterator[tuple[DocIds, Floats]]:
    for left, right in list_pairs(evidence.plan) if evidence.lookup.tuning.phrase else ():
        yield _score_pair(evidence.lookup, left, right)


def list_pairs(plan: Plan) -> Iterator[tuple[WordNode, WordNode]]:
    """Yield the words that were typed one right after the other."""
    for left, right in pairwise(plan.scored):
        if isinstance(left, WordNode) and isinstance(right, WordNode):
            yield left, right


def _score_pair(lookup: Lookup, left: WordNode, right: WordNode) -> tuple[DocIds, Floats]:
    terms = lookup.terms
    follows = terms.positions(right.terms) - len(left.terms_by_position)
    docs, counts = count_docs(intersect(terms.positions(left.terms), follows), lookup.reader.position_bases)
    factor = np.float32(lookup.tuning.phrase * terms.idf_of(Counting.PAIR, (left, right), len(docs)))
    return docs, factor * saturate(counts.astype(np.float32), lookup.snapshot.k1)


def score_runs(evidence: Evidence) -> Floats:
    """Score Chinese that stands in one piece as it was typed, though it was cut into several words."""
    return evidence.candidates.add_up((layer.docs, layer.scores) for match in evidence.runs for layer in match.layers)


def score_grams(evidence: Evidence) -> Floats:
    """Score pairs of characters wherever they stand: they agree where two cuts of the same words do not."""
    lookup = evidence.lookup
    grams = evidence.plan.grams if lookup.tuning.grams else ()
    numbers = ((gram, number) for gram in grams if (number := lookup.reader.find_gram(gram)) >= 0)
    return evidence.candidates.add_up(_score_gram(lookup, *each) for each in numbers)


def _score_gram(lookup: Lookup, gram: str, number: GramId) -> tuple[DocIds, Floats]:
    found = lookup.reader.gram_postings(number)
    factor = np.float32(lookup.tuning.grams * lookup.terms.idf_of(Counting.CHARACTERS, gram, len(found.entries)))
    return found.entries, factor * saturate(found.counts.astype(np.float32), lookup.snapshot.k1)


def score_recency(evidence: Evidence, scores: Floats) -> Floats:
    """Add a share of its score to each document, the larger the newer it is; see ``IndexSnapshot.recency``."""
    return scores * evidence.lookup.snapshot.recency.take(evidence.candidates.docs)


SIGNALS: Mapping[str, Signal] = MappingProxyType(
    {
        "words": score_words,
        "title": score_title,
        "phrase": score_neighbours,
        "run": score_runs,
        "grams": score_grams,
    }
)
LATER_SIGNALS: Mapping[str, LaterSignal] = MappingProxyType(
    {
        "passage": score_passages,
        "paragraph": score_paragraphs,
        "symbol": score_symbols,
        "recency": score_recency,
        "feedback": score_feedback,
        "whole title": score_whole_titles,
        "exact phrase": score_exact_phrase,
    }
)
