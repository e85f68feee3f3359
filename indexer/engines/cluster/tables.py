"""The tables of a whole site that are published beside its posts: what plans, scores and suggestions need of all posts.

Terms with their counts, words as written, how words sound, the values of facets, what the site calls itself. They are
made at one moment, of the posts that visitors may find then; whoever searches holds them in memory.
"""

import base64
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.errors import IndexDamagedError
from indexer.index.format.layout import (
    FACETS,
    FIELD_BITS,
    FIELD_COUNT,
    FIELD_NUMBERS,
    Floats,
    Int32s,
    Int64s,
    UInt64s,
)
from indexer.index.format.string_table import StringTable, encode_texts, order_texts
from indexer.index.parts.part_reader import InvertedReader
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import Site, dump_site, load_site
from indexer.text.document import SUBWORDS, TITLE

_CHUNK = 3_000_000
"""Bytes of a table in one document: four million in base64, far below what a cluster takes in one request."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every term that a post has, the T of them numbered in the order of their keys.

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


def make_tables(reader: IndexReader) -> dict[str, bytes]:
    """Return the tables of an index by their names, as it is visible at the reader's moment."""
    return {
        "vocabulary": _pack_arrays(_count_vocabulary(reader)),
        "grams": _pack_arrays(_count_grams(reader)),
        "words": _pack_json({"surfaces": reader.surfaces, "sounds": reader.sounds}),
        "site": zlib.compress(dump_site(reader.site)),
        "totals": _pack_json(_total(reader)),
        "facets": _pack_json({name: _count_values(reader, name) for name in FACETS}),
    }


def read_tables(packed: Mapping[str, bytes]) -> Tables:
    """Read what ``make_tables`` returned.

    Raises:
        IndexDamagedError: It is not that.
    """
    try:
        words, totals, facets = (orjson.loads(zlib.decompress(packed[name])) for name in ("words", "totals", "facets"))
        vocabulary, grams = (np.load(io.BytesIO(packed[name]), allow_pickle=False) for name in ("vocabulary", "grams"))
        texts = StringTable(vocabulary["texts"], vocabulary["text_offsets"])
        counts = ("keys", "posting_counts", "doc_freqs", "word_freqs", "title_freqs")
        return Tables(
            site=load_site(zlib.decompress(packed["site"])),
            totals=Totals(**(totals | {"average_lengths": np.array(totals["average_lengths"], dtype=np.float32)})),
            vocabulary=Vocabulary(**{name: vocabulary[name] for name in counts}, texts=texts, order=order_texts(texts)),
            grams=GramCounts(grams["keys"], grams["doc_freqs"]),
            surfaces=[(word, posts) for word, posts in words["surfaces"]],
            sounds=[(word, pinyin) for word, pinyin in words["sounds"]],
            facets={name: [(value, posts) for value, posts in rows] for name, rows in facets.items()},
        )
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise IndexDamagedError(
            f"the tables of the index cannot be read ({error}); run search-index rebuild"
        ) from error


