"""Find where, in the texts of a page of hits, the things stand that a plan looks for."""

from collections.abc import Iterator, Sequence
from functools import cached_property, partial, reduce

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.native import kernel
from indexer.native.snippets.targets import Pairs, RenderTarget, RenderTargets
from indexer.native.snippets.tokens import find_words_in_a_row
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import scores_at
from indexer.search.matching.texts import find_spans
from indexer.search.query.nodes import PhraseNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.snippets.highlight_targets import (
    BY_CHARACTERS,
    BY_PARTS,
    BY_TERMS,
    WAYS,
    HighlightTarget,
    list_targets,
)
from indexer.search.snippets.highlights import (
    NO_SPANS,
    FoundSpans,
    Highlights,
    PageSpans,
    join_spans,
    make_spans,
    merge_highlights,
)
from indexer.search.snippets.page_tokens import PageTokens, find_tokens
from indexer.search.snippets.passages import HighlightKinds
from indexer.search.snippets.result_page import ResultPage
from indexer.units import DocIds, PageOffsets

_NO_ROWS: Int64s = np.empty((0, 3), dtype=np.int64)


class Highlighter:
    """Finds a plan's words in the documents of a page. For one thread."""

    def __init__(self, lookup: Lookup, plan: Plan) -> None:
        self._lookup = lookup
        self._listed = list_targets(lookup, plan)
        self._targets = self._listed.targets

    @cached_property
    def _ids(self) -> list[int]:
        """The numbers of all terms that are looked for one by one, ascending."""
        return sorted({term for each in self._targets for term in (*each.terms, *each.parts)})

    @cached_property
    def _numbered(self) -> list[HighlightTarget]:
        """The targets, their terms by their numbers among all that are looked for."""
        number = {term: index for index, term in enumerate(self._ids)}
        return [
            each._replace(
                terms=[number[term] for term in each.terms],
                parts=[number[term] for term in each.parts],
            )
            for each in self._targets
        ]

    @cached_property
    def kinds(self) -> HighlightKinds:
        """What each kind of highlight shows: there are ``WAYS`` kinds for each target."""
        _, kinds, labels, weights = self._listed
        return HighlightKinds(np.array(kinds, np.int64), np.array(labels, np.int64), np.array(weights, np.float64))

    def find_highlights(self, page: ResultPage) -> Highlights:
        """Return every found word of a page in reading order; of those that overlap the longer one."""
        tokens = self.find_tokens(page)
        seen = np.zeros((len(page.docs), max(len(self._ids), 1)), dtype=bool)
        seen[tokens.hits, tokens.terms] = True
        found: list[FoundSpans] = []
        for number, target in enumerate(self._numbered):
            check_deadline()
            missing: Mask = np.logical_not(seen[:, target.terms].any(axis=1))
            found.append(FoundSpans(_find_tokens(tokens, target.terms), number * WAYS + BY_TERMS))
            if missing.any():
                found += self._find_otherwise(number, missing, tokens)
        return merge_highlights(found)

    def _find_otherwise(self, number: int, missing: Mask, tokens: PageTokens) -> Iterator[FoundSpans]:
        """Find a target in the documents that have none of its terms: as a phrase, by characters, else by its parts."""
        kind = number * WAYS
        spans = self._find_in_text(number, missing, tokens)
        yield FoundSpans(spans, kind + BY_CHARACTERS)
        parts = self._numbered[number].parts
        if parts:
            missing[tokens.page.hits_at(spans.starts)] = False
            yield FoundSpans(_find_tokens(tokens, parts, missing), kind + BY_PARTS)

    def _find_in_text(self, number: int, missing: Mask, tokens: PageTokens) -> PageSpans:
        """Find a target as words in a row, or by its characters, in some documents."""
        target = self._targets[number]
        if isinstance(target.node, PhraseNode) and target.is_word_phrase:
            return _find_words_in_a_row(tokens.page, target.phrase)
        return self._find_characters(tokens.page, target, missing.nonzero()[0])

    def find_tokens(self, page: ResultPage) -> PageTokens:
        """Return the tokens of a page that are any of the terms looked for."""
        return find_tokens(page, np.array(self._ids, dtype=np.int64))

    def make_render_targets(self, page: ResultPage) -> RenderTargets:
        """Return all that the kernel has to know to find the targets on a page, and what only Python finds.

        The pairs of a run are read if some documents surely have none of its terms; where the kernel reads them itself,
        never. If then some have these in no text but that of a tag, it asks for the pairs.
        """
        docs = None if page.reader.whole else np.array(sorted(page.docs), dtype=np.int32)
        described: list[RenderTarget] = []
        in_texts: list[int] = []
        for number, (_, terms, parts, run, _, is_word_phrase, is_in_text) in enumerate(self._targets):
            pairs: Pairs | None = ()
            if run:
                is_needed = docs is not None and (not terms or self._is_missing(number, docs))
                pairs = self._read_pairs(number) if is_needed else None
            elif (is_word_phrase or is_in_text) and terms:
                pairs = None
            elif is_word_phrase or is_in_text:
                in_texts.append(number)
            described.append(RenderTarget(terms, parts, run, pairs))
        spans = self._find_in_texts(page, in_texts) if in_texts else _NO_ROWS
        _, kinds, labels, weights = self._listed
        look_for = partial(self._look_for, page)
        return RenderTargets(described, self._read_pairs, look_for, spans, kinds, labels, weights)

    def _is_missing(self, number: int, docs: DocIds) -> bool:
        """Return whether some documents, which ascend, have none of a word's terms."""
        node = self._targets[number].node
        assert isinstance(node, WordNode), "only words have terms and are runs"
        found = self._lookup.terms.frequencies(tuple(node.terms), in_title=node.in_title).docs
        return not len(found) or bool((found.take(found.searchsorted(docs), mode="clip") != docs).any())

    def _read_pairs(self, number: int) -> Pairs:
        return self._lookup.characters.read_pairs(self._targets[number].run)

    def _find_in_texts(self, page: ResultPage, numbers: Sequence[int]) -> Int64s:
        """Find words in a row, and what only a text itself tells: some targets, which have no terms.

        Returns:
            int64[x, 3]: the number of a target, ascending, start and end.
        """
        rows = [_NO_ROWS]
        for number in numbers:
            check_deadline()
            target = self._targets[number]
            if not target.is_word_phrase:
                rows.append(self._look_for(page, number, range(len(page.docs))))
            elif isinstance(target.node, PhraseNode):
                rows.append(_list_rows(number, self._find_phrase(page, target.node, target.phrase)))
        return np.concatenate(rows)

    def _look_for(self, page: ResultPage, number: int, hits: Sequence[int]) -> Int64s:
        """Find what only a text itself tells in some documents, by their numbers on the page: as ``_find_in_texts``."""
        check_deadline()
        return _list_rows(number, self._find_characters(page, self._targets[number], np.array(hits, dtype=np.int64)))

    def _find_phrase(self, page: ResultPage, node: PhraseNode, terms: Sequence[Sequence[int]]) -> PageSpans:
        """Find words in a row by the kernel; of the documents in which they do not stand no tokens are read."""
        hits, library = self._list_hits_with(page, node), kernel()
        if not hits or library is None:
            return NO_SPANS
        streams = [stream.data for stream in page.reader.streams([page.docs[hit] for hit in hits])]
        frames = [page.frames[hit] for hit in hits]
        return make_spans(*find_words_in_a_row(library, streams, frames, page.begins[hits], terms).T)

    def _list_hits_with(self, page: ResultPage, phrase: PhraseNode) -> list[int]:
        """Return the documents of a page that may have words in a row: those that match have them."""
        if phrase.in_title:  # which does not say where else they stand
            return [*range(len(page.docs))]
        scores = scores_at(self._lookup.match(phrase), np.array(page.docs, np.int32), self._lookup.max_doc)
        hits: list[int] = scores.nonzero()[0].tolist()
        return hits

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
        found = find_spans([page.codes[hit] for hit in there.tolist()], "".join(target.node.text.split()))
        return join_spans(make_spans(*(each.T + begin)) for each, begin in zip(found, page.begins[there], strict=True))

    def _find_run(self, page: ResultPage, run: str, hits: Int64s) -> PageOffsets:
        """Return where a run of characters begins in some documents of a page."""
        docs = np.array([page.docs[hit] for hit in hits.tolist()], dtype=np.int32)
        order = np.argsort(docs)
        char_offsets = self._lookup.characters.starts(run, docs[order]).astype(np.int64)
        bases = page.reader.offset_bases[docs[order]]
        owners = bases.searchsorted(char_offsets, side="right") - 1
        return PageOffsets(char_offsets + (page.begins[hits[order]] - bases)[owners])


