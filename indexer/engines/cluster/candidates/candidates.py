"""The candidates that a cluster returned, read as an index: few documents, with the vocabulary of the whole site.

Documents are numbered in the order of their posts' ids, terms as the vocabulary of the site numbers them. The arrays of
all candidates lie end to end, and what has a term is found by going through their keys: a tenth of a millisecond for a
hundred long posts, less than to merge them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import orjson

from indexer.arrays import Int32s, Int64s, UInt32s, distinct
from indexer.engines.cluster.candidates.candidate_terms import CandidateGrams, CandidateTerms, join_forms
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.stored_document import StoredForm
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import FACETS, FIELD_COUNT, FILLER, NUMBER, gram_key, hash_term
from indexer.index.format.record import make_metadata
from indexer.index.format.stored_frame import StoredFrame, lay_out_document
from indexer.index.format.text_codes import TextCodes
from indexer.index.parts.token_stream import TokenStream, make_stream
from indexer.index.reader.joined import JoinedFacet, number_translations
from indexer.index.reader.multi_part_postings import Postings
from indexer.index.reader.title_table import Titled, TitleTable
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
        self.paragraphs: Int32s = join_forms(self._forms, "paragraphs", np.int32).reshape(-1, 2)
        self.paragraph_offsets = make_offsets(sizes)
        self._terms = CandidateTerms(vocabulary, self._forms, self.position_bases)
        self._grams = CandidateGrams(self._forms, self.offset_bases)
        # Of the whole site
        self.site, self.num_docs = vocabulary.site, vocabulary.num_docs
        self.average_lengths, self.mean_body_length = vocabulary.average_lengths, vocabulary.mean_body_length
        self.newest_date = vocabulary.newest_date
        self.surfaces, self.sounds = vocabulary.surfaces, vocabulary.sounds
        self.frequent_terms = vocabulary.frequent_terms

    # Terms

    def find_term(self, term: str) -> TermId:
        """Return a term's number, or -1 where neither the vocabulary nor a candidate has it."""
        return TermId(int(self._terms.number(np.array([hash_term(term)], dtype=np.uint64))[0]))

    def term_ordinals(self, numbers: UInt32s | TermIds) -> UInt32s | TermOrdinals:
        """Return the numbers, which are in the order of keys."""
        return numbers

    def terms_of_ordinals(self, ordinals: TermOrdinals) -> TermIds:
        """Return the numbers, which are in the order of keys."""
        return ordinals

    @property
    def posting_count_column(self) -> Int32s:
        """Postings of each term in the whole site; those of terms that it has not yet are counted as one."""
        return self._terms.posting_count_column

    @property
    def most_places(self) -> int:
        """A number that no term has more positions of among the candidates and no pair more offsets."""
        return int(max(self.position_bases[-1], self.offset_bases[-1]))

    def posting_counts(self, numbers: TermIds) -> PostingCounts:
        """Return the postings of some terms in the whole site."""
        return self._terms.posting_counts(numbers)

    def doc_freqs(self, numbers: TermIds) -> DocFreqs:
        """Return the document frequencies of some terms in the whole site."""
        return self._terms.doc_freqs(numbers)

    def postings(self, number: int) -> Postings:
        """Return where a term occurs among the candidates."""
        return self._terms.postings(number)

    def postings_of(self, numbers: TermIds) -> tuple[Postings, Int64s]:
        """Return the postings of several terms laid end to end, and how many each has."""
        return self._terms.postings_of(numbers)

    def positions(self, number: int) -> Positions:
        """Return a term's positions."""
        return self._terms.positions(number)

    def positions_of(self, numbers: TermIds) -> Positions:
        """Return the positions of any of several terms, ascending and each once."""
        return distinct(np.concatenate([self.positions(number) for number in numbers.tolist()]))

    def position_count(self, number: int) -> int:
        """Return how many positions a term has among the candidates."""
        return self._terms.position_count(number)

    # Grams

    def find_gram(self, gram: str) -> GramId:
        """Return the number of a character or a pair, or -1 where no candidate has it: its key."""
        key = gram_key(gram)
        return GramId(key) if key in self._grams else GramId(-1)

    def gram_postings(self, number: int) -> Postings:
        """Return where a gram occurs among the candidates."""
        return self._grams.postings(number)

    def gram_offsets(self, number: int) -> CharOffsets:
        """Return a pair's offsets."""
        return self._grams.offsets(number)

    def gram_offset_count(self, number: int) -> int:
        """Return how many offsets a pair has among the candidates."""
        return self._grams.offset_count(number)

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
        return {name: self._vocabulary.join_facet(name, [row[name] for row in rows]) for name in FACETS}

    @cached_property
    def translations(self) -> Int32s:
        """The number of each document's group of translations, -1 for none."""
        return number_translations(
            join_forms(self._forms, "translation", np.uint64), self.facets["lang"], self.facets["locale"]
        )

    def find_document(self, post_id: str) -> int:
        """Return the candidate that is a post, or -1."""
        at = bisect_left(self._ids, post_id)
        return at if at < len(self._ids) and self._ids[at] == post_id else -1

    def stream(self, doc: int) -> TokenStream:
        """Return the tokens of a document."""
        if doc not in self._streams:
            form = self._forms[doc]
            local = np.append(self._terms.number(form.keys), FILLER).astype(np.uint32)
            numbers = np.minimum(form.stream_terms & NUMBER, np.uint32(len(form.keys)))
            entries = local[numbers] | (form.stream_terms & ~NUMBER)
            self._streams[doc] = make_stream(entries, form.stream_gaps, form.stream_lengths)
        return self._streams[doc]

    def streams(self, docs: Sequence[int], *, keep: bool = True) -> list[TokenStream]:  # noqa: ARG002  they are kept
        """Return the tokens of several documents."""
        return [self.stream(doc) for doc in docs]

    def metadata(self, doc: int) -> Metadata:
        """Return what is shown of a document and filtered by."""
        return make_metadata(self._records[doc]["metadata"])

    def all_codes(self, docs: Sequence[int]) -> list[TextCodes]:
        """Return the code points of the texts of several documents."""
        return [self._frame(doc).codes for doc in docs]

    def frames(self, docs: Sequence[int]) -> list[bytes]:
        """Return what is kept of several documents: the bytes of a ``StoredFrame`` of each."""
        return [self._frame(doc).data for doc in docs]

    def _frame(self, doc: int) -> StoredFrame:
        if doc not in self._frames:
            text = str(self._forms[doc].text.tobytes(), "utf-8")
            self._frames[doc] = StoredFrame(lay_out_document(self._records[doc], text))
        return self._frames[doc]