def make_chunks(tables: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield tables in pieces that fit a request: the ``_id`` and the source of each."""
    for name, packed in tables.items():
        for number in range(count_chunks(packed)):
            piece = packed[number * _CHUNK : (number + 1) * _CHUNK]
            yield chunk_id(name, number), {"data": base64.b64encode(piece).decode(), "crc": zlib.crc32(piece)}


def chunk_id(name: str, number: int) -> str:
    """Return the ``_id`` of a piece of a table."""
    return f"chunk-{name}-{number}"


def count_chunks(packed: bytes) -> int:
    """Return how many pieces a table makes."""
    return max(-(-len(packed) // _CHUNK), 1)


def read_chunk(source: Mapping[str, Any]) -> bytes:
    """Return a piece of a table.

    Raises:
        IndexDamagedError: It is not what was written.
    """
    try:
        piece = base64.b64decode(source["data"], validate=True)
        is_intact = zlib.crc32(piece) == source["crc"]
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamagedError(f"a table of the index cannot be read ({error}); run search-index rebuild") from error
    if not is_intact:
        raise IndexDamagedError("a table of the index is not as it was written; run search-index rebuild")
    return piece


def _pack_json(value: object) -> bytes:
    return zlib.compress(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY))


def _pack_arrays(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _count_vocabulary(reader: IndexReader) -> dict[str, NDArray[Any]]:
    ordinals = reader.documents.words.ordinals
    total = np.zeros((4, ordinals.total), dtype=np.int32)
    for number, part in enumerate(reader.parts):
        own = ordinals.globals(number, np.arange(len(part.words.keys)))
        for row, counted in zip(total, _count_terms(part.words, _living(reader, number)), strict=True):
            row[own] += counted
    keys = ordinals.keys_of(np.arange(ordinals.total))
    order = keys.argsort()
    living = order[total[0][order] > 0]
    texts = encode_texts([reader.term_at(number) for number in living.tolist()])
    names = ("posting_counts", "doc_freqs", "word_freqs", "title_freqs")
    counts = {name: row[living] for name, row in zip(names, total, strict=True)}
    return {"keys": keys[living], **counts, "texts": texts.blob, "text_offsets": texts.offsets}


def _count_terms(words: InvertedReader, living: NDArray[np.bool_] | None) -> list[Int64s]:
    """Return the postings of each term of a part, and its documents: all, as a word, in the title."""
    entries, _ = words.posted.read(0, len(words.posted))
    owners = _list_owners(words)
    if living is not None:
        kept = living[entries >> FIELD_BITS]
        entries, owners = entries[kept], owners[kept]
    fields, docs = entries & (FIELD_COUNT - 1), entries >> FIELD_BITS
    is_first = np.ones(len(entries), dtype=bool)
    is_first[1:] = (docs[1:] != docs[:-1]) | (owners[1:] != owners[:-1])
    is_word = is_first & (fields != FIELD_NUMBERS[SUBWORDS])  # the field of subwords comes last
    masks = (np.ones_like(is_first), is_first, is_word, fields == FIELD_NUMBERS[TITLE])
    return [np.bincount(owners[mask], minlength=len(words.keys)) for mask in masks]


def _list_owners(inverted: InvertedReader) -> Int64s:
    """Return the key of each posting of a part."""
    begins: Int64s = inverted.postings.astype(np.int64)
    return np.repeat(np.arange(len(inverted.keys)), begins[1:] - begins[:-1])


def _count_grams(reader: IndexReader) -> dict[str, NDArray[Any]]:
    ordinals = reader.documents.grams.ordinals
    total = np.zeros(ordinals.total, dtype=np.int32)
    for number, part in enumerate(reader.parts):
        own = ordinals.globals(number, np.arange(len(part.grams.keys)))
        entries, _ = part.grams.posted.read(0, len(part.grams.posted))
        owners = _list_owners(part.grams)
        living = _living(reader, number)
        total[own] += np.bincount(owners if living is None else owners[living[entries]], minlength=len(own))
    keys = ordinals.keys_of(np.arange(ordinals.total))
    order = keys.argsort()
    living_grams = order[total[order] > 0]
    return {"keys": keys[living_grams], "doc_freqs": total[living_grams]}


def _living(reader: IndexReader, number: int) -> NDArray[np.bool_] | None:
    """Return which documents of a part are not absent; None for all."""
    begin, end = reader.firsts[number : number + 2].tolist()
    return None if reader.live is None else reader.live[begin:end]


def _total(reader: IndexReader) -> dict[str, object]:
    languages = Counter(dict(_count_values(reader, "lang")))
    return {
        "num_docs": reader.num_docs,
        "average_lengths": reader.average_lengths,
        "mean_body_length": reader.mean_body_length,
        "newest_date": reader.newest_date,
        "has_translations": bool((reader.translations >= 0).any()),
        "main_language": languages.most_common(1)[0][0] if languages else "",
    }


def _count_values(reader: IndexReader, name: str) -> list[tuple[str, int]]:
    """Return the values of a facet that visitors may find, with the posts of each."""
    facet = reader.facets[name]
    values = facet.values if reader.live is None else facet.values[reader.live[facet.owners]]
    counts = np.bincount(values, minlength=len(facet.names)).tolist()
    return [(value, posts) for value, posts in zip(facet.names, counts, strict=True) if posts]
