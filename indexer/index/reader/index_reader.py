"""The reader of one generation at one moment, whose parts are read as if they were one.

Documents, terms and grams of all parts are numbered through, the first part's as they are. A document that an update
removed or replaced, or whose time it is not, is *absent*: it keeps its number and its row in every column, but is in no
postings, counts and averages, so that every figure is what a rebuild of the other posts alone would give.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import inf
from typing import Any, Self

import numpy as np

from indexer.arrays import Floats, Int32s, Int64s, Mask, UInt32s, UInt64s, distinct
from indexer.index.format.arrays import begin_groups, count_runs
from indexer.index.format.layout import FACETS, FIELD_BITS, FIELD_NUMBERS, NO_DATE, gram_key, hash_term
from indexer.index.format.record import StoredDocument
from indexer.index.format.text_codes import TextCodes
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.token_stream import TokenStream
from indexer.index.reader.deletions import Deletions, count_deletions
from indexer.index.reader.documents import Documents
from indexer.index.reader.joined import (
    JoinedFacet,
    WordCounts,
    join_counts,
    join_facets,
    join_sounds,
    number_translations,
)
from indexer.index.reader.multi_part_postings import MultiPartPostings, Postings
from indexer.index.reader.site import Site
from indexer.index.reader.title_table import Titled
from indexer.text.document import BODY, Metadata
from indexer.text.text_tables import TextList
from indexer.units import (
    CharOffsets,
    DocFreqs,
    GramId,
    LocalDocId,
    Positions,
    PostingCount,
    PostingCounts,
    TermId,
    TermIds,
    TermOrdinals,
)

LAST_CHARACTER = chr(0x10FFFF)


class IndexReader:
    """One generation at one moment, open for reading. Immutable but for what it remembers, so safe to be shared.

    Columns have a row for each document of all parts, N in all; they are joined when they are first asked for.

    Attributes:
        documents: The documents of all parts, absent ones included; shared with the readers for other moments.
        parts: What is read as one.
        site: What is known of the whole site.
        firsts: int64[parts + 1], the first document of each part; the last is N.
        max_doc: N: document numbers, those of absent documents included.
        deleted: int64[], numbers of absent documents, ascending.
        num_docs: Documents that are not absent.
        live: bool[N], False for absent documents; None where there are none.
        since, until: Seconds since 1970, half-open: the time in which just these documents may be found.
    """

    def __init__(
        self, documents: Documents, site: Site, moment: float | None, counted: Deletions | None = None
    ) -> None:
        """Read documents as they are visible at a moment.

        Args:
            documents: All there are.
            site: What belongs to no part.
            moment: Seconds since 1970; None for the documents of every time.
            counted: What some absent documents took with them, of this moment or of another.
        """
        self.documents = documents
        self.site = site
        self.parts, self.firsts, self.max_doc = documents.parts, documents.firsts, documents.max_doc
        self._contents = documents.contents
        self.deleted: Int64s = documents.find_absent(moment)
        self.num_docs = self.max_doc - len(self.deleted)
        self.live = _mark_live(self.max_doc, self.deleted) if len(self.deleted) else None
        self.since, self.until = (-inf, inf) if moment is None else _find_bounds(documents.boundaries, moment)
        self.counted = counted or Deletions()
        self._words = MultiPartPostings(documents.words, self.live, self.deleted)
        self._grams = MultiPartPostings(documents.grams, self.live, self.deleted)

    def at(self, moment: float) -> Self:
        """Return a reader of the same documents as they are visible at another moment; it shares what it can."""
        return type(self)(self.documents, self.site, moment, self.deletions)

    def is_valid_at(self, moment: float) -> bool:
        """Tell whether just these documents may be found at a moment, in seconds since 1970."""
        return self.since <= moment < self.until

    @cached_property
    def deletions(self) -> Deletions:
        """What absent documents took with them."""
        return count_deletions(self.counted, self.deleted, self._contents.locate)

    # Columns

    @property
    def position_bases(self) -> Int64s:
        """The position at which each document begins: int64[N + 1]."""
        return self._words.bases

    @property
    def offset_bases(self) -> Int64s:
        """The character offset at which each document begins: int64[N + 1]."""
        return self._grams.bases

    @property
    def lengths(self) -> Int32s:
        """Words of each document in each field: int32[N, 8]."""
        return self.documents.lengths

    @property
    def dates(self) -> Int64s:
        """Seconds since 1970 UTC, ``NO_DATE`` for undated posts: int64[N]."""
        return self.documents.dates

    @property
    def days(self) -> Int32s:
        """Proleptic ordinals of the days that posts' own dates name, 0 for undated posts: int32[N]."""
        return self.documents.days

    @property
    def id_ranks(self) -> Int32s:
        """The place of each document's post in the order of ids: int32[N]."""
        return self.documents.id_ranks

    @property
    def paragraphs(self) -> Int32s:
        """Where the words of paragraphs begin and end, in positions from their documents' first: int32[Q, 2]."""
        return self.documents.paragraphs

    @property
    def paragraph_offsets(self) -> Int64s:
        """Where each document's paragraphs begin in ``paragraphs``: int64[N + 1]."""
        return self.documents.paragraph_offsets

    @cached_property
    def average_lengths(self) -> Floats:
        """The mean number of words of each field, over the documents that have the field at all: float32[8]."""
        lengths = self.lengths if self.live is None else self.lengths[self.live]
        present = np.maximum((lengths > 0).sum(axis=0), 1)
        averages: Floats = np.maximum(lengths.sum(axis=0, dtype=np.int64) / present, 1).astype(np.float32)
        return averages

    @cached_property
    def mean_body_length(self) -> float:
        """Words of the body of a living document, on average, those without any included; at least 1."""
        lengths = self.lengths[:, FIELD_NUMBERS[BODY]]
        living = lengths if self.live is None else lengths[self.live]
        return max(float(living.mean()), 1.0) if len(living) else 1.0

    @cached_property
    def newest_date(self) -> int:
        """The date of the newest living post, in seconds since 1970 UTC; 0 where none has a date."""
        living = self.dates if self.live is None else self.dates[self.live]
        dated = living[living != NO_DATE]
        return int(dated.max()) if len(dated) else 0

    @property
    def is_in_id_order(self) -> bool:
        """Whether documents are numbered in the order of their posts' ids."""
        return len(self.parts) == 1

    @cached_property
    def facets(self) -> dict[str, JoinedFacet]:
        """Every facet of ``FACETS``."""
        gone = self.deletions.spellings
        return {name: join_facets([part.facets[name] for part in self.parts], gone.get(name, {})) for name in FACETS}

    @property
    def languages(self) -> JoinedFacet:
        """The facet of languages alone: it is asked for while an index is built, and read each time."""
        return join_facets([part.read_facet("lang") for part in self.parts], self.deletions.spellings.get("lang", {}))

    @cached_property
    def translations(self) -> Int32s:
        """Documents with the same number are one post in several languages: int32[N], -1 for all others."""
        keys = self.documents.translations
        living = keys if self.live is None else keys * self.live
        return number_translations(living, self.facets["lang"], self.facets["locale"])

    @cached_property
    def surfaces(self) -> WordCounts:
        """Latin words as written (folded), sorted, each with the number of documents it stands in."""
        return join_counts([part.read_rows("surfaces") for part in self.parts], self.deletions.surfaces)

    @property
    def titles(self) -> Sequence[str]:
        """The folded title of each document."""
        return self.documents.titles

    @cached_property
    def inked_titles(self) -> Sequence[str]:
        """The folded title of each document without its spaces."""
        return TextList("".join(title.split()) for title in self.titles)

    def find_title(self, key: str, *, begun: bool) -> Titled:
        """Return the documents whose titles say a text, or else, if asked, begin with it; see ``TitleTable.find``."""
        return self.documents.title_table.find(key, self.live, begun=begun)

    @property
    def sounds(self) -> Iterable[tuple[str, str]]:
        """Chinese words of the site that name something or are said more than once, and their pinyin with spaces.

        They are read each time: who asks makes a table of them, and they would take as much memory again. The pinyin of
        words that came with an update is empty: loading what knows it takes long, and is rarely needed.
        """
        first, *others = self.parts
        # A part that came with an update has no pinyin and lists every word, those that are said once too.
        if not others and not len(self.deleted) and any(pinyin for _, pinyin, _ in first.read_rows("sounds")):
            return ((word, pinyin) for word, pinyin, _ in first.read_rows("sounds"))
        lists = [part.read_json("sounds") for part in self.parts]
        return join_sounds(lists, self._count_postings_of, self.deletions.names_of)

    def count_living_terms(self) -> int:
        """Return how many different terms the living documents have."""
        return int(np.count_nonzero(self.posting_count_column > 0))

    # Terms

    @property
    def terms(self) -> int:
        """The number of different terms, those of deleted documents included."""
        return self._words.ordinals.total

    def find_term(self, term: str) -> TermId:
        """Return a term's number, or -1 where no document ever had it."""
        return TermId(self._words.ordinals.find(hash_term(term)))

    def term_at(self, number: int) -> str:
        """Return a term by its number."""
        part, local = self._words.ordinals.home(number)
        return self.parts[part].term_at(local)

    def term_ordinals(self, numbers: UInt32s | TermIds) -> UInt32s | TermOrdinals:
        """Return the places of some terms in the order of all keys: the same whatever parts the index has."""
        return self.documents.term_ordinals(numbers)

    @property
    def ordinals(self) -> TermOrdinals | None:
        """The place of each term in the order of all keys: int64[terms]; None where that is its number."""
        return self.documents.ordinals

    def terms_of_ordinals(self, ordinals: TermOrdinals) -> TermIds:
        """Return the numbers of the terms at some places in the order of all keys."""
        return self.documents.terms_of_ordinals(ordinals)

    @property
    def whole(self) -> PartReader | None:
        """The one part, where no other is there and no document is deleted: what the kernel reads in one go."""
        return self.parts[0] if len(self.parts) == 1 and self.live is None else None

    def postings(self, number: int) -> Postings:
        """Return where a term occurs: its doc_fields and counts."""
        return self._words.postings(number)

    def postings_of(self, numbers: TermIds) -> tuple[Postings, Int64s]:
        """Return the postings of several terms laid end to end, and how many each has."""
        return self._words.postings_of(numbers)

    def positions(self, number: int) -> Positions:
        """Return a term's positions; subwords have none."""
        return self._words.places(number)

    def positions_of(self, numbers: TermIds) -> Positions:
        """Return the positions of any of several terms, ascending and each once: read together."""
        return self._words.places_of(numbers)

    def position_count(self, number: int) -> int:
        """Return how many positions a term has, those of deleted documents included: nothing is read for it."""
        return self._words.count_places(number)

    @cached_property
    def most_places(self) -> int:
        """A number that no term has more positions of and no pair more offsets, deleted documents included."""
        return max(self.documents.words.most_places, self.documents.grams.most_places)

    def posting_counts(self, numbers: TermIds) -> PostingCounts:
        """Return in how many (document, field) pairs each of some terms occurs: int64[len(numbers)].

        Read off a column, so cheap; ``doc_freqs`` counts each document once.
        """
        return PostingCounts(self.posting_count_column[numbers].astype(np.int64))

    def doc_freqs(self, numbers: TermIds) -> DocFreqs:
        """Return in how many living documents each of some terms occurs: int64[len(numbers)].

        Reads the terms' postings, so meant for the terms of a query, not for those of a document.
        """
        found, sizes = self.postings_of(numbers)
        ends = sizes.cumsum()
        return DocFreqs(count_runs(begin_groups(found.entries >> FIELD_BITS, ends), ends))

    @cached_property
    def posting_count_column(self) -> Int32s:
        """In how many (document, field) pairs each term occurs: int32[terms]; see ``posting_counts``."""
        total = self._words.posting_counts()
        numbers = self._words.ordinals.find_all(self.deletions.keys)
        total[numbers[numbers >= 0]] -= self.deletions.counts[numbers >= 0].astype(np.int32)
        return total

    def _count_postings_of(self, keys: UInt64s) -> PostingCounts:
        """Return the posting counts of the terms with some keys, all of which are there."""
        return self.posting_counts(self._words.ordinals.find_all(keys))

    def frequent_terms(self, prefix: str, limit: int) -> list[tuple[str, PostingCount]]:
        """Return the terms that begin with ``prefix`` and have most postings, with how many, those first.

        Of the many that may have equally few, only the first of each part are read: they come in the order of texts.
        """
        found = [
            self._words.ordinals.globals(at, part.terms_between(prefix, prefix + LAST_CHARACTER)).astype(np.int64)
            for at, part in enumerate(self.parts)
        ]
        counts = [self.posting_counts(numbers) for numbers in found]
        every = self.posting_counts(distinct(np.concatenate(found)))
        least = max(int(np.partition(every, -limit)[-limit]) if len(every) > limit else 1, 1)
        likely = [
            numbers[np.concatenate([(own > least).nonzero()[0], (own == least).nonzero()[0][:limit]])]
            for numbers, own in zip(found, counts, strict=True)
        ]
        chosen = distinct(np.concatenate(likely))
        terms = map(self.term_at, chosen.tolist())
        rows = zip(terms, map(PostingCount, self.posting_counts(chosen).tolist()), strict=True)
        return sorted(rows, key=lambda row: (-row[1], row[0]))[:limit]

    # Grams

    def find_gram(self, gram: str) -> GramId:
        """Return the number of a character or a pair, or -1 where no document ever had it."""
        return GramId(self._grams.ordinals.find(gram_key(gram)))

    def gram_postings(self, number: int) -> Postings:
        """Return where a gram occurs: its documents and counts."""
        return self._grams.postings(number)

    def gram_offsets(self, number: int) -> CharOffsets:
        """Return a pair's character offsets; single characters have none."""
        return self._grams.places(number)

    def gram_offset_count(self, number: int) -> int:
        """Return how many offsets a pair has, those of deleted documents included: nothing is read for it."""
        return self._grams.count_places(number)

    # Documents

    def find_document(self, post_id: str) -> int:
        """Return the document of a post, or -1 where no living one has this id."""
        order = self._docs_by_id
        at = bisect_left(order, post_id, key=lambda doc: self.metadata(int(doc)).id)
        doc = int(order[at]) if at < len(order) else -1
        return doc if doc >= 0 and self.metadata(doc).id == post_id else -1

    @cached_property
    def _docs_by_id(self) -> Int32s:
        """Living documents in the order of their posts' ids: int32[num_docs]."""
        docs: Int32s = np.arange(self.max_doc, dtype=np.int32)
        living = docs if self.live is None else docs[self.live]
        return living[self.id_ranks[living].argsort(kind="stable")]

    def locate(self, doc: int) -> tuple[PartReader, LocalDocId]:
        """Return the part that holds a document, and its number there."""
        return self._contents.locate(doc)

    def stream(self, doc: int) -> TokenStream:
        """Return the tokens of a document."""
        return self.streams([doc])[0]

    def streams(self, docs: Sequence[int], *, keep: bool = True) -> list[TokenStream]:
        """Return the tokens of several documents, each once; ``keep`` them for who asks next."""
        return self._contents.streams(docs, keep=keep)

    def stored(self, doc: int) -> StoredDocument:
        """Return what is kept of a document."""
        part, local = self.locate(doc)
        return part.stored(local)

    def metadata(self, doc: int) -> Metadata:
        """Return what is shown of a document and filtered by."""
        part, local = self.locate(doc)
        return part.metadata(local)

    def record(self, doc: int) -> dict[str, Any]:
        """Return a document's record as it was written."""
        return self._contents.frame(doc).read_record()

    def frames(self, docs: Sequence[int]) -> list[bytes]:
        """Return what is kept of several documents, each once, as the kernel reads it: see ``StoredFrame``."""
        return self._contents.frames(docs)

    def text(self, doc: int) -> str:
        """Return a document's text."""
        return self._contents.frame(doc).codes.text

    def all_codes(self, docs: Sequence[int]) -> list[TextCodes]:
        """Return the code points of the texts of several documents, each once."""
        return self._contents.all_codes(docs)


def _mark_live(size: int, deleted: Int64s) -> Mask:
    """Return which of so many documents are not deleted: bool[size]."""
    live = np.ones(size, dtype=bool)
    live[deleted] = False
    return live


def _find_bounds(boundaries: Int64s, moment: float) -> tuple[float, float]:
    """Return the last of some ascending times that is not after a moment, and the first after it."""
    at = int(boundaries.searchsorted(moment, side="right"))
    since = float(boundaries[at - 1]) if at else -inf
    return since, float(boundaries[at]) if at < len(boundaries) else inf
