"""Questions answered in the thread of the event loop, or given up there and asked again."""

import asyncio
import threading
import time

import pytest
from web.engine import FixedEngine
from web.server import serving
from web.settings import settings_of

from indexer.errors import DeadlineExceededError, IndexUnusableError
from indexer.search.deadline import NotAtOnceError, before_waiting, check_deadline
from search_app import create_app
from search_app.service.at_once import AtOnce, ask_again, ask_at_once, decider_of, is_asked_at_once
from search_app.service.gateway import Gateway
from search_app.web.problem import BusyError

HEADERS = [{}, {"Accept-Encoding": "gzip, deflate, br, zstd"}, {"Host": "search.example:8000"}]


class QuickEngine(FixedEngine):
    """Says in which threads it was asked; takes its time for ``slow``, and waits for ``wait``."""

    def __init__(self):
        super().__init__(answers_at_once=True)
        self.threads = []

    def search(self, request):
        self.threads.append(threading.current_thread().name)
        if request.text == "wait":
            before_waiting()
        ends = time.thread_time() + 0.1
        while request.text == "slow" and time.thread_time() < ends:
            check_deadline()
        return super().search(request)


class AtOnceClient:
    """Asks an app at once."""

    def __init__(self, app):
        self._client, self.environ = app.test_client(), {}

    def open(self, address, environ_base, **request):
        return self._client.open(address, environ_base=ask_at_once(environ_base), **request)


def ask(client, address="/api/search?q=istio", **headers):
    answer = client.open(address, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    return answer.status, sorted(answer.headers), answer.data


def metrics_of(client):
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    kept = ("requests_total", "found_nothing_total", "problems_total", "request_seconds_count", "in_progress")
    return [line for line in lines if any(name in line for name in kept) and "/metrics" not in line]


def clients_of(engine):
    """Return what asks an app at once, and what asks one like it as usual."""
    apps = [create_app(engine, settings=settings_of()) for _ in range(2)]
    return AtOnceClient(apps[0]), apps[1].test_client(), apps[0].test_client()


def test_what_is_answered_at_once_is_answered_the_same():
    quick, usual, counted = clients_of(QuickEngine())
    for headers in HEADERS:
        assert ask(quick, **headers) == ask(usual, **headers)
    assert metrics_of(counted) == metrics_of(usual)


@pytest.mark.parametrize("address", ["/api/search?q=slow", "/api/search?q=wait", "/api/search", "/", "/healthz"])
def test_what_is_not_answered_at_once_is_not_counted(address):
    quick, _, counted = clients_of(QuickEngine())
    before = metrics_of(counted)
    with pytest.raises(NotAtOnceError):
        ask(quick, address)
    assert metrics_of(counted) == before


@pytest.mark.parametrize("error", [BusyError(), DeadlineExceededError(), IndexUnusableError("x"), ValueError("x")])
def test_problems_are_not_told_at_once(error):
    engine = QuickEngine()
    engine.error = error
    with pytest.raises(NotAtOnceError):
        ask(clients_of(engine)[0])


def test_an_engine_that_waits_for_others_is_never_asked_at_once():
    assert not decider_of(create_app(FixedEngine(), settings=settings_of()))()
    assert decider_of(create_app(QuickEngine(), settings=settings_of()))()


def test_where_more_than_a_tenth_of_searches_take_long_none_is_tried_until_fewer_do():
    at_once = AtOnce()
    for _ in range(4):
        at_once.note(took_long=True)
    assert at_once.is_likely()
    for _ in range(4):
        at_once.note(took_long=True)
    assert not at_once.is_likely()
    for _ in range(100):
        at_once.note(took_long=False)
    assert at_once.is_likely()


def test_a_search_that_is_given_up_and_asked_again_is_noted_once(monkeypatch):
    noted = []
    monkeypatch.setattr(AtOnce, "note", lambda _, *, took_long: noted.append(took_long))
    app = create_app(QuickEngine(), settings=settings_of(answers_megabytes=0, deadline=60))
    slow, client = "/api/search?q=slow", app.test_client()
    with pytest.raises(NotAtOnceError):
        ask(AtOnceClient(app), slow)
    assert client.get(slow, environ_base=ask_again({})).status_code == 200
    assert noted == [True]
    assert client.get(slow).status_code == 200  # not tried before
    assert noted == [True, True]


def test_the_server_answers_in_the_event_loop_what_takes_little_and_in_a_thread_what_does_not():
    engine = QuickEngine()
    with serving(engine, answers_megabytes=0, deadline=60) as server:
        for text in ("a", "slow", "wait"):
            assert server(f"/api/search?q={text}").status == 200
        assert server("/search?q=a").status == 200
    loop, *rest = engine.threads
    assert [name.startswith("request") for name in engine.threads] == [False, False, True, False, True, True]
    assert rest[0] == rest[2] == loop


def test_others_are_answered_while_a_search_takes_long():
    engine, done = QuickEngine(), []

    def search_on():
        while not done:
            check_deadline()

    search = engine.search
    engine.search = lambda request: search_on() if request.text == "long" else search(request)
    with serving(engine, answers_megabytes=0, deadline=300) as server:
        asking = threading.Thread(target=server, args=["/api/search?q=long"])
        asking.start()
        try:
            for _ in range(5):
                assert server("/api/search?q=a").status == 200
        finally:
            done.append(True)
            asking.join()


def test_an_app_that_is_asked_at_once_and_refuses_is_asked_again_in_a_thread():
    asked, sent = [], []

    def app(environ, start_response):
        asked.append((is_asked_at_once(environ), threading.current_thread() is threading.main_thread()))
        if environ["PATH_INFO"] == "/later" and is_asked_at_once(environ):
            environ["PATH_INFO"] = "/changed"
            raise NotAtOnceError
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def send(message):
        sent.append(message.get("body"))

    for path, expected in (("/now", [(True, True)]), ("/later", [(True, True), (False, False)])):
        asked.clear()
        scope = {"type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "raw_path": path.encode()}
        scope |= {"query_string": b"", "headers": []}
        asyncio.run(Gateway(app, 2, is_quick=lambda: True)(scope, None, send))
        assert (sent[-1], asked) == (path.encode(), expected)
