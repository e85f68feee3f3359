"""The candidates that a cluster returned, read as an index: few documents, with the vocabulary of the whole site.

Documents are numbered in the order of their posts' ids, terms as the vocabulary of the site numbers them. The arrays of
all candidates lie end to end, and what has a term is found by going through their keys: a tenth of a millisecond for a
hundred long posts, less than to merge them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.arrays import distinct
from indexer.engines.cluster.candidates.candidate_rows import CandidateRows
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.stored_document import StoredForm
from indexer.index.format.arrays import find_sorted, gather_runs, make_offsets
from indexer.index.format.layout import (
    FACETS,
    FIELD_BITS,
    FIELD_COUNT,
    FILLER,
    NUMBER,
    Int32s,
    Int64s,
    UInt16s,
    UInt32s,
    UInt64s,
    gram_key,
    hash_term,
)
from indexer.index.format.record import make_metadata
from indexer.index.format.stored_frame import StoredFrame, lay_out_document
from indexer.index.format.text_codes import TextCodes
from indexer.index.parts.token_stream import TokenStream, make_stream
from indexer.index.reader.joined import JoinedFacet, number_translations
from indexer.index.reader.multi_part_postings import Postings
from indexer.index.reader.title_table import Titled, TitleTable
from indexer.text.analysis.folding import fold_text
from indexer.text.document import Metadata
from indexer.units import (
    CharOffsets,
    DocFreqs,
    GramId,
    Positions,
    PostingCounts,
    TermId,
    TermIds,
    TermOrdinals,
)


class CandidateIndex:
    """The documents here, and the vocabulary of their site: an ``IndexView``, whose members ``IndexReader`` explains.

    Immutable but for what it remembers; for one query.
    """

    live = None
    whole = None
    is_in_id_order = True
    ordinals: TermOrdinals | None = None

    def __init__(self, vocabulary: SiteVocabulary, forms: Sequence[StoredForm]) -> None:
        """Number documents.

        Args:
            vocabulary: Of the site.
            forms: In any order, each once.
        """
        records = [orjson.loads(form.record.tobytes()) for form in forms]
        order = sorted(range(len(forms)), key=lambda at: records[at]["metadata"]["id"])
        self._vocabulary = vocabulary
        self._forms = [forms[at] for at in order]
        self._records: list[dict[str, Any]] = [records[at] for at in order]
        self._ids: list[str] = [record["metadata"]["id"] for record in self._records]
        self._streams: dict[int, TokenStream] = {}
        self._frames: dict[int, StoredFrame] = {}
        self.max_doc = len(forms)
        numbers = np.array([form.numbers for form in self._forms], dtype=np.int64).reshape(-1, 6)
        self.position_bases, self.offset_bases = make_offsets(numbers[:, 0]), make_offsets(numbers[:, 1])
        self.dates: Int64s = numbers[:, 2]
        self.days: Int32s = numbers[:, 3].astype(np.int32)
        self.id_ranks: Int32s = np.arange(len(forms), dtype=np.int32)
        self.lengths: Int32s = np.array([form.lengths for form in self._forms], dtype=np.int32).reshape(-1, FIELD_COUNT)
        sizes = np.array([len(form.paragraphs) // 2 for form in self._forms], dtype=np.int64)
        self.paragraphs: Int32s = self._join("paragraphs", np.int32).reshape(-1, 2)
        self.paragraph_offsets = make_offsets(sizes)
        # Of the whole site
        self.site, self.num_docs = vocabulary.site, vocabulary.num_docs
        self.average_lengths, self.mean_body_length = vocabulary.average_lengths, vocabulary.mean_body_length
        self.newest_date = vocabulary.newest_date
        self.surfaces, self.sounds = vocabulary.surfaces, vocabulary.sounds
        self.frequent_terms = vocabulary.frequent_terms

    def _join(self, name: str, kind: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([np.empty(0, kind), *(getattr(form, name) for form in self._forms)])

    # Terms

    @cached_property
    def _words(self) -> CandidateRows:
        forms = self._forms
        return CandidateRows([f.keys for f in forms], [f.places for f in forms], [f.place_sizes for f in forms])

    @cached_property
    def _grams(self) -> CandidateRows:
        forms = self._forms
        return CandidateRows(
            [f.gram_keys for f in forms], [f.gram_places for f in forms], [f.gram_place_sizes for f in forms]
        )

    @cached_property
    def _posting_sizes(self) -> Int64s:
        sizes: Int64s = self._join("posting_sizes", np.uint8).astype(np.int64)
        return sizes

    @cached_property
    def _posting_offsets(self) -> Int64s:
        return make_offsets(self._posting_sizes)

    @cached_property
    def _doc_fields(self) -> Int32s:
        """The doc_field of each posting of all candidates."""
        owners = self._words.owners.repeat(self._posting_sizes).astype(np.int32)
        doc_fields: Int32s = (owners << FIELD_BITS) | self._join("posting_fields", np.uint8)
        return doc_fields

    @cached_property
    def _counts(self) -> UInt16s:
        return self._join("posting_counts", np.uint16)

    @cached_property
    def _keys(self) -> UInt64s:
        """The key of every term: those of the vocabulary, then those of posts that came since it was published."""
        known = self._vocabulary.tables.vocabulary.keys
        own = np.unique(self._words.keys)
        fresh = own[find_sorted(known, own) < 0]
        return np.concatenate([known, fresh]) if len(fresh) else known

    def find_term(self, term: str) -> TermId:
        """Return a term's number, or -1 where neither the vocabulary nor a candidate has it."""
        return TermId(int(self._number_keys(np.array([hash_term(term)], dtype=np.uint64))[0]))

    def _number_keys(self, keys: UInt64s) -> Int64s:
        """Return the numbers of terms by their keys, -1 for none."""
        size = len(self._vocabulary.tables.vocabulary.keys)
        known, fresh = find_sorted(self._keys[:size], keys), find_sorted(self._keys[size:], keys)
        numbers: Int64s = np.where(fresh >= 0, fresh + size, known)
        return numbers

    def term_ordinals(self, numbers: UInt32s | TermIds) -> UInt32s | TermOrdinals:
        """Return the numbers, which are in the order of keys."""
        return numbers

    def terms_of_ordinals(self, ordinals: TermOrdinals) -> TermIds:
        """Return the numbers, which are in the order of keys."""
        return ordinals

    @cached_property
    def posting_count_column(self) -> Int32s:
        """Postings of each term in the whole site; those of terms that it has not yet are counted as one."""
        known = self._vocabulary.tables.vocabulary.posting_counts
        return np.append(known, np.ones(len(self._keys) - len(known), dtype=np.int32))

    @property
    def most_places(self) -> int:
        """A number that no term has more positions of among the candidates and no pair more offsets."""
        return int(max(self.position_bases[-1], self.offset_bases[-1]))

    def posting_counts(self, numbers: TermIds) -> PostingCounts:
        """Return the postings of some terms in the whole site."""
        return PostingCounts(_take(self._vocabulary.tables.vocabulary.posting_counts, numbers))

    def doc_freqs(self, numbers: TermIds) -> DocFreqs:
        """Return the document frequencies of some terms in the whole site."""
        return DocFreqs(_take(self._vocabulary.tables.vocabulary.doc_freqs, numbers))

    def postings(self, number: int) -> Postings:
        """Return where a term occurs among the candidates."""
        rows = self._words.find(int(self._keys[number]))
        at = gather_runs(self._posting_offsets[rows], self._posting_sizes[rows])
        return Postings(self._doc_fields[at], self._counts[at])

    def postings_of(self, numbers: TermIds) -> tuple[Postings, Int64s]:
        """Return the postings of several terms laid end to end, and how many each has."""
        found = [self.postings(number) for number in numbers.tolist()]
        sizes = np.array([len(each.entries) for each in found], dtype=np.int64)
        entries = np.concatenate([np.empty(0, np.int32), *(each.entries for each in found)])
        return Postings(entries, np.concatenate([np.empty(0, np.uint16), *(each.counts for each in found)])), sizes

    def positions(self, number: int) -> Positions:
        """Return a term's positions."""
        return self._words.read_places(int(self._keys[number]), self.position_bases)

    def positions_of(self, numbers: TermIds) -> Positions:
        """Return the positions of any of several terms, ascending and each once."""
        return distinct(np.concatenate([self.positions(number) for number in numbers.tolist()]))

    def position_count(self, number: int) -> int:
        """Return how many positions a term has among the candidates."""
        return self._words.count_places(int(self._keys[number]))

    # Grams

    def find_gram(self, gram: str) -> GramId:
        """Return the number of a character or a pair, or -1 where no candidate has it: its key."""
        key = gram_key(gram)
        return GramId(key) if len(self._grams.find(key)) else GramId(-1)

    def gram_postings(self, number: int) -> Postings:
        """Return where a gram occurs among the candidates."""
        rows = self._grams.find(number)
        return Postings(self._grams.owners[rows].astype(np.int32), self._gram_counts[rows])

    @cached_property
    def _gram_counts(self) -> UInt16s:
        return self._join("gram_counts", np.uint16)

    def gram_offsets(self, number: int) -> CharOffsets:
        """Return a pair's offsets."""
        return self._grams.read_places(number, self.offset_bases)

    def gram_offset_count(self, number: int) -> int:
        """Return how many offsets a pair has among the candidates."""
        return self._grams.count_places(number)

    # Documents

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each document."""
        return [str(form.title.tobytes(), "utf-8") for form in self._forms]

    @cached_property
    def inked_titles(self) -> list[str]:
        """The folded title of each document without its spaces."""
        return ["".join(title.split()) for title in self.titles]

    def find_title(self, key: str, *, begun: bool) -> Titled:
        """Return the candidates whose titles say a text, or else, if asked, begin with it."""
        return TitleTable(self.titles).find(key, begun=begun)

    @cached_property
    def facets(self) -> Mapping[str, JoinedFacet]:
        """The values of each facet, numbered as the site's."""
        rows = [orjson.loads(form.facets.tobytes()) for form in self._forms]
        return {name: self._join_facet(name, [row[name] for row in rows]) for name in FACETS}

    def _join_facet(self, name: str, rows: Sequence[Sequence[str]]) -> JoinedFacet:
        names, numbers = list(self._vocabulary.facet_names[name]), dict(self._vocabulary.facet_numbers[name])
        values = []
        for row in rows:
            own: dict[int, None] = {}
            for value in row:
                number = numbers.setdefault(fold_text(value), len(names))
                if number == len(names):
                    names.append(value)
                own[number] = None
            values.append(list(own))
        sizes = np.array([len(row) for row in values], dtype=np.int64)
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
        return JoinedFacet(names, make_offsets(sizes), np.array([*chain.from_iterable(values)], dtype=np.int32), owners)

    @cached_property
    def translations(self) -> Int32s:
        """The number of each document's group of translations, -1 for none."""
        return number_translations(self._join("translation", np.uint64), self.facets["lang"], self.facets["locale"])

    def find_document(self, post_id: str) -> int:
        """Return the candidate that is a post, or -1."""
        at = bisect_left(self._ids, post_id)
        return at if at < len(self._ids) and self._ids[at] == post_id else -1

    def stream(self, doc: int) -> TokenStream:
        """Return the tokens of a document."""
        if doc not in self._streams:
            form = self._forms[doc]
            local = np.append(self._number_keys(form.keys), FILLER).astype(np.uint32)
            numbers = np.minimum(form.stream_terms & NUMBER, np.uint32(len(form.keys)))
            entries = local[numbers] | (form.stream_terms & ~NUMBER)
            self._streams[doc] = make_stream(entries, form.stream_gaps, form.stream_lengths)
        return self._streams[doc]

    def streams(self, docs: Sequence[int], *, keep: bool = True) -> list[TokenStream]:  # noqa: ARG002  they are kept
        """Return the tokens of several documents."""
        return [self.stream(doc) for doc in docs]

    def metadata(self, doc: int) -> Metadata:
        """Return what is shown of a document and filtered by."""
        return make_metadata(self.record(doc)["metadata"])

    def record(self, doc: int) -> dict[str, Any]:
        """Return a document's record."""
        return self._records[doc]

    def text(self, doc: int) -> str:
        """Return a document's text."""
        return str(self._forms[doc].text.tobytes(), "utf-8")

    def codes(self, doc: int) -> TextCodes:
        """Return the code points of a document's text."""
        return self._frame(doc).codes

    def all_codes(self, docs: Sequence[int]) -> list[TextCodes]:
        """Return the code points of the texts of several documents."""
        return [self.codes(doc) for doc in docs]

    def frames(self, docs: Sequence[int]) -> list[bytes]:
        """Return what is kept of several documents: the bytes of a ``StoredFrame`` of each."""
        return [self._frame(doc).data for doc in docs]

    def _frame(self, doc: int) -> StoredFrame:
        if doc not in self._frames:
            self._frames[doc] = StoredFrame(lay_out_document(self.record(doc), self.text(doc)))
        return self._frames[doc]


def _take(known: Int32s, numbers: TermIds) -> Int64s:
    """Return what a column of the vocabulary says of some terms, 1 for those that it has not yet."""
    taken, is_known = np.ones(len(numbers), dtype=np.int64), numbers < len(known)
    taken[is_known] = known[numbers[is_known]]
    return taken
