"""Scores of a plan in OpenSearch's query language."""

from indexer.engines.cluster.queries.coarse_scorer import CoarseScorer
from indexer.engines.cluster.queries.translation import NodeTranslator
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import WordNode
from indexer.search.query.plan import Plan
from indexer.search.tuning import Tuning

TRANSLATOR = NodeTranslator(lambda _: ())
ISTIO = WordNode("istio", ("istio",))
MESH = WordNode("网格", ("网格",))


def test_the_coarse_score_of_a_word_is_bm25f():
    (scored,) = CoarseScorer(TRANSLATOR, lambda _: 2.0, Tuning(), 3.5).score(Plan("istio", scored=(ISTIO,)))
    assert scored == {
        "rank_feature": {
            "field": "impact.istio",
            "saturation": {"pivot": 3.5},
            "boost": 2.0 * (3.5 + 1),
        }
    }


def test_what_stands_for_a_word_scores_by_its_weight_and_learnt_pairs_find_nothing():
    synonym = Expansion((ISTIO,), (MESH,), ExpansionKind.SYNONYM, 0.9)
    learnt = Expansion((ISTIO,), (WordNode("mesh", ("mesh",)),), ExpansionKind.LEARNT, 0.3)
    scorer = CoarseScorer(TRANSLATOR, lambda _: 1.0, Tuning(), 3.5)
    plan = Plan("istio", scored=(ISTIO,), expansions=(synonym, learnt))
    (best,) = scorer.score(plan)
    assert [query["bool"]["boost"] for query in best["dis_max"]["queries"][1:]] == [0.9]
    assert any(query.get("bool", {}).get("boost") == 0.3 for query in scorer.add(plan))
