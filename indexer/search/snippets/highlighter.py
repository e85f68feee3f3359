"""Where, in the texts of a page of hits, the things a plan looks for stand."""

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.index.format.layout import Int64s, Mask
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import scores_at
from indexer.search.query.nodes import PhraseNode, PrefixNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.snippets.highlight_targets import HighlightTarget, list_highlight_targets
from indexer.search.snippets.page_tokens import PageTokens, TermFilter
from indexer.search.snippets.passages import HighlightKinds, Highlights
from indexer.search.snippets.result_page import ResultPage
from indexer.text.analysis.folding import fold

_WAYS = 3
"""Ways in which a thing is found, each a kind of mark: by its terms, by its characters, by its atoms."""
_BY_TERMS, _BY_CHARACTERS, _BY_ATOMS = range(_WAYS)


_Spans = tuple[Int64s, Int64s]
"""Starts and ends, in the page's line."""
_NOTHING: _Spans = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
_Rows = list[tuple[Int64s, Int64s, int]]
"""Starts, ends, and of what kind these marks are."""


class Highlighter:
    """Finds a plan's words in the documents of a page.

    Attributes:
        kinds: What each mark may be: ``_WAYS`` for each thing that is wanted.
    """

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        self._lookup = lookup
        self._wanted = list(list_highlight_targets(plan))
        terms = [self._find_terms(want) for want in self._wanted]
        atoms = [self._find_atoms(want) for want in self._wanted]
        pieces = [self._find_pieces(want) for want in self._wanted]
        steps = (found for each in pieces for found in each)
        numbers = sorted({number for found in (*terms, *atoms, *steps) for number in found})
        at = {number: index for index, number in enumerate(numbers)}
        self._terms, self._atoms = ([[at[number] for number in found] for found in rows] for rows in (terms, atoms))
        self._pieces = [[[at[number] for number in found] for found in each] for each in pieces]
        self._count = len(numbers)
        self._sieve = TermFilter(np.array(numbers, dtype=np.int64))
        self.kinds = self._make_kinds(np.array(numbers, dtype=np.int64))

    def _find_terms(self, want: HighlightTarget) -> list[int]:
        node = want.node
        if isinstance(node, PrefixNode):
            return self._lookup.terms.find_all(self._lookup.terms.expand_prefix(node.text))
        return self._lookup.terms.find_all(node.terms) if isinstance(node, WordNode) else []

    def _find_atoms(self, want: HighlightTarget) -> list[int]:
        return (
            self._lookup.terms.find_all(want.node.compound_parts)
            if want.typed and isinstance(want.node, WordNode)
            else []
        )

    def _find_pieces(self, want: HighlightTarget) -> list[list[int]]:
        """Return the terms that may stand at each position of words one after the other."""
        if not (isinstance(want.node, PhraseNode) and want.is_word_phrase):
            return []
        return [self._lookup.terms.find_all(terms) for word in want.node.words for terms in word.terms_by_position]

    def _make_kinds(self, numbers: Int64s) -> HighlightKinds:
        spreads = self._lookup.reader.posting_counts(numbers)
        labels: dict[str, int] = {}
        rows = []
        for want, terms, atoms in zip(self._wanted, self._terms, self._atoms, strict=True):
            idfs = (self._lookup.terms.idf(int(spreads[found].max(initial=1))) for found in (terms, atoms))
            by_terms, by_atoms = (idf * want.share for idf in idfs)
            by_characters = want.share * (2 if want.is_word_phrase else 1)
            label = labels.setdefault(want.label, len(labels))
            rows += [(label, by_terms), (label, by_characters), (label, by_atoms)]
        return HighlightKinds(
            np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.float64)
        )

    def find_marks(self, page: ResultPage) -> Highlights:
        """Return every found word of a page in reading order; of those that overlap the longer one."""
        found = self._sieve.find(page)
        seen = np.zeros((len(page.docs), max(self._count, 1)), dtype=bool)
        seen[found.hits, found.terms] = True
        rows: _Rows = []
        for number in range(len(self._wanted)):
            check_deadline()
            missing: Mask = np.logical_not(seen[:, self._terms[number]].any(axis=1))
            rows += _mark_terms(found, self._terms[number], number * _WAYS + _BY_TERMS)
            rows += self._mark_rest(number, missing, found)
        return _lay_out(rows)

    def _mark_rest(self, number: int, missing: Mask, found: PageTokens) -> _Rows:
        """Mark what no term tells in some documents: phrases, characters inside words; else a compound's pieces."""
        want, kind, page = self._wanted[number], number * _WAYS, found.page
        hits = missing.nonzero()[0]
        if not len(hits):
            return []
        if isinstance(want.node, PhraseNode) and want.is_word_phrase:
            return [(*self._mark_phrase(found, want.node, self._pieces[number]), kind + _BY_CHARACTERS)]
        starts, ends = self._mark_characters(page, want, hits)
        rows: _Rows = [(starts, ends, kind + _BY_CHARACTERS)]
        if self._atoms[number]:
            missing[page.begins.searchsorted(starts, side="right") - 1] = False
            rows += _mark_terms(found, self._atoms[number], kind + _BY_ATOMS, missing)
        return rows

    def _mark_phrase(self, found: PageTokens, node: PhraseNode, pieces: Sequence[list[int]]) -> _Spans:
        """Mark words that stand one after the other."""
        begins = self._lookup.phrases.begins(node.words)
        mask = np.zeros(len(found.terms), dtype=bool)
        for step, terms in enumerate(pieces):
            mask |= found.are(terms) & found.stand_at(begins, step)
        return found.starts[mask], found.ends[mask]

    def _mark_characters(self, page: ResultPage, want: HighlightTarget, hits: Int64s) -> _Spans:
        """Mark what no term tells in some of a page's documents."""
        if want.run:
            starts = self._find_run(page, want.run, hits)
            ends = page.begins[page.begins.searchsorted(starts, side="right")] - 1
            return starts, np.minimum(starts + len(want.run), ends)
        if not want.is_in_text:
            return _NOTHING
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        there = hits[scores_at(self._lookup.match(want.node), docs, self._lookup.max_doc) > 0]
        if len(want.node.text) == 1:
            return _mark_character(page, want.node.text, there)
        return _join(_mark_text(page, want, hit) for hit in there.tolist())

    def _find_run(self, page: ResultPage, run: str, hits: Int64s) -> Int64s:
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        order = np.argsort(docs)
        places: Int64s = self._lookup.characters.starts(run, docs[order]).astype(np.int64)
        bases = page.reader.offset_bases[docs[order]]
        owners = bases.searchsorted(places, side="right") - 1
        return places + (page.begins[hits[order]] - bases)[owners]


