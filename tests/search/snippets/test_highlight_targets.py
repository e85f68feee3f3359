import pytest
from small_index import make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import PhraseNode, PrefixNode, WordNode
from indexer.search.query.plan import Plan
from indexer.search.results import SearchRequest
from indexer.search.snippets.highlight_targets import BY_CHARACTERS, RUN_WEIGHT, WAYS, list_targets

SITE = make_searcher(make_post("a", "苹果香蕉 kubernetes service mesh 服务网格 k8s", title="t"))


def targets(text):
    """Return the texts of the targets of a query, and of each the labels and weights that its characters show."""
    listed = list_targets(Lookup(SITE.snapshot), SITE.plan(SearchRequest(text)))
    rows = list(zip(listed.kinds, listed.labels, listed.weights, strict=True))
    found = [[row[1:] for row in rows if row[0] == kind * WAYS + BY_CHARACTERS] for kind in range(len(listed.targets))]
    return [each.node.text for each in listed.targets], found


def test_each_word_typed_is_a_target_of_full_weight():
    texts, found = targets("kubernetes apple")
    assert (texts[:2], found[:2]) == (["kubernetes", "apple"], [[(0, 1.0)], [(1, 1.0)]])


def test_words_of_a_choice_are_targets_each():
    assert targets("kubernetes OR apple")[0][:2] == ["kubernetes", "apple"]


def test_other_words_stand_for_the_one_typed_and_count_less():
    texts, (typed, *others) = targets("kubernetes")
    assert "k8s" in texts[1:]
    assert {label for row in others for label, _ in row} == {typed[0][0]}
    assert all(0 < weight < 1 for row in others for _, weight in row)


def test_a_run_cut_into_words_is_a_target_that_shows_them_all():
    texts, found = targets("苹果香蕉")
    assert texts == ["苹果", "香蕉", "苹果香蕉"]
    assert [label for label, _ in found[2]] == [2, 0, 1]
    assert found[2][0] == (2, RUN_WEIGHT)


@pytest.mark.parametrize(
    ("node", "run", "is_word_phrase", "is_in_text"),
    [
        (WordNode("service", ("servic",)), "", False, False),
        (WordNode("网格", ("网格",)), "网格", False, True),
        (WordNode("网", ("网",)), "", False, True),
        (PrefixNode("kube"), "", False, False),
        (PhraseNode("service mesh", ()), "", True, False),
        (PhraseNode(");", ()), "", True, False),
        (PhraseNode("网格 mesh", ()), "", False, True),
        (PhraseNode("服务网格", ()), "服务网格", False, True),
    ],
)
def test_a_target_says_how_it_can_be_found(node, run, is_word_phrase, is_in_text):
    (target,) = list_targets(Lookup(SITE.snapshot), Plan("x", scored=(node,))).targets
    assert (target.run, target.is_word_phrase, target.is_in_text) == (run, is_word_phrase, is_in_text)


def test_the_parts_of_a_compound_are_marked_that_was_typed_in_pinyin():
    whole = (make_post(name, "实现延迟队列。") for name in "ab")
    site = make_searcher(*whole, make_post("parts", "消息的队列先进先出，可能有延迟。"))
    for text in ("yanchi duilie", "yanchiduilie", "延迟队列"):
        snippet = next(hit.snippet for hit in site.search(SearchRequest(text)).hits if hit.id == "parts.md")
        assert [snippet.text[begin:end] for begin, end in snippet.marks] == ["队列", "延迟"]
