"""``cut.c``: folded texts -> raw tokens -> tokens of a batch of documents."""

from typing import NamedTuple

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt8s, UInt32s
from indexer.native.calling import call, contiguous
from indexer.native.loading import Kernel


class Pieces(NamedTuple):
    """Han runs and other tokens of a text, in order.

    Attributes:
        starts: int32[n], where each begins.
        ends: int32[n], where each ends; of a Han run the complement of that.
        runs: uint32[], the code points of all Han runs, each followed by a line end.
    """

    starts: Int32s
    ends: Int32s
    runs: UInt32s


class RawTokens(NamedTuple):
    """The raw tokens of a text, and the different ones in the order in which they are met first.

    Attributes:
        starts: int32[w], where each begins.
        numbers: int32[w], of each, that of its word among the different ones.
        firsts, pasts: int32[n], where each different one begins and ends first.
    """

    starts: Int32s
    numbers: Int32s
    firsts: Int32s
    pasts: Int32s


class Zones(NamedTuple):
    """The zones of a batch of documents.

    Attributes:
        begins: int32[d + 1], where each document's begin in the other two.
        ends: int32[], where each ends in its document's text.
        fields: uint8[], the number of each one's field.
        subwords: The number of the field of subwords, which every zone has.
    """

    begins: Int32s
    ends: Int32s
    fields: UInt8s
    subwords: int


class FoldedTexts(NamedTuple):
    """Where the folded texts of a batch came from.

    Attributes:
        offsets: int32[f], of each folded character, in all texts with a line end behind each; empty where all are where
            they were.
        begins: int32[d + 1], where each text begins.
    """

    offsets: Int32s
    begins: Int32s


class FormTable(NamedTuple):
    """The forms of different raw tokens.

    Attributes:
        rows: int32[n, 3], of each its first form, how many forms, and how many positions.
        forms: int32[s, 4]: term, start and length in the raw token, and the step times two, plus one for a subword.
    """

    rows: Int32s
    forms: Int32s


class PlacedTokens(NamedTuple):
    """The tokens of a batch, see ``DocumentTokens``, but for the lengths, which are not clipped.

    Attributes:
        terms, starts, lengths, positions: int32[s].
        fields: uint8[s].
        sizes, used: int64[d], how many tokens, and positions, each document has.
    """

    terms: Int32s
    starts: Int32s
    lengths: Int32s
    positions: Int32s
    fields: UInt8s
    sizes: Int64s
    used: Int64s


def split_tokens(kernel: Kernel, packed: UInt32s, han: int) -> Pieces:
    """Cut a folded text into Han runs and other tokens.

    Args:
        kernel: The library.
        packed: uint32[f], characters as the folding table packs them.
        han: How many of them are Han characters.
    """
    starts, ends = np.empty(len(packed), np.int32), np.empty(len(packed), np.int32)
    runs, sizes = np.empty(2 * han, np.uint32), np.zeros(1, np.int64)
    count = call(kernel, "split_tokens", contiguous(packed, np.uint32), starts, ends, runs, sizes)
    return Pieces(starts[:count], ends[:count], runs[: int(sizes[0])])


def number_tokens(kernel: Kernel, packed: UInt32s, pieces: Pieces, words: Int32s) -> RawTokens:
    """Number the different raw tokens of a text.

    Args:
        kernel: The library.
        packed: The text.
        pieces: Of it.
        words: int32[], the lengths of the words of all Han runs, and 1 for the line end behind each run.

    Raises:
        ValueError: The words are not those of the runs.
    """
    room = len(pieces.starts) + len(words)
    at, numbers, firsts, pasts = (np.empty(room, np.int32) for _ in range(4))
    sizes, some = np.zeros(1, np.int64), (pieces.starts, pieces.ends, contiguous(words, np.int32))
    count = call(kernel, "number_tokens", contiguous(packed, np.uint32), *some, at, numbers, firsts, pasts, sizes)
    different = int(sizes[0])
    return RawTokens(at[:count], numbers[:count], firsts[:different], pasts[:different])


def place_tokens(kernel: Kernel, raw: RawTokens, texts: FoldedTexts, zones: Zones, known: FormTable) -> PlacedTokens:
    """Place the forms of raw tokens in the documents of a batch.

    Args:
        kernel: The library.
        raw: The raw tokens.
        texts: Which they were cut from.
        zones: Of the documents.
        known: What the raw tokens mean.

    Raises:
        ValueError: These do not fit together.
    """
    total = int(known.rows[:, 1].take(raw.numbers).sum())
    columns, fields = [np.empty(total, np.int32) for _ in range(4)], np.empty(total, np.uint8)
    sizes, used = np.empty(len(texts.begins) - 1, np.int64), np.empty(len(texts.begins) - 1, np.int64)
    given = (contiguous(each, np.int32) for each in (raw.starts, raw.numbers, *texts, zones.begins, zones.ends))
    tables = (contiguous(zones.fields, np.uint8), *(contiguous(each, np.int32) for each in known))
    call(kernel, "place_tokens", *given, *tables, zones.subwords, *columns, fields, sizes, used)
    terms, starts, lengths, positions = columns
    return PlacedTokens(terms, starts, lengths, positions, fields, sizes, used)


def count_documents(kernel: Kernel, numbers: Int32s, sizes: Int64s, words: tuple[Int32s, Int32s], limit: int) -> Int64s:
    """Count in how many documents each word stands that raw tokens hold: int64[limit].

    Args:
        kernel: The library.
        numbers: int32[w], of the raw tokens.
        sizes: int64[d], raw tokens of each document.
        words: int32[n + 1], where the words of each different raw token begin, and int32[], the words, below ``limit``.
        limit: How many words there are.
    """
    counts = np.zeros(limit, np.int64)
    begins, held = (contiguous(each, np.int32) for each in words)
    call(kernel, "count_documents", contiguous(numbers, np.int32), contiguous(sizes, np.int64), begins, held, counts)
    return counts