def _list_rows(number: int, spans: PageSpans) -> Int64s:
    """Return spans of a target as the kernel takes them: int64[x, 3]."""
    return np.column_stack([np.full(len(spans.starts), number), *spans]).astype(np.int64, copy=False)


def _find_words_in_a_row(page: ResultPage, phrase: Sequence[Sequence[int]]) -> PageSpans:
    """Find words in a row, by the terms that may stand at each step, as the kernel does."""
    ids = sorted({term for row in phrase for term in row})
    tokens = find_tokens(page, np.array(ids, dtype=np.int64))
    may_be = [tokens.are([ids.index(term) for term in row]) & tokens.is_word for row in phrase]
    begins = reduce(np.intersect1d, (np.unique(tokens.positions[mask] - step) for step, mask in enumerate(may_be)))
    mask = np.zeros(len(tokens.terms), dtype=bool)
    for step, each in enumerate(may_be):
        mask |= each & tokens.stand_at(begins, step)
    return tokens.spans.select(mask)


def _find_tokens(tokens: PageTokens, terms: Sequence[int], hits: Mask | None = None) -> PageSpans:
    """Find tokens by their terms, in some documents or in all."""
    if not terms or not len(tokens.terms):
        return NO_SPANS
    mask = tokens.are(terms)
    if hits is not None:
        mask &= hits[tokens.hits]
    return tokens.spans.select(mask)
