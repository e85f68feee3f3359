"""Write a part: entries in, the files of ``layout`` out."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.index.entry import Entry
from indexer.index.layout import FACETS, FORMAT, Details, Int32s, Int64s, split_key, term_key
from indexer.text.analyzer import HAN
from indexer.text.document import BODY, FIELDS, GRAMS, HEADINGS, TAGS, TITLE
from indexer.text.folding import fold_text
from indexer.text.sound import syllables_of

_NAMING_FIELDS = {TITLE, TAGS, HEADINGS}
_WORD = re.compile(rf"[{HAN}]{{2,8}}")
_Number = TypeVar("_Number", np.int32, np.uint16)


class PartWriter:
    """Collects entries and writes them as one part.

    Documents are numbered from 0 in the order they are added.
    """

    def __init__(self, folder: Path, site_name: str = "", base_url: str = "", time_zone: str = "UTC") -> None:
        """Begin a part in ``folder``, which must be empty."""
        self._folder = folder
        self._site = {"site_name": site_name, "base_url": base_url, "time_zone": time_zone}
        self._numbers: dict[str, int] = {}
        self._entries: list[Entry] = []
        self._keys: list[Int32s] = []
        self._surfaces: Counter[str] = Counter()
        self._stored = (folder / "stored.bin").open("wb")
        self._places: list[tuple[int, int]] = []

    def add(self, entry: Entry) -> None:
        """Take in one document."""
        numbers = self._numbers
        self._keys.append(np.array([numbers.setdefault(key, len(numbers)) for key in entry.keys], dtype=np.int32))
        self._surfaces.update(entry.surfaces)
        begin = self._stored.tell()
        self._places.append((begin, begin + self._stored.write(entry.stored)))
        self._stored.write(entry.text)
        self._entries.append(entry)

    def finish(self, taught: tuple[str, ...] = ()) -> Details:
        """Write everything and say what the part holds."""
        end = self._stored.tell()
        self._stored.close()
        self._save("stored", np.array([*self._places, (end, end)], dtype=np.int64).reshape(-1, 2))
        self._write_terms()
        self._write_columns()
        self._write_json("surfaces", sorted(self._surfaces.items()))
        self._write_json("sounds", self._list_sounds())
        self._write_json("titles", [[entry.title, entry.url] for entry in self._entries])
        languages = Counter(entry.language for entry in self._entries)
        details = Details(
            format=FORMAT,
            posts=len(self._entries),
            terms=len(self._numbers),
            languages=dict(sorted(languages.items())),
            taught=list(taught),
            **self._site,
        )
        self._write_json("part", asdict(details))
        return details

    def _list_sounds(self) -> list[tuple[str, str, int]]:
        """List the site's Chinese words with their pinyin: those of titles, tags and headings, and repeated ones."""
        posts = np.bincount(_join(self._keys, np.int32), minlength=len(self._numbers)).tolist()
        counted: Counter[str] = Counter()
        for key, number in self._numbers.items():
            field, word = split_key(key)
            if field in _NAMING_FIELDS or (field == BODY and posts[number] > 1):
                counted[word] = max(counted[word], posts[number])
        return [(word, " ".join(syllables_of(word)), n) for word, n in sorted(counted.items()) if _is_word(word)]

    def _write_terms(self) -> None:
        keys = sorted((key.encode(), number) for key, number in self._numbers.items())
        self._folder.joinpath("terms.bin").write_bytes(b"".join(key for key, _ in keys))
        self._save("terms", _offsets(np.array([len(key) for key, _ in keys], dtype=np.int64)))
        ranks = np.empty(len(keys), dtype=np.int32)
        ranks[np.array([number for _, number in keys], dtype=np.int64)] = np.arange(len(keys), dtype=np.int32)
        words = sum(key < term_key(GRAMS, "").encode() for key, _ in keys)
        self._write_postings(ranks, len(keys), words)

    def _write_postings(self, ranks: Int32s, terms: int, words: int) -> None:
        """Sort postings by term, then document; ``words`` is how many terms come before the grams."""
        term = ranks[_join(self._keys, np.int32)]
        docs = np.repeat(np.arange(len(self._keys), dtype=np.int32), [len(keys) for keys in self._keys])
        order = np.argsort(term, kind="stable")
        located = _join([entry.located for entry in self._entries], np.int32)
        self._save("docs", docs[order])
        self._save("counts", _join([entry.counts for entry in self._entries], np.int32)[order])
        self._save("postings", _offsets(np.bincount(term, minlength=terms)))
        per_term = np.bincount(term, weights=located, minlength=terms).astype(np.int64)
        occurrences = _offsets(per_term)
        self._save("occurrences", occurrences)
        self._write_occurrences(located, order, int(occurrences[words]))

    def _write_occurrences(self, located: Int32s, order: Int64s, words: int) -> None:
        sources = _gather(_offsets(located)[:-1][order], located[order])
        self._save("positions", _join([entry.positions for entry in self._entries], np.int32)[sources])
        is_word = np.zeros(int(located.sum()), dtype=bool)
        begin = 0
        for entry in self._entries:
            is_word[begin : begin + len(entry.starts)] = True
            begin += len(entry.positions)
        word_number = np.cumsum(is_word) - 1
        sources = word_number[sources[:words]]
        self._save("starts", _join([entry.starts for entry in self._entries], np.int32)[sources])
        self._save("lengths", _join([entry.lengths for entry in self._entries], np.uint16)[sources])

    def _write_columns(self) -> None:
        entries = self._entries
        lengths = _join([entry.field_lengths for entry in entries], np.int32).reshape(-1, len(FIELDS))
        self._save("field_lengths", np.ascontiguousarray(lengths.T))
        self._save("dates", np.array([entry.date for entry in entries], dtype=np.int64))
        self._save("days", np.array([entry.day for entry in entries], dtype=np.int32))
        for facet in FACETS:
            self._write_facet(facet, [entry.facets[facet] for entry in entries])

    def _write_facet(self, facet: str, rows: list[tuple[str, ...]]) -> None:
        """Number a facet's values; spellings that fold together are one value, named as most authors write it."""
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            for value in row:
                spellings[fold_text(value)][value] += 1
        numbers = {folded: number for number, folded in enumerate(sorted(spellings))}
        ids = [list(dict.fromkeys(numbers[fold_text(value)] for value in row)) for row in rows]
        self._save(f"{facet}.offsets", _offsets(np.array([len(row) for row in ids], dtype=np.int64)))
        self._save(f"{facet}.values", np.array([number for row in ids for number in row], dtype=np.int32))
        names = [min(spellings[folded].items(), key=lambda pair: (-pair[1], pair[0]))[0] for folded in numbers]
        self._write_json(facet, names)

    def _save(self, name: str, array: NDArray[np.generic]) -> None:
        np.save(self._folder / f"{name}.npy", array, allow_pickle=False)

    def _write_json(self, name: str, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._folder.joinpath(f"{name}.json").write_text(text, encoding="utf-8")


def _is_word(term: str) -> bool:
    return _WORD.fullmatch(term) is not None


def _join(arrays: Sequence[NDArray[_Number]], dtype: type[_Number]) -> NDArray[_Number]:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=dtype)


def _offsets(counts: NDArray[np.integer]) -> Int64s:
    """Return where each of consecutive runs begins, and where the last ends: int64[len(counts) + 1]."""
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _gather(begins: Int64s, counts: Int32s) -> Int64s:
    """Return the indexes of runs laid end to end: for each run ``begins[i] … begins[i] + counts[i]``."""
    counts = counts.astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    indexes: Int64s = np.arange(total, dtype=np.int64) + np.repeat(begins - (ends - counts), counts)
    return indexes
