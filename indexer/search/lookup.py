"""Where the nodes of a plan are found: term look-ups and phrases, as array operations over postings.

Every result is dense, one number a document: for the sizes of a site that is faster than merging lists, and each
signal becomes one expression over arrays.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import reduce
from heapq import nlargest
from operator import itemgetter

import numpy as np

from indexer.index.layout import Floats, Int64s
from indexer.index.part_reader import PartReader
from indexer.search.deadline import check_deadline
from indexer.search.match import Match, both, either
from indexer.search.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, Run, WordNode, is_unspaced
from indexer.search.places import NOWHERE, place, sort_unique, unique_docs
from indexer.search.scoring import Tuning, idf, normalise_counts, saturate
from indexer.text.analyzer import UNSPACED, is_version, word_term
from indexer.text.document import GRAMS, TITLE, WORD_FIELDS, ZONE_FIELDS
from indexer.text.folding import fold_text

MAX_EXPANSIONS = 64
"""Terms a prefix stands for at most: the most frequent ones."""
LAST_CHARACTER = chr(0x10FFFF)


class Lookup:
    """Looks up words, prefixes and phrases in one part, each only once."""

    def __init__(self, part: PartReader, tuning: Tuning) -> None:
        self.part = part
        self.tuning = tuning
        self._matches: dict[Node, Match] = {}
        self._places: dict[tuple[tuple[str, ...], tuple[str, ...]], Int64s] = {}
        self._numbers: dict[tuple[str, str], int | None] = {}
        self._frequencies: dict[tuple[tuple[str, ...], tuple[str, ...]], Floats] = {}

    def match(self, node: Node) -> Match:
        """Find any node."""
        if node not in self._matches:
            self._matches[node] = self._match(node)
        return self._matches[node]

    def _match(self, node: Node) -> Match:
        match node:
            case WordNode():
                return self.match_word(node)
            case PrefixNode():
                return self.match_prefix(node)
            case PhraseNode():
                return self.match_phrase(node)
            case AnyNode(nodes):
                return reduce(either, map(self.match, nodes))
            case AllNode(nodes):
                return reduce(both, map(self.match, nodes))

    def find_term(self, field: str, term: str) -> int | None:
        """Return a term's number, or None where no document has it."""
        check_deadline()
        key = (field, term)
        if key not in self._numbers:
            self._numbers[key] = self.part.find_term(field, term)
        return self._numbers[key]

    # Words

    def match_word(self, node: WordNode) -> Match:
        """Find a word by its terms, by its atoms, or else inside other words."""
        fields = (TITLE,) if node.in_title else WORD_FIELDS
        match = self._score_word(node.terms, fields)
        if node.atoms:
            match = either(match, self._match_atoms(node, fields))
        return either(match, self._match_inside(node, match)) if is_unspaced(node.text) else match

    def frequencies(self, terms: Sequence[str], fields: Sequence[str] = WORD_FIELDS) -> Floats:
        """Return the weighted frequency of any of ``terms`` in each document: float32[N]."""
        key = (tuple(terms), tuple(fields))
        if key not in self._frequencies:
            self._frequencies[key] = self._sum_frequencies(terms, fields)
        return self._frequencies[key]

    def _sum_frequencies(self, terms: Sequence[str], fields: Sequence[str]) -> Floats:
        total = np.zeros(self.part.posts, dtype=np.float32)
        for field in fields:
            tuning, average = self.tuning.fields[field], self.part.average_lengths[field]
            for term in terms:
                number = self.find_term(field, term)
                if number is not None:
                    found = self.part.postings(number)
                    lengths = self.part.lengths_of(field)[found.docs]
                    total[found.docs] += tuning.weight * normalise_counts(found.counts, lengths, average, tuning.b)
        return total

    def _score_word(self, terms: Sequence[str], fields: Sequence[str]) -> Match:
        """Score a word; inside a longer word it counts, but is not there as a word. 1.18 is any 1.18.x."""
        match = self._score(self.frequencies(terms, fields))
        if is_version(terms[-1]):
            return match
        whole = self.frequencies(terms, ZONE_FIELDS) > 0 if fields is WORD_FIELDS else match.whole
        return Match(match.scores, whole)

    def _score(self, frequencies: Floats, weight: float = 1.0) -> Match:
        whole = frequencies > 0
        rarity = idf(int(np.count_nonzero(whole)), self.part.posts)
        return Match(np.float32(rarity * weight) * saturate(frequencies, self.tuning.k1), whole)

    def _match_atoms(self, node: WordNode, fields: Sequence[str]) -> Match:
        matches = [self._score(self.frequencies((atom,), fields), self.tuning.atoms) for atom in node.atoms]
        every = np.logical_and.reduce([match.found for match in matches])
        scores = np.where(every, sum(match.scores for match in matches), np.float32(0))
        return Match(scores, np.zeros_like(every) if is_unspaced(node.text) else every)

    def _match_inside(self, node: WordNode, match: Match) -> Match:
        """Find a Han word's characters where they stand inside other words or across their borders."""
        docs = self.find_characters(node.text, in_title=node.in_title)
        scores = np.zeros(self.part.posts, dtype=np.float32)
        scores[docs] = self.tuning.substring * idf(len(docs), self.part.posts)
        scores[match.whole] = 0
        return Match(scores, np.zeros(self.part.posts, dtype=bool))

    # Prefixes

    def match_prefix(self, node: PrefixNode) -> Match:
        """Find the most frequent words that begin so."""
        fields = (TITLE,) if node.in_title else WORD_FIELDS
        return self._score(self.frequencies(self.expand_prefix(node.text), fields))

    def expand_prefix(self, prefix: str) -> list[str]:
        """Return the terms of the most frequent words that begin so."""
        found: dict[str, int] = {}
        for term, count in self._terms_from(prefix):
            found[term] = found.get(term, 0) + count
        return sorted(found, key=lambda term: (-found[term], term))[:MAX_EXPANSIONS]

    def _terms_from(self, prefix: str) -> Iterable[tuple[str, int]]:
        if prefix.isascii():
            likely = nlargest(4 * MAX_EXPANSIONS, self._surfaces_from(prefix), key=itemgetter(1))
            yield from ((word_term(word), count) for word, count in likely)
        for field in ZONE_FIELDS:
            for number in self.part.most_frequent_terms(field, prefix, MAX_EXPANSIONS):
                yield self.part.term_at(number), self.part.document_frequency(number)

    def _surfaces_from(self, prefix: str) -> Sequence[tuple[str, int]]:
        surfaces = self.part.surfaces
        begin, end = (bisect_left(surfaces, word, key=itemgetter(0)) for word in (prefix, prefix + LAST_CHARACTER))
        return surfaces[begin:end]

    # Phrases

    def match_phrase(self, node: PhraseNode) -> Match:
        """Find words that stand one after the other; Chinese exactly as written, English by its stems."""
        mask = np.zeros(self.part.posts, dtype=bool)
        mask[self.find_phrase(node)] = True
        total = np.zeros(self.part.posts, dtype=np.float32)
        for word in node.words:
            total += self.match(word).scores
        flat = np.float32(idf(int(mask.sum()), self.part.posts))
        return Match(np.where(mask, np.maximum(total, flat), np.float32(0)), mask)

    def find_phrase(self, node: PhraseNode) -> Int64s:
        """Return the documents of a phrase, ascending."""
        if is_unspaced(node.text):
            return self.find_characters(node.text, in_title=node.in_title)
        if not UNSPACED.search(node.text):
            return unique_docs(self._phrase_places(node.words, (TITLE,) if node.in_title else ZONE_FIELDS))
        return self._verify(self._find_pieces(node), node.text, in_title=node.in_title)

    def _phrase_places(self, words: Sequence[WordNode], fields: Sequence[str]) -> Int64s:
        """Return where a phrase begins: document number shifted left by 32, plus position; ascending."""
        begins: Int64s | None = None
        for position, terms in enumerate(piece for word in words for piece in word.pieces):
            places = self.places(terms, fields) - position
            begins = places if begins is None else np.intersect1d(begins, places, assume_unique=True)
        return NOWHERE if begins is None else begins

    def places(self, terms: Sequence[str], fields: Sequence[str] = ZONE_FIELDS) -> Int64s:
        """Return every place of any of ``terms``: document number shifted left by 32, plus position; ascending."""
        key = (tuple(terms), tuple(fields))
        if key not in self._places:
            self._places[key] = self._find_places(terms, fields)
        return self._places[key]

    def _find_places(self, terms: Sequence[str], fields: Sequence[str]) -> Int64s:
        found = [self.part.occurrences(n) for t in terms for f in fields if (n := self.find_term(f, t)) is not None]
        return sort_unique(np.concatenate([place(occurrences) for occurrences in found])) if found else NOWHERE

    def _find_pieces(self, node: PhraseNode) -> Int64s:
        """Return the documents that hold every piece of a phrase of several scripts, in whatever order."""
        mask = np.ones(self.part.posts, dtype=bool)
        for run in UNSPACED.findall(node.text):
            inside = np.zeros_like(mask)
            inside[self.find_characters(run)] = True
            mask &= inside
        for word in node.words:
            if not UNSPACED.search(word.text):
                mask &= self.match(word).found
        return np.flatnonzero(mask)

    def _verify(self, docs: Int64s, text: str, *, in_title: bool) -> Int64s:
        """Keep the documents in whose text a phrase stands as typed, spaces aside."""
        wanted = _squeeze(text)
        return np.array([doc for doc in docs.tolist() if wanted in self._squeezed_text(doc, in_title)], dtype=np.int64)

    def _squeezed_text(self, doc: int, in_title: bool) -> str:  # noqa: FBT001  a private switch
        check_deadline()
        return _squeeze(self.part.titles[doc][0] if in_title else fold_text(self.part.stored(doc).text))

    def find_characters(self, run: str, *, in_title: bool = False) -> Int64s:
        """Return the documents, ascending, in which a folded run of characters stands anywhere."""
        if in_title:
            return self._verify(self.find_characters(run), run, in_title=True)
        if len(run) == 1:
            number = self.find_term(GRAMS, run)
            return NOWHERE if number is None else self.part.postings(number).docs.astype(np.int64)
        return unique_docs(self._run_places(run))

    def match_run(self, run: Run) -> Match:
        """Find characters where they stand in one piece, as they were typed."""
        mask = np.zeros(self.part.posts, dtype=bool)
        mask[self.find_characters(run.text)] = True
        weight = self.tuning.run * idf(int(np.count_nonzero(mask)), self.part.posts)
        return Match(np.where(mask, np.float32(weight), np.float32(0)), mask)

    def _run_places(self, run: str) -> Int64s:
        """Return where a run of two or more characters begins: document number shifted left by 32, plus offset."""
        begins: Int64s | None = None
        for offset in sorted({*range(0, len(run) - 1, 2), len(run) - 2}):
            number = self.find_term(GRAMS, run[offset : offset + 2])
            if number is None:
                return NOWHERE
            places = place(self.part.occurrences(number)) - offset
            begins = places if begins is None else np.intersect1d(begins, places, assume_unique=True)
        return NOWHERE if begins is None else begins


def _squeeze(text: str) -> str:
    return "".join(text.split())
