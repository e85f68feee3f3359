"""Counts of documents of a whole site: by its published vocabulary, else as the cluster counted them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, WordNode, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.statistics import Countable, Counted, Counting
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.analysis.word_forms import is_version
from indexer.units import DocFreq, DocFreqs, TermIds

_PAIR = 2
DocFreqsOf = Callable[[TermIds], DocFreqs]


def read_count(vocabulary: SiteVocabulary, countable: Countable) -> int | None:
    """Return how many documents have something, where the vocabulary alone tells; None where it does not."""
    counts = vocabulary.tables.vocabulary
    match countable.way, countable.what:
        case Counting.TERMS, ((str(term),), bool(in_title)):
            number = vocabulary.find(term)
            return None if number < 0 else int((counts.title_freqs if in_title else counts.doc_freqs)[number])
        case Counting.CHARACTERS, str(run) if len(run) <= _PAIR:
            return vocabulary.count_gram(run)
        case Counting.EXACT, WordNode(terms=(term,), compound_parts=(), in_title=False) if not is_version(term):
            number = vocabulary.find(term)
            return None if number < 0 else int(counts.word_freqs[number])
        case Counting.NODE, WordNode(terms=(term,), compound_parts=(), in_title=False) as node if not is_unspaced(
            node.text
        ):
            return read_count(vocabulary, Countable(Counting.TERMS, ((term,), False)))
    return None


def estimate_count(vocabulary: SiteVocabulary, countable: Countable) -> int:
    """Return how many documents may have something, as far as the vocabulary tells."""
    match countable.way, countable.what:
        case Counting.TERMS, (terms, bool(in_title)):
            each = [read_count(vocabulary, Countable(Counting.TERMS, ((str(term),), in_title))) for term in terms]
            return max((count for count in each if count), default=1)
        case ((Counting.CHARACTERS | Counting.TITLE_CHARACTERS), str(run)):
            return min(map(vocabulary.count_gram, map("".join, pairwise(run))), default=1) or 1
    return 1


class PublishedStatistics:
    """Statistics of one query. For one thread."""

    def __init__(
        self, vocabulary: SiteVocabulary, counted: Mapping[Countable, int], complete: int | None, doc_freqs: DocFreqsOf
    ) -> None:
        """Answer by what is known.

        Args:
            vocabulary: Of the site.
            counted: What the cluster counted.
            complete: How many documents have every word of the query; None where all of these are here.
            doc_freqs: Tells the document frequencies of terms in the whole site.
        """
        self._vocabulary = vocabulary
        self._counted = counted
        self._complete = complete
        self._doc_freqs = doc_freqs

    def doc_freq(self, countable: Countable, here: int) -> DocFreq:
        """Return how many documents have something: never fewer than are here."""
        is_exact = countable.way is Counting.EXACT
        ways = _list_exact(countable.what) if is_exact else [countable]  # type: ignore[arg-type]  # a node then
        return DocFreq(max(here, *(self._read(each) for each in ways)))

    def _read(self, countable: Countable) -> int:
        count = self._counted.get(countable)
        return (read_count(self._vocabulary, countable) or 0) if count is None else count

    def doc_freqs(self, terms: TermIds) -> DocFreqs:
        """Return the document frequencies of some terms."""
        return self._doc_freqs(terms)

    def count_complete(self, here: int) -> int:
        """Return how many documents have every word of the query."""
        return here if self._complete is None else self._complete

    def main_language(self, here: str) -> str:
        """Return the language of most documents."""
        return self._vocabulary.tables.totals.main_language or here


def list_countables(plan: Plan, terms: TermLookup) -> Iterator[Countable]:
    """Yield what ranking will ask the number of documents of, as far as the cluster can tell."""
    return (each for each in dict.fromkeys(_list_all(plan, terms)) if not _is_mixed(each.what))


def _is_mixed(what: Counted) -> bool:
    """Check whether something is a phrase of several scripts, of which a cluster finds more than there is."""
    return (
        isinstance(what, PhraseNode)
        and not what.in_title
        and not is_unspaced(what.text)
        and UNSPACED.search(what.text) is not None
    )


def _list_all(plan: Plan, terms: TermLookup) -> Iterator[Countable]:
    nodes = dict.fromkeys((*plan.scored, *plan.required, *(n for each in plan.expansions for n in each.nodes)))
    for node in nodes:
        yield from _list_of(node, terms)
        if not isinstance(node, PrefixNode):
            yield from _list_exact(node)
            yield Countable(Counting.NODE, node)
    yield from (Countable(Counting.CHARACTERS, run.text) for run in plan.runs)
    for left, right in pairwise(plan.scored):
        if isinstance(left, WordNode) and isinstance(right, WordNode):
            yield Countable(Counting.PAIR, (left, right))


def _list_exact(node: Node) -> list[Countable]:
    """Return the ways in which documents have a node as a word: most have it in the most frequent one."""
    match node:
        case AnyNode(nodes):
            return [way for each in nodes for way in _list_exact(each)]
        case WordNode() if node.compound_parts and not is_unspaced(node.text):
            parts = AllNode(tuple(WordNode(part, (part,), (), node.in_title) for part in node.compound_parts))
            return [Countable(Counting.EXACT, node._replace(compound_parts=())), Countable(Counting.NODE, parts)]
    return [Countable(Counting.EXACT, node)]


def _list_of(node: Node, terms: TermLookup) -> Iterator[Countable]:
    match node:
        case WordNode():
            yield Countable(Counting.TERMS, (node.terms, node.in_title))
            yield from (Countable(Counting.TERMS, ((part,), node.in_title)) for part in node.compound_parts)
            if is_unspaced(node.text):
                way = Counting.TITLE_CHARACTERS if node.in_title else Counting.CHARACTERS
                yield Countable(way, node.text)
        case PrefixNode():
            yield Countable(Counting.TERMS, (tuple(terms.expand_prefix(node.text)), node.in_title))
            yield Countable(Counting.EXACT, node)
        case PhraseNode(_, words):
            yield Countable(Counting.NODE, node)
            for word in words:
                yield from _list_of(word, terms)
        case AnyNode(nodes) | AllNode(nodes):
            for each in nodes:
                yield from _list_of(each, terms)
