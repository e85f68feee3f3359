"""What is known of each document of one generation: the columns of its parts, joined when they are first asked for."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.arrays import join_lines, make_offsets
from indexer.index.format.layout import FACETS, Floats, Int32s, Int64s, Mask
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.deletions import Deletions
from indexer.index.reader.joined import JoinedFacet, join_counts, join_facets, number_translations


class Columns:
    """Parts, and what is known of their documents.

    Attributes:
        parts: What is joined.
        firsts: int64[parts + 1], the first document of each; the last is ``posts``.
        max_doc: Document numbers, dead ones included: the N of every column.
        deleted: Numbers of documents that are no more, ascending.
        num_docs: Documents that live.
        live: bool[N]; None where all do.
        deletions: What dead documents took with them.
    """

    def __init__(self, parts: Sequence[PartReader], dead: Sequence[int], lost: Deletions, ranks: Int32s | None) -> None:
        """Join parts; see ``IndexReader``."""
        self.parts = tuple(parts)
        self.firsts = make_offsets(np.array([part.max_doc for part in parts], dtype=np.int64))
        self.max_doc = int(self.firsts[-1])
        self.deleted: Int64s = np.array(sorted(dead), dtype=np.int64)
        self.num_docs = self.max_doc - len(self.deleted)
        self.live: Mask | None = None
        if len(self.deleted):
            self.live = np.ones(self.max_doc, dtype=bool)
            self.live[self.deleted] = False
        self.deletions = lost
        self._ranks = ranks

    def _join(self, arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)

    @cached_property
    def position_bases(self) -> Int64s:
        """Where each document begins in the line of words: int64[N + 1]."""
        return join_lines([part.position_bases for part in self.parts])

    @cached_property
    def offset_bases(self) -> Int64s:
        """Where each document begins in the line of characters: int64[N + 1]."""
        return join_lines([part.offset_bases for part in self.parts])

    @cached_property
    def lengths(self) -> Int32s:
        """Words of each document in each field: int32[N, 8]."""
        return self._join([part.lengths for part in self.parts])

    @cached_property
    def dates(self) -> Int64s:
        """See ``layout``: int64[N]."""
        return self._join([part.dates for part in self.parts])

    @cached_property
    def days(self) -> Int32s:
        """See ``layout``: int32[N]."""
        return self._join([part.days for part in self.parts])

    @cached_property
    def id_ranks(self) -> Int32s:
        """The place of each document's post in the order of ids: int32[N]."""
        return np.arange(self.max_doc, dtype=np.int32) if self._ranks is None else self._ranks

    @cached_property
    def average_lengths(self) -> Floats:
        """The mean number of words of each field, over the documents that have the field at all: float32[8]."""
        lengths = self.lengths if self.live is None else self.lengths[self.live]
        present = np.maximum((lengths > 0).sum(axis=0), 1)
        averages: Floats = np.maximum(lengths.sum(axis=0, dtype=np.int64) / present, 1).astype(np.float32)
        return averages

    @cached_property
    def facets(self) -> dict[str, JoinedFacet]:
        """Every facet of ``FACETS``."""
        spellings = self.deletions.spellings
        return {
            name: join_facets([part.facets[name] for part in self.parts], spellings.get(name, {})) for name in FACETS
        }

    @cached_property
    def translations(self) -> Int32s:
        """Documents with the same number are one post in several languages: int32[N], -1 for all others."""
        keys = self._join([part.translations for part in self.parts])
        return number_translations(keys if self.live is None else keys * self.live, self.facets["lang"])

    @cached_property
    def surfaces(self) -> list[tuple[str, int]]:
        """Latin words as written (folded), sorted, each with the number of documents it stands in."""
        return join_counts([part.read_json("surfaces") for part in self.parts], self.deletions.surfaces)

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each document."""
        return [title for part in self.parts for title in part.read_json("titles")]
