"""The words that tell a document from all others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.layout import FIELD_NUMBERS, IN_BODY, NUMBER, Floats, Int64s, UInt32s
from indexer.index.reader.index_reader import IndexReader
from indexer.search.matching.match import begin_runs
from indexer.text.document import BODY

Doubles = NDArray[np.float64]

KEYWORDS = 24
"""Words of each document."""
COMMON = 0.25
"""A word in more than this share of all documents tells nothing."""
_REMEMBERED = 1 << 13
"""Documents whose keywords are kept."""
_HALF, _LOW = 32, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Keywords:
    """A document's most telling terms.

    Attributes:
        terms: int64[k], places of the terms in the order of all: the same whatever parts the index has.
        weights: float64[k], how telling each is.
    """

    terms: Int64s
    weights: Doubles


class KeywordFinder:
    """Finds the keywords of documents, and remembers them: the first hits of one query are often those of another."""

    def __init__(self, reader: IndexReader, average: float) -> None:
        """Get ready; ``average`` is how many words a body has on average."""
        self._reader = reader
        self._average = average
        self._known: dict[int, Keywords] = {}

    def find(self, docs: Sequence[int]) -> list[Keywords]:
        """Return the terms of each document's prose that lead to others like it, by their BM25 weight."""
        known = self._known
        found = {doc: known[doc] for doc in docs if doc in known}
        fresh = [doc for doc in docs if doc not in found]
        found.update(zip(fresh, self._find(fresh), strict=True) if fresh else ())
        if len(known) + len(fresh) > _REMEMBERED:
            self._known = {}
        self._known.update(found)
        return [found[doc] for doc in docs]

    def _find(self, docs: Sequence[int]) -> Iterator[Keywords]:
        """Yield the keywords of documents, all of whose words are weighed at once."""
        reader = self._reader
        bodies = [self._read_body(doc) for doc in docs]
        owners = np.repeat(np.arange(len(docs), dtype=np.int64), [len(body) for body in bodies])
        pairs = (owners << _HALF) | np.concatenate(bodies)
        pairs.sort()
        begins = begin_runs(pairs)
        postings = reader.posting_counts(reader.terms_of_ordinals(pairs[begins] & _LOW))
        telling = ((postings > 1) & (postings <= max(reader.num_docs * COMMON, 2))).nonzero()[0]
        counts, spreads = (np.append(begins[1:], len(pairs)) - begins)[telling], postings[telling]
        chosen = pairs[begins[telling]]
        owners, terms = chosen >> _HALF, chosen & _LOW
        norms = 0.4 + 0.6 * reader.lengths[docs, FIELD_NUMBERS[BODY]] / self._average
        frequencies = counts / norms[owners]
        idfs = np.log1p((reader.num_docs - spreads + 0.5) / (spreads + 0.5))
        weights = idfs * frequencies / (frequencies + 1.5)
        bounds = owners.searchsorted(np.arange(len(docs) + 1)).tolist()
        for begin, end in pairwise(bounds):
            first = begin + find_best(weights[begin:end], KEYWORDS)
            yield Keywords(terms[first], weights[first])

    def _read_body(self, doc: int) -> Int64s | UInt32s:
        """Return the places of the terms of a document's prose, shorter words inside words left out."""
        entries = self._reader.stream(doc).entries
        return self._reader.term_ordinals(entries[(entries & IN_BODY) != 0] & NUMBER)


def find_best(scores: Doubles | Floats, count: int) -> Int64s:
    """Return where the highest scores are, those first; of equal ones the first."""
    if len(scores) > count > 0:
        rows = (scores >= np.partition(scores, len(scores) - count)[len(scores) - count]).nonzero()[0]
    else:
        rows = np.arange(len(scores))
    best: Int64s = rows[np.argsort(-scores[rows], kind="stable")[:count]]
    return best
