"""The nodes of a plan -> what OpenSearch is asked for: the documents that a node matches, as a word, and how well.

What cannot be said there is said too widely: ranking looks at the candidates themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from indexer.engines.cluster.schema import LINES, encode_term
from indexer.index.reader.site import Site
from indexer.search.matching.frequencies import TermsKey
from indexer.search.query.filters import FacetValue, Filters, exact_value
from indexer.search.query.nodes import AllNode, AnyNode, Node, PhraseNode, PrefixNode, WordNode, is_signs, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.statistics import Countable, Counting
from indexer.search.tuning import Tuning
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import UNSPACED
from indexer.text.analysis.word_forms import is_version

Query = dict[str, Any]
"""A clause of OpenSearch's query language."""

ANYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}
_PAIR = 2
_LEAST = 1e-6
"""A boost has to be more than 0."""


def any_of(queries: Iterable[Query]) -> Query:
    """Return what matches where any of some queries does."""
    every = [query for query in queries if query != NOTHING]
    if len(every) <= 1:
        return every[0] if every else NOTHING
    return {"bool": {"should": every, "minimum_should_match": 1}}


def all_of(queries: Iterable[Query], but_not: Iterable[Query] = ()) -> Query:
    """Return what matches where all of some queries do, and none of others."""
    barred = [query for query in but_not if query != NOTHING]
    every = [query for query in queries if query != ANYTHING]
    if not barred and len(every) <= 1:
        return every[0] if every else ANYTHING
    return {"bool": {"filter": every, **({"must_not": barred} if barred else {})}}


