"""The formulas of ranking, each a small pure function over arrays, with its source."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from indexer.index.format.layout import Floats
from indexer.text.document import AUTHORS, BODY, CODE, HEADINGS, SUBWORDS, SUMMARY, TAGS, TITLE


@dataclass(frozen=True, slots=True)
class FieldTuning:
    """How much a field counts.

    Attributes:
        weight: A word in this field counts as so many in the body.
        b: How far a longer field's words count less: 0 not at all, 1 in full proportion.
    """

    weight: float
    b: float


FIELD_TUNING = MappingProxyType(
    {
        TITLE: FieldTuning(8.0, 0.7),
        TAGS: FieldTuning(3.0, 0.3),
        AUTHORS: FieldTuning(2.0, 0.0),
        SUMMARY: FieldTuning(1.5, 0.4),
        HEADINGS: FieldTuning(2.0, 0.5),
        BODY: FieldTuning(1.0, 0.6),
        CODE: FieldTuning(0.4, 0.6),
        SUBWORDS: FieldTuning(0.4, 0.6),
    }
)


@dataclass(frozen=True, slots=True)
class Tuning:
    """Every number ranking depends on; a signal with weight 0 is off.

    Attributes:
        k1: How soon more of the same word stops counting.
        atoms: What the pieces of a compound count, where it is not written as one.
        substring: What characters found inside other words count, against a whole word.
        title: What a title counts that is what was typed, and nothing else.
        phrase: What words count that stand in the typed order, next to each other.
        run: What Chinese counts that stands in one piece as it was typed, though it was cut into several words.
        grams: What pairs of characters count.
        coverage: How much less a post counts that has only some of the words: the share found to this power.
        synonym: What a glossary's other words count, against the words typed.
        mined: The same for pairs of names that a site's own posts set beside each other.
        regional: The same for how it is said in Taiwan or on the Mainland.
        corrected: The same for better spellings of words that find nothing.
        feedback: What the words count that tell the first posts from all others, against those posts' own scores.
        feedback_posts, feedback_terms: How many posts and words that are.
        translation: What share of its score a post lends its translations.
        other_language: What a translation counts, against the post in the visitor's language.
        recency: How much more the newest posts count than the oldest.
    """

    k1: float = 6.0
    fields: Mapping[str, FieldTuning] = field(default_factory=lambda: FIELD_TUNING)
    atoms: float = 0.5
    substring: float = 0.3
    title: float = 4.0
    phrase: float = 0.25
    run: float = 0.5
    grams: float = 0.15
    coverage: float = 0.5
    synonym: float = 0.5
    mined: float = 0.3
    regional: float = 0.9
    corrected: float = 0.7
    feedback: float = 0.25
    feedback_posts: int = 8
    feedback_terms: int = 20
    translation: float = 0.25
    other_language: float = 0.9
    recency: float = 0.02


def idf(document_frequency: int, documents: int) -> float:
    """Return how telling a term is: more, the fewer documents have it; never negative.

    Source:
        Robertson and Spärck Jones 1976, in the form Lucene uses: ln(1 + (N - n + 0.5) / (n + 0.5)).
    """
    return math.log1p((documents - document_frequency + 0.5) / (document_frequency + 0.5))


def saturate(frequencies: Floats, k1: float) -> Floats:
    """Return how much a weighted frequency counts: 0 for none, at most ``k1 + 1``.

    Source:
        BM25F, as above: tf (k1 + 1) / (k1 + tf).
    """
    result: Floats = frequencies * np.float32(k1 + 1)
    result /= np.float32(k1) + frequencies
    return result
