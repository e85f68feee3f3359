"""Write a part: the files of ``layout``."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.index.arrays import make_offsets
from indexer.index.inverted import Inverted
from indexer.index.layout import ARRAYS, DETAILS, FACETS, FIELD_COUNT, FIELD_NUMBERS, FORMAT, Details, Int32s, Int64s
from indexer.index.packed import Packer
from indexer.index.part import Part, Texts, iterate_terms
from indexer.index.part_merger import Source, merge_parts
from indexer.text.analyzer import HAN
from indexer.text.document import HEADINGS, TAGS, TITLE
from indexer.text.folding import fold_text
from indexer.text.sound import syllables_of

_WORD = re.compile(rf"[{HAN}]{{2,8}}")
_NAMING = [FIELD_NUMBERS[name] for name in (TITLE, TAGS, HEADINGS)]


def write_part(folder: Path, sources: Sequence[Source], *, heard: bool = True) -> Details:
    """Merge parts into one, write it, and say what it holds.

    Args:
        folder: Empty.
        sources: In the order of their documents.
        heard: False leaves it to the reader to find out how words sound: that takes a second to load.
    """
    packer = Packer(folder / ARRAYS)
    part = merge_parts(sources, packer)
    _add_inverted(packer, "words", part.words)
    _add_inverted(packer, "grams", part.grams)
    packer.add("terms", part.terms.blob)
    packer.add("terms.offsets", _narrow(part.terms.offsets))
    packer.add("terms.order", order_texts(part.terms))
    _add_columns(packer, part)
    for facet in FACETS:
        _add_facet(packer, facet, [row[facet] for row in part.facets])
    packer.add_json("titles", part.titles)
    packer.add_json("surfaces", sorted(part.surfaces.items()))
    packer.add_json("sounds", _list_sounds(part, heard=heard))
    languages = Counter(language for row in part.facets for language in row["lang"])
    details = Details(FORMAT, part.posts, len(part.words.keys), len(part.grams.keys), dict(sorted(languages.items())))
    folder.joinpath(DETAILS).write_bytes(orjson.dumps({"details": asdict(details), "arrays": packer.table}))
    return details


def _add_inverted(packer: Packer, name: str, inverted: Inverted) -> None:
    """Write what does not lie in the file already."""
    packer.add(f"{name}.keys", inverted.keys)
    packer.add(f"{name}.postings", _narrow(inverted.postings))
    packer.add(f"{name}.occurrences", _narrow(inverted.occurrences))


def _add_columns(packer: Packer, part: Part) -> None:
    for name in ("lengths", "dates", "days", "translations"):
        packer.add(name, getattr(part, name))
    packer.add("bases", make_offsets(part.positions))
    packer.add("text_bases", make_offsets(part.characters))
    packer.add("streams", make_offsets(part.tokens))
    ends = make_offsets(part.stored_sizes.sum(axis=1))
    texts = np.append(ends[:-1] + part.stored_sizes[:, 0], ends[-1:])
    packer.add("stored.offsets", np.stack([ends, texts], axis=1))


def _add_facet(packer: Packer, facet: str, rows: list[tuple[str, ...]]) -> None:
    """Number a facet's values; spellings that fold together are one value."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    folded = {value: fold_text(value) for value in {value for row in rows for value in row}}
    for row in rows:
        for value in row:
            spellings[folded[value]][value] += 1
    numbers = {name: number for number, name in enumerate(sorted(spellings))}
    ids = [list(dict.fromkeys(numbers[folded[value]] for value in row)) for row in rows]
    packer.add(f"{facet}.offsets", make_offsets(np.array([len(row) for row in ids], dtype=np.int64)))
    packer.add(f"{facet}.values", np.array([number for row in ids for number in row], dtype=np.int32))
    packer.add_json(facet, [sorted(spellings[name].items()) for name in numbers])


def _list_sounds(part: Part, *, heard: bool) -> list[tuple[str, str, bool]]:
    """List the part's Chinese words with their pinyin, and whether they name something: in titles, tags and headings.

    Those that name nothing and are said once are left out; but not of a part that stands beside others (not
    ``heard``), which may say them too.
    """
    words, spreads = part.words, np.diff(part.words.postings)
    naming = np.isin(words.entries & (FIELD_COUNT - 1), _NAMING)
    named = np.add.reduceat(naming, words.postings[:-1]) > 0 if len(naming) else spreads > 0
    listed = (spreads > 1) | named | (not heard)
    rows = zip(iterate_terms(part.terms), named.tolist(), listed.tolist(), strict=True)
    chosen = sorted((term, names) for term, names, is_listed in rows if is_listed and _WORD.fullmatch(term))
    return [(term, " ".join(syllables_of(term)) if heard else "", names) for term, names in chosen]


def order_texts(texts: Texts) -> Int32s:
    """Return the numbers of texts in the order of their bytes: int32[n].

    Sixteen bytes of each are compared as two numbers; only texts that agree in these are compared as texts.
    """
    lengths = np.diff(texts.offsets)
    count, width = len(lengths), 16
    if not count:
        return np.empty(0, dtype=np.int32)
    padded = np.append(texts.blob, np.zeros(width, dtype=np.uint8))
    heads = padded[texts.offsets[:-1, None] + np.arange(width)]
    heads[np.arange(width) >= lengths[:, None]] = 0
    high, low = heads.view(">u8").astype(np.uint64).T
    order = np.lexsort((low, high))
    same = (np.diff(high[order]) == 0) & (np.diff(low[order]) == 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    blob, offsets = texts.blob.tobytes(), texts.offsets.tolist()
    for begin, end in zip(edges[::2].tolist(), (edges[1::2] + 1).tolist(), strict=True):
        run = sorted(order[begin:end].tolist(), key=lambda number: blob[offsets[number] : offsets[number + 1]])
        order[begin:end] = run
    return order.astype(np.int32)


def _narrow(offsets: Int64s) -> NDArray[np.integer]:
    """Return offsets in half the bytes where they fit."""
    return offsets.astype(np.uint32) if not len(offsets) or offsets[-1] <= np.iinfo(np.uint32).max else offsets
