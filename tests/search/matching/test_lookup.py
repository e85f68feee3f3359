import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import flatten
from indexer.search.query.nodes import AllNode, AnyNode, PhraseNode, PrefixNode, Run
from indexer.search.query.words import WordReader

WORDS = WordReader(ANALYZER)
SITE = make_searcher(
    make_post("a", "istio mesh 服务 网格", title="x"),
    make_post("b", "istio kubelet 服务网格", title="istio"),
    make_post("c", "kubernetes", title="mesh"),
)
(ISTIO,), (MESH,) = WORDS.read("istio"), WORDS.read("mesh")


def docs(node):
    return "".join("abc"[doc] for doc in flatten(Lookup(SITE.snapshot).match(node)).docs.tolist())


@pytest.mark.parametrize(
    ("node", "names"),
    [
        (ISTIO, "ab"),
        (AnyNode((ISTIO, MESH)), "abc"),
        (AllNode((ISTIO, MESH)), "a"),
        (AllNode((ISTIO, AnyNode((MESH, PrefixNode("kub"))))), "ab"),
        (PrefixNode("kub"), "bc"),
        (PrefixNode("mes", in_title=True), "c"),
        (PhraseNode("istio mesh", (ISTIO, MESH)), "a"),
        (AnyNode(()), ""),
    ],
)
def test_every_kind_of_node_is_matched(node, names):
    assert docs(node) == names


def test_a_node_is_matched_once_by_one_lookup():
    lookup = Lookup(SITE.snapshot)
    node = AnyNode((ISTIO, PrefixNode("kub")))
    assert lookup.match(node) is lookup.match(node)


def test_a_run_is_matched_where_its_characters_stand_in_one_piece():
    lookup = Lookup(SITE.snapshot)
    (layer,) = lookup.match_run(Run("服务网格", frozenset())).layers
    assert layer.docs.tolist() == [1]
    assert layer.scores.tolist() == pytest.approx([SITE.snapshot.tuning.run * lookup.terms.idf(1)])
    assert layer.is_exact.all()
