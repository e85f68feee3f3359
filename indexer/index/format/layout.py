"""The layout of a part on disk: the names, types and meaning of its arrays.

A part is a folder of three files: ``arrays``, arrays one behind the other; ``checksums``, a CRC-32 for each 4096
bytes of it; and ``part.json``, which says where each array lies and what the part holds: N documents, T terms (a word,
whatever field it stands in), P postings (a term in a field of a document), O places, G grams (one or two neighbouring
characters of a script without spaces), S stream entries, Q paragraphs. Little-endian, as NumPy writes it; offsets are
narrowed to uint32 where they fit. A *doc_field* is ``document * 8 + field``: fields are numbered as ``WORD_FIELDS``
lists them.

Each document has its own stretch in two endless lines, one of word positions and one of characters, so that a place in
a line is one number, neighbours differ by one, and a document is found by where its stretch begins.

======================= ================ ==============================================================================
array                   type and shape   what
======================= ================ ==============================================================================
words.keys              uint64[T]        the 64-bit hash of each term, ascending; a term's number is its place here
words.postings          int[T+1]         where each term's postings begin
words.posted            packed           entries, int32[P]: doc_fields, ascending within a term; and
                                         counts, uint16[P]: how often the term occurs there
words.occurrences       int[T+1]         where each term's places begin
words.placed            packed           places, int32[O]: positions in the line of words, ascending, each once; none
                                         for parts of words
grams.keys …            as words         key: first character << 32 | second, 0 for single ones; entries: documents;
                                         places: in the line of characters, of pairs only
terms, terms.offsets    bytes, int[T+1]  each term's text
terms.order             int32[T]         term numbers in the order of their texts
bases, text_bases       int64[N+1]       where each document begins in the line of words, and of characters
streams                 int64[N+1]       where each document's tokens begin in the table below
stream                  packed           terms, uint32[S]: number of each token's term, in the order of starts, with
                                         flags: ``COUNTS`` …; gaps, uint8[S]: characters from the start of the token
                                         before, or of the text; lengths, uint8[S]: characters as written
stream.ranked           uint32[R]        the different numbers with flags that stand there, the most frequent first
lengths                 int32[N, 8]      words of each document in each field
dates                   int64[N]         seconds since 1970 UTC; ``NO_DATE`` for undated posts
days                    int32[N]         proleptic ordinal of the day that the date names; 0 for undated posts
visible_from            int64[N]         seconds since 1970 UTC from which on visitors may find the post, see ``Period``
visible_until           int64[N]         likewise, from which on they may not any more
translations            uint64[N]        hash of what translations of one post share; 0 for posts without any
paragraphs              int32[Q, 2]      where each paragraph's words begin and end, positions from its document's first
paragraphs.offsets      int64[N+1]       where each document's paragraphs begin in the array above
stored.offsets          int64[N+1]       where each document begins in ``stored``
stored                  bytes            the text of each and what else is kept of it, see ``stored_frame``
FACET.offsets           int64[N+1]       where each document's values begin in FACET.values
FACET.values            int32[V]         numbers into FACET
FACET                   JSON             the values: each the list of its spellings, with the posts that have it so
titles                  JSON, of str     of each document, folded
surfaces                [[word, N], …]   Latin words as written (folded), sorted, with the posts they stand in
sounds                  [[word, pinyin,  Chinese words, sorted, and how many postings name something; the pinyin is
                        names], …]       empty in parts that came with an update
======================= ================ ==============================================================================

What is *packed* is two arrays, see ``packed``: its bytes, and as ``NAME.blocks`` where each of its blocks begins.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from indexer.text.document import HEADINGS, TAGS, TITLE, WORD_FIELDS

FORMAT = 16
"""Raise it when an index written before can no longer be searched: other fields, other files. Where only some posts are
cut into other words, raise ``text.analysis.ANALYSIS_VERSION``."""

COMPRESSION = 3
"""The level of Zstandard. Of 24 MB of texts and records 3 leaves 9.7 MB in 0.12 s, 6 leaves 9.3 in 0.29, 9 the same."""

ARRAYS, CHECKSUMS, DETAILS = "arrays", "checksums", "part.json"

NO_DATE = int(np.iinfo(np.int64).min)
FACETS = ("lang", "tag", "category", "author", "section", "year", "site", "locale")

FIELD_BITS = 3
"""Bits of a doc_field that number the field."""
FIELD_COUNT = 1 << FIELD_BITS
FIELD_NUMBERS = {name: number for number, name in enumerate(WORD_FIELDS)}
assert len(WORD_FIELDS) == FIELD_COUNT, "a doc_field's low bits number the field"
NAMING_FIELDS = np.isin(np.arange(FIELD_COUNT), [FIELD_NUMBERS[name] for name in (TITLE, TAGS, HEADINGS)])
"""bool[8]: whether a word in a field names something."""

COUNTS = np.uint32(1 << 31)
"""Flag of a stream entry: it takes a position of its own."""
IS_SUBWORD = np.uint32(1 << 30)
"""Flag of a stream entry: a shorter word inside a word."""
IN_BODY = np.uint32(1 << 29)
"""Flag of a stream entry: it is a word of the body's prose."""
NUMBER = np.uint32((1 << 29) - 1)
"""Bits of a stream entry that are the term's number."""
FILLER = int(NUMBER)
"""No term: an entry that only bridges a gap too wide for its byte."""


def hash_term(term: str) -> int:
    """Return the 64 bits that stand for a term (BLAKE2b).

    Of a million terms any two share them once in 40 million sites.
    """
    return int.from_bytes(blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def gram_key(gram: str) -> int:
    """Return the key of one character or a pair."""
    return ord(gram[0]) << 32 | (ord(gram[1]) if len(gram) > 1 else 0)


@dataclass(frozen=True, slots=True)
class Details:
    """The header of a part (``part.json``).

    Attributes:
        posts: N.
        terms: T.
        grams: G.
        languages: Posts by language.
    """

    format: int
    posts: int
    terms: int
    grams: int
    languages: dict[str, int] = field(default_factory=dict)
