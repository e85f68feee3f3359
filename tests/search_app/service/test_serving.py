"""The app on its real server: slow visitors, many visitors, proxies, and a user who may write nothing."""

import json
import os
import shutil
import socket
import stat
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice, takewhile
from pathlib import Path
from urllib.parse import quote

import click
import pytest
from web.contract import DOCUMENT
from web.engine import FixedEngine
from web.server import serving

import indexer
from indexer.search.deadline import check_deadline

NOBODY = 65534
SEARCH = "/api/search?q=a"


class SteadyEngine(FixedEngine):
    """Takes a fiftieth of a second for each search."""

    def search(self, request):
        time.sleep(0.02)
        return super().search(request)


class HeldEngine(FixedEngine):
    """Answers as often as it is let go."""

    def __init__(self):
        super().__init__()
        self.began, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def search(self, request):
        self.began.release()
        assert self.go.acquire(timeout=300)
        return super().search(request)


class StubbornEngine(FixedEngine):
    """Never finds an end where it is asked for ``slow``."""

    def search(self, request):
        while request.text == "slow":
            check_deadline()
        return super().search(request)


def send_half(port, count):
    """Open connections, send the beginning of a request on each, and return them."""
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for connection in connections:
        connection.sendall(b"GET /api/search?q=a HTTP/1.1\r\nHost: a.example\r\nX-Slow: ")
    return connections


def wait_until(holds):
    """Wait until something holds, as long as even a very busy machine may need."""
    for _ in range(6000):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def time_requests(ask, count):
    """Return the milliseconds that requests one after the other take."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        assert ask(SEARCH).status == 200
        times.append((time.perf_counter() - began) * 1000)
    return times


def test_visitors_who_never_finish_asking_keep_nobody_waiting():
    with serving(FixedEngine()) as ask:
        halves = send_half(ask.port, 40)
        assert len(time_requests(ask, 5)) == 5
        for each in halves:
            each.close()


@pytest.mark.slow
def test_with_400_half_sent_requests_open_a_normal_one_takes_less_than_200_ms():
    with serving(FixedEngine()) as ask:
        halves = send_half(ask.port, 400)
        times = time_requests(ask, 100)
        for each in halves:
            each.close()
    print(f"\nwith 400 half-sent requests: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")
    assert max(times) < 200


def test_too_many_at_once_are_told_to_come_back_and_the_others_are_answered():
    engine = HeldEngine()
    with serving(engine, threads=2, concurrency=4, deadline=60) as ask, ThreadPoolExecutor(32) as visitors:
        first = [visitors.submit(ask, SEARCH) for _ in range(2)]
        assert all(engine.began.acquire(timeout=300) for _ in first)
        others = [visitors.submit(ask, SEARCH) for _ in range(30)]
        refused = [each.result() for each in islice(as_completed(others), 28)]  # two are under way, and two may wait
        engine.go.release(100)
        assert {(answer.status, answer.getheader("Retry-After")) for answer in refused} == {(503, "2")}
        assert [each.result().status for each in first + others].count(200) == 4
        assert ask(SEARCH).status == 200


@pytest.mark.slow
def test_ten_times_more_than_can_be_answered_is_no_collapse():
    with serving(SteadyEngine(), concurrency=32) as ask, ThreadPoolExecutor(300) as visitors:
        alone = time_requests(ask, 20)
        began = time.perf_counter()
        timed = list(visitors.map(lambda _: timed_answer(ask), range(3000)))
        seconds = time.perf_counter() - began
        after = time_requests(ask, 20)
    served = sorted(ms for status, ms in timed if status == 200)
    print(
        f"\n{len(timed)} requests of 300 visitors in {seconds:.1f} s: {len(served)} answered, "
        f"{len(served) / seconds:.0f} a second, p99 {served[len(served) * 99 // 100]:.0f} ms; "
        f"alone {statistics.median(alone):.0f} ms, afterwards {statistics.median(after):.0f} ms"
    )
    assert {status for status, _ in timed} == {200, 503}
    assert len(served) * 0.02 > seconds / 2  # of four threads, half a one's time at least went into answers
    assert max(after) < 1000


def timed_answer(ask):
    began = time.perf_counter()
    return ask(SEARCH).status, (time.perf_counter() - began) * 1000


def test_a_search_that_overruns_is_stopped_and_disturbs_nobody():
    with serving(StubbornEngine(), threads=2, deadline=2) as ask, ThreadPoolExecutor(1) as visitor:
        slow = visitor.submit(ask, "/api/search?q=slow")
        others = [ask(SEARCH).status for _ in range(5)]
        assert (slow.result().status, others) == (503, [200] * 5)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"x" * 20_000, b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20_000, b"431"),
        (b"GET /" + b"a" * 20_000, b"431"),
        (b"\r\n" * 10_000, b"431"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", b"400"),
        (b"POST /api/search HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n", b"405"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
    ],
)
def test_what_no_browser_sends_is_refused(sent, status):
    with serving(FixedEngine()) as ask:
        with socket.create_connection(("127.0.0.1", ask.port), timeout=30) as connection:
            connection.sendall(sent)
            answer = connection.recv(4096)
        assert answer.split(b" ", 2)[1].startswith(status)
        assert b"uvicorn" not in answer.split(b"\r\n\r\n")[0].lower()
        assert ask(SEARCH).status == 200


def test_without_a_proxy_nobody_is_believed_about_the_address():
    with serving(FixedEngine(), rate_limit="1/hour") as ask:
        answers = [ask(SEARCH, **{"X-Forwarded-For": f"198.51.100.{number}"}).status for number in range(2)]
    assert answers == [200, 429]


def test_behind_a_proxy_visitors_are_told_apart():
    with serving(FixedEngine(), rate_limit="1/hour", proxies=1) as ask:
        chains = ["198.51.100.1", "198.51.100.2", "203.0.113.9, 198.51.100.1"]
        assert [ask(SEARCH, **{"X-Forwarded-For": chain}).status for chain in chains] == [200, 200, 429]


@pytest.fixture
def public():
    """A folder that anybody may look into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


