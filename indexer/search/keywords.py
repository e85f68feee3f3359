"""The words that tell a document from all others."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.index.layout import FIELD_NUMBERS, Int32s, Int64s
from indexer.index.reader import IndexReader
from indexer.text.document import BODY

Doubles = NDArray[np.float64]

KEYWORDS = 24
"""Words of each document."""
COMMON = 0.25
"""A word in more than this share of all documents tells nothing."""
_REMEMBERED = 1 << 13
"""Documents whose keywords are kept: the first hits of one query are often those of another."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """A document's most telling terms.

    Attributes:
        numbers: int64[k], of the terms.
        weights: float64[k], how telling each is.
    """

    numbers: Int64s
    weights: Doubles


class KeywordFinder:
    """Finds the keywords of documents, and remembers them."""

    def __init__(self, reader: IndexReader, average: float) -> None:
        """Get ready; ``average`` is how many words a body has on average."""
        self._reader = reader
        self._average = average
        self.find = lru_cache(maxsize=_REMEMBERED)(self._find)

    def _find(self, doc: int) -> Keywords:
        """Return the terms of a document's prose that lead to others like it, by their BM25 weight."""
        reader = self._reader
        numbers, counts = np.unique(self._read_body(doc).astype(np.int64), return_counts=True)
        length = float(reader.lengths[doc, FIELD_NUMBERS[BODY]])
        frequencies = counts / (0.4 + 0.6 * length / self._average)
        spreads = reader.spreads(numbers)
        telling = np.flatnonzero((spreads > 1) & (spreads <= max(reader.documents * COMMON, 2)))
        spreads, frequencies = spreads[telling], frequencies[telling]
        rarities = np.log1p((reader.documents - spreads + 0.5) / (spreads + 0.5))
        weights = np.maximum(rarities, 0) * frequencies / (frequencies + 1.5)
        first = np.argsort(-weights, kind="stable")[:KEYWORDS]
        return Keywords(numbers[telling[first]], weights[first])

    def _read_body(self, doc: int) -> Int32s:
        """Return the terms of a document's prose, shorter words inside words left out."""
        reader = self._reader
        stream = reader.stream(doc)
        part, local = reader.locate(doc)
        zones = part.record(local)["zones"]
        bounds = stream.starts.searchsorted(np.array([zone[1] for zone in zones], dtype=np.int32)).tolist()
        spans = zip(zones, bounds, [*bounds[1:], len(stream.starts)], strict=True)
        pieces = [slice(begin, end) for (field, *_), begin, end in spans if field == BODY]
        kept = [stream.numbers[piece][~stream.parts[piece]] for piece in pieces]
        return np.concatenate(kept) if kept else stream.numbers[:0]
