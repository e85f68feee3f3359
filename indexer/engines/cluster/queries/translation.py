"""The nodes of a plan -> what OpenSearch is asked for: the documents that a node matches, in any way or as a word.

What cannot be said there is said too widely: ranking looks at the candidates themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import prod

from indexer.engines.cluster.queries.clauses import NOTHING, Query, all_of, any_of
from indexer.engines.cluster.schema import LINES, encode_term
from indexer.search.query.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, WordNode, is_signs, is_unspaced
from indexer.search.statistics import Countable, Counting
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.analysis.word_forms import is_version

_PAIR = 2
_MOST_WAYS = 1_024
"""OpenSearch's ``indices.query.bool.max_clause_count``, by which it bounds intervals, too."""
_SHARED = 2
"""Steps that two pieces of a long sequence have both."""


class NodeTranslator:
    """Say in OpenSearch's language which documents have what a node asks for."""

    def __init__(self, expand_prefix: Callable[[str], Sequence[str]]) -> None:
        """Get ready.

        Args:
            expand_prefix: The terms that begin with a text, as of ``TermLookup``.
        """
        self.expand_prefix = expand_prefix

    def count(self, countable: Countable) -> Query:
        """Return the documents that something is counted in."""
        match countable.way, countable.what:
            case Counting.CHARACTERS, str(run):
                return find_run(run)
            case Counting.TITLE_CHARACTERS, str(run):
                return find_in_title(run)
            case Counting.TERMS, (terms, bool(in_title)):
                return _find_terms(terms, in_title=in_title)
            case Counting.PAIR, (left, right):
                return find_sequence((left.terms, *_gap(left), right.terms))  # type: ignore[arg-type, union-attr]
        return self._count_node(countable.way, countable.what)  # type: ignore[arg-type]

    def _count_node(self, way: Counting, node: Node) -> Query:
        """Return the documents that a node is counted in."""
        match way, node:
            case Counting.ROW, PhraseNode():
                return self.find_typed(node)
            case Counting.EXACT, _:
                return self.find_exact(node)
        return self.find(node)

    def find(self, node: Node) -> Query:
        """Return the documents that a node matches, in whatever way."""
        match node:
            case WordNode():
                return self._find_word(node)
            case PrefixNode():
                return _find_terms(tuple(self.expand_prefix(node.text)), in_title=node.in_title)
            case PhraseNode():
                return self._find_phrase(node)
            case AnyNode(nodes):
                return any_of(map(self.find, nodes))
            case AllNode(nodes):
                return all_of(map(self.find, nodes))

    def find_typed(self, phrase: PhraseNode) -> Query:
        """Return the documents in which words stand one behind the other, as ``PhraseMatcher.find_typed`` has them."""
        return find_run(phrase.text) if is_unspaced(phrase.text) else find_sequence(_list_steps(phrase.words))

    def find_exact(self, node: Node) -> Query:
        """Return the documents that have a node as a word, not only as characters inside others."""
        match node:
            case WordNode():
                return self._find_exact_word(node)
            case AnyNode(nodes):
                return any_of(map(self.find_exact, nodes))
            case AllNode(nodes):
                return all_of(map(self.find_exact, nodes))
        return self.find(node)

    def _find_word(self, node: WordNode) -> Query:
        ways = [_find_terms(node.terms, in_title=node.in_title)]
        if node.compound_parts:
            ways.append(all_of(_find_terms((part,), in_title=node.in_title) for part in node.compound_parts))
        if is_unspaced(node.text):
            ways.append(find_in_title(node.text) if node.in_title else find_run(node.text))
        return any_of(ways)

    def _find_exact_word(self, node: WordNode) -> Query:
        if is_signs(node.text):
            return self._find_word(node)
        if node.in_title or is_version(node.terms[-1]):
            ways = [_find_terms(node.terms, in_title=node.in_title)]
        else:
            ways = [find_words(node.terms)]
        if node.compound_parts and not is_unspaced(node.text):
            ways.append(all_of(_find_terms((part,), in_title=node.in_title) for part in node.compound_parts))
        return any_of(ways)

    def _find_phrase(self, node: PhraseNode) -> Query:
        if node.in_title and UNSPACED.search(node.text):
            return find_in_title("".join(node.text.split()))
        if is_unspaced(node.text):
            return find_run(node.text)
        if UNSPACED.search(node.text):
            words = (word for word in node.words if not UNSPACED.search(word.text))
            return all_of((*map(find_run, UNSPACED.findall(node.text)), *map(self.find, words)))
        return find_sequence(_list_steps(node.words), "title" if node.in_title else "line")


