"""The documents of a generation on this machine -> what a cluster keeps of each."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson

from indexer.arrays import Floats, Int32s, Int64s, Mask, UInt64s
from indexer.engines.cluster.build.forward_index import DocumentRows, ForwardIndex, Rows, counts_of, fields_of
from indexer.engines.cluster.schema import GAP, LINES, document_id, encode_term
from indexer.engines.cluster.stored_document import StoredForm
from indexer.index.format.compression import compress
from indexer.index.format.facets import list_facets
from indexer.index.format.layout import FIELD_COUNT, FIELD_NUMBERS, FILLER, NO_DATE, NUMBER
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
            maker = _PartDocuments(part, norms[first:past])
            yield from maker.make(wanted[first:past])


class _PartDocuments:
    """Makes the documents of one part."""

    def __init__(self, part: PartReader, norms: Floats) -> None:
        part.require_intact()
        self._part = part
        self._norms = norms
        self._forward = ForwardIndex(part)
        self._terms: dict[int, str] = {}

    def make(self, wanted: Mask) -> Iterator[ClusterDocument]:
        """Yield some documents of the part: bool[D], which ones."""
        for first in range(0, self._part.max_doc, _AT_ONCE):
            past = min(first + _AT_ONCE, self._part.max_doc)
            if not wanted[first:past].any():
                continue
            self._terms.clear()  # or they would become the vocabulary of the site
            for doc, rows in enumerate(self._forward.read(first, past), start=first):
                if wanted[doc]:
                    yield self._make(doc, rows)

    def _make(self, doc: int, rows: DocumentRows) -> ClusterDocument:
        post = _Post(self._part, doc)
        words, places = rows.words, rows.places
        numbers = words.numbers[_begin_runs(words.numbers)]
        form = self._store(post, numbers, rows)
        packed = form.pack()
        digest = blake2b(packed, digest_size=_DIGEST_BYTES).hexdigest()
        length = int(form.lengths[FIELD_NUMBERS[TITLE]])
        terms = self._write_terms(numbers)
        in_title = places.values < length
        source = {
            "id": post.id,
            "digest": digest,
            "impact": self._weigh(doc, words, terms),
            **_write_lines("line", *places, terms),
            **_write_lines("title", places.numbers[in_title], places.values[in_title], terms),
            "pairs": _write_pairs(form.gram_keys, form.gram_place_sizes, form.gram_places),
            "characters": " ".join(chr(key >> 32) for key in form.gram_keys.tolist() if not key & 0xFFFFFFFF),
            "title_characters": " ".join(map(encode_term, "".join(post.title.split()))),
            **post.columns(),
            **{name: [fold_text(value) for value in values] for name, values in list_facets(post.metadata).items()},
            "stored": base64.b64encode(compress(packed)).decode(),
        }
        return ClusterDocument(document_id(post.id), digest, source)

    def _store(self, post: "_Post", numbers: Int64s, rows: DocumentRows) -> StoredForm:
        part, doc = self._part, post.doc
        words, places, grams, gram_places = rows
        stream = part.stream(doc)
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
            posting_sizes=_count(words.numbers, numbers).astype(np.uint8),
            posting_fields=fields_of(words).astype(np.uint8),
            posting_counts=counts_of(words).astype(np.uint16),
            place_sizes=_count(places.numbers, numbers),
            places=places.values.astype(np.int32),
            gram_keys=part.grams.keys[grams.numbers],
            gram_counts=counts_of(grams).astype(np.uint16),
            gram_place_sizes=_count(gram_places.numbers, grams.numbers),
            gram_places=gram_places.values.astype(np.int32),
            stream_terms=entries | (stream.entries & ~NUMBER),
            stream_gaps=stream.gaps,
            stream_lengths=stream.lengths,
            paragraphs=part.paragraphs[begin:end].reshape(-1),
            facets=np.frombuffer(orjson.dumps(list_facets(post.metadata)), dtype=np.uint8),
        )

    def _write_terms(self, numbers: Int64s) -> Mapping[int, str]:
        """Return these terms, among others, as a cluster has them."""
        known = self._terms
        for number in numbers.tolist():
            if number not in known:
                known[number] = encode_term(self._part.term_at(number))
        return known

    def _weigh(self, doc: int, words: Rows, terms: Mapping[int, str]) -> dict[str, float]:
        """Return the weighted frequency of each term of a document; norms as of ``IndexSnapshot``."""
        weights = self._norms[doc][fields_of(words)] * counts_of(words)
        firsts = _begin_runs(words.numbers)
        totals = np.add.reduceat(weights, firsts) if len(firsts) else weights
        weighed = zip(words.numbers[firsts].tolist(), totals.astype(np.float64).round(6).tolist(), strict=True)
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
