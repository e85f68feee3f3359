"""What is kept of the documents of several parts: texts, records and tokens, of which the last ones are at hand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from indexer.arrays import Int64s
from indexer.cache import BoundedCache
from indexer.index.format.layout import FILLER, NUMBER
from indexer.index.format.stored_frame import StoredFrame
from indexer.index.format.text_codes import TextCodes
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.token_stream import TokenStream, make_stream
from indexer.index.reader.global_ordinals import GlobalOrdinals
from indexer.units import LocalDocId

_Read = TypeVar("_Read")

_FRAME_BYTES, _STREAM_BYTES = 6_000_000, 2_000_000
"""Memory for what is kept, and for tokens, of the documents shown last, which each process keeps for itself. Of 600
queries that nobody had asked before texts of 8 MB spared one document in four, of 6 MB one in five, of 4 MB one in
eight; tokens of 8 MB one in five, and of 2 MB one in ten, of the one document a query that they are asked of."""


class DocumentContents:
    """The texts and tokens of the documents of all parts. Safe to be shared by threads."""

    def __init__(self, parts: Sequence[PartReader], firsts: Int64s, ordinals: GlobalOrdinals) -> None:
        """Join parts.

        Args:
            parts: At least one.
            firsts: int64[parts + 1], the first document of each; the last is how many there are.
            ordinals: The numbers of their terms in all parts together.
        """
        self._parts = parts
        self._firsts = firsts
        self._ordinals = ordinals
        self._frames: BoundedCache[int, bytes] = BoundedCache(_FRAME_BYTES, len)
        self._streams: BoundedCache[int, TokenStream] = BoundedCache(_STREAM_BYTES, _stream_bytes)

    def locate(self, doc: int) -> tuple[PartReader, LocalDocId]:
        """Return the part that holds a document, and its number there."""
        part, local = self._locate(doc)
        return self._parts[part], local

    def _locate(self, doc: int) -> tuple[int, LocalDocId]:
        part = int(self._firsts.searchsorted(doc, side="right")) - 1 if len(self._parts) > 1 else 0
        return part, LocalDocId(doc - int(self._firsts[part]))

    def streams(self, docs: Sequence[int], *, keep: bool = True) -> list[TokenStream]:
        """Return the tokens of several documents, each once; what has to be read is read together.

        ``keep`` them for who asks next; who goes through all documents had better not.
        """
        return self._streams.get_all(docs, self._read_streams) if keep else [*self._read_streams(docs)]

    def _read_streams(self, docs: Sequence[int]) -> Iterator[TokenStream]:
        """Yield the tokens of several documents."""
        if len(self._parts) == 1:
            return self._parts[0].read_streams(docs)
        return (self._renumber(part, stream) for part, stream in self._read_by_part(docs, PartReader.read_streams))

    def _read_by_part(
        self, docs: Sequence[int], read: Callable[[PartReader, Sequence[int]], Iterable[_Read]]
    ) -> Iterator[tuple[int, _Read]]:
        """Read something of several documents, those of one part together; yield each with the number of its part."""
        homes = [self._locate(doc) for doc in docs]
        by_part: dict[int, list[LocalDocId]] = {}
        for part, local in homes:
            by_part.setdefault(part, []).append(local)
        found = {part: iter(read(self._parts[part], local)) for part, local in by_part.items()}
        for part, _ in homes:
            yield part, next(found[part])

    def _renumber(self, part: int, stream: TokenStream) -> TokenStream:
        """Return a part's stream with the numbers that its terms have in all parts together."""
        if not part:
            return stream
        entries, real = stream.entries.copy(), stream.numbers != FILLER
        entries[real] &= ~NUMBER
        entries[real] |= self._ordinals.globals(part, stream.numbers[real].astype(np.int64)).astype(np.uint32)
        return make_stream(entries, stream.gaps, stream.lengths)

    def all_codes(self, docs: Sequence[int]) -> list[TextCodes]:
        """Return the code points of the texts of several documents, each once; what has to be read is read together."""
        return [StoredFrame(data).codes for data in self.frames(docs)]

    def frame(self, doc: int) -> StoredFrame:
        """Return what is kept of a document."""
        return StoredFrame(self.frames([doc])[0])

    def frames(self, docs: Sequence[int]) -> list[bytes]:
        """Return what is kept of several documents, each once: the bytes of a ``StoredFrame`` of each.

        What has to be read is read together.
        """
        return self._frames.get_all(docs, self._read_frames)

    def _read_frames(self, docs: Sequence[int]) -> Iterable[bytes]:
        if len(self._parts) == 1:
            return self._parts[0].read_frames(docs)
        return (frame for _, frame in self._read_by_part(docs, PartReader.read_frames))


def _stream_bytes(stream: TokenStream) -> int:
    return len(stream.data)
