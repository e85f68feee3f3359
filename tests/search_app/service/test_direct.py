"""The short way to ``/api/search`` answers as Flask does: every question is asked both ways."""

import json
import logging
from itertools import product

import pytest
from flask import request_started
from web.engine import MESH, FixedEngine, results_of
from web.settings import settings_of

from indexer.engines.base import Health
from indexer.errors import DeadlineExceededError, IndexUnusableError
from indexer.search.results import Note
from search_app import create_app
from search_app.service.direct import DirectSearch
from search_app.web.problem import BusyError

ADDRESSES = [
    "/api/search?q=istio",
    "/api/search?q=%E6%9C%8D%E5%8A%A1&lang=zh&tag=a&tag=b&sort=newest&page=2",
    "/api/search?q=&typing=1&per_page=3&unknown=x",
    "/api/search?q=%FF%C0&from=2020-01-01&ui=de",
    "/api/search?q=a&page=0",
    "/api/search?q=a&typing=2",
    "/api/search?lang=zh",
    "/api/search",
]
HEADERS = [
    {},
    {"Accept-Encoding": "gzip, deflate, br, zstd"},
    {"Accept-Encoding": "gzip;q=0.5, identity"},
    {"Accept-Encoding": "*", "Origin": "https://elsewhere.example", "Accept-Language": "zh-CN"},
    {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Prefix": "/found", "Host": "search.example:8000"},
    {"Host": "no host"},
]
SETTINGS = [
    {},
    {"answers_megabytes": 0, "costly_seconds": 0, "metrics": False, "cache_seconds": 0},
    {"prefix": "/search", "stylesheet": "https://cdn.example/site.css"},
    {"proxies": 1, "proxy_headers": ("for", "prefix")},
]
ERRORS = [BusyError(), DeadlineExceededError(), IndexUnusableError("x"), ValueError("x")]


class SearchFails(FixedEngine):
    """Its state can be told, but it answers nothing."""

    def health(self):
        return self.state


def both_ways(engine=None, **settings):
    """Return clients of two apps alike, the second of which is Flask alone."""
    apps = [create_app(engine or FixedEngine(), settings=settings_of(**settings)) for _ in range(2)]
    apps[1].before_request(lambda: None)
    return [app.test_client() for app in apps]


def ask(client, address="/api/search?q=istio", method="GET", peer="192.0.2.1", **headers):
    answer = client.open(address, method=method, headers=headers, environ_base={"REMOTE_ADDR": peer})
    told = sorted((name, value) for name, value in answer.headers if name != "Date")
    return answer.status, told, answer.data


def metrics_of(client):
    lines = client.get("/metrics").text.splitlines()
    kept = ("requests_total", "found_nothing_total", "problems_total", "request_seconds_count", "in_progress")
    return [line for line in lines if not line.startswith("#") and any(name in line for name in kept)]


@pytest.mark.parametrize("settings", SETTINGS)
def test_both_ways_answer_and_count_the_same(settings):
    direct, flask = both_ways(**settings)
    for address, headers in product(ADDRESSES, HEADERS):
        assert ask(direct, address, **headers) == ask(flask, address, **headers), (address, headers)
    if settings.get("metrics", True):
        assert metrics_of(direct) == metrics_of(flask)


def test_both_ways_write_notes_in_the_language_that_is_named():
    engine = FixedEngine()
    engine.results = results_of(MESH, notes=(Note("missing", "not found: a", ("a",)),))
    direct, flask = both_ways(engine)
    address = "/api/search?q=a&ui=zh"
    assert "没有文章提到：a" in ask(direct, address)[2].decode()
    assert ask(direct, address) == ask(flask, address)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", [FixedEngine, SearchFails])
def test_both_ways_tell_and_count_problems_the_same(error, kind):
    direct, flask = both_ways(kind(error=error))
    for headers in HEADERS[:4]:
        assert ask(direct, **headers) == ask(flask, **headers)
    assert metrics_of(direct) == metrics_of(flask)


def test_both_ways_take_answers_from_one_memory_and_forget_them_together():
    engine = FixedEngine()
    [client, _] = both_ways(engine)
    first = ask(client)
    assert (ask(client), len(engine.asked)) == (first, 1)
    with client:  # Flask answers
        assert (ask(client), len(engine.asked)) == (first, 1)
    assert ask(client, Host="other.example")[0] == "200 OK"
    engine.state = Health("g-8", 42)
    assert (ask(client)[0], len(engine.asked)) == ("200 OK", 3)


def test_an_answer_that_is_known_is_not_sent_again():
    direct, flask = both_ways()
    tag = dict(ask(direct)[1])["ETag"]
    found = ask(direct, **{"If-None-Match": tag})
    assert found == ask(flask, **{"If-None-Match": tag})
    assert found[0] == "304 NOT MODIFIED"


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "DELETE"])
def test_other_methods_are_answered_the_same(method):
    direct, flask = both_ways()
    assert ask(direct, method=method) == ask(flask, method=method)


