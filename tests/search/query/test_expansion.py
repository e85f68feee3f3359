import pytest
from small_index import make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind, keep_found
from indexer.search.query.nodes import AllNode, WordNode

HERE, ALSO, NOWHERE = (WordNode(text, (text,)) for text in ("istio", "mesh", "nowhere"))


def expansion(*nodes, kind=ExpansionKind.SYNONYM):
    return Expansion((HERE,), nodes, kind, 0.5)


def test_nodes_that_no_post_has_are_dropped_and_expansions_without_nodes_with_them():
    lookup = Lookup(make_searcher(make_post("a", "istio mesh")).snapshot)
    kept = list(keep_found([expansion(ALSO, NOWHERE), expansion(NOWHERE), expansion(ALSO)], lookup))
    assert kept == [expansion(ALSO), expansion(ALSO)]


@pytest.mark.parametrize("kind", ExpansionKind)
def test_a_visitor_is_told_of_everything_but_half_typed_words_and_forms_of_the_same(kind):
    quiet = {ExpansionKind.PREFIX, ExpansionKind.INFLECTED, ExpansionKind.NUMBERED, ExpansionKind.VERSION}
    assert expansion(ALSO, kind=kind).is_told is (kind not in quiet)


def test_a_visitor_is_told_of_several_words_said_another_way():
    assert expansion(AllNode((HERE, ALSO)), kind=ExpansionKind.REGIONAL).is_told


def test_half_typed_words_and_learnt_pairs_stay_below_the_words_typed():
    below = [kind for kind in ExpansionKind if expansion(ALSO, kind=kind).stays_below_exact]
    assert below == [ExpansionKind.LEARNT, ExpansionKind.PREFIX, ExpansionKind.VERSION]


def test_only_learnt_pairs_find_nothing_alone():
    alone = [kind for kind in ExpansionKind if expansion(ALSO, kind=kind).finds_nothing_alone]
    assert alone == [ExpansionKind.LEARNT]


def test_an_expansion_prints_what_stands_for_what():
    assert str(expansion(ALSO, NOWHERE)) == "istio = mesh | nowhere"
