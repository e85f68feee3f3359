"""The tables of a whole site: what plans, scores and suggestions need of all posts that may be found at one moment.

Terms with their counts, words as written, how words sound, the values of facets, what the site calls itself. Whoever
searches holds them in memory; see ``table_counts`` for what is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.arrays import Floats, Int32s, UInt64s
from indexer.index.format.string_table import StringTable
from indexer.index.reader.site import Site


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every term that a post has, whenever visitors may find it, the T of them numbered in the order of their keys.

    Counts are of the posts that they may find at one moment: 0 for terms of others alone.

    Attributes:
        keys: uint64[T], see ``hash_term``.
        posting_counts: int32[T], (document, field) pairs of each.
        doc_freqs: int32[T], documents of each.
        word_freqs: int32[T], documents that have it as a word, not only inside longer ones.
        title_freqs: int32[T], documents that have it in their titles.
        texts: Of each.
        order: int32[T], the numbers in the order of the texts.
    """

    keys: UInt64s
    posting_counts: Int32s
    doc_freqs: Int32s
    word_freqs: Int32s
    title_freqs: Int32s
    texts: StringTable
    order: Int32s


@dataclass(frozen=True, slots=True)
class GramCounts:
    """Every single character and pair of scripts without spaces, the G of them numbered in the order of their keys.

    Attributes:
        keys: uint64[G], see ``gram_key``.
        doc_freqs: int32[G], documents of each.
    """

    keys: UInt64s
    doc_freqs: Int32s


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of a whole site.

    Attributes:
        num_docs: Posts that visitors may find.
        average_lengths: float32[8], as of ``IndexReader``; so are the two that follow.
        has_translations: Whether any post is there in several languages.
        main_language: That of most posts; empty where none has any.
    """

    num_docs: int
    average_lengths: Floats
    mean_body_length: float
    newest_date: int
    has_translations: bool
    main_language: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one index.

    Attributes:
        surfaces, sounds: As of ``IndexReader``.
        facets: Of each facet its values as most authors write them, with the posts of each.
    """

    site: Site
    totals: Totals
    vocabulary: Vocabulary
    grams: GramCounts
    surfaces: list[tuple[str, int]]
    sounds: list[tuple[str, str]]
    facets: Mapping[str, Sequence[tuple[str, int]]]
