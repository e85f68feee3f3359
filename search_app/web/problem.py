"""Everything that can go wrong, told to a person. Pure: what is told becomes JSON or a page elsewhere.

What is told never names a file, a version or a line of code; those go to the log.
"""

from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from indexer.errors import DeadlineExceededError, IndexUnusableError
from search_app.texts import Messages
from search_app.web.markup import printable
from search_app.web.request import InvalidParameterError

_REBUILD_SECONDS = 30
"""What a rebuild of a large blog takes."""
_RUSH_SECONDS = 2

_FOUND_SHOWN = 60
_KINDS = {429: "TooManyRequests"}
_PASSING = ("IndexUnavailable", "Busy")


class BusyError(Exception):
    """Too many searches at the same time; the same may succeed a little later."""


class SpentError(Exception):
    """One address's searches have cost too much.

    Attributes:
        retry_after: Seconds after which it may search again.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"searches of this address cost too much; it may search again in {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class HttpProblem:
    """A problem, and the advice that goes with it.

    Attributes:
        status: Of the HTTP answer.
        kind: Its entry under ``components/responses`` of the OpenAPI document; empty where the status says
            all there is to say.
        parameter, found: Which parameter did not fit, and its value, cut short; empty elsewhere.
        retry_after: Seconds after which the same may succeed; 0 where nobody knows.
    """

    status: int
    title: str
    detail: str
    kind: str = ""
    parameter: str = ""
    found: str = ""
    retry_after: int = 0

    @property
    def passes(self) -> bool:
        """Whether the same request succeeds later without anybody changing it: not if it cost too much."""
        return self.retry_after > 0 and self.kind in _PASSING


def describe_problem(error: Exception, texts: Messages) -> HttpProblem:
    """Tell an error in the language of ``texts``. An error nobody foresaw is a plain 500."""
    if isinstance(error, InvalidParameterError):
        return _describe_parameter(error, texts)
    if isinstance(error, IndexUnusableError):
        return HttpProblem(503, *texts.problems[503], kind="IndexUnavailable", retry_after=_REBUILD_SECONDS)
    if isinstance(error, SpentError):
        return HttpProblem(429, *texts.problems["Spent"], kind=_KINDS[429], retry_after=error.retry_after)
    if isinstance(error, BusyError | DeadlineExceededError):
        kind = "Busy" if isinstance(error, BusyError) else "TooSlow"
        return HttpProblem(503, *texts.problems[kind], kind=kind, retry_after=_RUSH_SECONDS)
    status = error.code or 500 if isinstance(error, HTTPException) else 500
    if status in texts.problems:
        return HttpProblem(status, *texts.problems[status], kind=_KINDS.get(status, ""))
    return HttpProblem(status, HTTPStatus(status).phrase, texts.other_problem)


def describe_mistake(error: InvalidParameterError, texts: Messages) -> HttpProblem:
    """Tell a mistake in one of the page's fields to who has typed it."""
    found = printable(_shorten(error.found))
    detail = texts.period_flaws[error.flaw].format(found=found, wanted=error.wanted)
    return HttpProblem(400, texts.unlimited, detail, parameter=error.parameter, found=found)


def problem_payload(problem: HttpProblem, documentation: str) -> dict[str, object]:
    """Write a problem as RFC 9457 has it.

    Args:
        problem: What went wrong.
        documentation: Address of the OpenAPI document, which tells what each kind of problem means.
    """
    members = {
        "type": f"{documentation}#/components/responses/{problem.kind}" if problem.kind else "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.parameter:
        members |= {"parameter": problem.parameter, "found": problem.found}
    return members


def _describe_parameter(error: InvalidParameterError, texts: Messages) -> HttpProblem:
    found = printable(_shorten(error.found))
    detail = texts.flaws[error.flaw].format(
        parameter=error.parameter, found=found, length=len(error.found), wanted=error.wanted
    )
    return HttpProblem(400, texts.flaw_title, detail, "InvalidParameter", error.parameter, found)


def _shorten(text: str) -> str:
    return text if len(text) <= _FOUND_SHOWN else text[: _FOUND_SHOWN - 1] + "…"