def visible_at(moment: float) -> list[Query]:
    """Return what leaves only posts that visitors may find at a moment, in seconds since 1970."""
    second = int(moment // 1)
    return [{"range": {"visible_from": {"lte": second}}}, {"range": {"visible_until": {"gt": second}}}]


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
            case Counting.EXACT, node:
                return self.find_exact(node)  # type: ignore[arg-type]
        return self.find(countable.what)  # type: ignore[arg-type]

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
            ways = [_find_words(node.terms)]
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
        steps = [terms for word in node.words for terms in word.terms_by_position]
        return find_sequence(steps, "title" if node.in_title else "line")


def _gap(left: WordNode) -> Sequence[tuple[str, ...]]:
    """Return the steps between the first terms of a word and the word behind it: any word at each."""
    return ((),) * (len(left.terms_by_position) - 1)


def _find_terms(terms: Sequence[str], *, in_title: bool) -> Query:
    """Return the documents that have any of some terms, anywhere or in the title."""
    if in_title:
        return _find_words(terms, "title")
    return any_of({"rank_feature": {"field": f"impact.{encode_term(term)}"}} for term in terms)


def _find_words(terms: Sequence[str], name: str = "line") -> Query:
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
    """Return the documents in which one of the terms of each step stands, one behind the other."""
    if len(steps) == 1:
        return _find_words(steps[0], name)
    each = [_find_step(terms, name) for terms in steps if terms]
    gaps = len(steps) - len(each)
    return {"intervals": {f"{name}0": {"all_of": {"ordered": True, "max_gaps": gaps, "intervals": each}}}}


def _find_step(terms: Sequence[str], name: str) -> Query:
    """Return the intervals of any of some terms; each may stand in any of the lines."""
    matches = [
        {"match": {"query": encode_term(term), "use_field": f"{name}{line}"}} for term in terms for line in range(LINES)
    ]
    return {"any_of": {"intervals": matches}}


# Filters


def select(filters: Filters, site: Site, *, has_sites: bool) -> tuple[list[Query], list[Query]]:
    """Return what a post has to match, and what it must not, to pass filters.

    Args:
        filters: As of a plan.
        site: Of the index.
        has_sites: Whether posts are of several sites.
    """

    def has(pair: FacetValue) -> Query:
        name, value = exact_value(pair)
        if name == "site" and not has_sites:
            return ANYTHING if _is_site(site, value) else NOTHING
        return {"term": {name: fold_text(value)}}

    wanted = [has(pair) for pair in filters.values]
    chosen = (tuple((name, value) for value in values) for name, values in filters.chosen)
    wanted += [any_of(map(has, pairs)) for pairs in (*filters.either, *chosen)]
    days = {"gte": filters.since, "lte": filters.until}
    bounds = {name: bound.toordinal() for name, bound in days.items() if bound}
    if bounds:
        wanted.append({"range": {"day": bounds}})
    return wanted, [has(pair) for pair in filters.excluded]


def _is_site(site: Site, value: str) -> bool:
    return fold_text(value) in {fold_text(name) for name in (site.name, urlsplit(site.base_url).netloc) if name}


# Scores


class CoarseScorer:
    """Say how well documents match a plan: as ranking does by words alone, without what is between them."""

    def __init__(self, translator: NodeTranslator, idf_of: Callable[[Countable], float], tuning: Tuning) -> None:
        self._translator = translator
        self._idf_of = idf_of
        self._tuning = tuning

    def score(self, plan: Plan) -> list[Query]:
        """Return a query for each node that scores, and what stands for it; a post is found by any of them."""
        others: dict[Node, list[Query]] = {}
        for expansion in plan.expansions:
            if not expansion.finds_nothing_alone:
                for node in expansion.covers:
                    share = expansion.weight / len(expansion.covers)
                    scored = (_boost(self.score_node(each), share) for each in expansion.nodes)
                    others.setdefault(node, []).extend(scored)
        return [_best_of([self.score_node(node), *others.get(node, ())]) for node in plan.scored]

    def add(self, plan: Plan) -> list[Query]:
        """Return queries that only add to the scores of what is found: titles, runs, and pairs of names."""
        learnt = [each for each in plan.expansions if each.finds_nothing_alone]
        added = [_boost(self.score_node(node), each.weight) for each in learnt for node in each.nodes]
        words = [node for node in plan.scored if isinstance(node, WordNode)]
        idfs = [self._idf_of(Countable(Counting.TERMS, (word.terms, False))) for word in words]
        for word, idf in zip(words, idfs, strict=True):
            boost = self._tuning.title * idf * idf / (2 * sum(idfs)) if sum(idfs) else 0.0
            added.append(_constant(_find_words(word.terms, "title"), boost))
        for left, right in pairwise(words):
            pair = Countable(Counting.PAIR, (left, right))
            added.append(_constant(self._translator.count(pair), self._tuning.phrase * self._idf_of(pair)))
        for run in plan.runs:
            idf = self._idf_of(Countable(Counting.CHARACTERS, run.text))
            added.append(_constant(find_run(run.text), self._tuning.run * idf))
        return [query for query in added if query != NOTHING]

    def score_node(self, node: Node) -> Query:
        """Return a query that scores the documents of one node."""
        match node:
            case WordNode():
                return self._score_word(node)
            case PrefixNode():
                return self._score_terms((tuple(self._translator.expand_prefix(node.text)), node.in_title))
            case AnyNode(nodes):
                return _best_of([self.score_node(each) for each in nodes])
            case AllNode(nodes):
                return _sum_where(self._translator.find(node), [self.score_node(each) for each in nodes])
        found = self._translator.find(node)
        return _sum_where(found, [self.score_node(each) for each in node.words])

    def _score_word(self, node: WordNode) -> Query:
        ways = [self._score_terms((node.terms, node.in_title))]
        if node.compound_parts:
            parts = [self._score_terms(((part,), node.in_title)) for part in node.compound_parts]
            ways.append(_boost({"bool": {"must": parts}}, self._tuning.compound_parts))
        if is_unspaced(node.text):
            way = Counting.TITLE_CHARACTERS if node.in_title else Counting.CHARACTERS
            run = find_in_title(node.text) if node.in_title else find_run(node.text)
            ways.append(_constant(run, self._tuning.substring * self._idf_of(Countable(way, node.text))))
        return _best_of(ways)

    def _score_terms(self, key: TermsKey) -> Query:
        """Score by BM25F; of several terms by the sum of all, as their frequencies cannot be added up."""
        terms, in_title = key
        idf = self._idf_of(Countable(Counting.TERMS, key))
        if in_title:
            return _constant(_find_words(terms, "title"), idf)
        scored = [
            {
                "rank_feature": {
                    "field": f"impact.{encode_term(term)}",
                    "saturation": {"pivot": self._tuning.k1},
                    "boost": max(idf * (self._tuning.k1 + 1), _LEAST),
                }
            }
            for term in terms
        ]
        return scored[0] if len(scored) == 1 else any_of(scored)


def _best_of(queries: Sequence[Query]) -> Query:
    every = [query for query in queries if query != NOTHING]
    if len(every) <= 1:
        return every[0] if every else NOTHING
    return {"dis_max": {"queries": every}}


def _boost(query: Query, factor: float) -> Query:
    return query if query == NOTHING else {"bool": {"must": [query], "boost": max(factor, _LEAST)}}


def _constant(query: Query, score: float) -> Query:
    return query if query == NOTHING else {"constant_score": {"filter": query, "boost": max(score, _LEAST)}}


def _sum_where(found: Query, queries: Sequence[Query]) -> Query:
    if found == NOTHING:
        return NOTHING
    return {"bool": {"filter": [found], "should": [query for query in queries if query != NOTHING]}}
