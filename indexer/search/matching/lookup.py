"""The nodes of a plan -> the documents they match, as array operations over postings."""

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from indexer.cache import kept_property
from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.match import Match, ScoredDocs, both, either, scale
from indexer.search.matching.phrases import PhraseMatcher
from indexer.search.matching.terms import TermLookup
from indexer.search.matching.words import WordMatcher
from indexer.search.query.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, Run, WordNode, is_unspaced
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Counting
from indexer.text.analysis.scripts import UNSPACED


class Lookup:
    """Match the nodes of one query, each only once. For one thread; made anew for every query.

    Each of its parts knows only those before it, so that what a query read is let go with the query.

    Attributes:
        terms: Numbers, frequencies and positions of terms.
        characters: Runs of characters, whatever words they were cut into.
        words: Words, by terms and characters.
    """

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self.snapshot = snapshot
        self.reader = snapshot.reader
        self.tuning = snapshot.tuning
        self.max_doc = snapshot.max_doc
        self.terms = TermLookup(snapshot)
        self.characters = CharacterLookup(self.reader)
        self.words = WordMatcher(self.terms, self.characters)
        self._matches = self.words.matches

    @kept_property
    def phrases(self) -> PhraseMatcher:
        """Words one after the other."""
        return PhraseMatcher(self.words)

    @property
    def shortened(self) -> Sequence[PhraseNode]:
        """The phrases looked up so far that would have cost too much, see ``PhraseMatcher``."""
        return self.phrases.shortened if "phrases" in self.__dict__ else ()

    def match(self, node: Node) -> Match:
        """Return the documents that a node matches, with their scores."""
        known = self._matches.get(node)
        if known is None:
            known = self._matches[node] = self._match(node)
        return known

    def match_words(self, nodes: Iterable[Node], runs: Iterable[Run] = ()) -> None:
        """Match the words among some nodes, and what phrases and runs take, together: sooner than one by one."""
        words, texts = list[WordNode](), [run.text for run in runs]
        for node in nodes:
            if isinstance(node, WordNode):
                words.append(node)
            elif isinstance(node, PhraseNode):
                words += node.words  # mostly posts have a phrase: then its words score it
                if not (node.has_positions or node.in_title):
                    texts += UNSPACED.findall(node.text)
        self.words.match_all(words, texts)

    def _match(self, node: Node) -> Match:
        match node:
            case WordNode():
                return self.words.match(node)
            case PrefixNode():
                terms = tuple(self.terms.expand_prefix(node.text))
                return Match((self.terms.score((terms, node.in_title)),))
            case PhraseNode():
                return Match((self.phrases.score(node, self.phrases.find(node)),))
            case AnyNode(nodes, share):
                every = [*map(self.match, nodes)]
                return either(every if share == 1 else [*every[:1], *[scale(each, share) for each in every[1:]]])
            case AllNode(nodes):
                return reduce(lambda one, other: both(one, other, self.max_doc), map(self.match, nodes))

    def count_places(self, node: WordNode) -> int:
        """Return at how many places a word stands, as it is looked up by terms and characters: read off columns."""
        places = sum(map(self.terms.count_positions, (node.terms, *((part,) for part in node.compound_parts))))
        is_run = is_unspaced(node.text) and len(node.text) > 1
        return places + (self.characters.count_offsets(node.text) if is_run else 0)

    def count_run(self, run: str) -> int:
        """Return in how many documents characters stand in one piece."""
        return len(self.characters.find(run))

    def count_row(self, phrase: PhraseNode) -> int:
        """Return how many documents have words one behind the other: those of several scripts by their positions.

        Their text is not looked through, which a cluster could not do: a correction must not depend on the engine.
        """
        is_of_one_script = phrase.has_positions or is_unspaced(phrase.text)
        return len(self.phrases.find(phrase) if is_of_one_script else self.phrases.find_typed(phrase))

    def bound_places(self, nodes: Iterable[WordNode]) -> int:
        """Return at how many places some words stand together at most: told without looking them up."""
        parts = 0
        for text, terms, compound_parts, _ in nodes:
            parts += len(terms) + len(compound_parts)
            if not (text.isascii() and text.isalnum()):  # else it is looked for by no pair of characters
                parts += len(text)
        return self.reader.most_places * parts

    def match_run(self, run: Run) -> Match:
        """Return the documents in which a run's characters stand in one piece, as they were typed."""
        docs = self.characters.find(run.text)
        score = np.float32(self.tuning.run * self.terms.idf_of(Counting.CHARACTERS, run.text, len(docs)))
        return Match((ScoredDocs(docs, np.full(len(docs), score), np.ones(len(docs), dtype=bool)),))
