"""Read one part, looked up key by key. ``reader`` joins several to what is searched.

What has an entry for each document or term is read into memory when a part is opened; postings, tokens and texts are
read range by range, and unpacked. Every byte is verified first, see ``block_file``.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, UInt32s, UInt64s
from indexer.errors import FROM_DAMAGED_BYTES, WAY_OUT, IndexDamagedError, judge_read_error
from indexer.index.format.array_file import MappedArrays
from indexer.index.format.compression import decompress_all
from indexer.index.format.layout import ARRAYS, FACETS, NUMBER
from indexer.index.format.packed import PackedRows, Packing
from indexer.index.format.record import StoredDocument, make_metadata, read_record
from indexer.index.format.stored_frame import StoredFrame, unpack_document
from indexer.index.parts.inverted_reader import InvertedReader
from indexer.index.parts.packings import PLACES, POSTINGS, STREAM
from indexer.index.parts.part_table import open_arrays, read_part_table
from indexer.index.parts.token_stream import TokenStream
from indexer.native import kernel
from indexer.native.matching.words import KeyTable
from indexer.native.snippets.render import PackedTokens, PairTable
from indexer.native.snippets.stored import StoredReader
from indexer.text.document import Metadata

_NO_RANKS: UInt32s = np.empty(0, dtype=np.uint32)
_EDGES = np.arange(2)


@dataclass(frozen=True, slots=True)
class PartFacet:
    """One facet's values by document.

    Attributes:
        spellings: Of each value, how it is written, and in how many posts.
        offsets: int64[N + 1], where each document's values begin.
        values: int32[V], numbers into ``spellings``.
    """

    spellings: list[dict[str, int]]
    offsets: Int64s
    values: Int32s


class PartReader:
    """One part, open for reading. Immutable, so safe to be shared between threads."""

    def __init__(self, folder: Path) -> None:
        """Open a part.

        Raises:
            IndexDamagedError: A file is missing or no array.
            FileNotFoundError: The whole part is gone, swept away by a writer.
            IndexVersionError: Another version of this program wrote it.
        """
        self.folder = folder
        try:
            table = read_part_table(folder)
            self.details = table.details
            self._extents = table.extents
            self._arrays = open_arrays(folder, table)
            self._bind()
        except (*FROM_DAMAGED_BYTES, OSError) as error:
            if not folder.exists():
                raise
            damage = IndexDamagedError(f"{folder}: cannot be opened ({error}){WAY_OUT}")
            raise judge_read_error(error, folder, damage) from error

    def _bind(self) -> None:
        """Name the arrays that are asked for often; one that is missing is found out here."""
        self.words = self._load_inverted("words")
        self.grams = self._load_inverted("grams")
        self._terms, self._stored = self.load("terms").tobytes(), self._arrays.stored("stored")
        self._term_offsets, self._order = self.load("terms.offsets"), self.load("terms.order")
        self._streams, self._stored_offsets = self.load("streams"), self.load("stored.offsets")
        self._stored_reader = StoredReader(self._stored.file.opened, self._stored.begin, self._stored_offsets)
        self.tokens = self._load_packed("stream", STREAM, self._streams, self.load("stream.ranked"))
        self.position_bases: Int64s = self.load("bases")
        self.offset_bases: Int64s = self.load("text_bases")
        self.lengths: Int32s = self.load("lengths")
        self.dates: Int64s = self.load("dates")
        self.days: Int32s = self.load("days")
        self.visible_from: Int64s = self.load("visible_from")
        self.visible_until: Int64s = self.load("visible_until")
        self.translations: UInt64s = self.load("translations")
        self.paragraphs: Int32s = self.load("paragraphs")
        self.paragraph_offsets: Int64s = self.load("paragraphs.offsets")

    def _load_inverted(self, name: str) -> InvertedReader:
        postings, occurrences = self.load(f"{name}.postings"), self.load(f"{name}.occurrences")
        keys = self.load(f"{name}.keys")
        return InvertedReader(
            keys=keys,
            postings=postings,
            table=KeyTable(keys, postings),
            posted=self._load_packed(f"{name}.posted", POSTINGS, postings),
            occurrences=occurrences,
            placed=self._load_packed(f"{name}.placed", PLACES, occurrences),
        )

    def _load_packed(
        self, name: str, packing: Packing, offsets: NDArray[np.integer], ranked: UInt32s = _NO_RANKS
    ) -> PackedRows:
        """Name a packed table whose rows end where the last of some offsets says."""
        rows = int(offsets[-1]) if len(offsets) else 0
        return PackedRows(self._arrays.stored(name), self.load(f"{name}.blocks"), rows, packing, ranked)

    def load(self, name: str) -> NDArray[Any]:
        """Read an array into memory."""
        return self._arrays.array(name)

    def map_arrays(self) -> MappedArrays:
        """Map all arrays, to be merged; ``find_changed_bytes`` tells whether they can be trusted."""
        return MappedArrays(self.folder / ARRAYS, self._extents)

    def find_changed_bytes(self) -> Iterator[str]:
        """Read the whole part, and yield which of its bytes are not as they were written, in words."""
        return self._arrays.find_damage()

    def verify(self) -> Iterator[None]:
        """Read the whole part in steps, and yield after each.

        Raises:
            IndexDamagedError: Its bytes are not what was written.
        """
        return self._arrays.verify()

    def require_intact(self) -> None:
        """Read the whole part.

        Raises:
            IndexDamagedError: Its bytes are not what was written.
        """
        for _ in self.verify():
            pass

    def read_json(self, name: str) -> Any:  # noqa: ANN401  whatever was written
        """Return a value that was written as JSON."""
        return self._arrays.json(name)

    def read_rows(self, name: str) -> Iterator[Any]:
        """Yield the rows of a list of lists that was written as JSON."""
        return self._arrays.rows(name)

    @property
    def max_doc(self) -> int:
        """The number of documents."""
        return self.details.posts

    # Terms

    def term_at(self, number: int) -> str:
        """Return the text of a term."""
        begin, end = self._term_offsets[number : number + 2].tolist()
        return str(self._terms[begin:end], "utf-8")

    def terms_between(self, low: str, high: str) -> Int32s:
        """Return the numbers of the terms from ``low`` up to, not including, ``high``, in the order of their texts."""
        ranks = range(len(self._order))
        begin, end = (
            bisect_left(ranks, text, key=lambda rank: self.term_at(int(self._order[rank]))) for text in (low, high)
        )
        numbers: Int32s = self._order[begin:end]
        return numbers

    # Documents

    def stream(self, doc: int) -> TokenStream:
        """Return the tokens of a document."""
        (stream,) = self.read_streams([doc])
        return stream

    def read_streams(self, docs: Sequence[int]) -> Iterator[TokenStream]:
        """Yield the tokens of several documents."""
        return map(TokenStream, self.tokens.read_each(_find_spans(self._streams, docs)))

    @cached_property
    def token_order(self) -> UInt32s:
        """The ranks of the entries of ``tokens`` in the order of their terms: uint32[R]."""
        return np.argsort(self.load("stream.ranked") & NUMBER, kind="stable").astype(np.uint32)

    @cached_property
    def packed_streams(self) -> PackedTokens:
        """The tokens of all documents as the kernel finds some of them, none being read."""
        return PackedTokens(self.tokens.reader, self.token_order, self._streams)

    @cached_property
    def pairs(self) -> PairTable:
        """Where pairs of characters stand, as the kernel takes it."""
        return PairTable(self.grams.keys, self.grams.occurrences, self.grams.placed.reader)

    def read_frames(self, docs: Sequence[int]) -> list[bytes]:
        """Return what is kept of several documents: the bytes of a ``StoredFrame`` of each."""
        library = kernel()
        read = self._stored_reader.read(library, docs, decompress_all) if library else None
        return [self.frame(doc).data for doc in docs] if read is None else read

    def frame(self, doc: int) -> StoredFrame:
        """Return what is kept of a document."""
        begin, end = self._stored_offsets[doc : doc + 2].tolist()
        return unpack_document(self._stored.read(begin, end))

    def record(self, doc: int) -> dict[str, Any]:
        """Return what is kept of a document besides its text: metadata, zones and sections as they were written."""
        return self.frame(doc).read_record()

    def text(self, doc: int) -> str:
        """Return a document's text."""
        return self.frame(doc).codes.text

    def metadata(self, doc: int) -> Metadata:
        """Return what is shown of a document and filtered by."""
        return make_metadata(self.record(doc)["metadata"])

    def stored(self, doc: int) -> StoredDocument:
        """Return everything that is kept of a document."""
        frame = self.frame(doc)
        return read_record(frame.read_record(), frame.codes.text)

    # Columns

    @cached_property
    def facets(self) -> dict[str, PartFacet]:
        """Every facet of ``FACETS``."""
        return {name: self.read_facet(name) for name in FACETS}

    def read_facet(self, name: str) -> PartFacet:
        """Return one facet, read now."""
        spellings = [dict(value) for value in self.read_json(name)]
        return PartFacet(spellings, self.load(f"{name}.offsets"), self.load(f"{name}.values"))


def _find_spans(offsets: NDArray[np.integer], docs: Sequence[int]) -> Int64s:
    """Return where what belongs to each of some documents begins and ends: int64[len(docs), 2]."""
    spans: Int64s = offsets[np.array(docs, dtype=np.int64)[:, None] + _EDGES].astype(np.int64, copy=False)
    return spans
