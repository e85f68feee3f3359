"""Read a part: memory-mapped arrays, looked up term by term."""

import json
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamagedError, IndexVersionError
from indexer.index.layout import FACETS, FORMAT, Details, Floats, Int32s, Int64s, UInt16s, split_key, term_key
from indexer.text.document import FIELDS, Metadata, SectionSpan, Zone
from indexer.text.folding import fold_text


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents one term occurs in.

    Attributes:
        docs: int32[n], ascending.
        counts: int32[n], how often.
    """

    docs: Int32s
    counts: Int32s


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every place of one term, document after document.

    Attributes:
        docs: int32[m], the document of each occurrence, ascending.
        positions: int32[m], ascending within a document; for grams the offset of the first character.
        starts, lengths: int32[m], uint16[m], offsets in the document's text; empty for grams.
    """

    docs: Int32s
    positions: Int32s
    starts: Int32s
    lengths: UInt16s


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet's values by document.

    Attributes:
        names: Each value as most authors write it.
        offsets: int64[N + 1], where each document's values begin.
        values: int32[V], numbers into ``names``.
    """

    names: list[str]
    offsets: Int64s
    values: Int32s


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a document to be shown."""

    metadata: Metadata
    text: str
    zones: tuple[Zone, ...]
    sections: tuple[SectionSpan, ...]


_NONE = np.empty(0, dtype=np.int32)
_NO_LENGTHS = np.empty(0, dtype=np.uint16)


