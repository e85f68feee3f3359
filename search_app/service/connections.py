"""uvicorn's HTTP/1.1 protocol, with bounds on what a client may keep waiting and how many connections it may open.

uvicorn waits without end for the rest of a request and for a client that reads nothing, and takes as many connections
as there are file descriptors; here each of them ends.

Source: RFC 9112, sections 3 and 9; the same bounds as nginx's ``client_header_timeout``, ``send_timeout`` and
``limit_conn``.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from search_app.service.joined_writes import JoinedWrites
from search_app.service.networks import is_other_machine, network_of

CLIENT = "search_app.client"
"""The ASGI extension that tells of the client: functions ``runs_ahead`` and ``is_gone``, each returns a bool."""

_AHEAD_BYTES = 64 * 1024
_HEAD_END = b"\r\n\r\n"
_RAW_BYTE = re.compile(rb"[\x80-\xff]")
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_NOT_ONE_HOST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits on the connections of one process.

    Attributes:
        connections: Open at the same time; beyond that the one is closed whose client has read nothing for longest,
            else the one that has waited longest for a request. Each may have a file open that it is sent, and many
            systems give a process 1,024 descriptors.
        of_one_address: How many of them one address may have, this machine's own excepted; 0 for any number.
        request_seconds: From the opening of a connection, or its last answer, until a whole request head has come.
        stalled_seconds: How long a client may leave an answer unread.
        head_bytes: The length of a request's first line and headers, as they come.
    """

    connections: int = 450
    of_one_address: int = 0
    request_seconds: float = 20.0
    stalled_seconds: float = 30.0
    head_bytes: int = 16 * 1024


@dataclass(slots=True)
class OpenConnections:
    """The connections of this process. Used in the thread of the event loop only.

    Attributes:
        stalled: Those whose client does not read, the longest first.
        waiting: Those that wait for a request, the longest first.
        of_network: How many there are by network.
        is_counted: Which addresses are: not a proxy's on this machine, through which many come.
    """

    bounds: Bounds
    stalled: dict["BoundedProtocol", None] = field(default_factory=dict)
    waiting: dict["BoundedProtocol", None] = field(default_factory=dict)
    of_network: Counter[str] = field(default_factory=Counter)
    is_counted: Callable[[str], bool] = is_other_machine


class BoundedConfig(Config):
    """Configuration of a server whose connections are bounded."""

    def __init__(self, app: Any, bounds: Bounds, **options: Any) -> None:  # noqa: ANN401  as Config has them
        super().__init__(app, http=BoundedProtocol, **options)
        self.bounds = bounds
        self.open = OpenConnections(bounds)


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        config: BoundedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = config.bounds
        self._open = config.open
        self._network = ""
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._in_head = self._in_first_line = True
        self._input = b""
        self._runs_ahead = False
        self._is_lost = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, unless its address has too many; where there are too many in all, end the idlest."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if self._bounds.of_one_address and self._open.is_counted(address):
            self._network = network_of(address)
            self._open.of_network[self._network] += 1
            if self._open.of_network[self._network] > self._bounds.of_one_address:
                transport.abort()
                return
        self._wait_for_request()
        if len(self.connections) > self._bounds.connections:
            next(iter(self._open.stalled or self._open.waiting)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop_waiting()
        self._stop_stalling()
        if self._network:
            self._open.of_network[self._network] -= 1
            if not self._open.of_network[self._network]:
                del self._open.of_network[self._network]
        super().connection_lost(exc)
        self._is_lost = True

    def data_received(self, data: bytes) -> None:
        """Read some of a request; what comes behind one waits, unread, until it has been answered."""
        self._input += data
        self._read_on()

    def _read_on(self) -> None:
        while self._input and (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing():
            end = self._input.find(_HEAD_END)
            piece, self._input = (self._input, b"") if end < 0 else _split(self._input, end + len(_HEAD_END))
            if self._in_head:  # the parser keeps a name, or a value, for as long as it goes on
                self._head_bytes += len(piece)
                if self._head_bytes > self._bounds.head_bytes:
                    self._refuse(_TOO_LARGE)
                    return
            super().data_received(self._encode_raw(piece))
        self._runs_ahead |= bool(self._input)
        if len(self._input) > _AHEAD_BYTES:  # what is less is read, to notice when the client has gone
            self.flow.pause_reading()

    def pause_writing(self) -> None:
        """Begin to count how long the client reads nothing."""
        super().pause_writing()
        self._stop_stalling()
        self._open.stalled[self] = None
        self._stalled = self.loop.call_later(self._bounds.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Notice that the client has read."""
        super().resume_writing()
        self._stop_stalling()

    def on_headers_complete(self) -> None:
        """Begin to answer.

        Raises:
            ValueError: The request does not name one host; it ends the parser (RFC 9112, 3.2).
        """
        self._stop_waiting()
        self._in_head, self._head_bytes = False, 0
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            self._refuse(_NOT_ONE_HOST)
            raise ValueError("a request is of one host")
        self.scope["extensions"] = {CLIENT: {"runs_ahead": lambda: self._runs_ahead, "is_gone": lambda: self._is_lost}}
        super().on_headers_complete()
        joined = JoinedWrites(self.transport)
        self.cycle.transport = joined  # type: ignore[assignment]  # all of a transport that an answer uses
        self.cycle.on_response = partial(self._end_answer, joined)

    def on_message_complete(self) -> None:
        """Be ready for the next request line."""
        self._in_head = self._in_first_line = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, or answer the next one that has been sent already."""
        self._wait_for_request()
        super().on_response_complete()
        self._read_on()

    def _end_answer(self, joined: JoinedWrites) -> None:
        joined.flush()
        self.on_response_complete()

    def _refuse(self, answer: bytes) -> None:
        """Answer so, and end the connection."""
        self._input = b""
        self.transport.write(answer)
        self.transport.close()

    def _encode_raw(self, data: bytes) -> bytes:
        """Percent-encode the bytes beyond ASCII of a request line, which some clients send as they were typed."""
        if self._in_first_line:
            line, end, rest = data.partition(b"\n")
            self._in_first_line = not end
            if not line.isascii():
                return _RAW_BYTE.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + rest
        return data

    def _wait_for_request(self) -> None:
        self._stop_waiting()
        self._open.waiting[self] = None
        self._deadline = self.loop.call_later(self._bounds.request_seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        self._open.waiting.pop(self, None)
        if self._deadline:
            self._deadline.cancel()

    def _stop_stalling(self) -> None:
        self._open.stalled.pop(self, None)
        if self._stalled:
            self._stalled.cancel()


def _split(data: bytes, at: int) -> tuple[bytes, bytes]:
    return data[:at], data[at:]
