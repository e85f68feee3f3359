"""Write a part: the files of ``layout``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, Mask, UInt8s
from indexer.index.format.array_file import ArrayFileWriter, ScratchArrays
from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.index.format.block_file import checksum_blocks
from indexer.index.format.facets import FacetValues, fold_values
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import ARRAYS, CHECKSUMS, DETAILS, FACETS, FIELD_COUNT, FORMAT, NAMING_FIELDS, Details
from indexer.index.format.packed import Packing
from indexer.index.format.string_table import StringTable, iterate_texts, order_texts
from indexer.index.parts.beside import working_beside
from indexer.index.parts.merge import Source, merge_parts
from indexer.index.parts.packings import PLACES, POSTINGS, STREAM, EntryRanks
from indexer.index.parts.part import Part
from indexer.patterns import compile_later
from indexer.text.analysis.scripts import HAN
from indexer.text.lexicon.pinyin import syllables_of

_WORD = compile_later(rf"[{HAN}]{{2,8}}")
_SHORTEST, _LONGEST, _FIRST_BYTE = 6, 32, 0xE3
"""Bytes of a word of Han characters, and the least that it begins with."""
_AT_ONCE = 1 << 12
"""Rows that are looked at in one go: what bounds the memory."""


def write_part(folder: Path, sources: Sequence[Source], *, heard: bool = True) -> Details:
    """Merge parts into one, write it, and say what it holds.

    Args:
        folder: Empty.
        sources: In the order of their documents.
        heard: False leaves it to the reader to find out how words sound: what knows it takes some tenths of a second
            to load.
    """
    packer = ArrayFileWriter(folder / ARRAYS)
    part = merge_parts(sources, ScratchArrays(folder))
    with working_beside(part.posts) as begin:
        order = begin(lambda: order_texts(part.terms))
        rows = {
            "titles": begin(lambda: _write_rows(iterate_texts(part.titles))),
            "surfaces": begin(lambda: _write_rows(_list_surfaces(part))),
            "sounds": begin(lambda: _write_rows(_list_sounds(part, order(), heard=heard))),
        }
        _add_inverted(packer, "words", part.words)
        _add_inverted(packer, "grams", part.grams)
        _add_stream(packer, part)
        packer.add("stored", part.stored)
        packer.add("terms", part.terms.blob)
        packer.add("terms.offsets", _narrow(part.terms.offsets))
        packer.add("terms.order", order())
        _add_columns(packer, part)
        for facet in FACETS:
            _add_facet(packer, facet, part.facets[facet])
        for name, written in rows.items():
            packer.add(name, written())
    languages = part.facets["lang"].counts()
    details = Details(FORMAT, part.posts, len(part.words.keys), len(part.grams.keys), languages)
    folder.joinpath(DETAILS).write_bytes(orjson.dumps({"details": asdict(details), "arrays": packer.table}))
    checksum_blocks(folder / ARRAYS).tofile(folder / CHECKSUMS)
    return details


def _add_inverted(packer: ArrayFileWriter, name: str, inverted: Inverted) -> None:
    packer.add(f"{name}.keys", inverted.keys)
    packer.add(f"{name}.postings", _narrow(inverted.postings))
    _add_packed(packer, f"{name}.posted", POSTINGS, [inverted.entries, inverted.counts])
    packer.add(f"{name}.occurrences", _narrow(inverted.occurrences))
    _add_packed(packer, f"{name}.placed", PLACES, [inverted.positions])


def _add_stream(packer: ArrayFileWriter, part: Part) -> None:
    ranks = EntryRanks(part.stream_terms, len(part.words.keys))
    packer.add("stream.ranked", ranks.ranked)
    _add_packed(packer, "stream", STREAM, [ranks.of(part.stream_terms), part.stream_gaps, part.stream_lengths])


def _add_packed(packer: ArrayFileWriter, name: str, packing: Packing, columns: Sequence[NDArray[Any]]) -> None:
    """Write a packed table."""
    sizes: list[Int64s] = []

    def pack() -> Iterator[UInt8s]:
        for packed, block_sizes in packing.pack(columns):
            sizes.append(block_sizes)
            yield packed

    packer.add_pieces(name, pack())
    packer.add(f"{name}.blocks", _narrow(make_offsets(np.concatenate([np.empty(0, np.int64), *sizes]))))


def _add_columns(packer: ArrayFileWriter, part: Part) -> None:
    for name in ("lengths", "dates", "days", "visible_from", "visible_until", "translations", "paragraphs"):
        packer.add(name, getattr(part, name))
    packer.add("bases", make_offsets(part.positions))
    packer.add("text_bases", make_offsets(part.characters))
    packer.add("streams", make_offsets(part.tokens))
    packer.add("paragraphs.offsets", make_offsets(part.paragraph_counts))
    packer.add("stored.offsets", make_offsets(part.stored_sizes))


def _add_facet(packer: ArrayFileWriter, facet: str, values: FacetValues) -> None:
    folded = fold_values(values)
    packer.add(f"{facet}.offsets", make_offsets(folded.sizes))
    packer.add(f"{facet}.values", folded.numbers)
    packer.add_json(facet, folded.spellings)


def _list_surfaces(part: Part) -> Iterator[tuple[str, int]]:
    texts, counts = part.surfaces.texts, part.surfaces.counts
    order = order_texts(texts)
    return zip(iterate_texts(texts, order), (int(counts[number]) for number in order), strict=True)


def _list_sounds(part: Part, order: Int32s, *, heard: bool) -> Iterator[tuple[str, str, int]]:
    """Yield the part's Chinese words with their pinyin, and how many postings name something: titles, tags, headings.

    Those that name nothing and are said once are left out; but not of a part that stands beside others (not
    ``heard``), which may say them too.
    """
    candidates, sizes = order[_may_be_words(part.terms)[order]], np.diff(part.words.postings)
    for first in range(0, len(candidates), _AT_ONCE):
        some = candidates[first : first + _AT_ONCE]
        begins, spreads = part.words.postings[some], sizes[some]
        entries = part.words.entries[gather_runs(begins, spreads)]
        named = np.add.reduceat(NAMING_FIELDS[entries & (FIELD_COUNT - 1)], make_offsets(spreads)[:-1], dtype=np.int64)
        listed = (spreads > 1) | (named > 0) | (not heard)
        for term, names in zip(iterate_texts(part.terms, some[listed]), named[listed].tolist(), strict=True):
            if _WORD.fullmatch(term):
                yield term, " ".join(syllables_of(term)) if heard else "", names


def _may_be_words(terms: StringTable) -> Mask:
    """Say of each term whether its first byte and its length are those of a Chinese word."""
    lengths = np.diff(terms.offsets)
    may_be: Mask = (lengths >= _SHORTEST) & (lengths <= _LONGEST)
    may_be[may_be] = terms.blob[terms.offsets[:-1][may_be]] >= _FIRST_BYTE
    return may_be


def _narrow(offsets: Int64s) -> NDArray[np.integer]:
    """Return offsets in half the bytes where they fit."""
    return offsets.astype(np.uint32) if not len(offsets) or offsets[-1] <= np.iinfo(np.uint32).max else offsets


def _write_rows(rows: Iterable[object]) -> UInt8s:
    """Return a list as JSON, of which only a few rows are there as values at a time."""
    every = iter(rows)
    pieces = (orjson.dumps(some)[1:-1] for some in iter(lambda: [*islice(every, _AT_ONCE)], []))
    return np.frombuffer(b"[" + b",".join(pieces) + b"]", dtype=np.uint8)
