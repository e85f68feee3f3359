"""Connections shared between processes: here two servers at one port, each in a thread that is told when to look."""

import socket
from pathlib import Path

import pytest
from waitress.server import BaseWSGIServer
from web.engine import FixedEngine

from indexer.settings.settings import Settings
from search_app import create_app
from search_app.service.listening import Loads, listen, open_port

SETTINGS = Settings(Path(), Path(), port=0)


@pytest.fixture
def pair():
    """Two servers that listen at one port, and the port."""
    sockets = open_port(SETTINGS)
    loads = Loads(2)
    servers = [listen(create_app(FixedEngine()), SETTINGS, sockets, loads.seen_by(number)) for number in range(2)]
    yield (*servers, sockets[0].getsockname()[1])
    for server in servers:
        server.close()


def connect(port, count):
    return [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]


def look(server):
    """Let a server do what it does when the kernel wakes it for a connection."""
    if server.readable():
        server.handle_accept()
    return len(server.active_channels)


def test_who_has_more_lets_another_be_first(pair, monkeypatch):
    first, second, port = pair
    monkeypatch.setattr("search_app.service.listening.time.sleep", lambda _seconds: look(second))
    connections = connect(port, 4)
    assert [look(first), look(first), look(first)] == [1, 2, 2]
    assert len(second.active_channels) == 2
    del connections


def test_nobody_waits_in_vain_for_one_who_does_not_come(pair):
    first, second, port = pair
    connections = connect(port, 3)
    assert [look(first) for _ in range(3)] == [1, 2, 3]
    assert len(second.active_channels) == 0
    del connections


def test_connections_at_all_addresses_count_together():
    sockets = open_port(SETTINGS) + open_port(SETTINGS)
    loads = Loads(2)
    server = listen(create_app(FixedEngine()), SETTINGS, sockets, loads.seen_by(0))
    listeners = [each for each in server.map.values() if isinstance(each, BaseWSGIServer)]
    connections = [each for number in (0, 0, 1) for each in connect(sockets[number].getsockname()[1], 1)]
    for listener in (listeners[0], listeners[0], listeners[1], listeners[0]):
        listener.readable()
        listener.handle_accept()
    assert (loads.seen_by(0).counts.tolist(), len(listeners)) == ([3, 0], 2)
    server.close()
    del connections


def test_one_process_waits_for_nobody():
    assert Loads(1).seen_by(0) is None


def test_each_sees_what_the_others_tell():
    loads = Loads(2)
    mine, other = loads.seen_by(0), loads.seen_by(1)
    mine.tell(3)
    assert (mine.is_least(), other.is_least()) == (False, True)
    other.tell(3)
    assert mine.is_least()
