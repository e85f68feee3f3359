"""Keywords: the words that tell a document from all others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise

import numpy as np

from indexer.arrays import Doubles, Floats, Int32s, Int64s, UInt32s
from indexer.cache import BoundedCache
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import FIELD_NUMBERS, IN_BODY, NUMBER
from indexer.index.parts.token_stream import TokenStream
from indexer.native import Kernel, kernel
from indexer.native.ranking.rank import find_keywords
from indexer.native.ranking.ranking import KeywordTable
from indexer.search.deadline import check_deadline
from indexer.search.formulas import tabulate_idfs
from indexer.search.index_view import IndexView
from indexer.search.matching.match import begin_runs
from indexer.text.document import BODY
from indexer.units import TermOrdinals

KEYWORDS = 24
"""Words of each document."""
COMMON = 0.25
"""A word with more postings than this share of all documents is no keyword."""
_CACHED = 1 << 13
"""Documents whose keywords are kept."""
_PREPARED = 1 << 15
"""Documents up to which the keywords of all are found beforehand: 10 MB at most, and a third of a second."""
_AT_ONCE = 64
"""Documents that are prepared between two looks at the clock."""
_HALF, _LOW = 32, 0xFFFFFFFF
_K1, _B = 1.5, 0.6
"""BM25's parameters for the choice of keywords, which are not those of ranking."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """A document's keywords.

    Attributes:
        terms: Integers, k of them.
        weights: float64[k], their BM25 weights in the document's body.
    """

    terms: TermOrdinals | Int32s
    weights: Doubles


@dataclass(frozen=True, slots=True)
class _KeywordTable:
    """The keywords of all documents.

    Attributes:
        terms, weights: int32[K], float64[K], document by document, see ``Keywords``.
        bounds: Where those of each document begin, and those of the last end.
        native: All of it, as the kernel takes it.
    """

    terms: Int32s
    weights: Doubles
    bounds: Int64s
    native: KeywordTable

    def find(self, docs: Sequence[int]) -> list[Keywords]:
        """Return the keywords of each of some documents."""
        bounds = zip(self.bounds[docs].tolist(), self.bounds[[doc + 1 for doc in docs]].tolist(), strict=True)
        return [Keywords(self.terms[begin:end], self.weights[begin:end]) for begin, end in bounds]


def _tabulate(batches: Iterable[Sequence[Keywords]]) -> _KeywordTable:
    """Lay the keywords of all documents end to end; at no time are there those of many one by one."""
    terms, weights, counts = [], [], []
    for batch in batches:
        terms.append(np.concatenate([words.terms for words in batch]).astype(np.int32))
        weights.append(np.concatenate([words.weights for words in batch]))
        counts += [len(words.terms) for words in batch]
    columns = np.concatenate(terms), np.concatenate(weights), make_offsets(np.array(counts))
    return _KeywordTable(*columns, KeywordTable(*columns))


class KeywordFinder:
    """Find the keywords of documents. Safe to be shared by threads.

    Results are kept: the first hits of one query are often those of another. A prepared one has those of all documents.
    """

    def __init__(self, reader: IndexView) -> None:
        self._reader = reader
        self._known = BoundedCache[int, Keywords](_CACHED)
        self._table: _KeywordTable | None = None

    def find(self, docs: Sequence[int]) -> list[Keywords]:
        """Return the keywords of each of some documents."""
        table = self._table
        if table:
            return table.find(docs)
        # Where one file has all tokens, nobody asks for those of a document again: see ``PartReader.packed_streams``.
        return self._known.get_all(docs, partial(self._find, keep=self._reader.whole is None))

    @property
    def table(self) -> KeywordTable | None:
        """The keywords of all documents, as the kernel takes them; None where they are not prepared."""
        return self._table.native if self._table else None

    def prepare(self) -> None:
        """Find the keywords of all documents now, where these are not too many: about 10 µs each."""
        if 0 < self._reader.max_doc <= _PREPARED and kernel():
            self._table = _tabulate(self._find_in_batches())

    def _find_in_batches(self) -> Iterator[list[Keywords]]:
        for begin in range(0, self._reader.max_doc, _AT_ONCE):
            check_deadline()  # which gives way to visitors
            yield [*self._find(range(begin, min(begin + _AT_ONCE, self._reader.max_doc)), keep=False)]

    @cached_property
    def idfs(self) -> Doubles:
        """The inverse document frequency by document frequency: see ``formulas.tabulate_idfs``."""
        return tabulate_idfs(self._reader.num_docs)

    def _find(self, docs: Sequence[int], *, keep: bool = True) -> Iterator[Keywords]:
        """Yield the keywords of documents; ``keep`` their tokens for who asks next.

        Posting counts stand for document frequencies, which would cost reading every posting of every word. They are
        never less, so a word that stands in several fields of the same documents weighs less than by its document
        frequency. nDCG@10 of judged queries, by posting counts and by document frequencies: servicemesher 0.744 and
        0.739, kubernetes 0.755 and 0.754, rust-blog 0.789 and 0.781, Cranfield 0.421 and 0.423, CMRC 0.991 both.
        """
        library, streams = kernel(), self._reader.streams(docs, keep=keep)
        return self._find_native(library, docs, streams) if library else self._find_by_sorting(docs, streams)

    def _find_native(self, library: Kernel, docs: Sequence[int], streams: Sequence[TokenStream]) -> Iterator[Keywords]:
        reader = self._reader
        found = find_keywords(
            library,
            [stream.entries for stream in streams],
            reader.ordinals,
            posting_counts=reader.posting_count_column,
            idfs=self.idfs,
            norms=self._norms(docs),
            most=KEYWORDS,
            common=self._common,
            k1=_K1,
        )
        return (Keywords(terms, weights) for terms, weights in found)

    @property
    def _common(self) -> float:
        """The most postings that a keyword may have."""
        return max(self._reader.num_docs * COMMON, 2)

    def _norms(self, docs: Sequence[int]) -> Doubles:
        """Return what the frequencies in each of some documents are divided by: BM25's normalisation by length."""
        lengths = self._reader.lengths[docs, FIELD_NUMBERS[BODY]].astype(np.float64)
        return (1 - _B) + _B * lengths / self._reader.mean_body_length

    def _find_by_sorting(self, docs: Sequence[int], streams: Sequence[TokenStream]) -> Iterator[Keywords]:
        reader = self._reader
        bodies = [self._read_body(stream) for stream in streams]
        owners = np.repeat(np.arange(len(docs), dtype=np.int64), [len(body) for body in bodies])
        pairs = (owners << _HALF) | np.concatenate(bodies)
        pairs.sort()
        begins = begin_runs(pairs)
        postings = reader.posting_counts(reader.terms_of_ordinals(pairs[begins] & _LOW))
        informative = ((postings > 1) & (postings <= self._common)).nonzero()[0]
        counts = (np.append(begins[1:], len(pairs)) - begins)[informative]
        chosen = pairs[begins[informative]]
        owners, terms = chosen >> _HALF, chosen & _LOW
        frequencies = counts / self._norms(docs)[owners]
        weights = self.idfs.take(postings[informative]) * frequencies / (frequencies + _K1)
        bounds = owners.searchsorted(np.arange(len(docs) + 1)).tolist()
        for begin, end in pairwise(bounds):
            first = begin + find_best(weights[begin:end], KEYWORDS)
            yield Keywords(terms[first], weights[first])

    def _read_body(self, stream: TokenStream) -> Int64s | UInt32s:
        """Return the ordinals of the terms of a document's prose, shorter words inside words left out."""
        entries = stream.entries
        return self._reader.term_ordinals(entries[(entries & IN_BODY) != 0] & NUMBER)


def find_best(scores: Doubles | Floats, count: int) -> Int64s:
    """Return the indexes of the highest scores, those first; of equal ones the first."""
    if len(scores) > count > 0:
        rows = (scores >= np.partition(scores, len(scores) - count)[len(scores) - count]).nonzero()[0]
    else:
        rows = np.arange(len(scores))
    best: Int64s = rows[np.argsort(-scores[rows], kind="stable")[:count]]
    return best
