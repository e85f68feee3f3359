"""A document's tokens as arrays: what the analyzer finds in its zones, without an object for each.

A text is folded, cut into surfaces, and each surface looked up in a table of readings::

    text -> Codes -> surfaces -> rows of the vocabulary -> Stream

``Analyzer`` remains the definition: tests hold both to the same tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.folding_tables import Codes, fold_codes
from indexer.text.analysis.surfaces import cut_han, cut_words
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import SUBWORDS, WORD_FIELDS, ZONE_GAP, Zone

LONGEST_MARK = 255
"""Code points of a token that are counted: what is longer is marked this far."""

_FIELD_NUMBERS = {field: number for number, field in enumerate(WORD_FIELDS)}
_PART = np.uint8(_FIELD_NUMBERS[SUBWORDS])


@dataclass(frozen=True, slots=True)
class DocumentTokens:
    """The S tokens of a document in order of where they start, the longer first.

    Attributes:
        numbers: int32[S], the terms' numbers in the vocabulary.
        starts: int32[S], offsets into the document's text, in code points.
        lengths: uint8[S], in code points; 255 for what is longer.
        positions: int32[S], counted through the whole document, with ``ZONE_GAP`` after each zone.
        fields: uint8[S], places in ``WORD_FIELDS``: the zone's, or that of parts.
        positions_used: Positions of the whole document, gaps among them.
        forms: int32[], the numbers of the different Latin words as written, ascending.
    """

    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]
    lengths: NDArray[np.uint8]
    positions: NDArray[np.int32]
    fields: NDArray[np.uint8]
    positions_used: int
    forms: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Surfaces:
    """The W surfaces of a document in reading order.

    Attributes:
        starts: int32[W], places in the folded text.
        rows: int32[W, 6], see ``Vocabulary.look_up``.
    """

    starts: NDArray[np.int32]
    rows: NDArray[np.int32]


def make_stream(text: str, zones: Sequence[Zone], vocabulary: Vocabulary) -> DocumentTokens:
    """Return the tokens of a document.

    Args:
        text: The document's whole text.
        zones: Its zones, in order; only line ends stand between them.
        vocabulary: Which grows by what is new in the text.
    """
    codes = fold_codes(text)
    surfaces = _find_surfaces(codes, vocabulary)
    firsts, counts, advances, _, first_forms, form_counts = surfaces.rows.T
    zone_of = _zones_of(codes.origins(surfaces.starts), zones)
    positions = np.cumsum(advances, dtype=np.int32) - advances + ZONE_GAP * zone_of
    owners = _owners(counts)
    readings = vocabulary.readings(_chosen(firsts, counts, owners))
    forms = vocabulary.forms_at(_chosen(first_forms, form_counts, _owners(form_counts)))
    starts, lengths = _place(codes, surfaces.starts[owners] + readings[:, 1], readings[:, 2])
    fields = np.array([_FIELD_NUMBERS[zone.field] for zone in zones], dtype=np.uint8)[zone_of]
    stream = DocumentTokens(
        numbers=readings[:, 0].copy(),
        starts=starts,
        lengths=np.minimum(lengths, LONGEST_MARK).astype(np.uint8),
        positions=positions[owners] + (readings[:, 3] >> 1),
        fields=np.where(readings[:, 3] & 1, _PART, fields[owners]),
        positions_used=int(advances.sum()) + ZONE_GAP * len(zones),
        forms=_distinct(forms),
    )
    return stream if codes.offsets is None else _sort(stream, lengths)


def _find_surfaces(codes: Codes, vocabulary: Vocabulary) -> _Surfaces:
    words, word_starts = cut_words(codes)
    han, places = cut_han(codes, vocabulary.segmenter)
    rows = vocabulary.look_up(words + han)
    han_lengths = rows[len(words) :, 3]
    han_starts = places[np.cumsum(han_lengths) - han_lengths]
    starts = np.concatenate((word_starts, han_starts))
    order = np.argsort(starts, kind="stable")
    return _Surfaces(starts[order], rows.take(order, axis=0))


def _zones_of(starts: NDArray[np.int32], zones: Sequence[Zone]) -> NDArray[np.int32]:
    """Return int32[W]: for each surface, from its offset in the original, the number of its zone or of that it ends."""
    ends = np.searchsorted(starts, np.array([zone.end for zone in zones], dtype=np.int32), side="right")
    return np.repeat(np.arange(len(zones), dtype=np.int32), np.diff(ends, prepend=0))


def _owners(counts: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the number of each surface as often as it has something: int32[sum(counts)]."""
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _chosen(firsts: NDArray[np.int32], counts: NDArray[np.int32], owners: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return int32[S]: the numbers of all readings, or forms, of all surfaces, whose numbers are ``owners``."""
    before = np.cumsum(counts, dtype=np.int32) - counts
    return np.arange(len(owners), dtype=np.int32) + (firsts - before)[owners]


def _distinct(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return every number once, ascending: of a thousand in half the time of NumPy's own, which hashes them."""
    ordered = np.sort(numbers)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def _place(
    codes: Codes, places: NDArray[np.int32], lengths: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return int32[S] each: starts and lengths in the original of stretches of the folded text."""
    if codes.offsets is None:
        return places, lengths
    starts = codes.origins(places)
    return starts, codes.ends(places + lengths) - starts


def _sort(stream: DocumentTokens, lengths: NDArray[np.int32]) -> DocumentTokens:
    """Put tokens in order that folding to several characters, which all came from one place, may have disturbed."""
    order = np.argsort((stream.starts.astype(np.int64) << 32) - lengths, kind="stable")
    return DocumentTokens(
        stream.numbers[order],
        stream.starts[order],
        stream.lengths[order],
        stream.positions[order],
        stream.fields[order],
        stream.positions_used,
        stream.forms,
    )
