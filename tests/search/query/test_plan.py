import pytest

from indexer.search.query.nodes import PrefixNode, WordNode
from indexer.search.query.parsing.filters import Filters
from indexer.search.query.plan import Plan

WORD = WordNode("istio", ("istio",))


@pytest.mark.parametrize(
    ("plan", "asks"),
    [
        (Plan(""), True),
        (Plan("!"), False),
        (Plan("-istio", excluded=(WORD,)), True),
        (Plan("tag:x", filters=Filters((("tag", "x"),))), True),
    ],
)
def test_punctuation_alone_asks_for_nothing_and_nothing_for_everything(plan, asks):
    assert plan.asks_for_posts is asks


def test_a_description_names_only_what_there_is():
    assert Plan("").describe() == ""
    made = Plan("the istio", scored=(WORD, PrefixNode("kub")), stop_words=(WordNode("the", ("the",)),))
    assert made.describe() == "wanted    istio kub*\nleft out  the"
