"""The terms of one query: their numbers, frequencies and positions, each read from the index only once."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from operator import itemgetter

import numpy as np

from indexer.arrays import Floats
from indexer.index.reader.index_reader import LAST_CHARACTER
from indexer.search.deadline import check_deadline
from indexer.search.formulas import idf
from indexer.search.matching.frequencies import Frequencies, TermsKey, join_postings, weigh
from indexer.search.matching.match import ScoredDocs
from indexer.search.matching.positions import NOWHERE, intersect
from indexer.search.query.nodes import WordNode
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Countable, Counted, Counting
from indexer.text.analysis.word_forms import word_term
from indexer.units import DocFreq, Positions, TermId

MAX_EXPANSIONS = 64
"""Terms a prefix stands for at most: the most frequent ones."""


class TermLookup:
    """Look up the terms of one query in one index. For one thread: it remembers what it read.

    Attributes:
        snapshot: The index.
    """

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self.snapshot = snapshot
        self._reader = snapshot.reader
        self._numbers: dict[str, TermId] = {}
        self._frequencies: dict[TermsKey, Frequencies] = {}
        self._positions: dict[tuple[str, ...], Positions] = {}
        self._begins: dict[tuple[WordNode, ...], Positions] = {}
        self._prefixes: dict[str, list[str]] = {}

    def find(self, term: str) -> TermId:
        """Return a term's number, or -1 where no document ever had it."""
        known = self._numbers.get(term)
        if known is None:
            check_deadline()
            known = self._numbers[term] = TermId(self._reader.find_term(term))
        return known

    def know(self, numbers: Iterable[tuple[str, TermId]]) -> None:
        """Keep numbers that were looked up elsewhere, see ``find``."""
        self._numbers.update(numbers)

    def find_all(self, terms: Iterable[str]) -> list[TermId]:
        """Return the numbers of those of some terms that the index has."""
        return [number for term in terms if (number := self.find(term)) >= 0]

    def tell(self, key: TermsKey) -> tuple[list[TermId], float]:
        """Return the numbers of those of some terms that the index has, and their inverse document frequency together.

        What ``find_all``, ``doc_freq`` and ``idf`` say, in one step where the terms have been looked up.
        """
        terms, _ = key
        numbers, found, frequencies = self._numbers, list[TermId](), self._frequencies.get(key)
        for term in terms:
            number = numbers[term] if term in numbers else self.find(term)
            if number >= 0:
                found.append(number)
        if frequencies is None or self.snapshot.statistics:
            return found, self.idf(self.doc_freq(key))
        return found, idf(DocFreq(frequencies.doc_count), self._reader.num_docs)

    def frequencies(self, terms: Sequence[str], *, in_title: bool = False) -> Frequencies:
        """Return how often each document has any of some terms, anywhere or in its title."""
        key = (tuple(terms), in_title)
        known = self._frequencies.get(key)
        if known is None:
            known = self._frequencies[key] = self.snapshot.frequencies.get(key, self._weigh)
        return known

    def _weigh(self, key: TermsKey) -> Frequencies:
        terms, in_title = key
        postings = [self._reader.postings(number) for number in self.find_all(terms)]
        return weigh(join_postings(postings), self.snapshot.norms, self.snapshot.k1, in_title=in_title)

    def keep(self, frequencies: Iterable[tuple[TermsKey, Frequencies]]) -> None:
        """Keep frequencies that were read elsewhere, see ``frequencies``."""
        self._frequencies.update(frequencies)

    def positions(self, terms: tuple[str, ...]) -> Positions:
        """Return the positions of any of some terms: ascending, each once."""
        if terms not in self._positions:
            self._positions[terms] = self._read_positions(self.find_all(terms))
        return self._positions[terms]

    def _read_positions(self, numbers: Sequence[TermId]) -> Positions:
        if len(numbers) > 1:
            return self._reader.positions_of(np.array(numbers, dtype=np.int64))
        return self._reader.positions(numbers[0]) if numbers else NOWHERE

    def count_positions(self, terms: tuple[str, ...]) -> int:
        """Return how many positions some terms have, deleted documents' included: read off a column, so cheap."""
        return sum(map(self._reader.position_count, self.find_all(terms)))

    def begins(self, words: tuple[WordNode, ...]) -> Positions:
        """Return the positions of the first of some words wherever they stand one after the other, ascending."""
        if words not in self._begins:
            self._begins[words] = self._find_begins(words)
        return self._begins[words]

    def list_sizes(self, words: Sequence[WordNode]) -> Sequence[int]:
        """Return how many positions each of some words has, or each part of a compound; nothing is read for it."""
        return [self.count_positions(terms) for word in words for terms in word.terms_by_position]

    def _find_begins(self, words: Sequence[WordNode]) -> Positions:
        """Intersect from the rarest word outward; the others are not read once nothing is left."""
        steps = enumerate(terms for word in words for terms in word.terms_by_position)
        rarest_first = sorted((self.count_positions(terms), step, terms) for step, terms in steps)
        begins: Positions | None = None
        for _, step, terms in rarest_first:
            check_deadline()
            positions = self.positions(terms) - step
            begins = positions if begins is None else intersect(begins, positions)
            if not len(begins):
                break
        return NOWHERE if begins is None else begins

    def idf(self, doc_freq: int) -> float:
        """Return the inverse document frequency of what so many documents have."""
        return idf(DocFreq(doc_freq), self._reader.num_docs)

    def doc_freq(self, key: TermsKey) -> DocFreq:
        """Return how many documents have any of some terms, anywhere or in their titles."""
        terms, in_title = key
        here = DocFreq(self.frequencies(terms, in_title=in_title).doc_count)
        statistics = self.snapshot.statistics
        return statistics.doc_freq(Countable(Counting.TERMS, key), here) if statistics else here

    def idf_of(self, way: Counting, what: Counted, here: int) -> float:
        """Return the inverse document frequency of something that so many of the documents here have."""
        statistics = self.snapshot.statistics
        return self.idf(statistics.doc_freq(Countable(way, what), here) if statistics else here)

    def score(self, key: TermsKey, weight: float = 1.0) -> ScoredDocs:
        """Score the documents that have any of some terms by BM25F, as a word in all of them."""
        found = self.frequencies(key[0], in_title=key[1])
        return ScoredDocs(found.docs, self.score_found(found, key, weight), np.ones(len(found.docs), dtype=bool))

    def score_found(self, found: Frequencies, key: TermsKey, weight: float = 1.0) -> Floats:
        """Return the BM25F scores of some terms, given their frequencies."""
        scores: Floats = np.float32(self.idf_of(Counting.TERMS, key, len(found.docs)) * weight) * found.saturated
        return scores

    # Prefixes

    def expand_prefix(self, prefix: str) -> list[str]:
        """Return the terms of the most frequent words that begin with a folded prefix, those first.

        How often a word stands as written and how many postings its term has are added up: good for this order only.
        """
        if prefix not in self._prefixes:
            found: dict[str, int] = {}
            for term, count in self._terms_from(prefix):
                found[term] = found.get(term, 0) + count
            self._prefixes[prefix] = sorted(found, key=lambda term: (-found[term], term))[:MAX_EXPANSIONS]
        return self._prefixes[prefix]

    def has_word(self, word: str) -> bool:
        """Check whether any document has a folded word itself, not only others of the same stem."""
        return self._reader.surfaces.words.find(word) >= 0 or self.find(word) >= 0

    def _terms_from(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield terms with the document frequencies of their words as written, and terms with their posting counts."""
        if prefix.isascii():
            likely = self.written_words(prefix, 4 * MAX_EXPANSIONS)
            yield from ((word_term(word), doc_freq) for word, doc_freq in likely)
        yield from self._reader.frequent_terms(prefix, MAX_EXPANSIONS)

    def written_words(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the Latin words as written that begin with a folded prefix and stand in most documents, those first.

        Each with the number of documents. A stem need not begin as the word does (``studies``: ``studi``).
        """
        words = self._reader.surfaces
        begin, end = map(words.words.find_from, (prefix, prefix + LAST_CHARACTER))
        return nlargest(limit, words[begin:end], key=itemgetter(1))
