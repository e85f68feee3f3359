"""Write a part: entries in, the files of ``layout`` out."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.arrays import join_arrays, make_offsets
from indexer.index.entry import Entry
from indexer.index.layout import FACETS, FORMAT, Details, Int32s, split_key
from indexer.index.postings_writer import write_postings
from indexer.text.analyzer import HAN
from indexer.text.document import BODY, FIELDS, HEADINGS, TAGS, TITLE
from indexer.text.folding import fold_text
from indexer.text.glossary import Entry as Names
from indexer.text.sound import syllables_of

_NAMING_FIELDS = {TITLE, TAGS, HEADINGS}
_WORD = re.compile(rf"[{HAN}]{{2,8}}")


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

    def finish(
        self, taught: tuple[str, ...] = (), glossary: Sequence[Names] = (), mined: Sequence[Names] = ()
    ) -> Details:
        """Write everything and say what the part holds.

        Args:
            taught: Words the segmenter was taught.
            glossary: Other words for things, as the site's own file has them.
            mined: The same, found in its posts.
        """
        end = self._stored.tell()
        self._stored.close()
        self._save("stored", np.array([*self._places, (end, end)], dtype=np.int64).reshape(-1, 2))
        write_postings(self._folder, self._entries, self._numbers, self._keys)
        self._write_columns()
        self._write_json("surfaces", sorted(self._surfaces.items()))
        self._write_json("sounds", self._list_sounds())
        self._write_json("glossary", {"site": glossary, "mined": mined})
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
        posts = np.bincount(join_arrays(self._keys, np.int32), minlength=len(self._numbers)).tolist()
        counted: Counter[str] = Counter()
        for key, number in self._numbers.items():
            field, word = split_key(key)
            if field in _NAMING_FIELDS or (field == BODY and posts[number] > 1):
                counted[word] = max(counted[word], posts[number])
        return [(word, " ".join(syllables_of(word)), n) for word, n in sorted(counted.items()) if _is_word(word)]

    def _write_columns(self) -> None:
        entries = self._entries
        lengths = join_arrays([entry.field_lengths for entry in entries], np.int32).reshape(-1, len(FIELDS))
        self._save("field_lengths", np.ascontiguousarray(lengths.T))
        self._save("dates", np.array([entry.date for entry in entries], dtype=np.int64))
        self._save("days", np.array([entry.day for entry in entries], dtype=np.int32))
        self._save("translations", _number_translations(entries))
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
        self._save(f"{facet}.offsets", make_offsets(np.array([len(row) for row in ids], dtype=np.int64)))
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


def _number_translations(entries: Sequence[Entry]) -> Int32s:
    """Number the posts that exist in several languages: the same number for each of them, -1 for all others."""
    languages: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.translation_key:
            languages[entry.translation_key].add(entry.language)
    several = {key: number for number, key in enumerate(key for key, found in languages.items() if len(found) > 1)}
    return np.array([several.get(entry.translation_key, -1) for entry in entries], dtype=np.int32)
