"""How a part lies on disk: the names, types and meaning of its files.

A part is a folder of plain arrays that are memory-mapped, never loaded: N documents, T terms, P postings (a term in a
document), O occurrences (a posting's words). Everything is little-endian, as NumPy writes it.

==================== ================ ===================================================================
file                 type and shape   what
==================== ================ ===================================================================
terms.bin            bytes            every key (field letter + term, UTF-8), sorted, one after the other
terms.npy            int64[T+1]       where each key begins in terms.bin
postings.npy         int64[T+1]       where each term's postings begin in docs and counts
docs.npy             int32[P]         document numbers, ascending within a term
counts.npy           int32[P]         how often the term occurs in that document
occurrences.npy      int64[T+1]       where each term's occurrences begin; none for single-character grams
positions.npy        int32[O]         word fields: position; grams: offset of the first character
starts.npy           int32[O']        word fields only, which come first: offset of the word, in code points
lengths.npy          uint16[O']       word fields only: its length as written, in code points
field_lengths.npy    int32[F, N]      words of each document in each field
dates.npy            int64[N]         seconds since 1970 UTC; ``NO_DATE`` for undated posts
days.npy             int32[N]         proleptic ordinal of the day in the site's zone; 0 for undated posts
translations.npy     int32[N]         documents with the same number are one post in several languages; -1 for others
keywords.npy         int32[N, K]      the most telling terms of each document's body; -1 where there are fewer
keyword_weights.npy  float32[N, K]    how telling they are
NAME.offsets.npy     int64[N+1]       facet NAME: where each document's values begin in NAME.values.npy
NAME.values.npy      int32[V]         facet NAME: numbers into NAME.json
NAME.json            list of str      facet NAME: the values as most authors write them
stored.npy           int64[N+1, 2]    where each document's metadata and text begin in stored.bin
stored.bin           bytes            metadata as JSON, then the text in UTF-8
surfaces.json        [[word, N], ...] Latin words as written (folded), sorted, with the posts they stand in
sounds.json          [[word, pinyin, N], ...] Chinese words, sorted, with the posts they stand in
glossary.json        object           other words for things, from the site's own file and mined from posts
titles.json          [[title, url], ...] of each document
part.json            object           versions, counts, what the site calls itself, words taught to the segmenter
==================== ================ ===================================================================
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexer.text.document import FIELDS, GRAMS

FORMAT = 2
"""Raise it when an index written before can no longer be searched: other fields, other files, other words."""

NO_DATE = int(np.iinfo(np.int64).min)
FACETS = ("lang", "tag", "category", "author", "section", "year")

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
UInt16s = NDArray[np.uint16]
Floats = NDArray[np.float32]

FIELD_LETTERS = {name: chr(ord("a") + i) for i, name in enumerate(FIELDS)}
assert max(FIELDS, key=lambda name: FIELD_LETTERS[name]) == GRAMS, "grams must come last, see starts.npy"


def term_key(field_name: str, term: str) -> str:
    """Return the key under which a field's term is stored."""
    return FIELD_LETTERS[field_name] + term


def split_key(key: str) -> tuple[str, str]:
    """Return the field and the term of a key."""
    return FIELDS[ord(key[0]) - ord("a")], key[1:]


@dataclass(frozen=True, slots=True)
class Details:
    """What a part says of itself (``part.json``).

    Attributes:
        posts: N.
        languages: Posts by language.
        taught: Words the segmenter has to know for queries to be cut as the posts were.
    """

    format: int
    posts: int
    terms: int
    languages: dict[str, int]
    site_name: str = ""
    base_url: str = ""
    time_zone: str = "UTC"
    taught: list[str] = field(default_factory=list)
