"""The words that tell a document from all others."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.index.layout import FIELD_NUMBERS, IN_BODY, NUMBER, Floats, Int64s, UInt32s
from indexer.index.reader import IndexReader
from indexer.search.match import begin_runs
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
        words = self._read_body(doc)
        words.sort()
        begins = begin_runs(words)
        numbers, counts = words[begins].astype(np.int64), np.diff(begins, append=len(words))
        spreads = reader.spreads(numbers)
        telling = np.flatnonzero((spreads > 1) & (spreads <= max(reader.documents * COMMON, 2)))
        spreads = spreads[telling]
        length = float(reader.lengths[doc, FIELD_NUMBERS[BODY]])
        frequencies = counts[telling] / (0.4 + 0.6 * length / self._average)
        rarities = np.log1p((reader.documents - spreads + 0.5) / (spreads + 0.5))
        weights = rarities * frequencies / (frequencies + 1.5)
        first = find_best(weights, KEYWORDS)
        return Keywords(numbers[telling[first]], weights[first])

    def _read_body(self, doc: int) -> UInt32s:
        """Return the terms of a document's prose, shorter words inside words left out."""
        entries = self._reader.stream(doc).entries
        numbers: UInt32s = entries[(entries & IN_BODY) != 0] & NUMBER
        return numbers


def find_best(scores: Doubles | Floats, count: int) -> Int64s:
    """Return where the highest scores are, those first; of equal ones the first."""
    rows = np.arange(len(scores))
    if len(scores) > count > 0:
        rows = np.flatnonzero(scores >= np.partition(scores, len(scores) - count)[len(scores) - count])
    best: Int64s = rows[np.argsort(-scores[rows], kind="stable")[:count]]
    return best
