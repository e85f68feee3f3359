"""Half a word: the box asks for what begins so, the page only where there is nothing else to show."""

import pytest
from web.contract import assert_problem, assert_search_answer
from web.engine import MESH, FixedEngine, results_of

from indexer.search.results import SearchRequest
from search_app import create_app


class OnlyBeginnings(FixedEngine):
    """Finds nothing but words that begin so."""

    def search(self, request):
        self.results = results_of(MESH) if request.search_as_you_type else results_of(facets={})
        return super().search(request)


@pytest.mark.parametrize(("typing", "is_typing"), [("1", True), ("0", False), ("", False)])
def test_the_interface_is_told_while_somebody_types(client, engine, typing, is_typing):
    assert_search_answer(client.get(f"/api/search?q=kuber&typing={typing}"))
    assert engine.asked == [SearchRequest("kuber", search_as_you_type=is_typing)]


def test_anything_else_is_a_mistake_that_is_told(client):
    problem = assert_problem(client.get("/api/search?q=a&typing=yes"), 400, parameter="typing", found="yes")
    assert problem["detail"] == "The parameter typing is “yes”; it must be one of: 0, 1."


@pytest.mark.parametrize(("parameter", "is_typing"), [("", False), ("&typing=1", True)])
def test_the_page_searches_for_whole_words_unless_they_are_being_typed(client, engine, parameter, is_typing):
    html = client.get(f"/search?q=kuber{parameter}").text
    assert engine.asked == [SearchRequest("kuber", search_as_you_type=is_typing)]
    assert "typing=" not in html


def test_where_the_page_would_be_empty_it_shows_what_begins_so(page):
    client = create_app(OnlyBeginnings()).test_client()
    assert "服务网格</mark>里的流量管理" in client.get("/search?q=kuber").text


def test_nothing_begins_with_nothing(client, engine):
    engine.results = results_of(facets={})
    client.get("/search?q=&tag=x")
    assert engine.asked == [SearchRequest("", tags=("x",))]


class Guesses(FixedEngine):
    """Takes half a word for a misspelt one."""

    def search(self, request):
        self.results = (
            results_of(MESH, total=9) if request.search_as_you_type else results_of(total=3, suggestion="kube")
        )
        return super().search(request)


def test_the_page_rather_goes_on_from_half_a_word_than_corrects_it():
    text = create_app(Guesses()).test_client().get("/search?q=kuber").text
    assert "服务网格</mark>里的流量管理" in text
    assert "q=kube&" not in text
    assert 'q=kube"' not in text
