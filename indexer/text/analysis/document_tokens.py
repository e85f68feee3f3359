"""A document's tokens as arrays, without an object for each.

    text -> FoldedText -> raw tokens -> forms of the vocabulary -> DocumentTokens

The first three steps are those of ``Analyzer``; only what comes out of them is laid down here as arrays instead of
objects, a site having tens of millions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.folding import FoldedText
from indexer.text.analysis.raw_tokens import split_raw_tokens
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import SUBWORDS, WORD_FIELDS, ZONE_GAP, Zone
from indexer.units import FoldedOffsets, TextOffsets

LONGEST_MARK = 255
"""Code points of a token that are counted: what is longer is marked this far."""

FIELD_NUMBERS = {field: number for number, field in enumerate(WORD_FIELDS)}
_SUBWORD = np.uint8(FIELD_NUMBERS[SUBWORDS])


@dataclass(frozen=True, slots=True)
class DocumentTokens:
    """The S tokens of a document in order of where they start, the longer first.

    Attributes:
        terms: int32[S], the terms' numbers in the vocabulary.
        starts: int32[S], offsets into the document's text, in code points.
        lengths: uint8[S], in code points; 255 for what is longer.
        positions: int32[S], counted through the whole document, with ``ZONE_GAP`` after each zone.
        fields: uint8[S], places in ``WORD_FIELDS``: the zone's, or that of subwords.
        positions_used: Positions of the whole document, gaps among them.
        latin_words: int32[], the numbers of the different Latin words as written, ascending.
    """

    terms: NDArray[np.int32]
    starts: TextOffsets
    lengths: NDArray[np.uint8]
    positions: NDArray[np.int32]
    fields: NDArray[np.uint8]
    positions_used: int
    latin_words: NDArray[np.int32]


def find_tokens(folded: FoldedText, zones: Sequence[Zone], vocabulary: Vocabulary) -> DocumentTokens:
    """Return the tokens of a document.

    Args:
        folded: The document's whole text.
        zones: Its zones, in order; only line ends stand between them.
        vocabulary: Which grows by what is new in the text.
    """
    pieces = split_raw_tokens(folded, vocabulary.segmenter)
    known = vocabulary.look_up(pieces[1::2])
    places = np.fromiter(map(len, pieces), dtype=np.int32, count=len(pieces)).cumsum(dtype=np.int32)[:-1:2]
    zone_of = _zones_of(folded.origins(FoldedOffsets(places)), zones)
    positions = np.cumsum(known.positions, dtype=np.int32) - known.positions + ZONE_GAP * zone_of
    owners = np.repeat(np.arange(len(places), dtype=np.int32), known.counts)
    terms, inside, sizes, marks = known.forms
    starts, lengths = _place(folded, FoldedOffsets(places[owners] + inside), sizes)
    fields = np.array([FIELD_NUMBERS[zone.field] for zone in zones], dtype=np.uint8)[zone_of]
    tokens = DocumentTokens(
        terms=terms.copy(),
        starts=starts,
        lengths=np.minimum(lengths, LONGEST_MARK).astype(np.uint8),
        positions=positions[owners] + (marks >> 1),
        fields=np.where(marks & 1, _SUBWORD, fields[owners]),
        positions_used=int(known.positions.sum()) + ZONE_GAP * len(zones),
        latin_words=_distinct(known.latin_words),
    )
    return tokens if folded.offsets is None else _sort(tokens, lengths)


def _zones_of(starts: TextOffsets, zones: Sequence[Zone]) -> NDArray[np.int32]:
    """Return int32[W]: for each raw token, from where it begins, the number of its zone or of that it ends."""
    ends = starts.searchsorted(np.array([zone.end for zone in zones], dtype=np.int32), side="right")
    ends[1:] -= ends[:-1].copy()
    return np.arange(len(zones), dtype=np.int32).repeat(ends)


def _distinct(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return every number once, ascending: of a thousand in half the time of NumPy's own, which hashes them."""
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _place(
    folded: FoldedText, places: FoldedOffsets, lengths: NDArray[np.int32]
) -> tuple[TextOffsets, NDArray[np.int32]]:
    """Return int32[S] each: starts and lengths in the original of stretches of the folded text."""
    if folded.offsets is None:
        return TextOffsets(places), lengths
    starts = folded.origins(places)
    return starts, folded.ends(FoldedOffsets(places + lengths)) - starts


def _sort(tokens: DocumentTokens, lengths: NDArray[np.int32]) -> DocumentTokens:
    """Put tokens in order that folding to several characters, which all came from one place, may have disturbed."""
    order = np.argsort((tokens.starts.astype(np.int64) << 32) - lengths, kind="stable")
    return replace(
        tokens,
        terms=tokens.terms[order],
        starts=TextOffsets(tokens.starts[order]),
        lengths=tokens.lengths[order],
        positions=tokens.positions[order],
        fields=tokens.fields[order],
    )
