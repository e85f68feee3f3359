"""Where the nodes of a plan are found: words, prefixes and phrases, as array operations over postings."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from heapq import nlargest
from operator import itemgetter

import numpy as np

from indexer.index.format.layout import Mask
from indexer.index.reader.index_reader import LAST_CHARACTER
from indexer.search.deadline import check_deadline
from indexer.search.matching.characters import Characters
from indexer.search.matching.frequencies import Frequencies, TermsKey, join_postings, weigh
from indexer.search.matching.match import Match, ScoredDocs, both, either, exact_mask
from indexer.search.matching.phrases import Phrases
from indexer.search.matching.positions import Positions, unite
from indexer.search.query.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, Run, WordNode, is_unspaced
from indexer.search.snapshot import IndexSnapshot
from indexer.search.tuning import idf, saturate
from indexer.text.analysis.analyzer import is_version, word_term

MAX_EXPANSIONS = 64
"""Terms a prefix stands for at most: the most frequent ones."""


class Lookup:
    """Looks up the words, prefixes and phrases of one query, each only once."""

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self.snapshot = snapshot
        self.reader = snapshot.reader
        self.tuning = snapshot.tuning
        self.max_doc = snapshot.max_doc
        self.characters = Characters(self.reader)
        self.phrases = Phrases(self)
        self._matches: dict[Node, Match] = {}
        self._numbers: dict[str, int] = {}
        self._frequencies: dict[TermsKey, Frequencies] = {}
        self._places: dict[tuple[str, ...], Positions] = {}
        self._prefixes: dict[str, list[str]] = {}

    def match(self, node: Node) -> Match:
        """Find any node."""
        if node not in self._matches:
            known = isinstance(node, WordNode)  # the words of one query are often those of another
            self._matches[node] = self.snapshot.matches.get(node, self._match) if known else self._match(node)
        return self._matches[node]

    def _match(self, node: Node) -> Match:
        match node:
            case WordNode():
                return self._match_word(node)
            case PrefixNode():
                return Match((self._score(self.frequencies(self.expand_prefix(node.text), in_title=node.in_title)),))
            case PhraseNode():
                return self._match_phrase(node)
            case AnyNode(nodes):
                return either(map(self.match, nodes))
            case AllNode(nodes):
                return reduce(lambda one, other: both(one, other, self.max_doc), map(self.match, nodes))

    # Terms

    def find_term(self, term: str) -> int:
        """Return a term's number, or -1 where no document ever had it."""
        if term not in self._numbers:
            check_deadline()
            self._numbers[term] = self.reader.find_term(term)
        return self._numbers[term]

    def find_terms(self, terms: Iterable[str]) -> list[int]:
        """Return the numbers of those of some terms that there are."""
        return [number for term in terms if (number := self.find_term(term)) >= 0]

    def frequencies(self, terms: Sequence[str], *, in_title: bool = False) -> Frequencies:
        """Return how often each document has any of some terms."""
        key = (tuple(terms), in_title)
        if key not in self._frequencies:
            self._frequencies[key] = self.snapshot.frequencies.get(key, self._weigh)
        return self._frequencies[key]

    def _weigh(self, key: TermsKey) -> Frequencies:
        terms, in_title = key
        postings = [self.reader.postings(number) for number in self.find_terms(terms)]
        return weigh(join_postings(postings), self.snapshot.norms, in_title=in_title)

    def positions(self, terms: tuple[str, ...]) -> Positions:
        """Return every place of any of some terms in the line of words: ascending, each once."""
        if terms not in self._places:
            self._places[terms] = unite([self.reader.positions(number) for number in self.find_terms(terms)])
        return self._places[terms]

    # Words

    def _match_word(self, node: WordNode) -> Match:
        """Find a word by its terms, by its atoms, or else inside other words."""
        match = Match((self._score_word(node),))
        if node.atoms:
            match = either((match, self._match_atoms(node)))
        return either((match, Match((self._match_inside(node, match),)))) if is_unspaced(node.text) else match

    def _score_word(self, node: WordNode) -> ScoredDocs:
        """Score a word; inside a longer word it counts, but is not there as a word. 1.18 is any 1.18.x."""
        found = self.frequencies(node.terms, in_title=node.in_title)
        layer = self._score(found)
        return layer if is_version(node.terms[-1]) else ScoredDocs(layer.docs, layer.scores, found.is_exact)

    def _score(self, found: Frequencies, weight: float = 1.0) -> ScoredDocs:
        idf = np.float32(self.idf(len(found.docs)) * weight)
        return ScoredDocs(found.docs, idf * saturate(found.values, self.tuning.k1), _all_true(len(found.docs)))

    def idf(self, documents: int) -> float:
        """Return how telling it is what so many documents have."""
        return idf(documents, self.reader.num_docs)

    def _match_atoms(self, node: WordNode) -> Match:
        scored = [self._score(self.frequencies((a,), in_title=node.in_title), self.tuning.atoms) for a in node.atoms]
        matches = (Match((layer,)) for layer in scored)
        (layer,) = reduce(lambda one, other: both(one, other, self.max_doc), matches).layers
        is_exact = np.full(len(layer.docs), not is_unspaced(node.text))
        return Match((ScoredDocs(layer.docs, layer.scores, is_exact),))

    def _match_inside(self, node: WordNode, match: Match) -> ScoredDocs:
        """Find a Han word's characters where they stand inside other words or across their borders."""
        known = exact_mask(match, self.max_doc)
        docs = self.phrases.find_in_titles(node.text) if node.in_title else self.characters.find(node.text, known)
        score = np.float32(self.tuning.substring * self.idf(len(docs)))
        inside = docs[~known.take(docs)]
        return ScoredDocs(inside, np.full(len(inside), score), np.zeros(len(inside), dtype=bool))

    # Prefixes

    def expand_prefix(self, prefix: str) -> list[str]:
        """Return the terms of the most frequent words that begin so."""
        if prefix not in self._prefixes:
            found: dict[str, int] = {}
            for term, count in self._terms_from(prefix):
                found[term] = found.get(term, 0) + count
            self._prefixes[prefix] = sorted(found, key=lambda term: (-found[term], term))[:MAX_EXPANSIONS]
        return self._prefixes[prefix]

    def _terms_from(self, prefix: str) -> Iterator[tuple[str, int]]:
        if prefix.isascii():
            likely = nlargest(4 * MAX_EXPANSIONS, self._surfaces_from(prefix), key=itemgetter(1))
            yield from ((word_term(word), count) for word, count in likely)
        yield from self.reader.frequent_terms(prefix, MAX_EXPANSIONS)

    def _surfaces_from(self, prefix: str) -> Sequence[tuple[str, int]]:
        surfaces = self.reader.surfaces
        begin, end = (bisect_left(surfaces, word, key=itemgetter(0)) for word in (prefix, prefix + LAST_CHARACTER))
        return surfaces[begin:end]

    # Phrases and runs

    def _match_phrase(self, node: PhraseNode) -> Match:
        """Find words that stand one after the other; Chinese exactly as written, English by its stems."""
        docs = self.phrases.find(node)
        return Match((self.phrases.score(node, docs),))

    def match_run(self, run: Run) -> Match:
        """Find characters where they stand in one piece, as they were typed."""
        docs = self.characters.find(run.text)
        weight = np.float32(self.tuning.run * self.idf(len(docs)))
        return Match((ScoredDocs(docs, np.full(len(docs), weight), _all_true(len(docs))),))


def _all_true(size: int) -> Mask:
    return np.ones(size, dtype=bool)
