"""Where, in the texts of a page of hits, the things a plan looks for stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.arrays import make_offsets
from indexer.index.layout import NUMBER, Int64s, Mask
from indexer.index.part_reader import Stream, read_zones
from indexer.search.deadline import check_deadline
from indexer.search.lookup import Lookup
from indexer.search.match import scores_at
from indexer.search.nodes import PhraseNode, PrefixNode, WordNode
from indexer.search.page import Page
from indexer.search.passages import Kinds, Marks
from indexer.search.plan import Plan
from indexer.search.wanted import Wanted, list_wanted
from indexer.text.codes import fold_codes
from indexer.text.document import ZONE_GAP
from indexer.text.folding import fold

_SIEVE = 1 << 12
"""Term numbers modulo this are looked up before the numbers themselves: nearly all words of a text are not wanted."""
_LOW = np.uint32(_SIEVE - 1)
_WAYS = 3
"""Ways in which a thing is found, each a kind of mark: by its terms, by its characters, by its atoms."""
_BY_TERMS, _BY_CHARACTERS, _BY_ATOMS = range(_WAYS)


@dataclass(frozen=True, slots=True)
class _Found:
    """Tokens of a page that are among the wanted terms.

    Attributes:
        hits: int64[n], the number of the document on the page.
        terms: int64[n], which of the wanted terms.
        starts, ends: int64[n], in the page's line.
    """

    hits: Int64s
    terms: Int64s
    starts: Int64s
    ends: Int64s


_Spans = tuple[Int64s, Int64s]
"""Starts and ends, in the page's line."""
_NOTHING: _Spans = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
_Rows = list[tuple[Int64s, Int64s, int]]
"""Starts, ends, and of what kind these marks are."""


class Marker:
    """Finds a plan's words in the documents of a page.

    Attributes:
        kinds: What each mark may be: ``_WAYS`` for each thing that is wanted.
    """

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        self._lookup = lookup
        self._wanted = list(list_wanted(plan))
        terms = [self._find_terms(want) for want in self._wanted]
        atoms = [self._find_atoms(want) for want in self._wanted]
        numbers = sorted({number for found in (*terms, *atoms) for number in found})
        self._numbers: Int64s = np.array(numbers, dtype=np.int64)
        at = {number: index for index, number in enumerate(numbers)}
        self._terms, self._atoms = ([[at[number] for number in found] for found in rows] for rows in (terms, atoms))
        self._sieve = np.zeros(_SIEVE, dtype=bool)
        self._sieve[self._numbers & (_SIEVE - 1)] = True
        self.kinds = self._make_kinds()

    def _find_terms(self, want: Wanted) -> list[int]:
        node = want.node
        if isinstance(node, PrefixNode):
            return self._lookup.find_terms(self._lookup.expand_prefix(node.text))
        return self._lookup.find_terms(node.terms) if isinstance(node, WordNode) else []

    def _find_atoms(self, want: Wanted) -> list[int]:
        return self._lookup.find_terms(want.node.atoms) if want.typed and isinstance(want.node, WordNode) else []

    def _make_kinds(self) -> Kinds:
        spreads = self._lookup.reader.spreads(self._numbers)
        labels: dict[str, int] = {}
        rows = []
        for want, terms, atoms in zip(self._wanted, self._terms, self._atoms, strict=True):
            rarities = (self._lookup.rarity(int(spreads[found].max(initial=1))) for found in (terms, atoms))
            by_terms, by_atoms = (rarity * want.share for rarity in rarities)
            by_characters = want.share * (2 if want.is_word_phrase else 1)
            label = labels.setdefault(want.label, len(labels))
            rows += [(label, by_terms), (label, by_characters), (label, by_atoms)]
        return Kinds(np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.float64))

    def find_marks(self, page: Page) -> Marks:
        """Return every found word of a page in reading order; of those that overlap the longer one."""
        found = self._read_streams(page)
        seen = np.zeros((len(page.docs), max(len(self._numbers), 1)), dtype=bool)
        seen[found.hits, found.terms] = True
        rows: _Rows = []
        for number in range(len(self._wanted)):
            check_deadline()
            missing: Mask = np.logical_not(seen[:, self._terms[number]].any(axis=1))
            rows += self._mark_terms(found, self._terms[number], number * _WAYS + _BY_TERMS)
            rows += self._mark_rest(page, number, missing, found)
        return _lay_out(rows)

    def _mark_rest(self, page: Page, number: int, missing: Mask, found: _Found) -> _Rows:
        """Mark what no term tells in some documents: phrases, characters inside words; else a compound's pieces."""
        want, kind = self._wanted[number], number * _WAYS
        hits = missing.nonzero()[0]
        if not len(hits):
            return []
        starts, ends = self._mark_characters(page, want, hits)
        rows: _Rows = [(starts, ends, kind + _BY_CHARACTERS)]
        if self._atoms[number]:
            missing[page.begins.searchsorted(starts, side="right") - 1] = False
            rows += self._mark_terms(found, self._atoms[number], kind + _BY_ATOMS, missing)
        return rows

    # Words

    def _read_streams(self, page: Page) -> _Found:
        """Return the tokens of a page that are among the wanted terms, or among their atoms."""
        if not page.docs or not len(self._numbers):
            return _Found(*(np.empty(0, dtype=np.int64) for _ in range(4)))
        streams = [page.reader.stream(doc) for doc in page.docs]
        entries = np.concatenate([stream.entries for stream in streams])
        at = self._sieve[entries & _LOW].nonzero()[0]
        places = np.concatenate([stream.gaps for stream in streams]).cumsum(dtype=np.int64)
        firsts = make_offsets(np.array([len(stream.gaps) for stream in streams]))
        before = np.append(places, 0)[firsts[:-1] - 1]
        hits = firsts.searchsorted(at, side="right") - 1
        starts = places[at] + (page.begins[:-1] - before)[hits]
        lengths = np.concatenate([stream.lengths for stream in streams])[at]
        entries = entries[at]
        numbers = (entries & NUMBER).astype(np.int64)
        terms = np.minimum(self._numbers.searchsorted(numbers), len(self._numbers) - 1)
        kept = (self._numbers[terms] == numbers).nonzero()[0]
        starts = starts[kept]
        return _Found(hits[kept], terms[kept], starts, starts + lengths[kept])

    def _mark_terms(self, found: _Found, terms: Sequence[int], kind: int, hits: Mask | None = None) -> _Rows:
        """Mark tokens by their terms, in some documents or in all."""
        if not terms or not len(found.terms):
            return []
        mask = found.terms == terms[0]
        for term in terms[1:]:
            mask |= found.terms == term
        if hits is not None:
            mask &= hits[found.hits]
        return [(found.starts[mask], found.ends[mask], kind)]

    # What no term tells

    def _mark_characters(self, page: Page, want: Wanted, hits: Int64s) -> _Spans:
        """Mark what no term tells in some of a page's documents."""
        if want.run:
            starts = self._find_run(page, want.run, hits)
            ends = page.begins[page.begins.searchsorted(starts, side="right")] - 1
            return starts, np.minimum(starts + len(want.run), ends)
        if want.is_word_phrase and isinstance(want.node, PhraseNode):
            return _join(self._mark_phrase(page, want.node, hit) for hit in hits.tolist())
        if not want.is_in_text:
            return _NOTHING
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        there = hits[scores_at(self._lookup.match(want.node), docs, self._lookup.posts) > 0]
        return _join(_mark_text(page, want, hit) for hit in there.tolist())

    def _find_run(self, page: Page, run: str, hits: Int64s) -> Int64s:
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        order = np.argsort(docs)
        places: Int64s = self._lookup.characters.starts(run, docs[order]).astype(np.int64)
        bases = page.reader.text_bases[docs[order]]
        owners = bases.searchsorted(places, side="right") - 1
        return places + (page.begins[hits[order]] - bases)[owners]

    def _mark_phrase(self, page: Page, node: PhraseNode, hit: int) -> _Spans:
        doc, reader = page.docs[hit], page.reader
        begins = self._lookup.phrases.begins(node.words)
        first, last = (begins.searchsorted(reader.bases[doc + step].astype(begins.dtype)) for step in (0, 1))
        if first == last:
            return _NOTHING
        places = begins[first:last].astype(np.int64) - reader.bases[doc]
        stream = reader.stream(doc)
        positions = _find_positions(page, hit, stream)
        mask = np.zeros(len(positions), dtype=bool)
        for step, terms in enumerate(piece for word in node.words for piece in word.pieces):
            wanted = np.isin(stream.numbers, self._lookup.find_terms(terms)) & ~stream.parts
            mask |= wanted & np.isin(positions, places + step)
        return stream.starts[mask] + page.begins[hit], stream.ends[mask] + page.begins[hit]


