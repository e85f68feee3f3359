"""Exact phrases: posts in which all that was typed stands word for word, stop words included."""

import re
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats
from indexer.search.formulas import add_up
from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import TOPIC_WORDS
from indexer.search.query.parsing.cleaning import widths_to_ascii
from indexer.search.query.plan import Plan
from indexer.search.ranking.evidence import Evidence
from indexer.units import DocIds

_SENTENCE = 5
"""Words from which on a text counts in full: three in a row may be a topic that a post mentions in passing."""
_EXCLUDED = re.compile(r'(?<!\S)-(?:[^\s"]+|"[^"]*"?)')
"""What a query excludes, with its minus sign and its quotation marks."""
_READ = 32
"""Documents whose texts are read to see whether they have that."""


class PhrasedDocs(NamedTuple):
    """Documents in which all that was typed stands in one piece.

    Attributes:
        docs: int32[n], ascending.
        weight: What that counts against the best scores of all words of the query.
    """

    docs: DocIds
    weight: float


_NONE = PhrasedDocs(np.empty(0, dtype=np.int32), 0.0)


def score_exact_phrase(evidence: Evidence, _scores: Floats) -> Floats:
    """Score posts in which all that was typed stands in one piece, by what all words of the query count at their best.

    Who pastes or remembers a sentence looks for the post that has it, not for those with most of its words. As whole
    titles are, this is added last.
    """
    phrased = find_exact_phrase(evidence.lookup, evidence.plan)
    best = np.float32(max(add_up(column.best for column in evidence.columns), 1e-6))
    return evidence.candidates.add_up([(phrased.docs, np.float32(phrased.weight) * best)])


def find_pasted_phrases(lookup: Lookup, plan: Plan) -> list[int]:
    """Return documents in which what was typed stands in one piece, what it excludes and its minus signs included."""
    excluded = _EXCLUDED.findall(widths_to_ascii(plan.text))
    if not (plan.phrase and excluded):
        return []
    docs: list[int] = lookup.phrases.find_typed(plan.phrase)[:_READ].tolist()
    patterns = [re.compile(rf"(?<!\S){re.escape(each)}(?!\w)") for each in excluded]
    texts = zip(docs, lookup.reader.all_codes(docs), strict=True)
    return [doc for doc, codes in texts if all(pattern.search(codes.text) for pattern in patterns)]


def find_exact_phrase(lookup: Lookup, plan: Plan) -> PhrasedDocs:
    """Return the documents in which all that was typed stands in one piece, the more words the more that counts.

    There are none where it is a topic, or not words alone.
    """
    weight, phrase = lookup.tuning.exact_phrase, plan.phrase
    if not weight or not phrase:
        return _NONE
    share = min(max(len(phrase.words) - TOPIC_WORDS, 1) / (_SENTENCE - TOPIC_WORDS), 1.0)
    return PhrasedDocs(lookup.phrases.find_typed(phrase), weight * share)
