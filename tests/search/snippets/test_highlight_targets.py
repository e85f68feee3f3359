from small_index import make_post, make_searcher

from indexer.search.query.nodes import PhraseNode, PrefixNode, WordNode
from indexer.search.results import SearchRequest
from indexer.search.snippets.highlight_targets import RUN_WEIGHT, HighlightTarget, list_highlight_targets

SITE = make_searcher(make_post("a", "苹果香蕉 kubernetes service mesh 服务网格 k8s", title="t"))


def targets(text):
    return list(list_highlight_targets(SITE.plan(SearchRequest(text))))


def test_each_word_typed_is_a_target_of_full_weight():
    rows = [(each.node.text, each.share, each.typed) for each in targets("kubernetes apple") if each.typed]
    assert rows == [("kubernetes", 1.0, True), ("apple", 1.0, True)]


def test_words_of_a_choice_are_targets_each():
    assert [each.node.text for each in targets("kubernetes OR apple") if each.typed] == ["kubernetes", "apple"]


def test_other_words_stand_for_the_one_typed_and_count_less():
    typed, *others = targets("kubernetes")
    assert "k8s" in [each.node.text for each in others]
    assert {each.label for each in others} == {typed.label}
    assert all(0 < each.share < 1 and not each.typed for each in others)


def test_a_run_cut_into_words_is_a_target_that_shows_them_all():
    *words, run = targets("苹果香蕉")
    assert [each.node.text for each in words] == ["苹果", "香蕉"]
    assert (run.run, run.share, run.words) == ("苹果香蕉", RUN_WEIGHT, tuple(sorted(each.label for each in words)))


def test_a_target_says_how_it_can_be_found():
    rows = {
        "service": HighlightTarget(WordNode("service", ("servic",)), "x", 1.0),
        "网格": HighlightTarget(WordNode("网格", ("网格",)), "x", 1.0),
        "网": HighlightTarget(WordNode("网", ("网",)), "x", 1.0),
        "kube*": HighlightTarget(PrefixNode("kube"), "x", 1.0),
        "service mesh": HighlightTarget(PhraseNode("service mesh", ()), "x", 1.0),
        ");": HighlightTarget(PhraseNode(");", ()), "x", 1.0),
        "网格 mesh": HighlightTarget(PhraseNode("网格 mesh", ()), "x", 1.0),
    }
    assert [name for name, each in rows.items() if each.run] == ["网格"]
    assert [name for name, each in rows.items() if each.is_word_phrase] == ["service mesh", ");"]
    assert [name for name, each in rows.items() if each.is_in_text] == ["网格", "网", "网格 mesh"]


def test_the_parts_of_a_compound_are_marked_that_was_typed_in_pinyin():
    whole = (make_post(name, "实现延迟队列。") for name in "ab")
    site = make_searcher(*whole, make_post("parts", "消息的队列先进先出，可能有延迟。"))
    for text in ("yanchi duilie", "yanchiduilie", "延迟队列"):
        snippet = next(hit.snippet for hit in site.search(SearchRequest(text)).hits if hit.id == "parts.md")
        assert [snippet.text[begin:end] for begin, end in snippet.marks] == ["队列", "延迟"]
