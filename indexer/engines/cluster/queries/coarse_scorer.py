"""The scores by which a cluster chooses candidates: those of words alone, as OpenSearch can work them out."""

from collections.abc import Callable
from itertools import pairwise

from indexer.engines.cluster.queries.clauses import (
    LEAST_BOOST,
    NOTHING,
    Query,
    any_of,
    best_of,
    boost,
    constant_score,
    sum_where,
)
from indexer.engines.cluster.queries.translation import NodeTranslator, find_in_title, find_run, find_words
from indexer.engines.cluster.schema import encode_term
from indexer.search.matching.frequencies import TermsKey
from indexer.search.query.nodes import AllNode, AnyNode, Node, PrefixNode, WordNode, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.statistics import Countable, Counting
from indexer.search.tuning import Tuning


class CoarseScorer:
    """Say how well documents match a plan: as ranking does by words alone, without what is between them."""

    def __init__(
        self, translator: NodeTranslator, idf_of: Callable[[Countable], float], tuning: Tuning, k1: float
    ) -> None:
        """Score by a tuning, whose ``k1`` is that which fits the site, see ``IndexSnapshot``."""
        self._translator = translator
        self._idf_of = idf_of
        self._tuning = tuning
        self._k1 = k1

    def score(self, plan: Plan) -> list[Query]:
        """Return a query for each node that scores, and what stands for it; a post is found by any of them."""
        others: dict[Node, list[Query]] = {}
        for expansion in plan.expansions:
            if not expansion.finds_nothing_alone:
                for node in expansion.covers:
                    share = expansion.weight / len(expansion.covers)
                    scored = (boost(self.score_node(each), share) for each in expansion.nodes)
                    others.setdefault(node, []).extend(scored)
        return [best_of([self.score_node(node), *others.get(node, ())]) for node in plan.scored]

    def add(self, plan: Plan) -> list[Query]:
        """Return queries that only add to the scores of what is found: titles, runs, and pairs of names."""
        learnt = [each for each in plan.expansions if each.finds_nothing_alone]
        added = [boost(self.score_node(node), each.weight) for each in learnt for node in each.nodes]
        words = [node for node in plan.scored if isinstance(node, WordNode)]
        idfs = [self._idf_of(Countable(Counting.TERMS, (word.terms, False))) for word in words]
        for word, idf in zip(words, idfs, strict=True):
            score = self._tuning.title * idf * idf / (2 * sum(idfs)) if sum(idfs) else 0.0
            added.append(constant_score(find_words(word.terms, "title"), score))
        for left, right in pairwise(words):
            pair = Countable(Counting.PAIR, (left, right))
            added.append(constant_score(self._translator.count(pair), self._tuning.phrase * self._idf_of(pair)))
        for run in plan.runs:
            idf = self._idf_of(Countable(Counting.CHARACTERS, run.text))
            added.append(constant_score(find_run(run.text), self._tuning.run * idf))
        return [query for query in added if query != NOTHING]

    def score_node(self, node: Node) -> Query:
        """Return a query that scores the documents of one node."""
        match node:
            case WordNode():
                return self._score_word(node)
            case PrefixNode():
                return self._score_terms((tuple(self._translator.expand_prefix(node.text)), node.in_title))
            case AnyNode(nodes, share):
                every = [*map(self.score_node, nodes)]
                return best_of(every if share == 1 else [*every[:1], *[boost(each, share) for each in every[1:]]])
            case AllNode(nodes):
                return sum_where(self._translator.find(node), [self.score_node(each) for each in nodes])
        found = self._translator.find(node)
        return sum_where(found, [self.score_node(each) for each in node.words])

    def _score_word(self, node: WordNode) -> Query:
        ways = [self._score_terms((node.terms, node.in_title))]
        if node.compound_parts:
            parts = [self._score_terms(((part,), node.in_title)) for part in node.compound_parts]
            ways.append(boost({"bool": {"must": parts}}, self._tuning.compound_parts))
        if is_unspaced(node.text):
            way = Counting.TITLE_CHARACTERS if node.in_title else Counting.CHARACTERS
            run = find_in_title(node.text) if node.in_title else find_run(node.text)
            ways.append(constant_score(run, self._tuning.substring * self._idf_of(Countable(way, node.text))))
        return best_of(ways)

    def _score_terms(self, key: TermsKey) -> Query:
        """Score by BM25F; of several terms by the sum of all, as their frequencies cannot be added up."""
        terms, in_title = key
        idf = self._idf_of(Countable(Counting.TERMS, key))
        if in_title:
            return constant_score(find_words(terms, "title"), idf)
        scored = [
            {
                "rank_feature": {
                    "field": f"impact.{encode_term(term)}",
                    "saturation": {"pivot": self._k1},
                    "boost": max(idf * (self._k1 + 1), LEAST_BOOST),
                }
            }
            for term in terms
        ]
        return scored[0] if len(scored) == 1 else any_of(scored)
