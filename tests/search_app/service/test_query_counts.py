import os
import threading
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from web.engine import MESH, FixedEngine

from indexer.analytics.query_log import QueryLog
from indexer.errors import IndexMissingError
from indexer.settings.settings import Settings
from search_app import create_app
from search_app.service.query_counts import QueryCounts
from search_app.web.current import COUNTS

DAY = date(2026, 2, 10)


@pytest.fixture
def log(tmp_path):
    return QueryLog(tmp_path / "log", 1_000_000, 90)


@pytest.fixture
def engine():
    return FixedEngine()


@pytest.fixture
def app(engine, tmp_path):
    return create_app(engine, settings=Settings(Path(), Path(), query_log=tmp_path / "log", origins=("https://a.org",)))


@pytest.fixture
def client(app):
    return app.test_client()


def written(app, log):
    """Return what was asked, and what was chosen, with how often."""
    app.extensions[COUNTS].write()
    counts = log.read(date(2000, 1, 1))
    return (
        {query: each.asked for (_, query), each in counts.asked.items()},
        {(query, post): count for (_, query, post), count in counts.chosen.items()},
    )


@pytest.mark.parametrize(
    "address", ["/search?q=Istio", "/?q=istio", "/api/search?q=istio", "/api/search?q=istio&per_page=3"]
)
def test_a_query_typed_to_its_end_is_counted(client, app, log, address):
    client.get(address)
    client.get(address)
    assert written(app, log) == ({"istio": 2}, {})


@pytest.mark.parametrize(
    "address",
    [
        "/search",
        "/search?q=+",
        "/api/search?q=istio&typing=1",
        "/search?q=istio&page=2",
        "/search?q=istio&tag=a",
        "/api/search?q=istio&sort=date",
        "/api/suggest?q=istio",
        "/search?q=ada@example.org",
        "/api/search?q=138+0013+8000",
    ],
)
def test_what_is_no_query_of_its_own_or_personal_is_not_counted(client, app, log, address):
    assert client.get(address).status_code == 200
    assert written(app, log) == ({}, {})


def test_what_a_browser_only_looks_at_beforehand_is_not_counted(client, app, log):
    client.head("/search?q=istio")
    client.get("/search?q=istio", headers={"Sec-Purpose": "prefetch;prerender"})
    assert written(app, log) == ({}, {})


