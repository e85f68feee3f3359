"""Short texts end to end: terms, titles, Latin words as written. A site has too many for an object each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt8s, UInt64s
from indexer.index.format.arrays import gather_runs, make_offsets
from indexer.index.format.layout import hash_term
from indexer.native import kernel
from indexer.native.index import hash as native

_LINE_END = ord("\n")
_AT_ONCE = 1 << 14
"""Texts that are looked at in one go: what bounds the memory."""


@dataclass(frozen=True, slots=True)
class StringTable:
    """Short texts end to end.

    Attributes:
        blob: uint8[], UTF-8.
        offsets: int64[n + 1].
    """

    blob: UInt8s
    offsets: Int64s

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True)
class CountedStrings:
    """Words, and in how many documents each is.

    Attributes:
        keys: uint64[n], the words' hashes, ascending.
        texts: Of each.
        counts: int64[n].
    """

    keys: UInt64s
    texts: StringTable
    counts: Int64s


def join_texts(texts: Sequence[bytes]) -> StringTable:
    """Lay texts end to end."""
    offsets = make_offsets(np.array([len(text) for text in texts], dtype=np.int64))
    return StringTable(np.frombuffer(b"".join(texts), dtype=np.uint8), offsets)


def encode_texts(texts: Sequence[str]) -> StringTable:
    """Lay texts end to end; what UTF-8 cannot hold is replaced."""
    lines = np.frombuffer("\n".join((*texts, "")).encode("utf-8", "replace"), dtype=np.uint8)
    is_end = lines == _LINE_END
    ends = np.flatnonzero(is_end)
    if len(ends) > len(texts):  # some text is more than a line
        return join_texts([text.encode("utf-8", "replace") for text in texts])
    return StringTable(lines[~is_end], np.append(0, ends - np.arange(len(ends))))


def hash_texts(texts: StringTable) -> UInt64s:
    """Return the hash of each text, see ``hash_term``: uint64[n]."""
    library = kernel()
    if library:
        return native.hash_texts(library, texts.blob, texts.offsets)
    return np.fromiter(map(hash_term, iterate_texts(texts)), dtype=np.uint64, count=len(texts))


def append_texts(several: Sequence[StringTable]) -> StringTable:
    """Return all texts of several, one list after the other."""
    lengths = [np.diff(texts.offsets) for texts in several]
    return StringTable(
        np.concatenate([np.empty(0, dtype=np.uint8), *(texts.blob for texts in several)]),
        make_offsets(np.concatenate([np.empty(0, dtype=np.int64), *lengths])),
    )


def choose_texts(several: Sequence[StringTable], numbers: Sequence[Int32s], total: int) -> StringTable:
    """Return so many texts, whose numbers in each of several lists are given, each from the first that has it."""
    sizes = np.zeros(total, dtype=np.int64)
    for texts, where in zip(several, numbers, strict=True):
        sizes[where] = np.diff(texts.offsets)
    offsets = make_offsets(sizes)
    blob = np.empty(int(offsets[-1]), dtype=np.uint8)
    done = np.zeros(total, dtype=bool)
    for texts, where in zip(several, numbers, strict=True):
        fresh = ~done[where]
        lengths = np.diff(texts.offsets)[fresh]
        blob[gather_runs(offsets[where[fresh]], lengths)] = texts.blob[gather_runs(texts.offsets[:-1][fresh], lengths)]
        done[where] = True
    return StringTable(blob, offsets)


def take_texts(texts: StringTable, numbers: Int64s) -> StringTable:
    """Return texts with given numbers, in their order."""
    begins = texts.offsets[numbers]
    lengths = texts.offsets[numbers + 1] - begins
    return StringTable(texts.blob[gather_runs(begins, lengths)], make_offsets(lengths))


def take_text(texts: StringTable, number: int) -> str:
    """Return one text."""
    begin, end = texts.offsets[number : number + 2].tolist()
    return texts.blob[begin:end].tobytes().decode()


def iterate_texts(texts: StringTable, numbers: Int32s | Int64s | None = None) -> Iterator[str]:
    """Yield texts one by one: those with given numbers, or all."""
    chosen = np.arange(len(texts)) if numbers is None else numbers
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]
        lengths = texts.offsets[some + 1] - texts.offsets[some]
        joined = texts.blob[gather_runs(texts.offsets[some], lengths)].tobytes()
        yield from (joined[begin:end].decode() for begin, end in pairwise(make_offsets(lengths).tolist()))


def order_texts(texts: StringTable) -> Int32s:
    """Return the numbers of texts in the order of their bytes: int32[n].

    Sixteen bytes of each are compared as two numbers; only texts that agree in these are compared as texts.
    """
    high, low = _read_heads(texts)
    order = np.lexsort((low, high))
    same = (np.diff(high[order]) == 0) & (np.diff(low[order]) == 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    for begin, end in zip(edges[::2].tolist(), (edges[1::2] + 1).tolist(), strict=True):
        run = order[begin:end]
        order[begin:end] = run[sorted(range(len(run)), key=[*_read_bytes(texts, run)].__getitem__)]
    return order.astype(np.int32)


def _read_heads(texts: StringTable) -> tuple[UInt64s, UInt64s]:
    """Return the first eight bytes of each text as a number, and the next eight."""
    width, count = 16, len(texts)
    heads = np.empty((2, count), dtype=np.uint64)
    padded = np.append(texts.blob, np.zeros(width, dtype=np.uint8))
    for first in range(0, count, _AT_ONCE):
        offsets = texts.offsets[first : first + _AT_ONCE + 1]
        some = padded[offsets[:-1, None] + np.arange(width)]
        some[np.arange(width) >= np.diff(offsets)[:, None]] = 0
        heads[:, first : first + _AT_ONCE] = some.view(">u8").T
    return heads[0], heads[1]


def _read_bytes(texts: StringTable, numbers: Int64s) -> Iterator[bytes]:
    for number in numbers.tolist():
        begin, end = texts.offsets[number : number + 2].tolist()
        yield texts.blob[begin:end].tobytes()
