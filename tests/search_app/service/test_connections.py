"""What one connection may do, over real sockets, with bounds of parts of a second."""

import http.client
import socket
import threading
import time

import pytest
from web.attacks import connect, is_closed, pipelined, visit
from web.engine import FixedEngine
from web.server import serving

from search_app.service.connections import Bounds

HASTY = Bounds(request_seconds=0.3, stalled_seconds=0.3)
PATIENT = Bounds(request_seconds=300, stalled_seconds=300)
HALF = b"GET /api/search?q=a HTTP/1.1\r\nHost: a\r\nX-Slow: "
WHOLE = b"GET /api/search?q=a HTTP/1.1\r\nHost: a\r\n\r\n"
LARGE = 300_000


@pytest.fixture
def theme(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/large.bin").write_bytes(bytes(LARGE))
    return tmp_path


def wait_until(holds):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def talk(port, *parts):
    """Send parts, and return all that comes until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(0.05)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na"
CHUNK = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na"


@pytest.mark.parametrize("sent", [b"", b"G", HALF, WHOLE, WHOLE + HALF, BODY, CHUNK], ids=range(7))
def test_who_does_not_finish_asking_is_cut_off(sent):
    with serving(FixedEngine(), HASTY) as ask:
        connection = connect(ask.port, "127.0.0.1")
        connection.send(sent)
        wait_until(lambda: is_closed(connection))


@pytest.mark.parametrize("sent", [b"", HALF], ids=["silent", "half"])
def test_with_longer_bounds_the_same_stays_open(sent):
    """The control of the test above."""
    with serving(FixedEngine(), PATIENT) as ask:
        connection = connect(ask.port, "127.0.0.1")
        connection.send(sent)
        time.sleep(1)
        assert not is_closed(connection)


def test_who_sends_a_byte_now_and_then_is_cut_off_all_the_same():
    with serving(FixedEngine(), HASTY) as ask:
        connection = connect(ask.port, "127.0.0.1")
        connection.send(HALF)

        def drip():
            try:
                connection.send(b"a")
            except OSError:
                return True
            return is_closed(connection)

        wait_until(drip)


def test_who_reads_nothing_is_cut_off(theme):
    with serving(FixedEngine(), Bounds(request_seconds=300, stalled_seconds=2), theme=theme) as ask:
        connection = connect(ask.port, "127.0.0.1")
        connection.send(pipelined("/theme/large.bin"))
        wait_until(lambda: ask.config.open.stalled)
        wait_until(lambda: not ask.server.server_state.connections)
        assert not ask.config.open.waiting
        connection.close()


def test_with_longer_bounds_who_reads_nothing_stays(theme):
    """The control."""
    with serving(FixedEngine(), PATIENT, theme=theme) as ask:
        connection = connect(ask.port, "127.0.0.1")
        connection.send(pipelined("/theme/large.bin"))
        wait_until(lambda: ask.config.open.stalled)
        time.sleep(1)
        assert (len(ask.server.server_state.connections), len(ask.config.open.waiting)) == (1, 0)
        connection.close()


def test_an_answer_that_takes_longer_than_a_request_may_is_not_cut_off():
    class SlowEngine(FixedEngine):
        def search(self, request):
            time.sleep(2)
            return super().search(request)

    with serving(SlowEngine(), Bounds(request_seconds=1.5, stalled_seconds=1.5)) as ask:
        assert visit(ask.port)[1] == 200


def test_requests_sent_ahead_are_answered_in_order():
    sent = b"".join(f"GET /api/suggest?q={n} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for n in range(30))
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with serving(FixedEngine()) as ask:
        answer = talk(ask.port, sent[:701], sent[701:] + last)
    asked = [int(part.partition(b'"')[0]) for part in answer.split(b'{"query":"')[1:]]
    assert asked == list(range(30))
    assert b'"status":"ok"' in answer


def test_a_query_typed_as_it_is_is_answered_as_an_encoded_one():
    engine = FixedEngine()
    line = "GET /api/search?q=服务网格&lang=zh HTTP/1.1\r\n".encode()
    with serving(engine) as ask:
        answer = talk(ask.port, line[:25], line[25:], b"Host: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert engine.asked[0].text == "服务网格"


def test_bytes_that_are_no_text_are_answered_too():
    with serving(FixedEngine()) as ask:
        answer = talk(ask.port, b"GET /api/search?q=\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("length", [b"Content-Length: 6", b"Content-Length: 0"])
def test_nothing_behind_a_request_of_two_lengths_is_answered(length):
    """RFC 9112, section 6.1: such a connection has to be closed."""
    hidden = b"0\r\n\r\nGET /api/suggest?q=hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    head = b"POST / HTTP/1.1\r\nHost: a\r\n" + length + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(FixedEngine()) as ask:
        answer = talk(ask.port, head + hidden)
    assert (answer.count(b"HTTP/1.1 "), answer[:12]) == (1, b"HTTP/1.1 400")


def test_one_address_has_so_many_connections_and_others_have_theirs():
    with serving(FixedEngine(), Bounds(of_one_address=3)) as ask:
        ask.config.open.is_counted = lambda _address: True
        first = [connect(ask.port, "127.0.0.2") for _ in range(5)]
        wait_until(lambda: sum(map(is_closed, first)) == 2)
        assert visit(ask.port)[1] == 200
        first[0].close()
        wait_until(lambda: sum(ask.config.open.of_network.values()) == 2)
        again = connect(ask.port, "127.0.0.2")
        again.send(WHOLE)
        wait_until(lambda: ask.config.open.of_network["127.0.0.2"] == 3)
    assert not any(ask.config.open.of_network.values())


def test_a_proxy_on_this_machine_may_have_any_number():
    with serving(FixedEngine(), Bounds(of_one_address=3)) as ask:
        connections = [connect(ask.port, "127.0.0.1") for _ in range(9)]
        assert visit(ask.port)[1] == 200
        assert not any(map(is_closed, connections))


def test_where_there_are_too_many_the_one_that_waited_longest_makes_room():
    with serving(FixedEngine(), Bounds(connections=5)) as ask:
        connections = [connect(ask.port, "127.0.0.1") for _ in range(5)]
        wait_until(lambda: len(ask.config.open.waiting) == 5)
        assert visit(ask.port)[1] == 200
        assert [is_closed(each) for each in connections] == [True] + [False] * 4


def test_where_clients_read_nothing_they_make_room_first(theme):
    with serving(FixedEngine(), Bounds(connections=3), theme=theme) as ask:
        greedy = [connect(ask.port, "127.0.0.1") for _ in range(2)]
        for each in greedy:
            each.send(pipelined("/theme/large.bin"))
        wait_until(lambda: len(ask.config.open.stalled) == 2)
        silent = connect(ask.port, "127.0.0.1")
        wait_until(lambda: len(ask.config.open.waiting) == 1)
        assert visit(ask.port)[1] == 200
        wait_until(lambda: len(ask.config.open.stalled) == 1)
        assert not is_closed(silent)


def test_a_browser_that_keeps_its_connection_is_answered_on_it():
    with serving(FixedEngine()) as ask:
        connection = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=60)
        sources = []
        for _ in range(3):
            connection.request("GET", "/api/search?q=a")
            sources.append(connection.sock.getsockname())
            assert connection.getresponse().read().startswith(b'{"query":"a"')
    assert len(set(sources)) == 1


def test_eight_visitors_at_once_get_their_own_answers():
    found = {}

    def search(number):
        for turn in range(20):
            found[number, turn] = ask(f"/api/suggest?q={number}-{turn}").text

    with serving(FixedEngine()) as ask:
        visitors = [threading.Thread(target=search, args=[number]) for number in range(8)]
        for each in visitors:
            each.start()
        for each in visitors:
            each.join()
    assert len(found) == 160
    assert all(f'"query":"{number}-{turn}"' in text for (number, turn), text in found.items())


def test_answers_without_a_body_are_sent_too():
    head = b"HEAD /api/search?q=a HTTP/1.1\r\nHost: a\r\n\r\n"
    with serving(FixedEngine()) as ask:
        tag = ask("/api/search?q=a").headers["ETag"].encode()
        known = b"GET /api/search?q=a HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag + b"\r\n\r\n"
        last = b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        answer = talk(ask.port, head + known, head[:-1], head[-1:] + last)
    statuses = [part.partition(b" ")[0] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"304", b"200", b"200"]


def test_an_answer_is_one_packet():
    with serving(FixedEngine()) as ask, socket.create_connection(("127.0.0.1", ask.port), timeout=60) as connection:
        for _ in range(2):
            connection.sendall(WHOLE)
            head, _, body = connection.recv(1 << 16).partition(b"\r\n\r\n")
            assert int(head.lower().split(b"content-length: ")[1].split()[0]) == len(body)


def test_a_visitor_of_http_1_0_need_not_name_a_host():
    with serving(FixedEngine()) as ask:
        assert talk(ask.port, b"GET /api/search?q=a HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200")