def test_both_ways_write_the_same_log(caplog):
    caplog.set_level(logging.INFO, "search_app.access")
    for client, headers in product(both_ways(access_log=True), HEADERS[:3]):
        ask(client, **headers)
    lines = [json.loads(record.message) | {"time": "", "ms": 0} for record in caplog.records]
    assert lines[:3] == lines[3:]


def test_who_has_spent_all_is_refused_both_ways(monkeypatch):
    ticks = iter(range(0, 10_000, 20))
    monkeypatch.setattr("time.thread_time", lambda: float(next(ticks)))
    for client in both_ways(answers_megabytes=0, deadline=60.0):
        statuses = [ask(client)[0] for _ in range(5)]
        assert statuses[0] == "200 OK"
        assert statuses[-1] == "429 TOO MANY REQUESTS"
        assert ask(client, peer="127.0.0.1")[0] == "200 OK"


@pytest.mark.parametrize("add", ["before_request", "after_request", "teardown_request"])
def test_what_the_host_does_for_each_request_is_done(add):
    app = create_app(FixedEngine(), settings=settings_of())
    seen = []
    getattr(app, add)(lambda *given: seen.append(given) or (given[0] if add == "after_request" else None))
    ask(app.test_client())
    assert len(seen) == 1


def test_who_listens_to_requests_hears_of_them():
    app, heard = create_app(FixedEngine(), settings=settings_of()), []
    with request_started.connected_to(lambda sender, **_: heard.append(sender), app):
        ask(app.test_client())
    assert heard == [app]


def test_a_view_that_was_wrapped_is_called():
    app = create_app(FixedEngine(), settings=settings_of())
    app.view_functions["api.search"] = lambda: "mine"
    assert ask(app.test_client())[2] == b"mine"


@pytest.mark.parametrize(
    "settings", [{"origins": ("https://a.example",)}, {"rate_limit": "9/minute"}, {"hosts": ("localhost",)}]
)
def test_settings_with_hooks_of_their_own_are_kept(settings):
    client = create_app(FixedEngine(), settings=settings_of(**settings)).test_client()
    told = dict(ask(client, Origin="https://a.example")[1])
    assert ("Access-Control-Allow-Origin" in told) == ("origins" in settings)
    assert ("X-RateLimit-Limit" in told) == ("rate_limit" in settings)
    assert ask(client, Host="b.example")[0].startswith("400" if "hosts" in settings else "200")


def test_most_questions_go_the_short_way(monkeypatch):
    direct, flask = both_ways()
    taken, send = [], DirectSearch._send
    monkeypatch.setattr(DirectSearch, "_send", lambda self, *given: taken.append(given) or send(self, *given))
    for client, headers in product((direct, flask), HEADERS[:5]):
        ask(client, **headers)
    assert len(taken) == 5