def _mark_terms(found: PageTokens, terms: list[int], kind: int, hits: Mask | None = None) -> _Rows:
    """Mark tokens by their terms, in some documents or in all."""
    if not terms or not len(found.terms):
        return []
    mask = found.are(terms)
    if hits is not None:
        mask &= hits[found.hits]
    return [(found.starts[mask], found.ends[mask], kind)]


def _mark_character(page: ResultPage, character: str, hits: Int64s) -> _Spans:
    """Mark a single character wherever it stands in some documents, inside words too."""
    codes = page.codes
    at = (codes.points[:-1] == ord(character)).nonzero()[0].astype(np.int32)
    starts, ends = codes.origins(at).astype(np.int64), codes.ends(at + np.int32(1)).astype(np.int64)
    kept = np.zeros(len(page.docs), dtype=bool)
    kept[hits] = True
    kept = kept[page.begins.searchsorted(starts, side="right") - 1]
    return starts[kept], ends[kept]


def _mark_text(page: ResultPage, want: HighlightTarget, hit: int) -> _Spans:
    """Mark what only the text itself tells: phrases of several scripts."""
    check_deadline()
    begin, end = page.span(hit)
    folded = fold(page.text[begin:end])
    spans = [folded.span(match.start(), match.end()) for match in want.make_pattern().finditer(folded.text)]
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T + begin
    return starts, ends


def _join(spans: Iterable[_Spans]) -> _Spans:
    rows = [*spans, _NOTHING]
    return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])


def _lay_out(rows: _Rows) -> Highlights:
    """Put marks in reading order; of those that overlap the first is kept, of those that begin together the longest."""
    starts, ends = (np.concatenate([np.empty(0, np.int64), *(row[side] for row in rows)]) for side in (0, 1))
    kinds = np.repeat(np.array([row[2] for row in rows], dtype=np.int64), [len(row[0]) for row in rows])
    order = np.lexsort((-ends, starts))
    starts, ends, kinds = starts[order], ends[order], kinds[order]
    kept = _apart(starts, ends)
    return Highlights(starts[kept], ends[kept], kinds[kept])


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