def test_the_answer_is_kept_with_its_hits_and_time_and_nothing_else(client, app, log, tmp_path):
    headers = {"User-Agent": "Canarybrowser/1", "Cookie": "canarycookie=1", "Referer": "https://canaryreferer.example/"}
    began = datetime.now().astimezone().date()
    client.get("/search?q=istio", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    client.post("/api/report?q=istio&id=" + MESH.id, headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    assert written(app, log)[0] == {"istio": 1}
    ((day, _), asked) = next(iter(log.read(date(2000, 1, 1)).asked.items()))
    assert began.isoformat() <= day <= datetime.now().astimezone().date().isoformat()
    assert (asked.hits, asked.spent) == (42, 1.3)
    held = b"".join(path.read_bytes() for path in (tmp_path / "log").iterdir())
    assert not [word for word in (b"canary", b"Canary", b"203.0.113", b":") if word in held.replace(b"CREATE", b"")]


def test_a_report_counts_a_text_or_the_post_that_was_chosen(client, app, log):
    answers = [client.post("/api/report?q=istio"), client.post(f"/api/report?q=istio&id={MESH.id}")]
    assert [(answer.status_code, answer.data, answer.headers["Cache-Control"]) for answer in answers] == [
        (204, b"", "no-store")
    ] * 2
    assert written(app, log) == ({"istio": 1}, {("istio", MESH.id): 1})


def test_what_is_no_post_cannot_be_chosen(client, app, log):
    assert client.post("/api/report?q=istio&id=ada@example.org").status_code == 204
    assert written(app, log) == ({}, {})


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://a.org", 204), ("http://localhost", 204), ("https://evil.example", 403), ("null", 403)],
)
def test_only_pages_that_may_ask_may_report(client, origin, status):
    assert client.post("/api/report?q=istio", headers={"Origin": origin}).status_code == status


def test_reports_count_towards_the_rate_limit(engine, tmp_path):
    settings = Settings(Path(), Path(), query_log=tmp_path / "log", rate_limit="2/minute")
    client = create_app(engine, settings=settings).test_client()
    assert [client.post("/api/report?q=istio").status_code for _ in range(3)] == [204, 204, 429]


@pytest.mark.parametrize(("address", "status"), [("/api/report?q=a", 405), ("/api/report", 405)])
def test_nothing_is_reported_by_following_a_link(client, address, status):
    assert client.get(address).status_code == status


def test_without_a_log_nothing_is_counted_and_nobody_is_asked_to_report(engine):
    client = create_app(engine).test_client()
    assert client.post("/api/report?q=istio").status_code == 404
    page = client.get("/search?q=istio")
    assert " ping=" not in page.text
    assert "const REPORTS=false" in client.get("/search-box.js").text


def test_with_a_log_links_and_the_box_report(client):
    page = client.get("/search?q=istio")
    assert f'ping="/api/report?q=istio&amp;id={MESH.id}"'.replace("/index", "/index") in page.text.replace("%2F", "/")
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    assert " ping=" not in client.get("/search").text
    assert "const REPORTS=true" in client.get("/search-box.js").text


@pytest.mark.parametrize("fault", ["a file", "full"])
def test_a_log_that_cannot_be_written_harms_no_answer_and_is_named_once(engine, tmp_path, fault, caplog):
    folder = tmp_path / "log"
    if fault == "a file":
        folder.write_text("")
    app = create_app(
        engine, settings=Settings(Path(), Path(), query_log=Path("/dev/full/log") if fault == "full" else folder)
    )
    client = app.test_client()
    for _ in range(3):
        assert client.get("/search?q=istio").status_code == 200
        app.extensions[COUNTS].write()
    assert [record.getMessage().endswith("what was asked meanwhile is not counted") for record in caplog.records] == [
        True
    ]


def test_what_was_counted_of_an_older_generation_is_not_written(engine, log):
    counts = QueryCounts(log, engine, lambda: DAY)
    counts.count("istio", 1, 1.0, counts.served())
    counts.choose("istio", MESH.id)
    engine.state = replace(engine.state, generation="g-8")
    counts.write()
    counts.count("late", 1, 1.0, "g-7")
    counts.count("new", 1, 1.0, "g-8")
    counts.write()
    assert [query for _, query in log.read(DAY).asked] == ["new"]
    assert not log.read(DAY).chosen


def test_where_there_is_no_index_nothing_is_counted(log):
    engine = FixedEngine(error=IndexMissingError("none"))
    counts = QueryCounts(log, engine)
    counts.count("服务网格", 1, 1.0, "g-7")
    counts.write()
    assert not log.folder.exists()


def test_memory_is_bounded(engine, log):
    counts = QueryCounts(log, engine, lambda: DAY)
    for number in range(2100):
        counts.count(f"q {chr(0x4E00 + number)}", 1, 1.0, "g-7")
    counts.write()
    assert len(log.read(DAY).asked) <= 2000


def test_it_is_written_soon_by_itself(engine):
    class HeardLog:
        def __init__(self):
            self.was_written, self.queries = threading.Event(), []

        def add(self, counts, _today, is_current):
            assert is_current()
            self.queries = [query for _, query in counts.asked]
            self.was_written.set()

    log = HeardLog()
    counts = QueryCounts(log, engine, lambda: DAY)
    counts.count("istio", 1, 1.0, "g-7")
    assert log.was_written.wait(60)
    assert log.queries == ["istio"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_it_is_written_when_it_is_let_go(engine, log):
    counts = QueryCounts(log, engine, lambda: DAY)
    counts.count("istio", 1, 1.0, "g-7")
    del counts
    assert [query for _, query in log.read(DAY).asked] == ["istio"]
