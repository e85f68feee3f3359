"""The port, and waitress behind it; several processes that listen at one port share what comes.

The kernel wakes all of them for each new connection and gives it to the fastest, who would soon have them all. So
each tells the others how many it has, and who has more than another lets that one be first.
"""

import logging
import mmap
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.server import BaseWSGIServer, create_server

from indexer.errors import SearchIndexError
from indexer.settings.settings import Settings
from search_app.service.gate import GATE

# A page or an answer takes milliseconds: what keeps a connection longer is slow on purpose. Requests have no body.
_CONNECTIONS = 1000
_SECONDS_WITHOUT_A_BYTE = 30
_HEADER_BYTES = 16 * 1024
_BODY_BYTES = 64 * 1024
_BACKLOG = 1024

_COURTESY = 0.005
"""Seconds that a process leaves a connection to the others. Short: they may be dead, and then it is its own."""
_COUNT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Load:
    """How many connections each process has: as one of them sees it, who writes its own number."""

    counts: memoryview
    own: int

    def tell(self, count: int) -> None:
        """Let the others know."""
        self.counts[self.own] = count

    def is_least(self) -> bool:
        """Say whether no other process has fewer."""
        return bool(self.counts[self.own] <= min(self.counts))


class Loads:
    """The same for as many processes, in memory that they share when they are forked."""

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, processes * _COUNT_BYTES)).cast("i")

    def seen_by(self, number: int) -> Load | None:
        """Return it as the process of this number sees it; None where there is but one."""
        return Load(self._counts, number) if len(self._counts) > 1 else None


def open_port(settings: Settings) -> list[socket.socket]:
    """Listen where the settings say; a name such as localhost may stand for several addresses.

    Raises:
        SearchIndexError: The port cannot be had.
    """
    opened: list[socket.socket] = []
    try:
        for family, kind, protocol, address in Adjustments(host=settings.host, port=settings.port).listen:
            opened.append(listener := socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
    except (OSError, ValueError) as error:
        for each in opened:
            each.close()
        raise SearchIndexError(
            f"cannot listen on {settings.host}, port {settings.port}: {error}; choose others with --host and --port"
        ) from error
    return opened


def listen(app: Flask, settings: Settings, sockets: Sequence[socket.socket], load: Load | None = None) -> Any:  # noqa: ANN401  waitress has no types
    """Return a server at an open port, and let the app know how many requests are waiting.

    Args:
        app: Answers.
        settings: How.
        sockets: What ``open_port`` has opened; other processes may listen there too.
        load: What they have to do; None where there are none.
    """
    connections: dict[int, Any] = {}
    server = create_server(
        app,
        map=connections,
        sockets=list(sockets),
        threads=settings.threads,
        backlog=_BACKLOG,
        connection_limit=_CONNECTIONS,
        channel_timeout=_SECONDS_WITHOUT_A_BYTE,
        max_request_header_size=_HEADER_BYTES,
        max_request_body_size=_BODY_BYTES,
        asyncore_use_poll=True,  # select() stops at 1,024 open files
        clear_untrusted_proxy_headers=not settings.proxies,
        ident=None,
    )
    if load:
        listeners = [each for each in connections.values() if isinstance(each, BaseWSGIServer)]
        for listener in listeners:
            _accept_in_turn(listener, load, lambda: sum(len(each.active_channels) for each in listeners))
    if gate := app.extensions.get(GATE):
        gate.waiting = server.task_dispatcher.queue.__len__
        gate.always = settings.threads - 1  # the last thread tells the others to come back
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that there is much to do, the gate and metrics know
    return server


def _accept_in_turn(listener: Any, load: Load, count: Callable[[], int]) -> None:  # noqa: ANN401  waitress has no types
    """Have a listening server take a connection at once only if no other process has fewer; ``count`` says its own."""
    is_readable, accept = listener.readable, listener.handle_accept

    def tell() -> bool:
        load.tell(count())
        return bool(is_readable())

    def accept_in_turn() -> None:
        if not load.is_least():
            time.sleep(_COURTESY)
        accept()
        load.tell(count())

    listener.readable, listener.handle_accept = tell, accept_in_turn