AS_NOBODY = f"""
import contextlib, encodings, importlib, os, pkgutil, resource
import importlib.metadata, importlib.readers, importlib.resources
from indexer import cli
from search_app.service import serve
# What these take would be imported later, perhaps from a closed folder.
importlib.metadata.version("flask"), importlib.resources.files("search_app").joinpath("static").is_dir()
for each in pkgutil.iter_modules(encodings.__path__):
    with contextlib.suppress(ImportError):
        importlib.import_module(f"encodings.{{each.name}}")
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
cli.main()
"""


def may_be_read_by_all(module):
    """Say whether the folders in which a module lies are open to every user."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in Path(module.__file__).resolve().parents)


def start_as_nobody(folder):
    """Serve an index as a user who owns nothing, and who could not write a byte to a file if it did."""
    options = ["serve", "--index", str(folder / "index"), "--port", "0", "--deadline", "60", "--json"]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    command = [sys.executable, "-c", AS_NOBODY, *options]
    return subprocess.Popen(command, env=environment, cwd="/", stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_it_runs_as_a_user_who_can_write_nothing(public):
    if not all(map(may_be_read_by_all, (indexer, click))):
        pytest.skip("only its owner may read this checkout, or what is installed for it")
    (public / "post.md").write_text("---\ntitle: 服务网格\n---\n\nistio 流量管理\n", encoding="utf-8")
    (public / "index").mkdir(mode=0o755)
    build = [sys.executable, "-m", "indexer.cli", "rebuild", public, "--index", public / "index", "--quiet"]
    assert subprocess.run(build, check=False).returncode == 0
    with start_as_nobody(public) as process:
        watchdog = threading.Timer(300, process.kill)
        watchdog.start()
        try:
            address = json.loads("".join(takewhile("}\n".__ne__, process.stdout)) + "}")["address"]
            found = json.load(urllib.request.urlopen(f"{address}api/search?q=istio+{quote('流量管理')}"))
            pages = [
                urllib.request.urlopen(address + path).status for path in ("", "metrics", "healthz", "opensearch.xml")
            ]
        finally:
            process.terminate()
            watchdog.cancel()
    assert (found["total"], pages) == (1, [200] * 4)


def test_there_is_nothing_to_write_with_but_counts():
    methods = {(path, method) for path, operations in DOCUMENT["paths"].items() for method in operations}
    assert {path for path, method in methods if method != "get"} == {"/api/report"}


def test_nothing_switches_on_debugging(monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with serving(FixedEngine(error=RuntimeError("geheim"))) as ask:
        answer = ask("/search?q=a")
    assert (answer.status, "Traceback" in answer.text, "geheim" in answer.text) == (500, False, False)
