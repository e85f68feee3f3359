"""Find where, in the texts of a page of hits, the things stand that a plan looks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import Int64s, Mask
from indexer.native import Kernel
from indexer.native.render import RenderTargets
from indexer.native.runs import Run, find_runs
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import scores_at
from indexer.search.query.nodes import PhraseNode, PrefixNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.snippets.highlight_targets import HighlightTarget, list_highlight_targets
from indexer.search.snippets.highlights import (
    NO_SPANS,
    FoundSpans,
    Highlights,
    PageSpans,
    join_spans,
    make_spans,
    merge_highlights,
)
from indexer.search.snippets.page_tokens import PageTokens, TermFilter
from indexer.search.snippets.passages import HighlightKinds
from indexer.search.snippets.result_page import ResultPage
from indexer.text.analysis.folding import fold
from indexer.units import DocFreq, FoldedOffsets, PageOffsets

_NO_ROWS: Int64s = np.empty((0, 3), dtype=np.int64)
_WAYS = 3
"""Ways in which a target is found, each a kind of highlight: by its terms, by its characters, by a compound's parts."""
_BY_TERMS, _BY_CHARACTERS, _BY_PARTS = range(_WAYS)
_PHRASE_WEIGHT = 2
"""What words in a row that were asked for as a phrase count, against characters: they are at least two words."""


@dataclass(frozen=True, slots=True)
class _TargetTerms:
    """The terms by which one target is found, by their numbers among all that are looked for.

    Attributes:
        terms: Any of these is the target.
        parts: These stand for a compound where it is not written as one.
        phrase: For each position of words in a row the terms that may stand there.
    """

    terms: Sequence[int]
    parts: Sequence[int]
    phrase: Sequence[Sequence[int]]


