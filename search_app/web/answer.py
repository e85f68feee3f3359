"""Turn values into HTTP answers: JSON, pages, problems."""

import logging

from flask import Response, g, render_template, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from indexer.engines.base import Health
from indexer.errors import DeadlineExceededError, IndexUnusableError
from indexer.search.json_text import write_json
from indexer.search.results import MAX_QUERY_LENGTH, SearchRequest
from search_app.web.interface import interface_texts, page_addresses
from search_app.web.markup import printable
from search_app.web.problem import BusyError, SpentError, describe_problem, problem_payload
from search_app.web.request import InvalidParameterError

_log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
_EXPECTED = (HTTPException, InvalidParameterError, BusyError, SpentError, DeadlineExceededError)


def json_answer(payload: object, status: int = 200, mimetype: str = "application/json") -> Response:
    """Answer with a value as JSON."""
    return Response(write_json(payload), status, mimetype=mimetype)


def page_answer(template: str, status: int = 200, **values: object) -> Response:
    """Draw a page in the language the visitor reads."""
    texts = interface_texts()
    drawn = render_template(template, t=texts, addresses=page_addresses(), **values)
    answer = Response(printable(drawn), status, mimetype="text/html")
    answer.content_language.add(texts.lang)
    answer.vary.add("Accept-Language")
    return answer


def problem_answer(error: Exception) -> Response:
    """Tell an error the way the visitor can read: as a page to people, as problem details to programs."""
    _log_failure(error)
    problem = describe_problem(error, interface_texts())
    g.problem = problem.kind or str(problem.status)
    if _is_for_people(error):
        # What was typed stays in the field. The engine is not asked: it may be what went wrong.
        asked = SearchRequest(request.args.get("q", "")[:MAX_QUERY_LENGTH])
        answer = page_answer("problem.html", problem.status, problem=problem, asked=asked, site=Health("", 0))
    else:
        documentation = url_for("api.openapi_document") if problem.kind else ""
        answer = json_answer(problem_payload(problem, documentation), problem.status, PROBLEM_TYPE)
        answer.vary.add("Accept-Language")
    if problem.retry_after:
        answer.retry_after = problem.retry_after
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _log_failure(error: Exception) -> None:
    if isinstance(error, IndexUnusableError):
        _log.error("%s", error)
    elif not isinstance(error, _EXPECTED):
        # Written as a literal, so that a line end in an address cannot forge a line of the log.
        _log.error("%s %r failed", request.method, request.path, exc_info=error)


def _is_for_people(error: Exception) -> bool:
    # A host that is not ours gets no page: its links could not be written.
    if isinstance(error, SecurityError) or request.method not in {"GET", "HEAD"}:
        return False
    return not request.path.startswith("/api/")