def _mark_text(page: Page, want: Wanted, hit: int) -> _Spans:
    """Mark what only the text itself tells: single characters inside words, phrases of several scripts."""
    check_deadline()
    begin, end = page.span(hit)
    text = page.text[begin:end]
    if len(want.node.text) == 1:
        codes = fold_codes(text)
        at = (codes.points[:-1] == ord(want.node.text)).astype(np.int32).nonzero()[0]
        return codes.origins(at) + np.int64(begin), codes.ends(at + np.int32(1)) + np.int64(begin)
    folded = fold(text)
    spans = [folded.span(match.start(), match.end()) for match in want.make_pattern().finditer(folded.text)]
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T + begin
    return starts, ends


def _find_positions(page: Page, hit: int, stream: Stream) -> Int64s:
    """Return the position of each token of a document, parts of words left aside."""
    zones = read_zones(page.records[hit])[:, 1]
    before = np.cumsum(stream.counting, dtype=np.int64) - stream.counting
    positions: Int64s = before + ZONE_GAP * (zones.searchsorted(stream.starts, side="right") - 1)
    return positions


def _join(spans: Iterable[_Spans]) -> _Spans:
    rows = [*spans, _NOTHING]
    return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])


def _lay_out(rows: _Rows) -> Marks:
    """Put marks in reading order; of those that overlap the first is kept, of those that begin together the longest."""
    starts, ends = (np.concatenate([np.empty(0, np.int64), *(row[side] for row in rows)]) for side in (0, 1))
    kinds = np.repeat(np.array([row[2] for row in rows], dtype=np.int64), [len(row[0]) for row in rows])
    order = np.lexsort((-ends, starts))
    starts, ends, kinds = starts[order], ends[order], kinds[order]
    kept = _apart(starts, ends)
    return Marks(starts[kept], ends[kept], kinds[kept])


def _apart(starts: Int64s, ends: Int64s) -> Mask:
    """Return which marks are kept: those that begin after all before them end, and as many others as can be."""
    kept = np.ones(len(starts), dtype=bool)
    kept[1:] = starts[1:] >= np.maximum.accumulate(ends)[:-1]
    for at in (~kept).nonzero()[0].tolist():
        before = at - 1
        while not kept[before]:
            before -= 1
        kept[at] = starts[at] >= ends[before]
    return kept
