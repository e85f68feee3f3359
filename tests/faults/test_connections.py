"""Slow and greedy clients against the real server; ``connection_attacks.py`` does the same at length."""

import threading
import time
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from faults.connection_attacks import LARGE, run, serving
from web.attacks import ATTACKS, attack, attacking, usage, visit

PATIENCE = 20_000
"""Milliseconds; how fast it is, is measured on a quiet machine. Where nothing bounds an attack it lasts without end."""

A_FEW = 20
"""Descriptors that a server may open with time, each worker its own; an attack takes 60."""


@pytest.fixture(scope="module", params=["1", "2"])
def server(request, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("attacked"), "--processes", request.param) as running:
        yield running


@pytest.fixture(scope="module")
def opened_before(server):
    """Descriptors of the server before anybody attacks it."""
    visit(server.port)
    return usage(server.pid)[0]


@pytest.mark.parametrize("kind", ATTACKS)
def test_a_visitor_is_answered_all_the_while(server, opened_before, kind, tell_figures):
    seen = attack(server, kind, count=60, seconds=0.6, settle=0)
    tell_figures(f"{kind}, 60 connections: slowest answer {max(seen.times):.0f} ms")
    assert (set(seen.statuses), max(seen.times) < PATIENCE) == ({200}, True), str(seen)


def test_what_was_opened_is_closed_in_the_end(server, opened_before):
    end = time.monotonic() + 60
    while usage(server.pid)[0] > opened_before + A_FEW:
        assert time.monotonic() < end, "descriptors were left behind"
        time.sleep(0.1)


class Quiet(WSGIRequestHandler):
    """Writes nothing to stderr."""

    def log_message(self, *arguments):
        pass


@contextmanager
def bare():
    """Serve one after the other, as the standard library does, with no bound on anything; yield the port."""

    def app(_environ, start_response):
        start_response("200 OK", [("Content-Length", str(LARGE * 100))])
        return [bytes(LARGE)] * 100

    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


@pytest.mark.parametrize("kind", ["half-sent", "silent", "unread files"])
def test_the_same_clients_stop_a_server_that_bounds_nothing(kind):
    """The control: one is enough."""
    with bare() as port:
        assert visit(port)[1] == 200
        with attacking(port, ATTACKS[kind], 1):
            time.sleep(0.3)
            assert visit(port, timeout=1)[1] == 0


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["1", "2"])
def test_with_400_connections_of_each_kind_a_normal_request_takes_less_than_200_ms(tmp_path, processes):
    with serving(tmp_path, "--processes", processes) as running:
        assert run(running, 400, 5, (), 200) == []
