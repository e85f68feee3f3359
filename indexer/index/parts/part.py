"""A part in memory: what a worker makes of some documents, and what parts are merged from."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.arrays import Int32s, Int64s, UInt8s, UInt32s, UInt64s
from indexer.index.format.facets import FacetValues
from indexer.index.format.inverted import Inverted
from indexer.index.format.string_table import CountedStrings, StringTable
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.word_forms import LATIN_WORD


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents as arrays: what ``layout`` says, but for what can only be numbered when all are together.

    Attributes:
        words, grams: Where each term and each gram occurs.
        terms: The text of each term, in the order of ``words.keys``.
        positions, characters: int64[N], how much of the two lines each document takes.
        tokens: int64[N], stream entries of each document.
        stream_terms, stream_gaps, stream_lengths: As in the files, unpacked.
        lengths: int32[N, 8].
        dates, days, visible_from, visible_until, translations: As in the files.
        paragraphs: As in the files.
        paragraph_counts: int64[N], paragraphs of each document.
        stored: The documents' frames, see ``stored_frame``, end to end.
        stored_sizes: int64[N], bytes of each.
        facets: The documents' values of each facet.
        titles: Of each document, folded.
        surfaces: Latin words as written, and in how many documents.
    """

    words: Inverted
    grams: Inverted
    terms: StringTable
    positions: Int64s
    characters: Int64s
    tokens: Int64s
    stream_terms: UInt32s
    stream_gaps: UInt8s
    stream_lengths: UInt8s
    lengths: Int32s
    dates: Int64s
    days: Int32s
    visible_from: Int64s
    visible_until: Int64s
    translations: UInt64s
    paragraphs: Int32s
    paragraph_counts: Int64s
    stored: UInt8s
    stored_sizes: Int64s
    facets: Mapping[str, FacetValues]
    titles: StringTable
    surfaces: CountedStrings

    @property
    def posts(self) -> int:
        """The number of documents."""
        return len(self.positions)


def find_surfaces(text: str) -> frozenset[str]:
    """Return the different Latin words of a text as written, folded."""
    return frozenset(LATIN_WORD.findall(fold_text(text)))
