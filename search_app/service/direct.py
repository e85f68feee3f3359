"""The short way to the answers of ``/api/search``, past Flask and its hooks.

Most questions go this way: a GET without conditions, of an app whose settings ask for no hook but those that are
repeated here. All others are Flask's to answer, and so is every problem. Both answer the same to the byte, count the
same and write the same log: ``tests/search_app/service/test_direct.py`` asks both ways.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, g, request_finished, request_started, request_tearing_down
from flask_compress import Compress

from indexer.engines.base import Engine
from indexer.search.deadline import NotAtOnceError, TookLongError
from indexer.search.results import SearchRequest
from search_app.service.access_log import write_line
from search_app.service.answers import AnswerCache, AnswerKey, KeptAnswer, answer_key, is_served
from search_app.service.at_once import AtOnce, is_asked_at_once, was_given_up
from search_app.service.freshness import Freshness, cache_control, state_of
from search_app.service.gate import QUICK_SECONDS, Gate
from search_app.service.in_flight import flight_of
from search_app.service.metrics import RequestCounts
from search_app.service.networks import is_other_machine, visitor_of
from search_app.service.spending import Spending
from search_app.web.api import read_search, write_answer
from search_app.web.headers import list_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PATH, _ENDPOINT = "/api/search", "api.search"
_JSON = "application/json"
_FOR_FLASK = ("HTTP_IF_NONE_MATCH", "flask._preserve_context")
"""Variables of requests that Flask answers: conditional ones, and those of tests that look into its context."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What is done for each search besides searching; None for what the settings turn off.

    Attributes:
        vary: What answers depend on besides their address.
        at_once: Whether it is worth trying; None where the engine cannot answer so.
    """

    gate: Gate
    freshness: Freshness
    spending: Spending | None
    answers: AnswerCache | None
    counts: RequestCounts | None
    compress: Compress
    is_logged: bool
    vary: tuple[str, ...]
    at_once: AtOnce | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on its way.

    Attributes:
        state: Of the index, before anything is searched for.
        tag: Of the answer.
        seconds_kept: How long it keeps.
        payer: Whose spending it counts as; empty for this machine's own.
        began, processor_began: By ``perf_counter`` and ``thread_time``.
    """

    request: Request
    search: SearchRequest
    state: str
    tag: str
    seconds_kept: int
    payer: str
    began: float
    processor_began: float

    @property
    def key(self) -> AnswerKey:
        """What its answer is kept under."""
        return answer_key(self.tag, self.request.host)


