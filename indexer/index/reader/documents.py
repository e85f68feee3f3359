"""What the documents of several parts have, whoever may find them: columns, postings, and when they are visible.

Readers of one generation for different moments share it.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, Mask, UInt32s, UInt64s, distinct
from indexer.index.format.arrays import join_lines, make_offsets
from indexer.index.format.layout import FIELD_BITS
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.document_contents import DocumentContents
from indexer.index.reader.multi_part_postings import PartPostings
from indexer.index.reader.title_table import TitleTable
from indexer.posts.period import BY_CLOCK, Period
from indexer.text.text_tables import TextList


class Documents:
    """The documents of all parts, numbered through. Immutable but for what it remembers, so safe to be shared.

    Columns have a row for each document, N in all; they are joined when they are first asked for.

    Attributes:
        parts: What is read as one.
        firsts: int64[parts + 1], the first document of each part; the last is N.
        max_doc: N: document numbers, those of dead documents included.
        dead: int64[], numbers of documents that were removed or replaced, ascending.
        words, grams: The postings of all documents, dead ones included.
        contents: The texts and tokens of all documents.
    """

    def __init__(self, parts: Sequence[PartReader], dead: Sequence[int] = (), ranks: Int32s | None = None) -> None:
        """Join parts.

        Args:
            parts: At least one.
            dead: Numbers of documents that were removed or replaced.
            ranks: int32[N], the place of each document's post in the order of ids; None where they are in it.
        """
        self.parts = tuple(parts)
        self.firsts = make_offsets(np.array([part.max_doc for part in parts], dtype=np.int64))
        self.max_doc = int(self.firsts[-1])
        self.dead: Int64s = np.array(sorted(dead), dtype=np.int64)
        self._ranks = ranks
        self.words = PartPostings(
            [part.words for part in parts], [part.position_bases for part in parts], entry_bits=FIELD_BITS
        )
        self.grams = PartPostings([part.grams for part in parts], [part.offset_bases for part in parts], entry_bits=0)
        self.contents = DocumentContents(self.parts, self.firsts, self.words.ordinals)

    # Columns

    @cached_property
    def lengths(self) -> Int32s:
        """Words of each document in each field: int32[N, 8]."""
        return _join([part.lengths for part in self.parts])

    @cached_property
    def dates(self) -> Int64s:
        """Seconds since 1970 UTC, ``NO_DATE`` for undated posts: int64[N]."""
        return _join([part.dates for part in self.parts])

    @cached_property
    def days(self) -> Int32s:
        """Proleptic ordinals of the days that posts' own dates name, 0 for undated posts: int32[N]."""
        return _join([part.days for part in self.parts])

    @cached_property
    def translations(self) -> UInt64s:
        """Hashes of what translations of one post share, 0 for posts without any: uint64[N]."""
        return _join([part.translations for part in self.parts])

    @cached_property
    def paragraphs(self) -> Int32s:
        """Where the words of paragraphs begin and end, in positions from their documents' first: int32[Q, 2]."""
        return _join([part.paragraphs for part in self.parts])

    @cached_property
    def paragraph_offsets(self) -> Int64s:
        """Where each document's paragraphs begin in ``paragraphs``: int64[N + 1]."""
        return join_lines([part.paragraph_offsets for part in self.parts])

    @cached_property
    def id_ranks(self) -> Int32s:
        """The place of each document's post in the order of ids: int32[N]."""
        return np.arange(self.max_doc, dtype=np.int32) if self._ranks is None else self._ranks

    @cached_property
    def titles(self) -> Sequence[str]:
        """The folded title of each document."""
        return TextList(title for part in self.parts for title in part.read_json("titles"))

    @cached_property
    def title_table(self) -> TitleTable:
        """The documents of each title, dead ones included."""
        return TitleTable(self.titles)

    # Periods

    @cached_property
    def visible_from(self) -> Int64s:
        """Seconds since 1970 UTC from which on visitors may find each document: int64[N]."""
        return _join([part.visible_from for part in self.parts])

    @cached_property
    def visible_until(self) -> Int64s:
        """Seconds since 1970 UTC from which on they may not any more: int64[N]."""
        return _join([part.visible_until for part in self.parts])

    @cached_property
    def boundaries(self) -> Int64s:
        """Seconds since 1970 UTC at which visitors begin or cease to find a living document: int64[], ascending."""
        alive = ~self._is_dead
        return distinct(np.concatenate([self.visible_from[alive], self.visible_until[alive]]))

    @cached_property
    def _is_dead(self) -> Mask:
        is_dead = np.zeros(self.max_doc, dtype=bool)
        is_dead[self.dead] = True
        return is_dead

    def find_absent(self, moment: float | None) -> Int64s:
        """Return the documents that nobody may find at a moment, ascending: dead ones, and those whose time it is not.

        Args:
            moment: Seconds since 1970; None for the dead ones alone.
        """
        if moment is None:
            return self.dead
        return (self._is_dead | (self.visible_from > moment) | (self.visible_until <= moment)).nonzero()[0]

    def period_of(self, doc: int) -> Period:
        """Return when visitors may find a document."""
        part, local = self.contents.locate(doc)
        return Period(int(part.visible_from[local]), int(part.visible_until[local]))

    def count_hidden(self, moment: float) -> dict[str, int]:
        """Return how many living documents are hidden at a moment, by reason, see ``Period.hidden_at``."""
        alive, future = ~self._is_dead, self.visible_from > moment
        masks = (alive & future, alive & ~future & (self.visible_until <= moment))
        counts = (int(np.count_nonzero(mask)) for mask in masks)
        return {reason.value: count for reason, count in zip(BY_CLOCK, counts, strict=True) if count}

    # Terms

    @property
    def ordinals(self) -> Int64s | None:
        """The place of each term in the order of all keys: int64[terms]; None where that is its number."""
        return None if len(self.parts) == 1 else self._term_order[1]

    def term_ordinals(self, numbers: UInt32s | Int64s) -> UInt32s | Int64s:
        """Return the places of some terms in the order of all keys: the same whatever parts the index has."""
        return numbers if self.ordinals is None else self.ordinals[numbers]

    def terms_of_ordinals(self, ordinals: Int64s) -> Int64s:
        """Return the numbers of the terms at some places in the order of all keys."""
        return ordinals if len(self.parts) == 1 else self._term_order[0][ordinals]

    @cached_property
    def _term_order(self) -> tuple[Int64s, Int64s]:
        ordinals = self.words.ordinals
        numbers = ordinals.keys_of(np.arange(ordinals.total)).argsort(kind="stable")
        places = np.empty_like(numbers)
        places[numbers] = np.arange(len(numbers))
        return numbers, places


def _join(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Lay arrays end to end; one alone is not copied."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
