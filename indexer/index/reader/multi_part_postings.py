"""The words, or the grams, of several parts, read as if they were of one; what is dead is still among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.format.arrays import gather_runs
from indexer.index.format.inverted import Inverted
from indexer.index.format.layout import Int32s, Int64s, UInt16s
from indexer.index.reader.global_ordinals import GlobalOrdinals

_NOWHERE: Int32s = np.empty(0, dtype=np.int32)
_NO_COUNTS: UInt16s = np.empty(0, dtype=np.uint16)


@dataclass(frozen=True, slots=True)
class Postings:
    """What one key occurs in.

    Attributes:
        entries: int32[n], ascending: doc_fields (``document * 8 + field``) of a term, documents of a gram.
        counts: uint16[n], how often.
    """

    entries: Int32s
    counts: UInt16s


class MultiPartPostings:
    """The words or the grams of all parts, numbered through."""

    def __init__(self, parts: Sequence[Inverted], entry_shifts: Sequence[int], place_shifts: Sequence[int]) -> None:
        self._rows = list(zip(parts, entry_shifts, place_shifts, strict=True))
        self.numbering = GlobalOrdinals([part.keys for part in parts])

    def postings(self, number: int) -> Postings:
        """Return a key's postings in every part, dead documents included."""
        found = []
        for part, (inverted, shift, _) in enumerate(self._rows):
            local = self.numbering.local(part, number)
            if local >= 0:
                begin, end = inverted.postings[local : local + 2].tolist()
                entries = inverted.entries[begin:end]
                found.append((entries + shift if shift else entries, inverted.counts[begin:end]))
        if len(found) == 1:
            return Postings(*found[0])
        if not found:
            return Postings(_NOWHERE, _NO_COUNTS)
        return Postings(np.concatenate([row[0] for row in found]), np.concatenate([row[1] for row in found]))

    def postings_of(self, numbers: Int64s) -> tuple[Postings, Int64s]:
        """Return the postings of several keys, dead documents included, key by key; and whose each is, by its place."""
        rows = []
        for part, (inverted, shift, _) in enumerate(self._rows):
            local = self.numbering.locals(part, numbers)
            known = (local >= 0).nonzero()[0]
            begins = inverted.postings[local[known]].astype(np.int64)
            sizes = inverted.postings[local[known] + 1] - begins
            at = gather_runs(begins, sizes)
            rows.append((inverted.entries.take(at) + np.int32(shift), inverted.counts.take(at), known.repeat(sizes)))
        entries, counts, owners = rows[0]
        if len(rows) > 1:
            entries, counts, owners = (np.concatenate(column) for column in zip(*rows, strict=True))
            order = owners.argsort(kind="stable")
            entries, counts, owners = entries[order], counts[order], owners[order]
        return Postings(entries, counts), owners

    def positions(self, number: int) -> Int64s | Int32s:
        """Return a key's places in every part, dead documents' included."""
        found = []
        for part, (inverted, _, shift) in enumerate(self._rows):
            local = self.numbering.local(part, number)
            if local >= 0:
                begin, end = inverted.occurrences[local : local + 2].tolist()
                places = inverted.positions[begin:end]
                found.append(places + np.int64(shift) if shift else places)
        return found[0] if len(found) == 1 else np.concatenate([_NOWHERE, *found])

    def posting_counts(self) -> Int32s:
        """Return how many postings every key has, dead documents' included."""
        total = np.zeros(self.numbering.total, dtype=np.int32)
        for part, (inverted, _, _) in enumerate(self._rows):
            numbers = self.numbering.globals(part, np.arange(len(inverted.keys)))
            total[numbers] += np.diff(inverted.postings).astype(np.int32)
        return total
