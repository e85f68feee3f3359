"""What is searched: the parts of one generation, read as if they were one.

Documents, terms and grams of all parts are numbered through, the first part's as they are. A document that an update
removed or replaced is *dead*: it keeps its number and its row in every column, but is in no postings, counts and
averages, so that every figure is what a rebuild would give.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from indexer.index.format.arrays import begin_groups, count_runs, gather_runs, make_offsets
from indexer.index.format.layout import (
    FIELD_BITS,
    FILLER,
    NUMBER,
    Int32s,
    Int64s,
    UInt32s,
    UInt64s,
    gram_key,
    hash_term,
)
from indexer.index.parts.part_reader import PartReader, StoredDocument, TokenStream
from indexer.index.reader.columns import Columns
from indexer.index.reader.deletions import Deletions
from indexer.index.reader.multi_part_postings import MultiPartPostings, Postings
from indexer.index.reader.site import Site
from indexer.text.document import Metadata
from indexer.units import DocFreqs, PostingCounts, TermIds

LAST_CHARACTER = chr(0x10FFFF)


class IndexReader(Columns):
    """One generation, open for reading. Immutable but for what it remembers, so safe to be shared between threads.

    Attributes:
        site: What is known of the whole site.
    """

    def __init__(
        self,
        parts: Sequence[PartReader],
        site: Site,
        dead: Sequence[int] = (),
        lost: Deletions | None = None,
        ranks: Int32s | None = None,
    ) -> None:
        """Join parts.

        Args:
            parts: At least one.
            site: What belongs to no part.
            dead: Numbers of documents that are no more.
            lost: What they took with them.
            ranks: int32[N], the place of each document's post in the order of ids; None where they are in it.
        """
        super().__init__(parts, dead, lost or Deletions(), ranks)
        self.site = site
        firsts = self.firsts[:-1].tolist()
        first_words = make_offsets(np.array([part.position_bases[-1] for part in parts]))[:-1].tolist()
        first_characters = make_offsets(np.array([part.offset_bases[-1] for part in parts]))[:-1].tolist()
        self._words = MultiPartPostings(
            [part.words for part in parts], [first << FIELD_BITS for first in firsts], first_words
        )
        self._grams = MultiPartPostings([part.grams for part in parts], firsts, first_characters)

    @property
    def terms(self) -> int:
        """How many different terms there are, those of dead documents included."""
        return self._words.numbering.total

    # Terms

    def find_term(self, term: str) -> int:
        """Return a term's number, or -1 where no document ever had it."""
        return self._words.numbering.find(hash_term(term))

    def term_at(self, number: int) -> str:
        """Return a term by its number."""
        part, local = self._words.numbering.home(number)
        return self.parts[part].term_at(local)

    def term_ordinals(self, numbers: UInt32s | Int64s) -> UInt32s | Int64s:
        """Return the places of some terms in the order of all keys: the same whatever parts the index has."""
        return numbers if len(self.parts) == 1 else self._term_order[1][numbers]

    def terms_of_ordinals(self, places: Int64s) -> Int64s:
        """Return the numbers of the terms at some places in the order of all keys."""
        return places if len(self.parts) == 1 else self._term_order[0][places]

    @cached_property
    def _term_order(self) -> tuple[Int64s, Int64s]:
        numbers = self._words.numbering.keys_of(np.arange(self.terms)).argsort(kind="stable")
        places = np.empty_like(numbers)
        places[numbers] = np.arange(len(numbers))
        return numbers, places

    def keys_of(self, numbers: Int64s) -> UInt64s:
        """Return the keys of some terms: the same in every index."""
        return self._words.numbering.keys_of(numbers)

    def postings(self, number: int) -> Postings:
        """Return where a term occurs: its doc_fields and counts."""
        found = self._words.postings(number)
        return self._keep_live(found, found.entries >> FIELD_BITS) if self.live is not None else found

    def postings_of(self, numbers: Int64s) -> tuple[Postings, Int64s]:
        """Return the postings of several terms laid end to end, and how many each has."""
        found, terms = self._words.postings_of(numbers)
        if self.live is not None:
            keep = self.live[found.entries >> FIELD_BITS]
            found, terms = Postings(found.entries[keep], found.counts[keep]), terms[keep]
        return found, np.bincount(terms, minlength=len(numbers))

    def positions(self, number: int) -> Int64s | Int32s:
        """Return a term's places in the line of words: ascending, each once; parts of words have none."""
        return self._keep_living_places(self._words.positions(number), self.position_bases)

    def posting_counts(self, numbers: TermIds) -> PostingCounts:
        """Return in how many (document, field) pairs each of some terms occurs: int64[len(numbers)].

        Read off a column, so cheap; ``doc_freqs`` counts each document once.
        """
        return PostingCounts(self._posting_counts[numbers].astype(np.int64))

    def doc_freqs(self, numbers: TermIds) -> DocFreqs:
        """Return in how many living documents each of some terms occurs: int64[len(numbers)].

        Reads the terms' postings, so meant for the terms of a query, not for those of a document.
        """
        found, sizes = self.postings_of(numbers)
        ends = sizes.cumsum()
        return DocFreqs(count_runs(begin_groups(found.entries >> FIELD_BITS, ends), ends))

    @cached_property
    def _posting_counts(self) -> Int32s:
        total = self._words.posting_counts()
        numbers = self._words.numbering.find_all(self.deletions.keys)
        total[numbers[numbers >= 0]] -= self.deletions.counts[numbers >= 0].astype(np.int32)
        return total

    def frequent_terms(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that begin with ``prefix`` and are most widespread, with their spreads, those first."""
        found = [
            self._words.numbering.globals(at, part.terms_between(prefix, prefix + LAST_CHARACTER))
            for at, part in enumerate(self.parts)
        ]
        numbers = np.unique(np.concatenate(found)) if len(found) > 1 else found[0].astype(np.int64)
        spreads = self.posting_counts(numbers)
        least = max(int(np.partition(spreads, -limit)[-limit]) if len(spreads) > limit else 1, 1)
        chosen = [(self.term_at(int(numbers[at])), int(spreads[at])) for at in np.flatnonzero(spreads >= least)]
        return sorted(chosen, key=lambda row: (-row[1], row[0]))[:limit]

    # Grams

    def find_gram(self, gram: str) -> int:
        """Return the number of a character or a pair, or -1 where no document ever had it."""
        return self._grams.numbering.find(gram_key(gram))

    def gram_postings(self, number: int) -> Postings:
        """Return where a gram occurs: its documents and counts."""
        found = self._grams.postings(number)
        return self._keep_live(found, found.entries) if self.live is not None else found

    def gram_offsets(self, number: int) -> Int64s | Int32s:
        """Return a pair's places in the line of characters, ascending; single characters have none."""
        return self._keep_living_places(self._grams.positions(number), self.offset_bases)

    def _keep_live(self, found: Postings, docs: Int32s) -> Postings:
        assert self.live is not None
        keep = self.live.take(docs)
        return found if keep.all() else Postings(found.entries[keep], found.counts[keep])

    def _keep_living_places(self, places: Int64s | Int32s, bases: Int64s) -> Int64s | Int32s:
        """Leave out the stretches of dead documents, which are few, instead of asking for each place whose it is."""
        if self.live is None or not len(places):
            return places
        first, last = (places.searchsorted(bases[self.deleted + step].astype(places.dtype)) for step in (0, 1))
        lost = (last > first).nonzero()[0]
        kept = np.ones(len(places), dtype=bool)
        kept[gather_runs(first[lost], (last - first)[lost])] = False
        return places[kept] if len(lost) else places

    # Documents

    def locate(self, doc: int) -> tuple[PartReader, int]:
        """Return the part that holds a document, and its number there."""
        part, local = self._locate(doc)
        return self.parts[part], local

    def _locate(self, doc: int) -> tuple[int, int]:
        part = int(self.firsts.searchsorted(doc, side="right")) - 1 if len(self.parts) > 1 else 0
        return part, doc - int(self.firsts[part])

    def stream(self, doc: int) -> TokenStream:
        """Return the tokens of a document."""
        part, local = self._locate(doc)
        stream = self.parts[part].stream(local)
        if not part:
            return stream
        entries, real = stream.entries.copy(), stream.numbers != FILLER
        entries[real] &= ~NUMBER
        entries[real] |= self._words.numbering.globals(part, stream.numbers[real].astype(np.int64)).astype(np.uint32)
        return TokenStream(entries, stream.gaps, stream.lengths)

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
        part, local = self.locate(doc)
        return part.record(local)

    def text(self, doc: int) -> str:
        """Return a document's text."""
        part, local = self.locate(doc)
        return part.text(local)

    @cached_property
    def sounds(self) -> list[tuple[str, str]]:
        """Chinese words of the site that name something or are said more than once, and their pinyin with spaces.

        The pinyin of words that came with an update is empty: loading what knows it takes long, and is rarely needed.
        """
        rows = [row for part in reversed(self.parts) for row in part.read_json("sounds")]
        if len(self.parts) == 1 and not len(self.deleted):
            return [(word, pinyin) for word, pinyin, _ in rows]
        naming = {word for word, _, names in rows if names}
        heard = {word: pinyin for word, pinyin, _ in rows}
        keys = np.fromiter(map(hash_term, heard), dtype=np.uint64, count=len(heard))
        spreads = self.posting_counts(self._words.numbering.find_all(keys)).tolist()
        said = (word for word, times in zip(heard, spreads, strict=True) if times > (word not in naming))
        return [(word, heard[word]) for word in sorted(said)]
