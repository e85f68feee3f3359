import pytest
from werkzeug.exceptions import MethodNotAllowed, SecurityError

from search_app import create_app
from search_app.web.answer import PROBLEM_TYPE, json_answer, problem_answer
from search_app.web.problem import BusyError


def test_json_is_written_as_it_is_meant(engine):
    answer = json_answer({"text": "服务<网格>"}, 201)
    assert (answer.status_code, answer.mimetype, answer.json) == (201, "application/json", {"text": "服务<网格>"})


@pytest.mark.parametrize(
    ("address", "method", "error", "mimetype"),
    [
        ("/search", "GET", BusyError(), "text/html"),
        ("/api/search", "GET", BusyError(), PROBLEM_TYPE),
        ("/search", "POST", MethodNotAllowed(["GET"]), PROBLEM_TYPE),
        ("/search", "GET", SecurityError(), PROBLEM_TYPE),
    ],
)
def test_people_get_a_page_and_programs_a_problem(engine, address, method, error, mimetype):
    with create_app(engine).test_request_context(address, method=method):
        assert problem_answer(error).mimetype == mimetype


def test_a_problem_says_which_methods_there_are_and_when_to_come_back(engine):
    with create_app(engine).test_request_context("/api/search"):
        assert problem_answer(MethodNotAllowed(["HEAD", "GET"])).headers["Allow"] == "GET, HEAD"
        assert problem_answer(BusyError()).headers["Retry-After"] == "2"
