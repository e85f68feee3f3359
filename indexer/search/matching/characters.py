"""Find runs of characters of scripts without spaces, whatever words they were cut into."""

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.arrays import Floats, Mask
from indexer.index.format.layout import gram_key
from indexer.native import kernel
from indexer.native.matching.runs import find_runs
from indexer.search.deadline import check_deadline
from indexer.search.index_view import IndexView
from indexer.search.matching.positions import NOWHERE, intersect, within
from indexer.units import CharOffsets, DocIds, GramId

_PAIR = 2
_NO_DOCS: DocIds = np.empty(0, dtype=np.int32)


class CharacterLookup:
    """Look up runs of characters in one index, by the pairs of neighbours they are made of.

    For one thread: it remembers what it found.
    """

    def __init__(self, reader: IndexView) -> None:
        self._reader = reader
        self._docs: dict[str, DocIds] = {}
        self._offsets: dict[int, CharOffsets] = {}

    def find(self, run: str, known: Mask | None = None) -> DocIds:
        """Return the documents, ascending, in which a folded run stands anywhere.

        Args:
            run: Not empty.
            known: bool[N], documents known to have it, which need not be looked at.
        """
        if run not in self._docs:
            self._docs[run] = self._find(run, known)
        return self._docs[run]

    def list_unknown(self, runs: Iterable[str]) -> list[str]:
        """Return those of some runs that were not looked for yet, each once."""
        return [run for run in dict.fromkeys(runs) if run not in self._docs]

    def know(self, run: str, docs: DocIds, *, in_piece: bool) -> None:
        """Keep documents that were looked up elsewhere; all that have a run's pairs where it is not ``in_piece``."""
        self._docs[run] = docs if in_piece else self.keep_containing(run, docs)

    def _find(self, run: str, known: Mask | None) -> DocIds:
        check_deadline()
        numbers = self.find_grams(run)
        if min(numbers) < 0:
            return _NO_DOCS
        docs = self._docs_with_all(numbers)
        if len(run) <= _PAIR:
            return docs
        kept = np.zeros(len(docs), dtype=bool) if known is None else known.take(docs)
        kept[~kept] = self._contains(run, docs[~kept])
        return docs[kept]

    def find_grams(self, run: str) -> list[GramId]:
        """Return the numbers of a character, or of pairs that cover a run; -1 for those that are nowhere."""
        return [self._reader.find_gram(gram) for gram in list_grams(run)]

    def _docs_with_all(self, numbers: Sequence[int]) -> DocIds:
        """Return the documents that have every one of some grams, ascending."""
        lists = sorted((self._reader.gram_postings(number).entries for number in numbers), key=len)
        docs = lists[0]
        for other in lists[1:]:
            mask = np.zeros(self._reader.max_doc, dtype=bool)
            mask[other] = True
            docs = docs[mask.take(docs)]
        return docs

    def keep_containing(self, run: str, docs: DocIds) -> DocIds:
        """Return those of some documents in which a run stands, all of which have the grams that cover it."""
        return docs[self._contains(run, docs)] if needs_offsets(run) and len(docs) else docs

    def find_in_titles(self, run: str) -> DocIds:
        """Return the documents, ascending, in whose title a folded run stands, spaces aside."""
        numbers = self.find_grams(run)
        docs = self._docs_with_all(numbers) if min(numbers) >= 0 else _NO_DOCS
        titled = np.array([doc for doc in docs.tolist() if self.is_in_title(run, doc)], dtype=np.int32)
        return titled if len(run) <= _PAIR else titled[self._contains(run, titled)]

    def is_in_title(self, text: str, doc: int) -> bool:
        """Check whether a folded text without spaces stands in a document's title, spaces aside."""
        return text in self._reader.inked_titles[doc]

    def _contains(self, run: str, docs: DocIds) -> Mask:
        mask = self._find_by_kernel(run, docs)
        return self._find_starts(run, docs) if mask is None else mask

    def _find_by_kernel(self, run: str, docs: DocIds) -> Mask | None:
        """Mark the documents in which a run stands, in one go: None where the kernel cannot."""
        library, part = kernel(), self._reader.whole
        if library is None or part is None:
            return None
        check_deadline()
        steps, inverted = _cover(run), part.grams
        found = inverted.table.find(library, [gram_key(run[step : step + _PAIR]) for step in steps])
        if any(number < 0 for number, *_ in found):
            return np.zeros(len(docs), dtype=bool)
        spans = (inverted.occurrences[number : number + 2].tolist() for number, *_ in found)
        pairs = [(step, begin, end) for step, (begin, end) in zip(steps, spans, strict=True)]
        return find_runs(library, inverted.placed.reader, pairs, self._reader.offset_bases, docs)

    def _find_starts(self, run: str, docs: DocIds) -> Mask:
        starts, bases = self.starts(run, docs), self._reader.offset_bases
        first, last = (starts.searchsorted(bases[docs + step].astype(starts.dtype)) for step in (0, 1))
        mask: Mask = last > first
        return mask

    def count_offsets(self, run: str) -> int:
        """Return how many offsets are read to find where a run of two or more characters begins: cheap to tell."""
        grams = (self._reader.find_gram(run[step : step + _PAIR]) for step in _cover(run))
        return sum(self._reader.gram_offset_count(number) for number in grams if number >= 0)

    def starts(self, run: str, docs: DocIds) -> CharOffsets:
        """Return the offsets at which a run of two or more characters begins in some documents, which ascend."""
        starts: CharOffsets | None = None
        for step, everywhere in self.read_pairs(run):
            offsets = within(everywhere, self._reader.offset_bases, docs) - step
            starts = offsets if starts is None else intersect(starts, offsets)
        return NOWHERE if starts is None else starts

    def count_alone(self, run: str, docs: DocIds) -> Floats:
        """Return how often a run stands in some documents where no more of its first or last character do.

        Args:
            run: Two or more characters.
            docs: Documents that have it, ascending.

        Returns:
            float32[docs].
        """
        starts = self.starts(run, docs)
        before, behind = run[0] * _PAIR, run[-1] * _PAIR
        goes_on = np.zeros(len(starts), dtype=bool)
        for pair, step in ((before, -1), (behind, len(run) - 1)):
            number = self._reader.find_gram(pair)
            if number >= 0:
                goes_on |= np.isin(starts + step, within(self._read_offsets(number), self._reader.offset_bases, docs))
        alone, bases = starts[~goes_on], self._reader.offset_bases
        first, past = (alone.searchsorted(bases[docs + step].astype(alone.dtype)) for step in (0, 1))
        counts: Floats = (past - first).astype(np.float32)
        return counts

    def count_pictures(self, run: str, docs: DocIds) -> Floats:
        """Return how often a run of emoji or their like stands in some documents, which have it: float32[docs].

        Side by side with others each is still itself, so that what goes on is counted too.
        """
        counts: Floats | None = None
        for number in self.find_grams(run):
            postings = self._reader.gram_postings(number)
            these = postings.counts[postings.entries.searchsorted(docs)].astype(np.float32)
            counts = these if counts is None else np.minimum(counts, these)
        return np.zeros(len(docs), dtype=np.float32) if counts is None else counts

    def read_pairs(self, run: str) -> Sequence[tuple[int, CharOffsets]]:
        """Return pairs that cover a run of two or more characters: their steps from its start, and where they stand.

        Where one is nowhere there are none.
        """
        check_deadline()
        pairs = [(step, self._reader.find_gram(run[step : step + _PAIR])) for step in _cover(run)]
        if min(number for _, number in pairs) < 0:
            return ()
        return [(step, self._read_offsets(number)) for step, number in pairs]

    def _read_offsets(self, number: int) -> CharOffsets:
        """Return the offsets of a pair: what finds documents and what highlights them ask for the same ones."""
        if number not in self._offsets:
            self._offsets[number] = self._reader.gram_offsets(number)
        return self._offsets[number]


def needs_offsets(run: str) -> bool:
    """Say whether a run may be missing where all pairs that cover it are: whether they are several."""
    return len(run) > _PAIR


def list_grams(run: str) -> list[str]:
    """Return a character, or pairs that cover a run."""
    return [run] if len(run) <= _PAIR else [run[at : at + _PAIR] for at in _cover(run)]


def _cover(run: str) -> list[int]:
    """Return the offsets of pairs that cover a run of two or more characters."""
    return sorted({*range(0, len(run) - 1, _PAIR), len(run) - _PAIR})
