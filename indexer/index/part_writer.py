"""Write a part: the files of ``layout``."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import DTypeLike, NDArray

from indexer.index.arrays import make_offsets
from indexer.index.inverted import Inverted
from indexer.index.layout import FACETS, FIELD_COUNT, FIELD_NUMBERS, FORMAT, Details, Int32s, Int64s
from indexer.index.part import Part, Texts, iterate_terms
from indexer.index.part_merger import Source, merge_parts
from indexer.text.analyzer import HAN
from indexer.text.document import HEADINGS, TAGS, TITLE
from indexer.text.folding import fold_text
from indexer.text.sound import syllables_of

_WORD = re.compile(rf"[{HAN}]{{2,8}}")
_NAMING = [FIELD_NUMBERS[name] for name in (TITLE, TAGS, HEADINGS)]


class _Files:
    """Room in the files of a part, so that what is merged need not be in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """Return an array that lies in a file; ``stored`` without NumPy's head."""
        if name == "stored":
            path = self._folder / name
            path.touch()
            return np.memmap(_reserve(path, size), dtype, "r+", shape=(size,)) if size else np.empty(0, dtype=dtype)
        path = self._folder / f"{name}.npy"
        if not size:
            np.save(path, np.empty(0, dtype=dtype))
            return np.empty(0, dtype=dtype)
        array = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(size,))
        _reserve(path, path.stat().st_size)
        return array


def _reserve(path: Path, size: int) -> Path:
    """Take a file's space on the disk now: a full disk found out while a mapped array is filled kills the process.

    Raises:
        OSError: There is not so much.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)
    return path


def write_part(folder: Path, sources: Sequence[Source], *, heard: bool = True) -> Details:
    """Merge parts into one, write it, and say what it holds.

    Args:
        folder: Empty.
        sources: In the order of their documents.
        heard: False leaves it to the reader to find out how words sound: that takes a second to load.
    """
    part = merge_parts(sources, _Files(folder))
    _write_inverted(folder, "words", part.words)
    _write_inverted(folder, "grams", part.grams)
    folder.joinpath("terms").write_bytes(part.terms.blob.tobytes())
    _save(folder, "terms.offsets", _narrow(part.terms.offsets))
    _save(folder, "terms.order", order_texts(part.terms))
    _write_columns(folder, part)
    for facet in FACETS:
        _write_facet(folder, facet, [row[facet] for row in part.facets])
    _write_json(folder, "titles", part.titles)
    _write_json(folder, "surfaces", sorted(part.surfaces.items()))
    _write_json(folder, "sounds", _list_sounds(part, heard=heard))
    languages = Counter(language for row in part.facets for language in row["lang"])
    details = Details(FORMAT, part.posts, len(part.words.keys), len(part.grams.keys), dict(sorted(languages.items())))
    _write_json(folder, "part", asdict(details))
    return details


def _write_inverted(folder: Path, name: str, inverted: Inverted) -> None:
    """Write what is not in its file already."""
    _save(folder, f"{name}.keys", inverted.keys)
    _save(folder, f"{name}.postings", _narrow(inverted.postings))
    _save(folder, f"{name}.occurrences", _narrow(inverted.occurrences))


def _write_columns(folder: Path, part: Part) -> None:
    for name in ("lengths", "dates", "days", "translations"):
        _save(folder, name, getattr(part, name))
    _save(folder, "bases", make_offsets(part.positions))
    _save(folder, "text_bases", make_offsets(part.characters))
    _save(folder, "streams", make_offsets(part.tokens))
    ends = make_offsets(part.stored_sizes.sum(axis=1))
    texts = np.append(ends[:-1] + part.stored_sizes[:, 0], ends[-1:])
    _save(folder, "stored.offsets", np.stack([ends, texts], axis=1))


def _write_facet(folder: Path, facet: str, rows: list[tuple[str, ...]]) -> None:
    """Number a facet's values; spellings that fold together are one value."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    folded = {value: fold_text(value) for value in {value for row in rows for value in row}}
    for row in rows:
        for value in row:
            spellings[folded[value]][value] += 1
    numbers = {name: number for number, name in enumerate(sorted(spellings))}
    ids = [list(dict.fromkeys(numbers[folded[value]] for value in row)) for row in rows]
    _save(folder, f"{facet}.offsets", make_offsets(np.array([len(row) for row in ids], dtype=np.int64)))
    _save(folder, f"{facet}.values", np.array([number for row in ids for number in row], dtype=np.int32))
    _write_json(folder, facet, [sorted(spellings[name].items()) for name in numbers])


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


def _save(folder: Path, name: str, array: NDArray[np.generic]) -> None:
    np.save(folder / f"{name}.npy", array, allow_pickle=False)


def _write_json(folder: Path, name: str, value: object) -> None:
    folder.joinpath(f"{name}.json").write_bytes(orjson.dumps(value))
