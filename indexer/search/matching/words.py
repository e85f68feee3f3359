"""Words -> the documents that have them: as terms, as compound parts, or as characters inside other words."""

from collections.abc import Iterable
from functools import reduce
from itertools import zip_longest

import numpy as np

from indexer.index.format.layout import FIELD_COUNT, FIELD_NUMBERS
from indexer.search.formulas import saturate
from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.frequencies import ReadFrequencies
from indexer.search.matching.match import Match, ScoredDocs, both, either, exact_mask
from indexer.search.matching.reading import ReadMatch, read_together
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import Node, WordNode, is_signs, is_unspaced
from indexer.search.statistics import Counting
from indexer.text.analysis.word_forms import is_version
from indexer.text.document import CODE
from indexer.units import DocIds


class WordMatcher:
    """Match the words of one query. For one thread; what words match is shared by all queries of a snapshot.

    Attributes:
        terms, characters: What the words are looked up with.
        matches: Of the words looked up so far; who looks up other nodes with them keeps theirs there, too.
    """

    def __init__(self, terms: TermLookup, characters: CharacterLookup) -> None:
        self.terms = terms
        self.characters = characters
        self._snapshot = terms.snapshot
        self._tuning = terms.snapshot.tuning
        self.matches: dict[Node, Match] = {}

    def match(self, node: WordNode) -> Match:
        """Find a word by its terms, by its compound parts, or else inside other words."""
        known = self.matches.get(node)
        if known is None:
            self.match_all((node,))
            known = self.matches[node]
        return known

    def match_all(self, nodes: Iterable[WordNode], runs: Iterable[str] = ()) -> None:
        """Match several words: what is read of them is read together, and where runs of characters are, too."""
        known, shared = self.matches, self._snapshot.matches
        wanted = dict.fromkeys([node for node in nodes if node not in known])
        unknown = self.characters.list_unknown(runs) if runs else ()
        found = shared.find(wanted) if wanted else {}
        for node, match in found.items():
            known[node] = match
            if isinstance(match, ReadMatch):
                self.terms.keep([((node.terms, node.in_title), match.frequencies)])
                self.terms.know(zip(node.terms, match.frequencies.terms, strict=True))
        fresh = [node for node in wanted if node not in found]
        if not fresh and not unknown:
            return
        words, inside = read_together(fresh, self.terms, unknown)
        for run, read in zip(unknown, inside, strict=False):
            self.characters.know(run, read.others, in_piece=read.in_piece)
        made = dict[WordNode, Match]()
        for node, read_of_node in zip_longest(fresh, words):
            is_plain = read_of_node and not node.compound_parts and node.text.isascii() and node.text.isalnum()
            known[node] = made[node] = ReadMatch(read_of_node) if is_plain else self._match(node, read_of_node)
        shared.keep(made)

    def _match(self, node: WordNode, read: ReadFrequencies | None = None) -> Match:
        text = node.text
        if not text.isalnum() and is_signs(text):
            return Match((self._match_signs(node),))
        is_run = not text.isascii() and is_unspaced(text)
        if read and not node.compound_parts and (not is_run or (read.in_piece and not node.in_title)):
            return ReadMatch(read, with_others=is_run, omits_empty=is_run)
        match = Match((self._score_terms(node),))
        if node.compound_parts:
            match = either((match, self._match_compound_parts(node)))
        if not is_run:
            return match
        inside = self._match_inside(node, match, read)
        return Match(tuple(layer for layer in (*match.layers, inside) if len(layer.docs)), inside.docs)

    def _score_terms(self, node: WordNode) -> ScoredDocs:
        """Score a word; inside a longer word it scores, but is not exact. 1.18 is exact in any 1.18.x."""
        found = self.terms.frequencies(node.terms, in_title=node.in_title)
        scores = self.terms.score_found(found, (node.terms, node.in_title))
        is_exact = np.ones(len(found.docs), dtype=bool) if is_version(node.terms[-1]) else found.is_exact
        return ScoredDocs(found.docs, scores, is_exact)

    def _match_compound_parts(self, node: WordNode) -> Match:
        """Find the documents that have every part of a compound, wherever; Chinese parts make no exact word."""
        weight = self._tuning.compound_parts
        keys = (((part,), node.in_title) for part in node.compound_parts)
        matches = (Match((self.terms.score(key, weight),)) for key in keys)
        (layer,) = reduce(lambda one, other: both(one, other, self._snapshot.max_doc), matches).layers
        is_exact = np.full(len(layer.docs), not is_unspaced(node.text))
        return Match((ScoredDocs(layer.docs, layer.scores, is_exact),))

    def _match_signs(self, node: WordNode) -> ScoredDocs:
        """Find signs as code has them: exact where they do not go on, as ``->`` does in ``-->``."""
        runs, text = self.characters, node.text
        docs = runs.find_in_titles(text) if node.in_title else runs.find(text)
        if not text.isascii():
            return self._score_pictures(node, docs)
        counts = self.characters.count_alone(text, docs)
        alone = counts > 0
        norms = self._snapshot.norms.take(docs * np.int32(FIELD_COUNT) + np.int32(FIELD_NUMBERS[CODE]))
        scores = self._signs_idf(node, len(docs)) * np.where(
            alone, saturate(norms * counts, self._snapshot.k1), np.float32(self._tuning.substring)
        )
        return ScoredDocs(docs, scores.astype(np.float32), alone)

    def _score_pictures(self, node: WordNode, docs: DocIds) -> ScoredDocs:
        """Score the documents that have emoji, arrows and their like."""
        counts = self.characters.count_pictures(node.text, docs) if len(docs) else np.empty(0, dtype=np.float32)
        scores = self._signs_idf(node, len(docs)) * saturate(counts, self._snapshot.k1)
        return ScoredDocs(docs, scores.astype(np.float32), np.ones(len(docs), dtype=bool))

    def _signs_idf(self, node: WordNode, count: int) -> np.float32:
        way = Counting.TITLE_CHARACTERS if node.in_title else Counting.CHARACTERS
        return np.float32(self.terms.idf_of(way, node.text, count))

    def _match_inside(self, node: WordNode, match: Match, read: ReadFrequencies | None) -> ScoredDocs:
        """Find a word's characters where they stand inside other words or across their borders."""
        if read and not node.in_title:
            inside = read.others if read.in_piece else self.characters.keep_containing(node.text, read.others)
            return self._score_inside(node, inside, read.with_all - len(read.others) + len(inside))
        known = exact_mask(match, self._snapshot.max_doc)
        docs = self.characters.find_in_titles(node.text) if node.in_title else self.characters.find(node.text, known)
        return self._score_inside(node, docs[~known.take(docs)], len(docs))

    def _score_inside(self, node: WordNode, inside: DocIds, count: int) -> ScoredDocs:
        """Score the documents that have a word inside others; so many have it anywhere."""
        way = Counting.TITLE_CHARACTERS if node.in_title else Counting.CHARACTERS
        score = np.float32(self._tuning.substring * self.terms.idf_of(way, node.text, count))
        scores = np.empty(len(inside), dtype=np.float32)
        scores.fill(score)
        return ScoredDocs(inside, scores, np.zeros(len(inside), dtype=bool))
