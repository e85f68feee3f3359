import pickle

import pytest
from small_index import make_post, make_searcher

from indexer.search.payload import write_results
from indexer.search.results import MAX_QUERY_LENGTH, SearchRequest
from indexer.text.compose import compose_document, join_last_sections
from indexer.text.markup.section import Section


@pytest.mark.parametrize("body", ["", "Before.\n\n## 服务网格（Service Mesh） {#锚}\n\n```\ncode\n```\n"])
def test_a_document_comes_back_from_a_pickle_as_it_was(body):
    document = compose_document(make_post("a", body, tags=("网格",)))
    loaded = pickle.loads(pickle.dumps(document))
    assert loaded == document
    assert [*map(type, (*loaded.zones, *loaded.sections))] == [*map(type, (*document.zones, *document.sections))]


def test_headings_of_a_post_that_has_more_than_anybody_looks_through_are_text_and_nothing_is_lost():
    body = "".join(f"# heading{number}\n\nword{number}\n\n" for number in range(12_000))
    document = compose_document(make_post("a", body))
    assert len(document.sections) == 10_000
    assert all(f"heading{number}\n" in document.text for number in (9_999, 10_000, 11_999))
    assert document.text.endswith("heading11999\n\nword11999")


def test_what_stands_in_the_last_sections_is_kept_apart():
    sections = [Section(f"h{n}", 1, f"h{n}", f"prose{n}", f"code{n}", f"aside{n}") for n in range(3)]
    assert join_last_sections(sections, 3) == sections
    joined = Section("h1", 1, "h1", "prose1\n\nh2\n\nprose2", "code1\n\ncode2", "aside1\naside2")
    assert join_last_sections(sections, 2) == (sections[0], joined)


def test_of_a_title_and_a_heading_of_any_length_all_words_are_found_and_only_the_beginning_is_shown():
    long = f"{'word ' * 99}half{'y' * 100_000} {'网格' * 100_000} lastword"
    document = compose_document(make_post("a", f"# {long}\n\nprose", title=long))
    assert document.metadata.title == document.sections[0].heading == long[:500]
    assert document.text.count(long) == 2
    assert not document.sections[0].anchor


def test_a_tag_as_long_as_a_filter_may_be_is_shown_and_no_longer_one():
    tags = tuple("x" * length for length in (MAX_QUERY_LENGTH, MAX_QUERY_LENGTH + 1))
    assert compose_document(make_post("a", "prose", tags=tags)).metadata.tags == tags[:1]


def test_what_no_filter_can_ask_for_and_no_server_answers_is_not_shown():
    long = "x" * 100_000
    many = tuple(f"value{number}" for number in range(600))
    lists = {"tags": (long, *many), "categories": (long, "kept"), "authors": (long, "Ann")}
    document = compose_document(make_post("a", "prose", url=f"/{long}", image=f"/{long}", **lists))
    assert document.metadata.tags == many[:500]
    assert document.metadata.categories == ("kept",)
    assert document.metadata.authors == ("Ann",)
    assert document.metadata.url == document.metadata.image == ""
    assert f"{long} · value0 · " in document.text


@pytest.mark.parametrize("is_compiled", [True, False])
def test_no_post_makes_the_answers_long_that_show_it(is_compiled, request):
    if not is_compiled:
        request.getfixturevalue("without_kernel")
    long = "网格 mesh " * 20_000
    posts = (
        make_post("title", "prose of mesh", title=long),
        make_post("heading", f"# {long}\n\nprose of mesh\n\n## {long}\n\nmesh again", title="mesh"),
        make_post("values", "prose of mesh", title="mesh", tags=(long,), authors=(long,), categories=(long,)),
    )
    results = make_searcher(*posts).search(SearchRequest("mesh"))
    assert results.total == 3
    assert len(write_results(results)) < 20_000
