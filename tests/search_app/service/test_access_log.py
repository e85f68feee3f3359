import json
import logging
from datetime import datetime

import pytest
from web.engine import FixedEngine
from web.settings import settings_of

from search_app import create_app
from search_app.service.access_log import LOG

SECRET = "geheim"


@pytest.fixture
def logged(caplog):
    """Ask for an address, and return what is written about it."""
    caplog.set_level(logging.DEBUG)
    client = create_app(FixedEngine(), settings=settings_of(access_log=True)).test_client()

    def ask(address, method="GET", **headers):
        caplog.clear()
        client.open(address, method=method, headers=headers)
        return [record.getMessage() for record in caplog.records if record.name == "search_app.access"]

    return ask


def test_a_request_is_one_line_of_json(logged):
    (line,) = logged("/api/search?q=a")
    written = json.loads(line)
    assert list(written) == ["time", "method", "route", "status", "ms", "bytes"]
    assert (written["method"], written["route"], written["status"]) == ("GET", "/api/search", 200)
    assert datetime.fromisoformat(written["time"]).utcoffset().seconds == 0
    assert 0 <= written["ms"] < 60_000
    assert written["bytes"] > 100


@pytest.mark.parametrize(
    ("address", "method", "route", "status"),
    [
        ("/api/search", "GET", "/api/search", 400),
        ("/static/search.css", "GET", "/static/<path:filename>", 200),
        ("/nothing", "GET", "", 404),
        ("/api/search?q=a", "POST", "", 405),
    ],
)
def test_whatever_the_answer_it_is_written(logged, address, method, route, status):
    written = json.loads(logged(address, method)[0])
    assert (written["route"], written["status"]) == (route, status)


def test_bytes_are_those_that_were_sent(logged):
    assert json.loads(logged("/api/search?q=a", "HEAD")[0])["bytes"] == 0
    plain, small = (json.loads(logged("/search?q=a", **{"Accept-Encoding": each})[0]) for each in ("", "gzip"))
    assert 0 < small["bytes"] < plain["bytes"]


@pytest.mark.parametrize(
    "address", [f"/api/search?q={SECRET}", f"/{SECRET}", f"/search?tag={SECRET}", f"/static/{SECRET}", f"/api/{SECRET}"]
)
def test_nothing_tells_of_the_visitor_or_of_what_was_searched(logged, caplog, address):
    logged(address, **{"User-Agent": SECRET, "Referer": SECRET, "X-Forwarded-For": SECRET, "Cookie": SECRET})
    assert SECRET not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_an_invented_method_cannot_write_into_the_log(logged):
    assert json.loads(logged("/", f"{SECRET}\n{{}}")[0])["method"] == "other"


def test_unless_asked_for_nothing_is_written(caplog):
    caplog.set_level(logging.DEBUG)
    create_app(FixedEngine()).test_client().get("/api/search?q=a")
    assert caplog.records == []


def test_the_log_can_be_told_from_others_by_its_name():
    assert LOG.name == "search_app.access"