class Highlighter:
    """Finds a plan's words in the documents of a page.

    Attributes:
        kinds: What each kind of highlight shows: there are ``_WAYS`` kinds for each target.
    """

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        self._lookup = lookup
        self._targets = tuple(list_highlight_targets(plan))
        found = [_TargetTerms(self._find_terms(t), self._find_parts(t), self._find_phrase(t)) for t in self._targets]
        ids = sorted({term for each in found for row in (each.terms, each.parts, *each.phrase) for term in row})
        number = {term: index for index, term in enumerate(ids)}
        self._terms = [
            _TargetTerms(
                [number[term] for term in each.terms],
                [number[term] for term in each.parts],
                [[number[term] for term in row] for row in each.phrase],
            )
            for each in found
        ]
        self._count = len(ids)
        self._filter = TermFilter(np.array(ids, dtype=np.int64))
        self._runs = {number: run for number, target in enumerate(self._targets) if (run := target.run)}
        others = (number for number, t in enumerate(self._targets) if t.is_word_phrase or t.is_in_text)
        self._in_text = [number for number in others if number not in self._runs]
        self.kinds = self._make_kinds()

    def _find_terms(self, target: HighlightTarget) -> Sequence[int]:
        node = target.node
        if isinstance(node, PrefixNode):
            return self._lookup.terms.find_all(self._lookup.terms.expand_prefix(node.text))
        return self._lookup.terms.find_all(node.terms) if isinstance(node, WordNode) else []

    def _find_parts(self, target: HighlightTarget) -> Sequence[int]:
        node = target.node
        return self._lookup.terms.find_all(node.compound_parts) if target.typed and isinstance(node, WordNode) else []

    def _find_phrase(self, target: HighlightTarget) -> Sequence[Sequence[int]]:
        if not (isinstance(target.node, PhraseNode) and target.is_word_phrase):
            return []
        return [self._lookup.terms.find_all(terms) for word in target.node.words for terms in word.terms_by_position]

    def _make_kinds(self) -> HighlightKinds:
        labels = {label: number for number, label in enumerate(dict.fromkeys(t.label for t in self._targets))}
        weights = [self._weigh(target) for target in self._targets]
        idfs = {
            target.label: row[_BY_TERMS] for target, row in zip(self._targets, weights, strict=True) if target.typed
        }
        rows = []
        for number, (target, row) in enumerate(zip(self._targets, weights, strict=True)):
            rows += [(number * _WAYS + way, labels[target.label], weight) for way, weight in enumerate(row)]
            shown = [word for word in target.words if word in idfs and word != target.label]
            rows += [(number * _WAYS + _BY_CHARACTERS, labels[word], idfs[word]) for word in shown]
        return HighlightKinds(
            np.array([row[0] for row in rows], np.int64),
            np.array([row[1] for row in rows], np.int64),
            np.array([row[2] for row in rows], np.float64),
        )

    def _weigh(self, target: HighlightTarget) -> tuple[float, float, float]:
        """Return what a target counts for each way in which it is found, each more than 0 where its share is."""
        by_terms, by_parts = (self._lookup.terms.idf(doc_freq) * target.share for doc_freq in self._count_docs(target))
        return by_terms, target.share * (_PHRASE_WEIGHT if target.is_word_phrase else 1), by_parts

    def _count_docs(self, target: HighlightTarget) -> tuple[DocFreq, DocFreq]:
        """Return in how many documents a target stands, and in how many the most frequent part of a compound.

        Ranking counted the same documents for the same words, so that they are only looked up again.
        """
        node, terms_of = target.node, self._lookup.terms
        if isinstance(node, PhraseNode):
            return DocFreq(0), DocFreq(0)
        terms = terms_of.expand_prefix(node.text) if isinstance(node, PrefixNode) else node.terms
        parts = node.compound_parts if target.typed and isinstance(node, WordNode) else ()
        keys = [(tuple(each), node.in_title) for each in (terms, *((part,) for part in parts))]
        counts = [terms_of.doc_freq(key) for key in keys]
        return DocFreq(counts[0]), DocFreq(max(counts[1:], default=0))

    def find_highlights(self, page: ResultPage) -> Highlights:
        """Return every found word of a page in reading order; of those that overlap the longer one."""
        tokens = self.find_tokens(page)
        seen = np.zeros((len(page.docs), max(self._count, 1)), dtype=bool)
        seen[tokens.hits, tokens.terms] = True
        found: list[FoundSpans] = []
        for number, terms in enumerate(self._terms):
            check_deadline()
            missing: Mask = np.logical_not(seen[:, terms.terms].any(axis=1))
            found.append(FoundSpans(_find_tokens(tokens, terms.terms), number * _WAYS + _BY_TERMS))
            if missing.any():
                found += self._find_otherwise(number, missing, tokens)
        return merge_highlights(found)

    def _find_otherwise(self, number: int, missing: Mask, tokens: PageTokens) -> Iterator[FoundSpans]:
        """Find a target in the documents that have none of its terms: as a phrase, by characters, else by its parts."""
        kind = number * _WAYS
        spans = self._find_in_text(number, missing, tokens)
        yield FoundSpans(spans, kind + _BY_CHARACTERS)
        parts = self._terms[number].parts
        if parts:
            missing[tokens.page.hits_at(spans.starts)] = False
            yield FoundSpans(_find_tokens(tokens, parts, missing), kind + _BY_PARTS)

    def _find_in_text(self, number: int, missing: Mask, tokens: PageTokens) -> PageSpans:
        """Find a target as words in a row, or by its characters, in some documents."""
        target = self._targets[number]
        if isinstance(target.node, PhraseNode) and target.is_word_phrase:
            return self._find_words_in_a_row(tokens, target.node, self._terms[number].phrase)
        return self._find_characters(tokens.page, target, missing.nonzero()[0])

    def find_tokens(self, page: ResultPage) -> PageTokens:
        """Return the tokens of a page that are any of the terms looked for."""
        return self._filter.find(page)

    def find_in_text(self, library: Kernel, tokens: PageTokens) -> Int64s:
        """Find what no term tells, in the documents that have none of its terms.

        Returns:
            int64[x, 3]: the number of a target, ascending, start and end.
        """
        rows = [self._find_runs(library, tokens)]
        for number in self._in_text:
            check_deadline()
            missing = self._find_missing(number, tokens)
            if missing.any():
                spans = self._find_in_text(number, missing, tokens)
                rows.append(np.column_stack([np.full(len(spans.starts), number), *spans]))
        if len(rows) == 1:
            return rows[0]
        joined = np.concatenate(rows)
        return joined[joined[:, 0].argsort(kind="stable")]

    def _find_missing(self, number: int, tokens: PageTokens) -> Mask:
        """Return which documents of a page have none of a target's terms: bool[hits]."""
        missing = np.ones(len(tokens.page.docs), dtype=bool)
        if self._terms[number].terms:
            missing[tokens.hits[tokens.are(self._terms[number].terms)]] = False
        return missing

    def _find_runs(self, library: Kernel, tokens: PageTokens) -> Int64s:
        """Find the runs of characters as ``_find_run`` does, all in one call."""
        masks = ((number, run, self._find_missing(number, tokens)) for number, run in self._runs.items())
        runs = [
            Run(number, len(run), self._lookup.characters.read_pairs(run), missing)
            for number, run, missing in masks
            if missing.any()
        ]
        if not runs:
            return _NO_ROWS
        page, docs = tokens.page, np.array(tokens.page.docs)
        bases = page.reader.offset_bases
        hits = np.stack([bases[docs], bases[docs + 1], page.begins[:-1], page.begins[1:] - 1], axis=1)
        return find_runs(library, runs, hits)

    def make_render_targets(self) -> RenderTargets:
        """Return what the kernel has to know of the targets."""
        terms, parts = [each.terms for each in self._terms], [each.parts for each in self._terms]
        kinds = self.kinds
        return RenderTargets(
            self._count, *_join_lists(terms), *_join_lists(parts), kinds.kinds, kinds.labels, kinds.weights,
            kinds.labels.argsort(kind="stable"),
        )  # fmt: skip

    def _find_words_in_a_row(self, tokens: PageTokens, node: PhraseNode, terms: Sequence[Sequence[int]]) -> PageSpans:
        begins = self._lookup.phrases.begins(node.words)
        mask = np.zeros(len(tokens.terms), dtype=bool)
        for step, row in enumerate(terms):
            mask |= tokens.are(row) & tokens.stand_at(begins, step)
        return tokens.spans.select(mask)

    def _find_characters(self, page: ResultPage, target: HighlightTarget, hits: Int64s) -> PageSpans:
        """Find what no term tells in some of a page's documents."""
        if target.run:
            starts = self._find_run(page, target.run, hits)
            ends = page.begins[page.hits_at(starts) + 1] - 1
            return make_spans(starts, np.minimum(starts + len(target.run), ends))
        if not target.is_in_text:
            return NO_SPANS
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        there = hits[scores_at(self._lookup.match(target.node), docs, self._lookup.max_doc) > 0]
        if len(target.node.text) == 1:
            return join_spans(_find_character(page, target.node.text, hit) for hit in there.tolist())
        return join_spans(_find_pattern(page, target, hit) for hit in there.tolist())

    def _find_run(self, page: ResultPage, run: str, hits: Int64s) -> PageOffsets:
        """Return where a run of characters begins in some documents of a page."""
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        order = np.argsort(docs)
        char_offsets = self._lookup.characters.starts(run, docs[order]).astype(np.int64)
        bases = page.reader.offset_bases[docs[order]]
        owners = bases.searchsorted(char_offsets, side="right") - 1
        return PageOffsets(char_offsets + (page.begins[hits[order]] - bases)[owners])


