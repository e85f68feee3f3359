"""What searching asks of an index: the one interface through which plans, ranking and snippets read.

Two things offer it: the reader of a generation on this machine, whose documents are the whole site's; and the few
documents that a cluster returned as candidates, with the vocabulary of the whole site. What is counted over all
documents, whichever are here, goes through ``search.statistics``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from indexer.arrays import Floats, Int32s, Int64s, Mask, UInt32s
from indexer.index.format.text_codes import TextCodes
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.token_stream import TokenStream
from indexer.index.reader.joined import JoinedFacet, WordCounts
from indexer.index.reader.multi_part_postings import Postings
from indexer.index.reader.site import Site
from indexer.index.reader.title_table import Titled
from indexer.text.document import Metadata
from indexer.units import (
    CharOffsets,
    DocFreqs,
    GramId,
    Positions,
    PostingCount,
    PostingCounts,
    TermId,
    TermIds,
    TermOrdinals,
)


class IndexView(Protocol):
    """Documents that can be searched, numbered from 0, N in all; each member is explained at ``IndexReader``."""

    # Of the whole site

    @property
    def site(self) -> Site: ...  # noqa: D102  see IndexReader, as of all below
    @property
    def num_docs(self) -> int: ...  # noqa: D102
    @property
    def average_lengths(self) -> Floats: ...  # noqa: D102
    @property
    def mean_body_length(self) -> float: ...  # noqa: D102
    @property
    def newest_date(self) -> int: ...  # noqa: D102
    @property
    def surfaces(self) -> WordCounts: ...  # noqa: D102
    @property
    def sounds(self) -> Iterable[tuple[str, str]]: ...  # noqa: D102
    @property
    def posting_count_column(self) -> Int32s: ...  # noqa: D102
    @property
    def ordinals(self) -> TermOrdinals | None: ...  # noqa: D102
    def find_term(self, term: str) -> TermId: ...  # noqa: D102
    def term_ordinals(self, numbers: UInt32s | TermIds) -> UInt32s | TermOrdinals: ...  # noqa: D102
    def terms_of_ordinals(self, ordinals: TermOrdinals) -> TermIds: ...  # noqa: D102
    def posting_counts(self, numbers: TermIds) -> PostingCounts: ...  # noqa: D102
    def doc_freqs(self, numbers: TermIds) -> DocFreqs: ...  # noqa: D102
    def frequent_terms(self, prefix: str, limit: int) -> list[tuple[str, PostingCount]]: ...  # noqa: D102
    def find_gram(self, gram: str) -> GramId: ...  # noqa: D102

    # Of the documents here

    @property
    def max_doc(self) -> int: ...  # noqa: D102
    @property
    def live(self) -> Mask | None: ...  # noqa: D102
    @property
    def is_in_id_order(self) -> bool: ...  # noqa: D102
    @property
    def lengths(self) -> Int32s: ...  # noqa: D102
    @property
    def dates(self) -> Int64s: ...  # noqa: D102
    @property
    def days(self) -> Int32s: ...  # noqa: D102
    @property
    def id_ranks(self) -> Int32s: ...  # noqa: D102
    @property
    def titles(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def inked_titles(self) -> Sequence[str]: ...  # noqa: D102
    def find_title(self, key: str, *, begun: bool) -> Titled: ...  # noqa: D102
    @property
    def facets(self) -> Mapping[str, JoinedFacet]: ...  # noqa: D102
    @property
    def translations(self) -> Int32s: ...  # noqa: D102
    @property
    def paragraphs(self) -> Int32s: ...  # noqa: D102
    @property
    def paragraph_offsets(self) -> Int64s: ...  # noqa: D102
    @property
    def position_bases(self) -> Int64s: ...  # noqa: D102
    @property
    def offset_bases(self) -> Int64s: ...  # noqa: D102
    @property
    def whole(self) -> PartReader | None: ...  # noqa: D102
    @property
    def most_places(self) -> int: ...  # noqa: D102
    def postings(self, number: int) -> Postings: ...  # noqa: D102
    def postings_of(self, numbers: TermIds) -> tuple[Postings, Int64s]: ...  # noqa: D102
    def positions(self, number: int) -> Positions: ...  # noqa: D102
    def positions_of(self, numbers: TermIds) -> Positions: ...  # noqa: D102
    def position_count(self, number: int) -> int: ...  # noqa: D102
    def gram_postings(self, number: int) -> Postings: ...  # noqa: D102
    def gram_offsets(self, number: int) -> CharOffsets: ...  # noqa: D102
    def gram_offset_count(self, number: int) -> int: ...  # noqa: D102
    def find_document(self, post_id: str) -> int: ...  # noqa: D102
    def streams(self, docs: Sequence[int], *, keep: bool = True) -> list[TokenStream]: ...  # noqa: D102
    def metadata(self, doc: int) -> Metadata: ...  # noqa: D102
    def frames(self, docs: Sequence[int]) -> list[bytes]: ...  # noqa: D102
    def all_codes(self, docs: Sequence[int]) -> list[TextCodes]: ...  # noqa: D102
