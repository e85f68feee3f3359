"""The hits of a page: which passage and which sections are shown, and what is marked in them."""

import json
from urllib.parse import unquote

import pytest
from small_index import day, make_post, make_searcher, shown

from indexer.search.matching.lookup import Lookup
from indexer.search.payload import write_results
from indexer.search.results import SearchRequest
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.hits import SECTIONS_PER_HIT, make_hits


def hits(searcher, text, docs):
    highlighter = Highlighter(Lookup(searcher.snapshot), searcher.plan(SearchRequest(text)))
    return make_hits(searcher.snapshot, highlighter, docs, [float(doc) for doc in docs])


def hit(text, body, **fields):
    (found,) = hits(make_searcher(make_post("a", body, **fields)), text, [0])
    return found


def test_a_hit_tells_all_of_its_post():
    fields = {"tags": ("x",), "categories": ("y",), "authors": ("Ann",), "date": day(2020), "language": "en"}
    found = hit("mesh", "a mesh", title="The mesh", **fields)
    assert (found.id, found.url, found.score, found.translations) == ("a.md", "/a/", 0.0, ())
    assert {name: getattr(found, name) for name in fields} == fields
    assert (found.title.text, shown(found.title), shown(found.snippet)) == ("The mesh", ["mesh"], ["mesh"])


def test_hits_come_in_the_order_of_their_documents_each_with_its_own_marks():
    searcher = make_searcher(*(make_post(name, f"{name} istio end") for name in "abc"))
    found = hits(searcher, "istio", [2, 0])
    assert [(each.id, each.score, each.snippet.text) for each in found] == [
        ("c.md", 2.0, "c istio end"), ("a.md", 0.0, "a istio end"),
    ]  # fmt: skip
    assert hits(searcher, "istio", []) == ()


def test_prose_is_shown_rather_than_code_that_shows_as_much():
    assert hit("istio", "```\nistio\n```\n\nistio, in prose").snippet.text == "istio, in prose"


def test_prose_is_shown_rather_than_code_even_if_that_shows_more():
    assert hit("istio envoy mesh", "istio\n\n```\nistio envoy mesh\n```").snippet.text == "istio"


def test_of_code_the_one_line_is_shown_that_was_found():
    body = "Prose.\n\n```yaml\nkind: Pod\nname: istio # istio\nspec: none\n```"
    assert hit("istio", body).snippet.text == "name: istio # istio"


def test_of_a_word_in_every_post_the_passage_with_another_word_is_shown():
    """Seen before: a word in several fields of most posts weighed less than nothing, and was avoided."""
    far = "filler. " * 60
    body = f"# istio\n\nenvoy alone.\n\n{far}\n\nistio with envoy.\n\n{far}\n\n```\nistio\n```"
    posts = [make_post(f"{n}", "# istio\n\nistio", title="istio", tags=("istio",)) for n in range(9)]
    (found, *_) = hits(make_searcher(make_post("a", body, title="istio"), *posts), "istio envoy", [0])
    assert set(shown(found.snippet)) == {"istio", "envoy"}


def test_characters_in_one_piece_are_shown_rather_than_one_of_their_words():
    far = "很长的别的话。" * 40
    others = [make_post(f"{n}", "香蕉") for n in range(9)]
    searcher = make_searcher(make_post("a", f"苹果，{far}苹果香蕉。{far}"), *others)
    (found,) = hits(searcher, "苹果香蕉", [0])
    assert shown(found.snippet) == ["苹果香蕉"]


def test_where_nothing_is_found_the_beginning_of_the_prose_is_shown_or_else_of_the_code():
    assert hit("", "first\n\n## h\n\nsecond").snippet.text == "first"
    assert hit("", "```\ncode\n```").snippet.text == "code"
    assert hit("", "", summary="in short").snippet.text == "in short"
    assert hit("", "## only a heading").snippet.text == ""