def _join_lists(lists: Sequence[Sequence[int]]) -> tuple[Int64s, Int64s]:
    """Lay lists end to end: where each begins, and where the last ends, int64[n + 1], and all of them."""
    joined = np.array([number for each in lists for number in each], dtype=np.int64)
    return make_offsets(np.array([len(each) for each in lists], dtype=np.int64)), joined


def _find_tokens(tokens: PageTokens, terms: Sequence[int], hits: Mask | None = None) -> PageSpans:
    """Find tokens by their terms, in some documents or in all."""
    if not terms or not len(tokens.terms):
        return NO_SPANS
    mask = tokens.are(terms)
    if hits is not None:
        mask &= hits[tokens.hits]
    return tokens.spans.select(mask)


def _find_character(page: ResultPage, character: str, hit: int) -> PageSpans:
    """Find a single folded character wherever it stands in a document, inside words too."""
    folded, begin = fold(page.codes[hit].text), page.begins[hit]
    at = FoldedOffsets((folded.points == ord(character)).nonzero()[0].astype(np.int32))
    ends = folded.ends(FoldedOffsets(at + np.int32(1)))
    return make_spans(folded.origins(at) + begin, ends + begin)


def _find_pattern(page: ResultPage, target: HighlightTarget, hit: int) -> PageSpans:
    """Find what only the text itself tells: phrases of several scripts."""
    check_deadline()
    begin, _ = page.span(hit)
    folded = fold(page.codes[hit].text)
    spans = [folded.span(match.start(), match.end()) for match in target.make_pattern().finditer(folded.text)]
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T + begin
    return make_spans(starts, ends)
