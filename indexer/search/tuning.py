"""Every number that matching and ranking depend on; the formulas they go into are in ``formulas``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

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
        compound_parts: What the parts of a compound count, where it is not written as one.
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
        prefix: The same for words that begin like one still being typed.
        feedback: What the words count that tell the first posts from all others, against those posts' own scores.
        feedback_posts, feedback_terms: How many posts and words that are.
        translation: What share of its score a post lends its translations.
        other_language: What a translation counts, against the post in the visitor's language.
        recency: How much more the newest posts count than the oldest.
    """

    k1: float = 6.0
    fields: Mapping[str, FieldTuning] = field(default_factory=lambda: FIELD_TUNING)
    compound_parts: float = 0.5
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
    prefix: float = 0.6
    feedback: float = 0.25
    feedback_posts: int = 8
    feedback_terms: int = 20
    translation: float = 0.25
    other_language: float = 0.9
    recency: float = 0.02