class DirectSearch:
    """A WSGI application: an app's, with the short way before it."""

    def __init__(self, app: Flask, engine: Engine, hooks: Hooks) -> None:
        """Stand before an app that is set up but for what its host may add."""
        self._app, self._engine, self._hooks = app, engine, hooks
        self._flask = app.wsgi_app
        self._own_hooks, self._own_view = _count_hooks(app), app.view_functions[_ENDPOINT]
        self._vary, self._headers = ("Vary", ", ".join((*hooks.vary, "Accept-Encoding"))), list_headers(app)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request.

        Raises:
            NotAtOnceError: It is to be answered at once, and cannot be: nothing is told then.
        """
        is_ours = environ.get("PATH_INFO") == _PATH and self._is_plain(environ)
        if is_asked_at_once(environ):
            if not is_ours:
                raise NotAtOnceError
            return self._respond_at_once(environ, start_response)
        asked = self._read(environ) if is_ours else None
        if asked is None:
            return self._flask(environ, start_response)
        try:
            answer = self._answer(asked, self._hooks.gate.admit(flight_of(environ)))
        except Exception as error:  # noqa: BLE001  whatever it is, Flask's handler tells it
            return self._tell(asked, error, start_response)
        if not was_given_up(environ):
            self._note_pace(asked.processor_began)
        self._charge(asked)
        return self._send(asked, answer, start_response)

    def _respond_at_once(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request at once; if anything at all is the matter, a thread meets it again, and tells it."""
        began = time.thread_time()
        try:
            with self._hooks.gate.admit_at_once():
                asked = self._read(environ)
                answer = self._answer(asked, nullcontext()) if asked else None
        except Exception as error:
            if isinstance(error, TookLongError) and self._hooks.at_once:
                self._hooks.at_once.note(took_long=True)
            raise NotAtOnceError from error
        if not (asked and answer):
            raise NotAtOnceError
        self._note_pace(began)
        self._charge(asked)
        return self._send(asked, answer, start_response)

    def _is_plain(self, environ: "WSGIEnvironment") -> bool:
        """Say whether a request asks for nothing that Flask, or the app's host, has to see to."""
        app = self._app
        return (
            environ["REQUEST_METHOD"] == "GET"
            and not any(name in environ for name in _FOR_FLASK)
            and not app.config["TRUSTED_HOSTS"]
            and app.view_functions[_ENDPOINT] is self._own_view
            and _count_hooks(app) == self._own_hooks
        )

    def _read(self, environ: "WSGIEnvironment") -> _Asked | None:
        """Read a question; None for one that Flask has to refuse."""
        began, processor_began = time.perf_counter(), time.thread_time()
        # No reference from the environment back: a cycle for each request would be the collector's to find.
        request = self._app.request_class(environ, populate_request=False)
        freshness = self._hooks.freshness
        try:
            search, served = read_search(request), self._engine.health()
            payer = self._find_payer(request.remote_addr or "")
            tag = freshness.make_tag(served, request.script_root, _PATH, environ.get("QUERY_STRING", ""))
            seconds_kept = freshness.seconds_kept(served)
            return _Asked(request, search, state_of(served), tag, seconds_kept, payer, began, processor_began)
        except Exception:  # noqa: BLE001  nothing was searched for yet: Flask finds it out again, and tells it
            return None

    def _find_payer(self, address: str) -> str:
        spending = self._hooks.spending
        if not spending or not is_other_machine(address):
            return ""
        payer = visitor_of(address)
        spending.check(payer)
        return payer

    def _answer(self, asked: _Asked, admission: AbstractContextManager[None]) -> KeptAnswer:
        """Return the answer that is kept; else search, once it is admitted."""
        with self._counted():
            answers = self._hooks.answers
            kept = answers.find(asked.state, asked.key) if answers else None
            if kept is None:
                with admission:
                    results = self._engine.search(asked.search)
                    kept = KeptAnswer(write_answer(asked.request, results), found=results.total)
                if answers and is_served(self._engine, asked.state):
                    answers.keep(asked.state, asked.key, kept)
            return kept

    @contextmanager
    def _counted(self) -> Iterator[None]:
        counts = self._hooks.counts
        if counts:
            counts.searching.inc()
        try:
            yield
        finally:
            if counts:
                counts.searching.dec()

    def _note_pace(self, began: float) -> None:
        """Take note of whether a search that began then, by ``thread_time``, took long."""
        if self._hooks.at_once:
            self._hooks.at_once.note(took_long=time.thread_time() - began > QUICK_SECONDS)

    def _charge(self, asked: _Asked) -> None:
        if asked.payer and self._hooks.spending:
            self._hooks.spending.charge(asked.payer, time.thread_time() - asked.processor_began)

    def _send(self, asked: _Asked, answer: KeptAnswer, start_response: "StartResponse") -> Iterable[bytes]:
        fresh = [("ETag", f'W/"{asked.tag}"'), ("Cache-Control", cache_control(asked.seconds_kept))]
        body = answer.body
        if asked.request.environ.get("HTTP_ACCEPT_ENCODING"):
            body, headers = self._compress(asked.request, body, fresh)
        else:
            headers = [("Content-Type", _JSON), ("Content-Length", str(len(body))), *fresh, self._vary]
        self._note(asked, answer.found, len(body))
        start_response("200 OK", [*headers, *self._headers])
        return (body,)

    def _compress(
        self, request: Request, body: bytes, headers: Sequence[tuple[str, str]]
    ) -> tuple[bytes, list[tuple[str, str]]]:
        """Return a body as its client takes it, and the headers; Flask-Compress looks at the request at hand."""
        answer = Response(body, mimetype=_JSON, headers=list(headers))
        answer.vary.update(self._hooks.vary)
        with self._app.request_context(request.environ):
            answer = self._hooks.compress.after_request(answer)
        return answer.get_data(), answer.headers.to_wsgi_list()

    def _note(self, asked: _Asked, found: int | None, size: int) -> None:
        """Count an answer, and write its line of the log."""
        seconds = time.perf_counter() - asked.began
        if self._hooks.is_logged:
            write_line("GET", _PATH, 200, seconds, size)
        if counts := self._hooks.counts:
            counts.count(_PATH, 200, seconds)
            counts.count_found(asked.search.text, found)

    def _tell(self, asked: _Asked, error: Exception, start_response: "StartResponse") -> Iterable[bytes]:
        """Have Flask tell a problem, with all that its hooks do for answers."""
        with self._app.request_context(asked.request.environ):
            g.began = asked.began
            if asked.payer:
                g.processor_began = asked.processor_began
            answer = self._app.finalize_request(self._app.handle_user_exception(error))
            return answer(asked.request.environ, start_response)


def _count_hooks(app: Flask) -> tuple[int, ...]:
    """Return how many functions an app has for each request: those of its host would be passed by here."""
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs, app.url_value_preprocessors)
    signals = (request_started, request_finished, request_tearing_down)
    return (*(len(functions) for kind in hooks for functions in kind.values()), *(len(s.receivers) for s in signals))
