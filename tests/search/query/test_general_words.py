"""Words in general use that no post has are taken for others of the site only where something speaks for that."""

import pytest
from small_index import make_post, make_searcher

from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("a", "权限设置 管理的程度。原生 应用的知识。"),
    make_post("b", "他的权限，程度，原生 的知识；管理。应用"),
    make_post("c", "the king of the gateway has a color, an ocher, batch processing", title="castle", language="en"),
    make_post("d", "kings beside a gateway to the king, a batch", language="en"),
)


def read(text):
    plan = SITE.plan(SearchRequest(text))
    corrected = [each for each in plan.expansions if each.kind == "corrected"]
    return [("".join(word.text for word in each.covers), each.nodes[0].text) for each in corrected], plan.suggestion


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("全线设置", ("全线", "权限")),  # 权限设置 is there
        ("原声应用", ("原声", "原生")),
        ("patch processing", ("patch", "batch")),
        ("权县", ("权县", "权限")),  # no word, and one character is right
        ("ochre of a castle", ("ochre", "ocher")),  # of two countries
        ("btch castle", ("btch", "batch")),  # frequent, and of the same first letter
        ("gatewya castle", ("gatewya", "gateway")),
    ],
)
def test_a_word_is_corrected_where_something_speaks_for_that(text, corrected):
    found, suggestion = read(text)
    assert found == [corrected]
    assert suggestion


@pytest.mark.parametrize(
    "text", ["成都 管理", "权限管理 成都", "kind castle", "color kind", "atch castle", "自从应该时管理"]
)
def test_it_is_left_alone_beside_words_that_find_something(text):
    assert read(text) == ([], None)


@pytest.mark.parametrize(("text", "suggested"), [("成都", "程度"), ("kind", "king"), ("patch", "batch")])
def test_where_nothing_is_found_another_one_is_suggested_but_not_searched_for(text, suggested):
    assert read(text) == ([], suggested)
    assert SITE.search(SearchRequest(text)).total == 0


def test_a_short_word_in_no_use_is_searched_for_as_another_where_nothing_else_is_found():
    assert read("atch") == ([("atch", "batch")], "batch")


def test_where_nothing_is_found_one_with_a_character_in_its_place_is_searched_for():
    assert read("原声") == ([("原声", "原生")], "原生")
    assert SITE.search(SearchRequest("原声")).total == 2


def test_an_english_word_is_pinyin_only_as_it_is_written_and_beside_what_stands_there():
    site = make_searcher(make_post("a", "模型 我们的项目 稳定"), make_post("b", "我们 模型，稳定，我们"))
    suggestions = [site.plan(SearchRequest(text)).suggestion for text in ("moving", "wedding", "women", "women 的项目")]
    assert suggestions == [None, None, "我们", None]
    assert site.plan(SearchRequest("wendin")).suggestion == "稳定"


def test_characters_that_were_not_typed_in_one_piece_are_no_word():
    site = make_searcher(make_post("a", "知识和时间"), make_post("b", "知识"))
    assert site.plan(SearchRequest("自哪一年时")).suggestion is None
    assert site.plan(SearchRequest("自时")).suggestion is None  # none of its characters is one of 知识


def test_what_is_not_found_is_told():
    (note,) = SITE.plan(SearchRequest("成都 权限")).notes
    assert (note.kind, note.words) == ("missing", ("成都",))


def test_characters_that_are_cut_apart_are_corrected_as_one_word():
    site = make_searcher(
        make_post("a", "云原生 的应用"), make_post("b", "原因很多，声音很大，原来的声明"), make_post("c", "原生")
    )
    results = site.search(SearchRequest("原声"))
    assert [hit.id for hit in results.hits] == ["c.md", "a.md"]
    assert [note.text for note in results.notes] == ["原声 = 原生"]
    assert results.complete == 1  # the other one has it inside a word


def test_words_that_a_corrected_one_is_made_of_stay_words():
    site = make_searcher(
        make_post("a", "a service mesh", language="en"), make_post("b", "a mesh of each service", language="en")
    )
    request = SearchRequest("service mesh servicemesh")
    assert [str(node) for node in site.plan(request).scored] == ["servic", "mesh", "servicemesh"]
    assert site.search(request).total == 2


def test_words_for_titles_are_corrected_by_themselves_and_for_titles():
    site = make_searcher(make_post("a", "服务，往来", title="服务网格"), make_post("b", "服务网格"))
    apart, together = (site.plan(SearchRequest(text)) for text in ("title:服务 往格", "title:服务往格"))
    assert [str(node) for node in apart.scored] == ["title:服务", "往格"]
    assert [str(node) for each in together.expansions for node in each.nodes] == ["title:服务网格"]


def test_what_stands_for_a_part_of_them_stands_for_nothing_any_more():
    plan = make_searcher(
        make_post("a", "服务网格 service", title="服务网格"), make_post("b", "服务，service 往来")
    ).plan(SearchRequest("服务往格"))
    assert [str(node) for node in plan.scored] == ["服务往格"]
    assert [str(each) for each in plan.expansions] == ["服务往格 = 服务网格"]


def test_a_word_is_no_mistake_in_the_spelling_of_another_country():
    site = make_searcher(make_post("a", "a color", language="en"), make_post("b", "organised colours", language="en"))
    results = site.search(SearchRequest("colour organizes"))
    assert (results.complete, results.suggestion, results.notes) == (1, None, ())
    assert results.total == 2
