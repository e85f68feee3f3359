"""Symbols: code that stands in a post exactly as it was typed, signs and capitals included; and pieces of words."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from indexer.index.format.layout import Floats
from indexer.index.format.text_codes import TextCodes
from indexer.search.deadline import check_deadline
from indexer.search.formulas import saturate
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.keywords import find_best

CANDIDATES = 256
"""Posts whose texts are looked into, those that score best so far: the index knows no signs."""

PIECE_WORDS = 2
"""Words of a query up to which pieces of words are counted: in a longer one "matter" is no piece of "formatter"."""

_Count = Callable[[TextCodes], int]
"""Counts something in a text."""


def score_symbols(evidence: Evidence, scores: Floats) -> Floats:
    """Score posts in which symbols stand as they were typed, and those that have the pieces of words that were.

    Args:
        evidence: Of the query.
        scores: float32[F], so far.
    """
    lookup, candidates = evidence.lookup, evidence.candidates
    counters = list(_list_counters(evidence.plan)) if lookup.tuning.symbol else []
    column = candidates.zeros()
    if not counters or not len(candidates):
        return column
    rows = np.sort(find_best(scores, CANDIDATES))
    for counts in np.array(list(_count(evidence, candidates, rows.tolist(), counters)), dtype=np.float32).T:
        idf = lookup.terms.idf(int(np.count_nonzero(counts)))
        column[rows] += np.float32(lookup.tuning.symbol * idf) * saturate(counts, lookup.tuning.k1)
    return column


def _list_counters(plan: Plan) -> Iterator[_Count]:
    yield from (partial(_count_symbol, symbol) for symbol in plan.symbols)
    for expansion in plan.expansions if len(plan.scored) <= PIECE_WORDS else ():
        if expansion.kind is ExpansionKind.PIECE:
            yield partial(_count_piece, expansion.covers[0].text)


def _count_symbol(symbol: str, codes: TextCodes) -> int:
    return count_symbol(symbol, codes.text) if codes.may_hold(symbol) else 0


def count_symbol(symbol: str, text: str) -> int:
    """Count how often a symbol stands in a text where no word goes on: a hundredfold faster than a pattern does."""
    begins_word, ends_word = symbol[0].isalnum(), symbol[-1].isalnum()
    count, at = 0, text.find(symbol)
    while at >= 0:
        end = at + len(symbol)
        goes_on = (begins_word and _is_of_word(text[at - 1 : at])) or (ends_word and _is_of_word(text[end : end + 1]))
        count += not goes_on
        at = text.find(symbol, at + 1 if goes_on else end)
    return count


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _count_piece(piece: str, codes: TextCodes) -> int:
    return codes.text.lower().count(piece)


def _count(
    evidence: Evidence, candidates: CandidateSet, rows: Sequence[int], counters: Sequence[_Count]
) -> Iterator[list[int]]:
    """Yield for each document how often it has each of the things that are counted."""
    for doc in candidates.docs[rows].tolist():
        check_deadline()
        codes = evidence.lookup.reader.codes(doc)
        yield [count(codes) for count in counters]
