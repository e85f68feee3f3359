"""Symbols: code that stands in a post exactly as it was typed, signs and capitals included; and pieces of words."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats, Mask
from indexer.index.format.text_codes import TextCodes
from indexer.search.deadline import check_deadline
from indexer.search.formulas import saturate
from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.texts import READ_TOGETHER, count_symbol, hold_piece
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.plan import Plan
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.keywords import find_best
from indexer.search.tuning import Tuning
from indexer.text.analysis.scripts import SIGNS
from indexer.units import DocIds

CANDIDATES = 256
"""Posts in which symbols are looked for, those that score best so far: the index knows no single signs."""

PIECE_WORDS = 2
"""Words of a query up to which pieces of words are looked for: in a longer one "matter" is no piece of "formatter"."""


class _Wanted(NamedTuple):
    """Something that is looked for in texts.

    Attributes:
        text: As typed; of a piece, folded.
        counter: Says how often texts have it.
        weight: What it counts where it stands once.
        pairs: Signs in it that are neighbours: no text without them has it.
    """

    text: str
    counter: Callable[[Sequence[TextCodes], str], list[int]]
    weight: float
    pairs: tuple[str, ...] = ()

    def may_be_in(self, docs: DocIds, characters: CharacterLookup) -> Mask:
        """Mark those of some documents in which it may be: bool[docs]."""
        mask = np.ones(len(docs), dtype=bool)
        for pair in self.pairs:
            mask &= np.isin(docs, characters.find(pair))
        return mask


def score_symbols(evidence: Evidence, scores: Floats) -> Floats:
    """Score posts in which symbols stand as they were typed, and those that have the pieces of words that were.

    Args:
        evidence: Of the query.
        scores: float32[F], so far.
    """
    lookup, candidates = evidence.lookup, evidence.candidates
    wanted = list(_list_wanted(evidence.plan, lookup.tuning)) if lookup.tuning.symbol else []
    column = candidates.zeros()
    if not wanted or not len(candidates):
        return column
    rows = np.sort(find_best(scores, CANDIDATES))
    for each, counts in zip(wanted, _count(lookup, candidates.docs[rows], wanted), strict=True):
        idf = lookup.terms.idf(int(np.count_nonzero(counts)))
        column[rows] += np.float32(each.weight * idf) * saturate(counts, lookup.snapshot.k1)
    return column


def _list_wanted(plan: Plan, tuning: Tuning) -> Iterator[_Wanted]:
    """Yield symbols, which count the more the more often they are there, and pieces, which are there or not.

    Words that contain a piece are scored as words already. Counted once more in whole texts, without regard to titles
    and lengths, a long post that is full of them would go before the one that has them in its title.
    """
    for symbol in plan.symbols:
        yield _Wanted(symbol, count_symbol, tuning.symbol, tuple(_list_pairs(symbol)))
    for expansion in plan.expansions if len(plan.scored) <= PIECE_WORDS else ():
        if expansion.kind is ExpansionKind.PIECE:
            yield _Wanted(expansion.covers[0].text, hold_piece, tuning.symbol * tuning.piece)


def _list_pairs(symbol: str) -> Iterator[str]:
    for signs in SIGNS.findall(symbol):
        yield from map("".join, pairwise(signs))


def _count(lookup: Lookup, docs: DocIds, wanted: Sequence[_Wanted]) -> Floats:
    """Return how often each of some documents has each of the things that are counted: float32[wanted, docs]."""
    counts = np.zeros((len(wanted), len(docs)), dtype=np.float32)
    read = np.logical_or.reduce([each.may_be_in(docs, lookup.characters) for each in wanted]).nonzero()[0]
    for begin in range(0, len(read), READ_TOGETHER):
        check_deadline()
        some = read[begin : begin + READ_TOGETHER]
        texts = lookup.reader.all_codes(docs[some].tolist())
        for row, each in enumerate(wanted):
            counts[row, some] = each.counter(texts, each.text)
    return counts
