from flask import g
from web.engine import FixedEngine

from indexer.search.results import SearchRequest
from search_app import create_app
from search_app.web.current import SEARCHING, current_engine, search


def test_each_app_asks_the_engine_it_was_created_with():
    engines = [FixedEngine(), FixedEngine()]
    for engine, app in [(engine, create_app(engine)) for engine in engines]:
        with app.test_request_context("/"):
            assert current_engine() is engine


def test_a_search_keeps_for_the_metrics_how_much_was_found(engine):
    with create_app(engine).test_request_context("/"):
        assert search(SearchRequest("mesh")).total == g.found == 42


def test_what_counts_as_searching_are_endpoints_of_the_app(engine):
    assert set(create_app(engine).view_functions) >= SEARCHING