class PartReader:
    """One part, open for reading. Immutable, so safe to be shared between threads."""

    def __init__(self, folder: Path) -> None:
        """Open a part.

        Raises:
            IndexDamagedError: A file is missing or no array.
            FileNotFoundError: The whole part is gone, swept away by a writer.
            IndexVersionError: Another version of this program wrote it.
        """
        self._folder = folder
        try:
            self.details = self._read_details()
            self._keys = _map_bytes(folder / "terms.bin")
            self._stored = _map_bytes(folder / "stored.bin")
            arrays = ("terms", "postings", "docs", "counts", "occurrences", "positions", "starts", "lengths")
            self._arrays = {name: self._load(name) for name in (*arrays, "stored")}
            self.field_lengths: Int32s = self._load("field_lengths")
            self.dates: Int64s = self._load("dates")
            self.days: Int32s = self._load("days")
            self.translations: Int32s = self._load("translations")
            self.keywords: Int32s = self._load("keywords")
            self.keyword_weights: Floats = self._load("keyword_weights")
        except (OSError, ValueError, KeyError, TypeError) as error:
            if not folder.exists():
                raise
            raise IndexDamagedError(f"{folder}: cannot be opened ({error}); run search-index rebuild") from error

    def _read_details(self) -> Details:
        details = json.loads(self._folder.joinpath("part.json").read_text(encoding="utf-8"))
        if details["format"] != FORMAT:
            raise IndexVersionError(
                f"{self._folder}: written in format {details['format']}, this program reads {FORMAT}; "
                "run search-index rebuild"
            )
        return Details(**details)

    def _load(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = np.load(self._folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return array.view(np.ndarray)

    @property
    def posts(self) -> int:
        """How many documents there are."""
        return self.details.posts

    # Terms

    def key_at(self, number: int) -> bytes:
        """Return the key of a term by its number."""
        offsets = self._arrays["terms"]
        return bytes(self._keys[int(offsets[number]) : int(offsets[number + 1])])

    def term_at(self, number: int) -> str:
        """Return a term by its number, without its field."""
        return split_key(self.key_at(number).decode())[1]

    def _search(self, key: bytes) -> int:
        return bisect_left(range(self.details.terms), key, key=self.key_at)

    def find_term(self, field: str, term: str) -> int | None:
        """Return a term's number, or None where no document has it."""
        key = term_key(field, term).encode("utf-8", "replace")
        number = self._search(key)
        return number if number < self.details.terms and self.key_at(number) == key else None

    def most_frequent_terms(self, field: str, prefix: str, limit: int) -> list[int]:
        """Return the numbers of a field's terms that begin with ``prefix`` and occur in most documents, those first."""
        key = term_key(field, prefix).encode("utf-8", "replace")
        begin, end = self._search(key), self._search(key + b"\xff")  # a byte that UTF-8 never has
        frequencies = np.diff(self._arrays["postings"][begin : end + 1])
        numbers: list[int] = (begin + np.argsort(-frequencies, kind="stable")[:limit]).tolist()
        return numbers

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term occurs."""
        offsets = self._arrays["postings"]
        return int(offsets[number + 1] - offsets[number])

    def postings(self, number: int) -> Postings:
        """Return the documents of a term."""
        begin, end = self._arrays["postings"][number : number + 2]
        return Postings(self._arrays["docs"][begin:end], self._arrays["counts"][begin:end])

    def occurrences(self, number: int) -> Occurrences:
        """Return every place of a term; nothing for single-character grams, whose places are not kept."""
        begin, end = map(int, self._arrays["occurrences"][number : number + 2])
        if begin == end:
            return Occurrences(_NONE, _NONE, _NONE, _NO_LENGTHS)
        postings = self.postings(number)
        docs = np.repeat(postings.docs, postings.counts)
        arrays = self._arrays
        return Occurrences(
            docs, arrays["positions"][begin:end], arrays["starts"][begin:end], arrays["lengths"][begin:end]
        )

    def occurrences_in(self, number: int, doc: int) -> Occurrences:
        """Return a term's places in one document."""
        postings = self.postings(number)
        at = int(np.searchsorted(postings.docs, doc))
        if at == len(postings.docs) or postings.docs[at] != doc:
            return Occurrences(_NONE, _NONE, _NONE, _NO_LENGTHS)
        begin = int(self._arrays["occurrences"][number]) + int(postings.counts[:at].sum())
        end = begin + int(postings.counts[at])
        arrays = self._arrays
        docs = np.full(end - begin, doc, dtype=np.int32)
        return Occurrences(
            docs, arrays["positions"][begin:end], arrays["starts"][begin:end], arrays["lengths"][begin:end]
        )

    # Columns

    def lengths_of(self, field: str) -> Int32s:
        """Return how many words each document has in a field: int32[N]."""
        row: Int32s = self.field_lengths[FIELDS.index(field)]
        return row

    @cached_property
    def average_lengths(self) -> dict[str, float]:
        """The mean number of words of each field, over the documents that have the field at all."""
        totals = self.field_lengths.sum(axis=1, dtype=np.int64)
        present = np.maximum((self.field_lengths > 0).sum(axis=1), 1)
        return {field: max(float(totals[i] / present[i]), 1.0) for i, field in enumerate(FIELDS)}

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """Every facet of ``FACETS``."""
        return {name: self._load_facet(name) for name in FACETS}

    def _load_facet(self, name: str) -> Facet:
        names = json.loads(self._folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
        return Facet(names, self._load(f"{name}.offsets"), self._load(f"{name}.values"))

    @cached_property
    def surfaces(self) -> list[tuple[str, int]]:
        """Latin words as written (folded), sorted, each with the number of documents it stands in."""
        rows = json.loads(self._folder.joinpath("surfaces.json").read_text(encoding="utf-8"))
        return [(word, count) for word, count in rows]

    @cached_property
    def sounds(self) -> list[tuple[str, str, int]]:
        """Chinese words of the site, their pinyin with spaces, and in how many posts each stands."""
        rows = json.loads(self._folder.joinpath("sounds.json").read_text(encoding="utf-8"))
        return [(word, pinyin, count) for word, pinyin, count in rows]

    def read_glossary(self) -> dict[str, list[tuple[str, ...]]]:
        """Return other words for things: under ``site`` those of the site's own file, under ``mined`` its posts'."""
        kinds = json.loads(self._folder.joinpath("glossary.json").read_text(encoding="utf-8"))
        return {kind: [tuple(entry) for entry in entries] for kind, entries in kinds.items()}

    @cached_property
    def titles(self) -> list[tuple[str, str, str]]:
        """Of each document: its title folded, as written, and its URL."""
        rows = json.loads(self._folder.joinpath("titles.json").read_text(encoding="utf-8"))
        return [(fold_text(title), title, url) for title, url in rows]

    # Documents

    def stored(self, doc: int) -> Stored:
        """Return what is kept of a document."""
        (begin, text), (end, _) = self._arrays["stored"][doc : doc + 2].tolist()
        record = json.loads(self._stored[begin:text])
        metadata = record["metadata"] | {
            "date": datetime.fromisoformat(record["metadata"]["date"]) if record["metadata"]["date"] else None,
            **{name: tuple(record["metadata"][name]) for name in ("authors", "tags", "categories")},
        }
        return Stored(
            Metadata(**metadata),
            self._stored[text:end].decode("utf-8"),
            tuple(Zone(*zone) for zone in record["zones"]),
            tuple(SectionSpan(*section) for section in record["sections"]),
        )


def _map_bytes(path: Path) -> mmap | bytes:
    """Map a file into memory; an empty file cannot be mapped."""
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ) if path.stat().st_size else b""
