import pytest
from small_index import make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind, keep_found
from indexer.search.query.nodes import AllNode, WordNode
from indexer.search.results import Note

HERE, ALSO, NOWHERE = (WordNode(text, (text,)) for text in ("istio", "mesh", "nowhere"))


def expansion(*nodes, kind=ExpansionKind.SYNONYM):
    return Expansion((HERE,), nodes, kind, 0.5)


def test_nodes_that_no_post_has_are_dropped_and_expansions_without_nodes_with_them():
    lookup = Lookup(make_searcher(make_post("a", "istio mesh")).snapshot)
    kept = list(keep_found([expansion(ALSO, NOWHERE), expansion(NOWHERE), expansion(ALSO)], lookup))
    assert kept == [expansion(ALSO), expansion(ALSO)]


@pytest.mark.parametrize("kind", ExpansionKind)
def test_a_visitor_is_told_of_everything_but_half_typed_words(kind):
    assert expansion(ALSO, kind=kind).is_told is (kind is not ExpansionKind.PREFIX)


def test_a_visitor_is_not_told_of_a_sentence_said_another_way():
    assert not expansion(AllNode((HERE, ALSO)), kind=ExpansionKind.REGIONAL).is_told


def test_only_half_typed_words_stay_below_the_words_typed():
    assert [kind for kind in ExpansionKind if expansion(ALSO, kind=kind).stays_below_exact] == [ExpansionKind.PREFIX]


def test_the_kinds_of_notes_are_those_of_the_public_contract():
    assert expansion(ALSO, NOWHERE).note() == Note("synonym", "istio = mesh | nowhere")
    assert [kind.value for kind in ExpansionKind] == ["synonym", "regional", "corrected", "prefix"]