def test_the_best_sections_are_named_and_what_is_shown_already_is_not_shown_again():
    below = "## One istio\n\nabout istio\n\n## Two\n\nistio envoy\n\n## Three\n\nenvoy"
    found = hit("istio envoy", f"istio envoy\n\n{below}")
    assert len(found.sections) == SECTIONS_PER_HIT
    assert [(each.heading.text, shown(each.heading), shown(each.snippet)) for each in found.sections] == [
        ("Two", [], ["istio", "envoy"]), ("One istio", ["istio"], ["istio"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body", ["## One\n\nistio", "## istio", "x istio\n\n## One\n\n```\nistio\n```", "istio\n\n## a\n\nistio"]
)
def test_a_section_without_a_marked_sentence_of_its_own_is_not_shown(body):
    """Its only one is shown already, nothing or code is below it, or its heading is the post's title."""
    assert hit("istio", body).sections == ()


def test_a_sections_address_has_its_anchor_quoted():
    (section,) = hit("网格", "网格 网格\n\n## 网格 a\n\n网格").sections
    assert section.url == "/a/#%E7%BD%91%E6%A0%BC-a"


@pytest.mark.parametrize(
    ("query", "body", "fragment"),
    [
        ("网格", "开头。\n\n## 一\n\n别的话。服务网格很好，真的。", "一:~:text=服务网格很好，真的。"),
        ("mesh", "Other words. The mesh-like thing\n\nends.", ":~:text=The mesh%2Dlike thing"),
        ("mesh", "*A* `mesh`\nof [two](/x) lines", ":~:text=A mesh of two lines"),
        ("mesh", "## One, two & three\n\n```\na\nmesh b\n```", "one-two--three:~:text=mesh b"),
        ("网格", "服务网格跳转到：\n\n```\n一\n```", ":~:text=服务网格跳转到："),
        ("网格", "| 服务网格 | gVim |\n|---|---|\n| 一 | 二 |", ":~:text=服务网格"),
        ("vim", "| 名 |\n|---|\n| gVim 是 vim |", ":~:text=gVim 是 vim"),
        ("nowhere", "mesh", ""),
        ("", "mesh", ""),
    ],
)
def test_a_fragment_leads_to_the_words_of_the_passage_and_their_section(query, body, fragment):
    assert unquote(hit(query, body).fragment).replace("-like", "%2Dlike") == fragment


@pytest.mark.parametrize("is_native", [True, False])
def test_behind_a_route_a_section_is_named_as_docsify_does_and_no_fragment_breaks_the_route(is_native, request):
    if not is_native:
        request.getfixturevalue("without_kernel")
    items = [f"- Item {number} tells of other matters." for number in range(40)]
    items[30] = "- A mesh of meshes was released."
    body = "mesh mesh\n\n## Of meshes\n\n" + "\n".join(items)
    searcher = make_searcher(make_post("a", body, url="https://a.org/#/guide"))
    found = json.loads(write_results(searcher.search(SearchRequest("mesh"))))["hits"][0]
    (section,) = found["sections"]
    assert section["url"] == "https://a.org/#/guide?id=of-meshes"
    assert "fragment" not in found
    assert "fragment" not in section


def test_a_fragment_quotes_a_few_whole_words_of_the_sentence():
    words = unquote(
        hit("mesh", f"First line.\n\n{'Filler. ' * 40}About mesh {'and more of it ' * 20}\n\nnext").fragment
    )
    assert words == ":~:text=About mesh and more of it and"


def test_a_section_of_a_digest_leads_to_the_item_that_its_snippet_shows():
    items = [f"- Item {number} tells of other matters." for number in range(40)]
    items[30] = "- A mesh of meshes was released."
    body = "mesh mesh\n\n## News\n\n" + "\n".join(items)
    (section,) = hit("mesh", body).sections
    assert "A mesh of meshes was released." in section.snippet.text
    assert unquote(section.fragment) == "news:~:text=A mesh of meshes was released."


def test_a_section_does_not_show_the_rest_of_a_sentence_that_the_snippet_shows():
    body = "## A\n\nThe mesh " + "goes " * 60 + "on in the mesh"
    found = hit("mesh", body)
    assert found.snippet.text.startswith("The mesh goes")
    assert found.sections == ()


def test_a_passage_that_begins_inside_an_address_counts_as_one_with_an_address():
    body = f"See https://example.org/mesh-grid and more. {'Filler. ' * 60} The mesh is a grid."
    assert "The mesh is a grid." in hit("mesh grid", body).snippet.text


def test_a_translation_is_named_with_its_title_and_address():
    posts = (make_post("a", "mesh", translation_key="k"), make_post("b", "网格", language="en", translation_key="k"))
    found, _ = hits(make_searcher(*posts), "mesh", [0, 1])
    assert [(each.language, each.title, each.url) for each in found.translations] == [("en", "b", "/b/")]
