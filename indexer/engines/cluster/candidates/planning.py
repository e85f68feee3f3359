"""Make plans for an index whose posts are on a cluster: by the vocabulary of the site, and by asking for the rest.

Whether any post has a word tells the vocabulary. Whether any has all parts of a compound, or a phrase, tells only the
cluster: a plan is made as if it had, what it asked for is counted in one request, and the plan is made again.
"""

from collections.abc import Iterable

from indexer.engines.cluster.candidates.candidates import CandidateIndex
from indexer.engines.cluster.candidates.site_counts import SiteCounts
from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match
from indexer.search.query.nodes import (
    AllNode,
    AnyNode,
    Node,
    PhraseNode,
    PrefixNode,
    Run,
    WordNode,
    is_signs,
    is_unspaced,
)
from indexer.search.snapshot import IndexSnapshot
from indexer.search.statistics import Countable, Counting
from indexer.text.analysis.word_forms import is_version

_PAIR = 2


class CountedMatch(Match):
    """A match of which it is known how many documents it has, and not which."""

    def __init__(self, docs: int = 0, exact_docs: int = 0) -> None:
        """Take how many there are, and how many of them have it as a word."""
        super().__init__()
        self.found, self.has_exact, self.exact_count = docs > 0, exact_docs > 0, exact_docs


class PlanningLookup(Lookup):
    """Look nodes up by counts alone. For one thread and one plan.

    Attributes:
        asked: What has to be counted before the plan is complete.
    """

    def __init__(self, snapshot: IndexSnapshot, vocabulary: SiteVocabulary, counts: SiteCounts) -> None:
        """Get ready.

        Args:
            snapshot: Of no documents.
            vocabulary: Of the site.
            counts: What was counted before.
        """
        super().__init__(snapshot)
        self.asked: dict[Countable, None] = {}
        self._vocabulary = vocabulary
        self._counts = counts
        self._counted: dict[Node, Match] = {}

    def match(self, node: Node) -> Match:
        """Return how many documents a node matches."""
        if node not in self._counted:
            self._counted[node] = self._count(node)
        return self._counted[node]

    def count_places(self, node: WordNode) -> int:
        """Return at how many places a word stands, as far as anybody here knows: once in a post."""
        return self.match(node).exact_count

    def match_words(self, nodes: Iterable[Node], runs: Iterable[Run] = ()) -> None:
        """Match words: each is counted when it is asked for."""

    def count_row(self, phrase: PhraseNode) -> int:
        """Return how many documents have words one behind the other."""
        if phrase.has_positions or is_unspaced(phrase.text):
            return self.match(phrase).exact_count
        steps = ((terms, word) for word in phrase.words for terms in word.terms_by_position)
        is_possible = all(self._count_terms(terms, word) for terms, word in steps)
        return self._ask(Countable(Counting.ROW, phrase)) if is_possible else 0

    def bound_places(self, nodes: Iterable[WordNode]) -> int:
        """Return as many as ``count_places`` of each: no postings are read here."""
        return sum(map(self.count_places, nodes))

    def count_run(self, run: str) -> int:
        """Return in how many documents characters stand in one piece."""
        if len(run) <= _PAIR:
            return self._vocabulary.count_gram(run)
        is_possible = all(self._vocabulary.count_gram(run[at : at + _PAIR]) for at in range(len(run) - 1))
        return self._ask(Countable(Counting.CHARACTERS, run)) if is_possible else 0

    def _ask(self, countable: Countable) -> int:
        """Return a count; while nobody knows it, one."""
        count = self._counts.known(countable)
        if count is None:
            self.asked[countable] = None
            return 1
        return count

    def _count(self, node: Node) -> Match:
        match node:
            case WordNode():
                return self._count_word(node)
            case PrefixNode():
                docs = sum(self._count_terms((term,), node) for term in self.terms.expand_prefix(node.text))
                return CountedMatch(docs=docs, exact_docs=docs)
            case PhraseNode(_, words) | AllNode(words):
                if not all(self.match(word).found for word in words if not self._is_run(word)):
                    return CountedMatch()
            case AnyNode(nodes):
                every = [self.match(each) for each in nodes]
                most = max(every, key=lambda each: (each.found, each.exact_count))
                return CountedMatch(docs=int(most.found), exact_docs=most.exact_count)
        docs = self._ask(Countable(Counting.NODE, node))
        return CountedMatch(docs=docs, exact_docs=docs if isinstance(node, PhraseNode) else min(docs, 1))

    @staticmethod
    def _is_run(node: Node) -> bool:
        """Check whether a node may be there though no word of the site is it: its characters stand somewhere."""
        return isinstance(node, WordNode) and is_unspaced(node.text)

    def _count_word(self, node: WordNode) -> Match:
        docs = self._count_terms(node.terms, node)
        exact = docs if node.in_title or is_version(node.terms[-1]) else self._count_exact(node)
        docs = max(docs, exact)  # which are more where no post has a compound as it is written, but some have its parts
        if not exact and node.compound_parts and all(self._count_terms((part,), node) for part in node.compound_parts):
            together = self._ask(Countable(Counting.NODE, node))
            docs, exact = max(docs, together), 0 if is_unspaced(node.text) else together
        if not docs and is_unspaced(node.text):
            docs = self._ask_title(node.text) if node.in_title else self.count_run(node.text)
        return CountedMatch(docs=docs, exact_docs=docs if is_signs(node.text) else exact)

    def _ask_title(self, run: str) -> int:
        return self._ask(Countable(Counting.TITLE_CHARACTERS, run)) if self.count_run(run) else 0

    def _count_terms(self, terms: tuple[str, ...], node: WordNode | PrefixNode) -> int:
        """Return how many documents have the most frequent of some terms; unknown ones may be in a post that is new."""
        counts = self._vocabulary.tables.vocabulary
        column = counts.title_freqs if node.in_title else counts.doc_freqs
        known = [int(column[number]) for term in terms if (number := self._vocabulary.find(term)) >= 0]
        if known:
            return max(known)
        return self._ask(Countable(Counting.TERMS, (terms, node.in_title)))

    def _count_exact(self, node: WordNode) -> int:
        column = self._vocabulary.tables.vocabulary.word_freqs
        known = [int(column[number]) for term in node.terms if (number := self._vocabulary.find(term)) >= 0]
        return max(known) if known else self._ask(Countable(Counting.EXACT, node))


def no_documents(vocabulary: SiteVocabulary) -> CandidateIndex:
    """Return the index of a site without any of its documents: what plans are made for."""
    return CandidateIndex(vocabulary, ())
