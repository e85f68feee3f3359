"""Counts of documents that the cluster was asked for, kept for the queries to come."""

from collections.abc import Iterable, Sequence

from indexer.cache import BoundedCache
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.candidates.statistics import estimate_count, read_count
from indexer.search.formulas import idf
from indexer.search.statistics import Countable
from indexer.units import DocFreq

_CACHED = 1 << 16


class SiteCounts:
    """How many documents of a site have something: the vocabulary tells, or else the cluster. Shared by threads."""

    def __init__(self, vocabulary: SiteVocabulary) -> None:
        """Know what the vocabulary tells."""
        self._vocabulary = vocabulary
        self._counted: BoundedCache[Countable, int] = BoundedCache(_CACHED)

    def known(self, countable: Countable) -> int | None:
        """Return how many documents have something, where the cluster counted it before."""
        return self._counted.find([countable]).get(countable)

    def find(self, countables: Iterable[Countable]) -> dict[Countable, int]:
        """Return the counts of those of some things that the cluster counted before."""
        return self._counted.find(countables)

    def list_unknown(self, countables: Iterable[Countable]) -> list[Countable]:
        """Return what has to be asked: neither the vocabulary tells it, nor was it counted before."""
        asked = [each for each in countables if read_count(self._vocabulary, each) is None]
        counted = self._counted.find(asked)
        return [each for each in asked if each not in counted]

    def keep(self, countables: Sequence[Countable], counts: Sequence[int]) -> None:
        """Keep what the cluster counted: as ``read_each`` reads it."""
        self._counted.keep(dict(zip(countables, counts, strict=False)))

    def idf(self, countable: Countable) -> float:
        """Return the inverse document frequency of something; what nobody counted yet is estimated."""
        told = read_count(self._vocabulary, countable)
        doc_freq = told if told is not None else self.known(countable) or estimate_count(self._vocabulary, countable)
        return idf(DocFreq(min(doc_freq, self._vocabulary.num_docs)), self._vocabulary.num_docs)
