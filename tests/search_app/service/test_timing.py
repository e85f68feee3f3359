import pytest
from flask import Flask

from search_app.service.timing import route, seconds_taken, start_clock


@pytest.fixture
def app():
    app = Flask("timed")
    app.add_url_rule("/posts/<name>", "posts", str)
    return app


def test_a_request_that_was_refused_before_the_clock_began_took_no_time(app):
    with app.test_request_context("/"):
        assert seconds_taken() == 0


def test_time_is_counted_from_the_beginning_of_the_request(app):
    with app.test_request_context("/"):
        start_clock()
        first = seconds_taken()
        assert 0 <= first <= seconds_taken()


@pytest.mark.parametrize(("address", "known"), [("/posts/geheim", "/posts/<name>"), ("/geheim", "")])
def test_a_route_is_told_as_the_app_knows_it_and_never_as_it_was_typed(app, address, known):
    with app.test_request_context(address):
        assert route() == known
