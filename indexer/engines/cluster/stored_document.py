"""One document with its tokens as bytes: what a cluster keeps of a post for those who rank and show it."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.arrays import Int32s, UInt8s, UInt16s, UInt32s, UInt64s

_ALIGNED = 8


@dataclass(frozen=True, slots=True)
class StoredForm:
    """One analysed document, as arrays of ``layout`` that count from its own beginning.

    Attributes:
        record, text: Bytes of JSON, and of UTF-8.
        title: Folded, UTF-8.
        numbers: int64[6]: positions and characters it takes, ``date``, ``day``, ``visible_from``, ``visible_until``.
        translation: uint64[1].
        lengths: int32[8].
        keys: uint64[T], its terms, ascending.
        posting_sizes: uint8[T], fields that each stands in.
        posting_fields, posting_counts: Which, and how often.
        place_sizes: int32[T], positions of each.
        places: int32[O].
        gram_keys, gram_counts, gram_place_sizes, gram_places: The same of its grams, one posting each.
        stream_terms: uint32[S], numbers into ``keys`` with their flags.
        stream_gaps, stream_lengths: uint8[S].
        paragraphs: int32[Q * 2].
        facets: Bytes of JSON: its values of each facet, as written.
    """

    record: UInt8s
    text: UInt8s
    title: UInt8s
    numbers: NDArray[np.int64]
    translation: UInt64s
    lengths: Int32s
    keys: UInt64s
    posting_sizes: UInt8s
    posting_fields: UInt8s
    posting_counts: UInt16s
    place_sizes: Int32s
    places: Int32s
    gram_keys: UInt64s
    gram_counts: UInt16s
    gram_place_sizes: Int32s
    gram_places: Int32s
    stream_terms: UInt32s
    stream_gaps: UInt8s
    stream_lengths: UInt8s
    paragraphs: Int32s
    facets: UInt8s

    def pack(self) -> bytes:
        """Return all arrays end to end, with their types and sizes before them."""
        arrays = [np.ascontiguousarray(getattr(self, name)) for name in _NAMES]
        header = orjson.dumps([[array.dtype.str, len(array)] for array in arrays])
        pieces = [len(header).to_bytes(4, "little"), header]
        at = sum(map(len, pieces))
        for array in arrays:
            pieces += [bytes(-at % _ALIGNED), array.tobytes()]
            at += len(pieces[-2]) + len(pieces[-1])
        return b"".join(pieces)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what ``pack`` returned; the arrays lie in these bytes.

        Raises:
            ValueError: They are others.
        """
        at = 4 + int.from_bytes(packed[:4], "little")
        arrays: dict[str, Any] = {}
        for name, (kind, size) in zip(_NAMES, orjson.loads(packed[4:at]), strict=True):
            at += -at % _ALIGNED
            arrays[name] = np.frombuffer(packed, dtype=kind, count=size, offset=at)
            at += arrays[name].nbytes
        return cls(**arrays)

    @property
    def size(self) -> int:
        """Bytes that its arrays take."""
        return sum(getattr(self, name).nbytes for name in _NAMES)


_NAMES = tuple(each.name for each in fields(StoredForm))