def _list_steps(words: Sequence[WordNode]) -> list[tuple[str, ...]]:
    """Return what may stand at each position of some words."""
    return [terms for word in words for terms in word.terms_by_position]


def _gap(left: WordNode) -> Sequence[tuple[str, ...]]:
    """Return the steps between the first terms of a word and the word behind it: any word at each."""
    return ((),) * (len(left.terms_by_position) - 1)


def _find_terms(terms: Sequence[str], *, in_title: bool) -> Query:
    """Return the documents that have any of some terms, anywhere or in the title."""
    if in_title:
        return find_words(terms, "title")
    return any_of({"rank_feature": {"field": f"impact.{encode_term(term)}"}} for term in terms)


def find_words(terms: Sequence[str], name: str = "line") -> Query:
    """Return the documents that have any of some terms as a word of their own."""
    written = [encode_term(term) for term in terms]
    return any_of({"terms": {f"{name}{line}": written}} for line in range(LINES)) if written else NOTHING


def find_run(run: str) -> Query:
    """Return the documents in which characters stand in one piece."""
    if len(run) == 1:
        return {"term": {"characters": run}}
    pairs = ["".join(pair) for pair in pairwise(run)]
    return {"term": {"pairs": run}} if len(run) == _PAIR else _find_in_order("pairs", pairs)


def find_in_title(run: str) -> Query:
    """Return the documents in whose title characters stand, spaces aside."""
    return _find_in_order("title_characters", [encode_term(character) for character in run])


def _find_in_order(field: str, tokens: Sequence[str]) -> Query:
    return {"match_phrase": {field: {"query": " ".join(tokens)}}}


def find_sequence(steps: Sequence[Sequence[str]], name: str = "line") -> Query:
    """Return the documents in which one of the terms of each step stands, one behind the other.

    A node refuses intervals of which the terms can be combined in more than 1,024 ways, those of six words and more: a
    long sequence is looked for in pieces, each of which begins with the last two steps of the one before, where there
    is room for it. A document that has all pieces but never in one row is found, too.
    """
    pieces = list(_divide(steps))
    return _find_piece(pieces[0], name) if len(pieces) == 1 else all_of(_find_piece(piece, name) for piece in pieces)


def _divide(steps: Sequence[Sequence[str]]) -> Iterator[Sequence[Sequence[str]]]:
    choices = [LINES * len(terms) or 1 for terms in steps]
    first = 0
    for at in range(1, len(steps)):
        if prod(choices[first : at + 1]) > _MOST_WAYS:
            yield steps[first:at]
            begins = range(max(first + 1, at - _SHARED), at)
            first = next((begin for begin in begins if prod(choices[begin : at + 1]) <= _MOST_WAYS), at)
    yield steps[first:]


def _find_piece(steps: Sequence[Sequence[str]], name: str) -> Query:
    if len(steps) == 1:
        return find_words(steps[0], name)
    each = [_find_step(terms, name) for terms in steps if terms]
    gaps = len(steps) - len(each)
    return {"intervals": {f"{name}0": {"all_of": {"ordered": True, "max_gaps": gaps, "intervals": each}}}}


def _find_step(terms: Sequence[str], name: str) -> Query:
    """Return the intervals of any of some terms; each may stand in any of the lines."""
    matches = [
        {"match": {"query": encode_term(term), "use_field": f"{name}{line}"}} for term in terms for line in range(LINES)
    ]
    return {"any_of": {"intervals": matches}}
