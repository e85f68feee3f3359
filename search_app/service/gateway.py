"""A WSGI application behind an ASGI server, with threads that no client can hold.

Most searches are answered in the event loop itself, see ``at_once``. For all else a thread computes an answer, or reads
the next piece of one, and is free again; what a client has not read yet waits in the event loop. The app takes no
bodies, so those of requests are left unread and their connections closed.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes
from weakref import WeakValueDictionary

from indexer.search.deadline import NotAtOnceError
from search_app.service.at_once import ask_again, ask_at_once
from search_app.service.connections import CLIENT
from search_app.service.in_flight import InFlight, pass_on
from search_app.service.networks import is_other_machine, network_of

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIApplication

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Any]

_PIECE_BYTES = 64 * 1024


class Gateway:
    """An ASGI application that asks a WSGI application.

    Args:
        app: Answers.
        threads: How many requests may be in it at the same time.
        share: How many of them may be of one address, this machine's own excepted; 0 for any number. All clients that
            send requests without waiting for the answers together have the share of one request.
        in_flight: Counts requests from when they are read until they are sent; None where nobody asks for that.
        is_quick: Says whether the app is to be asked in the event loop first, where it raises ``NotAtOnceError`` for
            what it does not answer so. Never, by default.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        threads: int,
        share: int = 0,
        in_flight: InFlight | None = None,
        is_quick: Callable[[], bool] = bool,
    ) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, "request")
        self._share = share
        self._in_flight = in_flight or InFlight()
        self._is_quick = is_quick
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, _receive: object, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        client = _Client(scope)
        async with self._turn_of(client):
            if client.is_gone():
                return
            environ = write_environ(scope)
            flight = self._in_flight.begin()
            pass_on(flight, environ)
            try:
                answer = await self._answer(environ)
            finally:
                loop.call_soon(flight.end)  # when this task has sent what the client takes at once
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers_for(scope)})
            while answer.has_more:
                await send({"type": "http.response.body", "body": answer.piece, "more_body": True})
                await loop.run_in_executor(self._threads, answer.read)
            await send({"type": "http.response.body", "body": answer.piece})
        finally:
            answer.close()

    async def _answer(self, environ: dict[str, Any]) -> "_Answer":
        if self._is_quick():
            try:
                return _Answer(self._app, ask_at_once(environ))
            except NotAtOnceError:
                environ = ask_again(environ)
        return await asyncio.get_running_loop().run_in_executor(self._threads, _Answer, self._app, environ)

    def _turn_of(self, client: "_Client") -> AbstractAsyncContextManager[Any]:
        if client.runs_ahead():
            key, places = "", 1
        elif self._share and is_other_machine(client.address):
            key, places = network_of(client.address), self._share
        else:
            return nullcontext()
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = asyncio.Semaphore(places)
        return turn


class _Client:
    """The client of a request."""

    def __init__(self, scope: Scope) -> None:
        told = scope.get("extensions", {}).get(CLIENT, {})
        self.address: str = (scope.get("client") or ("",))[0]
        self.runs_ahead: Callable[[], bool] = told.get("runs_ahead", bool)
        self.is_gone: Callable[[], bool] = told.get("is_gone", bool)


class _Answer:
    """The answer of the WSGI application, read piece by piece.

    Source:
        PEP 3333, "The start_response() Callable".
    """

    def __init__(self, app: "WSGIApplication", environ: dict[str, Any]) -> None:
        self.status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._written: list[bytes] = []
        self._body = app(environ, self._start)
        self._pieces: Iterator[bytes] = iter(self._body)
        self.has_more = True
        self.piece = b""
        self.read()
        if not self.status:
            self.close()
            raise RuntimeError("the app has returned without an answer")

    def _start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        failure: "tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None" = None,
    ) -> Callable[[bytes], object]:
        """Begin to answer, or begin anew where something failed and nothing is sent; returns what writes."""
        if failure and failure[1] and self.piece:
            raise failure[1]
        self.status = int(status.partition(" ")[0])
        self._headers = [
            (_encode_name(name), value.encode("latin-1")) for name, value in headers if name != "Date"
        ]  # the server sends one
        return self._written.append

    def headers_for(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return the headers; one that ends the connection is added where the request has a body."""
        has_body = any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])
        return [*self._headers, *([(b"connection", b"close")] if has_body else [])]

    def read(self) -> None:
        """Read the next piece."""
        read = self._written
        size = 0
        for part in self._pieces:
            read.append(part)
            size += len(part)
            if size >= _PIECE_BYTES:
                break
        else:
            self.has_more = False
        self.piece = b"".join(read)
        read.clear()

    def close(self) -> None:
        """Close the body."""
        close = getattr(self._body, "close", None)
        if close:
            close()


@cache
def _encode_name(name: str) -> bytes:
    """Return the name of a header, as the server takes it; apps have some dozen."""
    return name.lower().encode("latin-1")


def write_environ(scope: Scope) -> dict[str, Any]:
    """Write a request as WSGI has it.

    Headers with an underscore are left out: WSGI could not tell them from those with a hyphen, which a proxy sets.

    Source:
        PEP 3333; ASGI 3.0, "HTTP connection scope".
    """
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" not in name:
            key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ
