"""A generation on this machine -> the tables that a cluster keeps of it, as ``table_counts`` reads them."""

import io
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.arrays import Int64s, Mask
from indexer.index.format.layout import FACETS, FIELD_BITS, FIELD_COUNT, FIELD_NUMBERS, hash_term
from indexer.index.format.string_table import encode_texts
from indexer.index.parts.inverted_reader import InvertedReader
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.joined import sum_sounds, sum_spellings
from indexer.index.reader.site import dump_site
from indexer.text.document import SUBWORDS, TITLE


def make_tables(every: IndexReader, moment: float) -> dict[str, bytes]:
    """Return the tables of an index by their names.

    Args:
        every: Of all documents, whenever visitors may find them: see ``open_every_document``.
        moment: Seconds since 1970: the posts that they may find then are counted.
    """
    reader = every.at(moment)
    living = reader.lengths if reader.live is None else reader.lengths[reader.live]
    return {
        "vocabulary": _pack_arrays(_count_vocabulary(every, reader)),
        "grams": _pack_arrays(_count_grams(every, reader)),
        "words": _pack_json({"surfaces": dict(reader.surfaces), "sounds": list(_count_sounds(every, reader))}),
        "site": zlib.compress(dump_site(reader.site)),
        "totals": _pack_json(
            {
                "num_docs": reader.num_docs,
                "lengths": np.stack([living.sum(axis=0, dtype=np.int64), (living > 0).sum(axis=0)]),
                "newest_date": reader.newest_date,
                "has_translations": bool((every.translations >= 0).any()),
            }
        ),
        "facets": _pack_json({name: list(_count_spellings(every, reader, name)) for name in FACETS}),
    }


def _pack_json(value: object) -> bytes:
    return zlib.compress(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY))


def _pack_arrays(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _count_vocabulary(every: IndexReader, reader: IndexReader) -> dict[str, NDArray[Any]]:
    ordinals = every.documents.words.ordinals
    total, posted = np.zeros((4, ordinals.total), dtype=np.int32), np.zeros(ordinals.total, dtype=bool)
    for number, part in enumerate(every.parts):
        own = ordinals.globals(number, np.arange(len(part.words.keys)))
        posted[own] |= _count_terms(part.words, _living(every, number))[0] > 0
        for row, counted in zip(total, _count_terms(part.words, _living(reader, number)), strict=True):
            row[own] += counted
    keys = ordinals.keys_of(np.arange(ordinals.total))
    order = keys.argsort()
    kept = order[posted[order]]
    texts = encode_texts([every.term_at(number) for number in kept.tolist()])
    names = ("posting_counts", "doc_freqs", "word_freqs", "title_freqs")
    counts = {name: row[kept] for name, row in zip(names, total, strict=True)}
    return {"keys": keys[kept], **counts, "texts": texts.blob, "text_offsets": texts.offsets}


def _count_terms(words: InvertedReader, living: Mask | None) -> list[Int64s]:
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


def _count_grams(every: IndexReader, reader: IndexReader) -> dict[str, NDArray[Any]]:
    ordinals = every.documents.grams.ordinals
    total, posted = np.zeros(ordinals.total, dtype=np.int32), np.zeros(ordinals.total, dtype=bool)
    for number, part in enumerate(every.parts):
        own = ordinals.globals(number, np.arange(len(part.grams.keys)))
        entries, _ = part.grams.posted.read(0, len(part.grams.posted))
        owners = _list_owners(part.grams)
        posted[own] |= _count_owners(owners, entries, _living(every, number), len(own)) > 0
        total[own] += _count_owners(owners, entries, _living(reader, number), len(own))
    keys = ordinals.keys_of(np.arange(ordinals.total))
    order = keys.argsort()
    kept = order[posted[order]]
    return {"keys": keys[kept], "doc_freqs": total[kept]}


def _count_owners(owners: Int64s, entries: NDArray[Any], living: Mask | None, keys: int) -> Int64s:
    """Return in how many documents each key of a part is."""
    return np.bincount(owners if living is None else owners[living[entries]], minlength=keys)


def _living(reader: IndexReader, number: int) -> Mask | None:
    """Return which documents of a part are not absent; None for all."""
    begin, end = reader.firsts[number : number + 2].tolist()
    return None if reader.live is None else reader.live[begin:end]


def _count_sounds(every: IndexReader, reader: IndexReader) -> Iterator[tuple[str, str, int]]:
    """Yield the Chinese words that any post has, their pinyin, and how many of their postings name something now."""
    rows = sum_sounds([part.read_json("sounds") for part in every.parts])
    keys = np.fromiter(map(hash_term, rows), dtype=np.uint64, count=len(rows))
    kept = every.posting_counts(every.documents.words.ordinals.find_all(keys)) > 0
    names = reader.deletions.names_of(keys)
    for (word, (pinyin, named)), lost, is_kept in zip(rows.items(), names.tolist(), kept.tolist(), strict=True):
        if is_kept:
            yield word, pinyin, named - lost


def _count_spellings(every: IndexReader, reader: IndexReader, name: str) -> Iterator[dict[str, int]]:
    """Yield of each value of a facet that any post has how it is spelt, and by how many posts now."""
    parts = [part.facets[name] for part in every.parts]
    _, ever = sum_spellings(parts, every.deletions.spellings.get(name, {}))
    _, now = sum_spellings(parts, reader.deletions.spellings.get(name, {}))
    for all_posts, posts in zip(ever, now, strict=True):
        spelt = {value: posts[value] for value, times in all_posts.items() if times > 0}
        if spelt:
            yield spelt
