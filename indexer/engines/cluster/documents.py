"""The documents of a generation on this machine -> what a cluster keeps of each."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.engines.cluster.schema import GAP, LINES, document_id, encode_term
from indexer.engines.cluster.stored_document import StoredForm
from indexer.index.format.compression import compress
from indexer.index.format.facets import list_facets
from indexer.index.format.layout import (
    FIELD_BITS,
    FIELD_COUNT,
    FIELD_NUMBERS,
    FILLER,
    NO_DATE,
    NUMBER,
    Floats,
    Int32s,
    Int64s,
    Mask,
    UInt64s,
)
from indexer.index.format.packed import PackedRows
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.index_reader import IndexReader
from indexer.search.snapshot import IndexSnapshot
from indexer.search.tuning import Tuning
from indexer.text.analysis.folding import fold_text
from indexer.text.document import TITLE

_AT_ONCE = 1 << 11
"""Documents that are made together: each time all postings of their part are gone through."""
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class ClusterDocument:
    """One post as the cluster keeps it.

    Attributes:
        id: Its ``_id``.
        digest: As its field: the same for the same post.
        source: All fields.
    """

    id: str
    digest: str
    source: Mapping[str, Any]


def make_documents(reader: IndexReader, wanted: Mask | None = None) -> Iterator[ClusterDocument]:
    """Yield what a cluster keeps of documents, in their order.

    Args:
        reader: Of all documents, whenever visitors may find them: see ``open_every_document``.
        wanted: bool[N], which documents; None for all that are not deleted.

    Raises:
        IndexDamagedError: The generation is not as it was written.
    """
    norms = IndexSnapshot(reader, Tuning()).norms.reshape(-1, FIELD_COUNT)
    if wanted is None:
        wanted = np.ones(reader.max_doc, dtype=bool) if reader.live is None else reader.live
    for number, part in enumerate(reader.parts):
        first, past = reader.firsts[number : number + 2].tolist()
        if wanted[first:past].any():
            maker = _PartDocuments(part, norms[first:past], ZoneInfo(reader.site.time_zone))
            yield from maker.make(wanted[first:past])


@dataclass(frozen=True, slots=True)
class _Lists:
    """Keys of some documents with what they have of each, document by document, the keys ascending.

    Attributes:
        numbers: The number of each row's key.
        values: What the row is: a field's number with a count, or a place.
        offsets: int64[D + 1], where the rows of each document begin.
    """

    numbers: Int64s
    values: NDArray[Any]
    offsets: Int64s

    def of(self, doc: int) -> tuple[Int64s, NDArray[Any]]:
        """Return the rows of the doc-th document."""
        begin, end = self.offsets[doc : doc + 2].tolist()
        return self.numbers[begin:end], self.values[begin:end]


def _read_all(table: PackedRows) -> list[NDArray[Any]]:
    return table.read(0, len(table))


def _gather(begins: NDArray[Any], owners: Int64s, rows: Int64s, values: NDArray[Any], docs: int) -> _Lists:
    """Order rows that lie key by key by the documents that own them."""
    numbers = begins.searchsorted(rows, side="right") - 1
    order = owners.argsort(kind="stable")
    return _Lists(numbers[order], values[order], owners[order].searchsorted(np.arange(docs + 1)))


_Rows = tuple[Int64s, NDArray[Any]]
"""Of one document, the numbers of keys, ascending, and a value of each row."""


class _PartDocuments:
    """Makes the documents of one part."""

    def __init__(self, part: PartReader, norms: Floats, zone: tzinfo) -> None:
        part.require_intact()
        self._part = part
        self._norms = norms
        self._zone = zone
        self._posted = {name: _read_all(getattr(part, name).posted) for name in ("words", "grams")}
        self._placed = {name: _read_all(getattr(part, name).placed)[0] for name in ("words", "grams")}
        self._terms: dict[int, str] = {}

    def make(self, wanted: Mask) -> Iterator[ClusterDocument]:
        """Yield some documents of the part: bool[D], which ones."""
        for first in range(0, self._part.max_doc, _AT_ONCE):
            past = min(first + _AT_ONCE, self._part.max_doc)
            docs = wanted[first:past].nonzero()[0].tolist()
            if not docs:
                continue
            words = self._postings("words", first, past, FIELD_BITS), self._places("words", first, past)
            grams = self._postings("grams", first, past, 0), self._places("grams", first, past)
            self._terms.clear()  # or they would become the vocabulary of the site
            for doc in docs:
                yield self._make(first + doc, [each.of(doc) for each in (*words, *grams)])

    def _postings(self, name: str, first: int, past: int, bits: int) -> _Lists:
        """Return postings; a value holds the count above the field."""
        entries, all_counts = self._posted[name]
        rows = np.flatnonzero((entries >= first << bits) & (entries < past << bits))
        chosen = entries[rows].astype(np.int64)
        counts = all_counts[rows].astype(np.int64)
        values = (counts << FIELD_BITS) | (chosen & ((1 << bits) - 1))
        begins: NDArray[Any] = getattr(self._part, name).postings
        return _gather(begins, (chosen >> bits) - first, rows, values, past - first)

    def _places(self, name: str, first: int, past: int) -> _Lists:
        """Return places, counted from the beginning of each document."""
        bases = self._part.position_bases if name == "words" else self._part.offset_bases
        places = self._placed[name]
        rows = np.flatnonzero((places >= bases[first]) & (places < bases[past]))
        chosen = places[rows].astype(np.int64)
        owners = bases.searchsorted(chosen, side="right") - 1
        begins: NDArray[Any] = getattr(self._part, name).occurrences
        return _gather(begins, owners - first, rows, chosen - bases[owners], past - first)

    def _make(self, doc: int, rows: Sequence[_Rows]) -> ClusterDocument:
        post = _Post(self._part, doc)
        words, places, *_ = rows
        numbers = words[0][_begin_runs(words[0])]
        form = self._store(post, numbers, rows)
        packed = form.pack()
        digest = blake2b(packed, digest_size=_DIGEST_BYTES).hexdigest()
        length = int(form.lengths[FIELD_NUMBERS[TITLE]])
        terms = self._write_terms(numbers)
        title_rows = places[1] < length
        source = {
            "id": post.id,
            "digest": digest,
            "impact": self._weigh(doc, words, terms),
            **_write_lines("line", *places, terms),
            **_write_lines("title", places[0][title_rows], places[1][title_rows], terms),
            "pairs": _write_pairs(form.gram_keys, form.gram_place_sizes, form.gram_places),
            "characters": " ".join(chr(key >> 32) for key in form.gram_keys.tolist() if not key & 0xFFFFFFFF),
            "title_characters": " ".join(map(encode_term, "".join(post.title.split()))),
            **post.columns(),
            **{
                name: [fold_text(value) for value in values]
                for name, values in list_facets(post.metadata, self._zone).items()
            },
            "stored": base64.b64encode(compress(packed)).decode(),
        }
        return ClusterDocument(document_id(post.id), digest, source)

    def _store(self, post: "_Post", numbers: Int64s, rows: Sequence[_Rows]) -> StoredForm:
        part, doc = self._part, post.doc
        words, places, grams, gram_places = rows
        stream = part.stream(doc)
        gram_numbers = grams[0]
        local = np.append(numbers, FILLER)
        real = stream.numbers.astype(np.int64)
        entries = np.where(real == FILLER, np.uint32(FILLER), local.searchsorted(real).astype(np.uint32))
        begin, end = part.paragraph_offsets[doc : doc + 2].tolist()
        return StoredForm(
            record=np.frombuffer(orjson.dumps(post.record), dtype=np.uint8),
            text=np.frombuffer(part.text(doc).encode("utf-8", "replace"), dtype=np.uint8),
            title=np.frombuffer(post.title.encode("utf-8", "replace"), dtype=np.uint8),
            numbers=post.numbers,
            translation=part.translations[doc : doc + 1],
            lengths=part.lengths[doc],
            keys=part.words.keys[numbers],
            posting_sizes=_count(words[0], numbers).astype(np.uint8),
            posting_fields=(words[1] & (FIELD_COUNT - 1)).astype(np.uint8),
            posting_counts=(words[1] >> FIELD_BITS).astype(np.uint16),
            place_sizes=_count(places[0], numbers),
            places=places[1].astype(np.int32),
            gram_keys=part.grams.keys[gram_numbers],
            gram_counts=(grams[1] >> FIELD_BITS).astype(np.uint16),
            gram_place_sizes=_count(gram_places[0], gram_numbers),
            gram_places=gram_places[1].astype(np.int32),
            stream_terms=entries | (stream.entries & ~NUMBER),
            stream_gaps=stream.gaps,
            stream_lengths=stream.lengths,
            paragraphs=part.paragraphs[begin:end].reshape(-1),
            facets=np.frombuffer(orjson.dumps(list_facets(post.metadata, self._zone)), dtype=np.uint8),
        )

    def _write_terms(self, numbers: Int64s) -> Mapping[int, str]:
        """Return these terms, among others, as a cluster has them."""
        known = self._terms
        for number in numbers.tolist():
            if number not in known:
                known[number] = encode_term(self._part.term_at(number))
        return known

    def _weigh(self, doc: int, words: _Rows, terms: Mapping[int, str]) -> dict[str, float]:
        """Return the weighted frequency of each term of a document; norms as of ``IndexSnapshot``."""
        numbers, values = words
        weights = self._norms[doc][values & (FIELD_COUNT - 1)] * (values >> FIELD_BITS)
        firsts = _begin_runs(numbers)
        totals = np.add.reduceat(weights, firsts) if len(firsts) else weights
        weighed = zip(numbers[firsts].tolist(), totals.astype(np.float64).round(6).tolist(), strict=True)
        return {terms[number]: total for number, total in weighed}


class _Post:
    """One document of a part: what belongs to it as a whole."""

    def __init__(self, part: PartReader, doc: int) -> None:
        self.part = part
        self.doc = doc
        self.record = part.record(doc)
        self.metadata = part.metadata(doc)
        self.id = self.metadata.id

    @cached_property
    def title(self) -> str:
        """The title, folded."""
        return fold_text(self.metadata.title)

    @cached_property
    def numbers(self) -> Int64s:
        """The numbers of a ``StoredForm``."""
        part, doc = self.part, self.doc
        sizes = (int(bases[doc + 1] - bases[doc]) for bases in (part.position_bases, part.offset_bases))
        columns = (part.dates, part.days, part.visible_from, part.visible_until)
        return np.array([*sizes, *(int(column[doc]) for column in columns)], dtype=np.int64)

    def columns(self) -> dict[str, object]:
        """Return the fields that are one number each; those that the post has not are left out."""
        _, _, date, day, begin, end = self.numbers.tolist()
        key = int(self.part.translations[self.doc])
        columns: dict[str, object] = {"visible_from": begin, "visible_until": end}
        columns |= {"date": date} if date != NO_DATE else {}
        columns |= {"day": day} if day else {}
        return columns | ({"translation": f"{key:016x}"} if key else {})


def _begin_runs(numbers: Int64s) -> Int64s:
    """Return where each of some ascending numbers stands first."""
    return np.flatnonzero(np.diff(numbers, prepend=-1))


def _count(numbers: Int64s, every: Int64s) -> Int32s:
    """Return how often each of some ascending numbers occurs."""
    return np.bincount(every.searchsorted(numbers), minlength=len(every)).astype(np.int32)


def _write_lines(name: str, numbers: Int64s, places: Int64s, terms: Mapping[int, str]) -> dict[str, str]:
    """Return the lines of words at some places; wider gaps than one position become one."""
    order = places.argsort(kind="stable")
    steps = np.minimum(np.diff(places[order], prepend=places[order][:1]), 2)
    at = np.cumsum(steps)
    lines: list[list[str]] = []
    slot, before = 0, -1
    size = int(at[-1]) + 1 if len(at) else 0
    for position, number in zip(at.tolist(), numbers[order].tolist(), strict=True):
        slot = slot + 1 if position == before else 0
        before = position
        if slot == len(lines) and slot < LINES:
            lines.append([GAP] * size)
        if slot < LINES:
            lines[slot][position] = terms[number]
    return {f"{name}{number}": " ".join(line) for number, line in enumerate(lines)}


def _write_pairs(keys: UInt64s, sizes: Int32s, places: Int32s) -> str:
    """Return the pairs of characters in their order, with a gap wherever they do not follow each other."""
    order = places.argsort(kind="stable")
    owners = keys.repeat(sizes)[order].tolist()
    follows = (np.diff(places[order], prepend=places[order][:1]) <= 1).tolist()
    words = [
        word
        for key, is_next in zip(owners, follows, strict=True)
        for word in (() if is_next else (GAP,)) + (chr(key >> 32) + chr(key & 0xFFFFFFFF),)
    ]
    return " ".join(words)
