"""The WSGI app behind the event loop, here asked as an ASGI server asks it."""

import asyncio
import threading

import pytest

from search_app.service.connections import CLIENT
from search_app.service.gateway import Gateway, write_environ
from search_app.service.in_flight import InFlight, flight_of


def scope_of(path="/", query=b"", headers=(), peer="192.0.2.1", **client):
    extensions = {CLIENT: {"runs_ahead": lambda: False, "is_gone": lambda: False} | client}
    return {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "raw_path": path.encode(),
        "query_string": query, "headers": [*headers], "client": (peer, 1), "server": ("127.0.0.1", 80),
        "extensions": extensions,
    }  # fmt: skip


async def ask(gateway, scope):
    sent = []

    async def send(message):
        sent.append(message)

    await gateway(scope, None, send)
    return sent


def run(app, scope):
    return asyncio.run(ask(Gateway(app, 2), scope))


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Date", "never")])
    return [environ["PATH_INFO"].encode("latin-1"), b"?", environ["QUERY_STRING"].encode("latin-1")]


def test_an_answer_is_sent_with_one_date_that_of_the_server():
    start, body = run(hello, scope_of("/%E6%9C%8D", b"q=a"))
    assert (start["status"], start["headers"]) == (200, [(b"content-type", b"text/plain")])
    assert body["body"] == "/服?q=a".encode()


def test_a_long_answer_is_sent_in_pieces_and_closed():
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"a" * 50_000] * 5)

        def close(self):
            closed.append(True)

    def app(_environ, start_response):
        start_response("200 OK", [])
        return Body()

    _, *bodies = run(app, scope_of())
    assert [len(each["body"]) for each in bodies] == [100_000, 100_000, 50_000]
    assert closed == [True]


def test_a_request_is_in_flight_until_it_is_answered():
    in_flight, seen = InFlight(), []

    def app(environ, start_response):
        flight = flight_of(environ)
        in_flight.wait_until_none(0.05)
        seen.append(in_flight.count)
        flight.end()
        seen.append(in_flight.count)
        return hello(environ, start_response)

    asyncio.run(ask(Gateway(app, 2, in_flight=in_flight), scope_of()))
    assert (seen, in_flight.count) == ([1, 0], 0)


def test_a_request_that_fails_is_in_flight_no_more():
    in_flight = InFlight()
    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask(Gateway(lambda *_: 1 / 0, 2, in_flight=in_flight), scope_of()))
    assert in_flight.count == 0


def test_a_client_that_reads_nothing_holds_no_thread():
    def app(_environ, start_response):
        start_response("200 OK", [])
        return iter([b"a" * 100_000] * 9)

    async def scenario():
        gateway, unread = Gateway(app, 1), asyncio.Event()

        async def never(_message):
            await unread.wait()

        stuck = [asyncio.create_task(gateway(scope_of(), None, never)) for _ in range(20)]
        sent = await asyncio.wait_for(ask(gateway, scope_of()), 300)
        unread.set()
        await asyncio.gather(*stuck)
        return sent

    assert len(asyncio.run(scenario())) == 11


def test_a_request_with_a_body_ends_its_connection():
    start, _ = run(hello, scope_of(headers=[(b"content-length", b"9")]))
    assert (b"connection", b"close") in start["headers"]


def test_a_header_with_an_underscore_passes_for_no_other():
    headers = [(b"x_forwarded_for", b"203.0.113.9"), (b"x-forwarded-for", b"198.51.100.1"), (b"accept", b"a")]
    environ = write_environ(scope_of(headers=[*headers, (b"accept", b"b"), (b"content-type", b"c")]))
    assert environ["HTTP_X_FORWARDED_FOR"] == "198.51.100.1"
    assert (environ["HTTP_ACCEPT"], environ["CONTENT_TYPE"]) == ("a,b", "c")


class Held:
    """An app whose answers wait until they are let go."""

    def __init__(self):
        self.go = threading.Semaphore(0)
        self.under_way = self.most = 0
        self._changed = threading.Condition()

    def _wait_for(self, count):
        with self._changed:
            return self._changed.wait_for(lambda: self.under_way == count, 300)

    async def reached(self, count):
        """Wait until so many requests are under way."""
        assert await asyncio.to_thread(self._wait_for, count)

    def __call__(self, _environ, start_response):
        with self._changed:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            self._changed.notify_all()
        assert self.go.acquire(timeout=300)
        with self._changed:
            self.under_way -= 1
        start_response("200 OK", [])
        return [b""]


@pytest.mark.parametrize(
    ("share", "asking", "most"),
    [
        (2, {"peer": "192.0.2.1"}, 2),
        (2, {"peer": "127.0.0.1"}, 6),
        (0, {"peer": "192.0.2.1"}, 6),
        (0, {"peer": "127.0.0.1", "runs_ahead": lambda: True}, 1),
    ],
)
def test_one_address_and_those_who_do_not_wait_for_answers_have_a_share(share, asking, most):
    app = Held()

    async def scenario():
        gateway = Gateway(app, 8, share)
        first = [asyncio.create_task(ask(gateway, scope_of(**asking))) for _ in range(6)]
        await app.reached(most)
        other = asyncio.create_task(ask(gateway, scope_of(peer="198.51.100.1")))
        await app.reached(most + 1)
        app.go.release(7)
        await asyncio.wait_for(asyncio.gather(*first, other), 300)

    asyncio.run(scenario())
    assert app.most == most + 1


def test_nothing_is_computed_for_who_has_gone():
    assert run(pytest.fail, scope_of(is_gone=lambda: True)) == []
