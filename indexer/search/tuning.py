"""Every number that matching and ranking depend on; the formulas they go into are in ``formulas``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from indexer.text.document import AUTHORS, BODY, CODE, HEADINGS, SUBWORDS, SUMMARY, TAGS, TITLE


@dataclass(frozen=True, slots=True)
class FieldTuning:
    """The BM25F parameters of a field.

    Attributes:
        weight: A word in this field counts as so many in the body.
        b: Length normalisation: 0 for none, 1 for words that count less in proportion to the field's length.
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
    """The weights and parameters of matching and ranking; a signal or an expansion with weight 0 is off.

    Factors, unless said otherwise; chosen by the judged queries of ``search-index evaluate``.

    Attributes:
        k1: BM25F's saturation: the higher, the longer more of the same word goes on counting; on sites of short posts
            less, see ``fit_saturation``.
        fields: By name.
        compound_parts: The parts of a compound, where it is not written as one.
        substring: Characters found inside other words, against a whole word.
        title: A title that is what was typed, and nothing else.
        whole_title: A title that is all that was typed, stop words included, against the best scores of the words. Of
            1,266 titles, halves for development, so many were not first by 0, .25, .5, 1, 2: 35, 15, 5, 1, none.
        exact_phrase: All that was typed in one piece anywhere in a post, from five words on, against the same. MRR@10
            of fragments that one post of a site has, by 0, .6, 1, 1.5: of five English words .59, .90, .98, .99; of
            eight Chinese characters .82, .98, 1, 1.
        translated_title: A word of such a title in the other language, against one typed. nDCG@10 by 1, 1.4, 1.6 on
            halves for development: in the other language .874, .919, .921; several kinds .830, .832, .836.
        phrase: Neighbouring words that stand in the typed order, next to each other.
        run: Chinese that stands in one piece as it was typed, though it was cut into several words.
        grams: Pairs of characters.
        coverage: The exponent of the share of the query's words that a post has.
        symbol: Code that stands exactly as it was typed, signs included.
        passage: Words that stand together in a few lines.
        paragraph: The best paragraph as a post of its own, against the post as a whole.
        all_words: The share of its score that a post with every word gains for each word after the first.
        synonym: A glossary's other words, against the words typed.
        everyday: The same for everyday words and their translations, which have more senses.
        learnt: The same for pairs of names that a site's own posts set beside each other.
        regional: The same for how it is said in Taiwan or on the Mainland.
        corrected: The same for better spellings of words that find nothing.
        prefix: The same for words that begin like one still being typed.
        inflected: The same for other forms of a word in the site's languages that are neither English nor Chinese.
        numbered: The same for a name and its number, or two words, written together or apart.
        version: The same for versions that begin as the one typed does.
        piece: The same for words that contain one that no post has.
        feedback: The keywords that tell the best posts from all others, against those posts' own scores.
        feedback_posts: Posts that feedback goes by.
        feedback_terms: Keywords that it takes from them.
        translation: The share of its score that a post lends its translations.
        other_language: A translation, against the post in the visitor's language.
        recency: The share of its score that the newest post gains.
    """

    k1: float = 6.0
    fields: Mapping[str, FieldTuning] = field(default_factory=lambda: FIELD_TUNING)
    compound_parts: float = 0.5
    substring: float = 0.3
    title: float = 4.0
    whole_title: float = 2.0
    exact_phrase: float = 1.5
    translated_title: float = 1.6
    phrase: float = 0.25
    run: float = 0.5
    grams: float = 0.15
    coverage: float = 0.5
    symbol: float = 3.0
    passage: float = 2.0
    paragraph: float = 0.85
    all_words: float = 0.05
    synonym: float = 0.9
    everyday: float = 0.7
    learnt: float = 0.3
    regional: float = 0.9
    corrected: float = 0.85
    prefix: float = 0.6
    inflected: float = 0.8
    numbered: float = 0.95
    version: float = 0.8
    piece: float = 0.6
    feedback: float = 0.25
    feedback_posts: int = 8
    feedback_terms: int = 20
    translation: float = 0.25
    other_language: float = 0.9
    recency: float = 0.02
