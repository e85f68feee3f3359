"""The server: uvicorn with bounded connections, in this process or in several that share a port.

Source: uvicorn's ``Server`` and ``Multiprocess``, which take signals, replace a process that dies or hangs, and end
after what is being answered.
"""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from flask import Flask
from uvicorn import Server
from uvicorn.supervisors import Multiprocess

from indexer.allocator import share_arenas
from indexer.engines.opening import open_engine
from indexer.errors import SearchIndexError
from indexer.settings.settings import Settings
from indexer.stopping import drop_unread_output, stopping_signals
from search_app import create_app
from search_app.service.at_once import decider_of
from search_app.service.connections import BoundedConfig, Bounds
from search_app.service.counts import open_counts
from search_app.service.gateway import Gateway
from search_app.service.in_flight import in_flight_of
from search_app.service.logs import set_up_logs
from search_app.service.metrics import reserve_counts
from search_app.web.look import compile_templates

_log = logging.getLogger(__name__)

_BACKLOG = 1024
_KEEP_ALIVE_SECONDS = 15
_LAST_SECONDS = 10
"""How long a server that was told to stop waits for what it is answering."""
_HUNG_SECONDS = 15
"""How long a process may answer nothing before it is replaced; it takes some seconds to start on a busy machine."""
_SWITCH_SECONDS = 0.001
"""How long a thread may compute while another waits for the interpreter. At Python's 5 ms an ordinary search beside one
costly search took 1.8 to 3.7 times as long as alone (median), at 1 ms 1.1 to 1.4 times (two runs each, on a busy
machine); what all of it together does for others, ``tests/faults/test_cost.py`` measures."""


def open_port(settings: Settings) -> list[socket.socket]:
    """Listen where the settings say; a name such as localhost may stand for several addresses.

    Raises:
        SearchIndexError: The port cannot be had.
    """
    opened: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in _resolve(settings):
            opened.append(listener := socket.socket(family, kind, protocol))
            if os.name == "posix":  # elsewhere it would let two servers have one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
    except OSError as error:
        for each in opened:
            each.close()
        raise SearchIndexError(
            f"cannot listen on {settings.host}, port {settings.port}: {error}; choose others with --host and --port"
        ) from error
    return opened


def _resolve(settings: Settings) -> list[tuple[int, int, int, str, tuple[str, int]]]:
    host = None if settings.host in {"", "*"} else settings.host
    found = socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys(found))  # type: ignore[arg-type]  # addresses of the internet are of these types


def configure(settings: Settings, make_gateway: Callable[[], Gateway], bounds: Bounds | None = None) -> BoundedConfig:
    """Return the configuration of a server.

    Args:
        settings: How it serves.
        make_gateway: Called by each process that serves; to be pickled where there are several.
        bounds: Of its connections; None for those of the settings.
    """
    return BoundedConfig(
        make_gateway,
        bounds or Bounds(of_one_address=0 if settings.proxies else settings.connections),
        factory=True,
        interface="asgi3",
        lifespan="off",
        ws="none",
        loop="asyncio",
        workers=settings.processes,
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        timeout_worker_healthcheck=_HUNG_SECONDS,
    )


def make_gateway(settings: Settings, shared: Path | None = None, *, verbose: bool = False) -> Gateway:
    """Return the app as one process serves it: index opened and templates compiled before the first visitor asks.

    Args:
        settings: How the app behaves.
        shared: As of ``create_app``.
        verbose: As of ``set_up_logs``.
    """
    share_arenas()
    if multiprocessing.parent_process():
        threading.Thread(target=_end_with_parent, daemon=True).start()
    set_up_logs(settings, verbose=verbose)
    sys.setswitchinterval(_SWITCH_SECONDS)
    engine = open_engine(settings)
    app = create_app(engine, settings=settings, shared=shared and _count_together(shared))
    compile_templates(app)
    engine.start()
    freeze_loaded()
    return gateway_of(app, settings)


def _count_together(folder: Path) -> Path | None:
    """Return the folder in which processes count together; None where this one has to count by itself.

    Of one that replaces another the folder may be gone by then, as all that is temporary, or the disk full.
    """
    try:
        open_counts(folder).close()
        reserve_counts(folder)
    except (OSError, sqlite3.Error) as error:
        _log.error(
            "%s: nothing can be counted here any more (%s); this process counts requests, rates and costs by itself, "
            "until the server is started again",
            folder,
            error,
        )
        return None
    return folder


def freeze_loaded() -> None:
    """Have the garbage collector look no more through what is loaded by now: else all visitors wait 30 ms now and then.

    An index is no part of cycles, so that it is freed when another one takes its place. A host's own collector is left
    as it is: only a process that serves nothing else calls this.
    """
    gc.collect()
    gc.freeze()


def gateway_of(app: Flask, settings: Settings) -> Gateway:
    """Return an app behind threads enough for all searches that may wait, and some for what costs nothing."""
    share = 0 if settings.proxies else max(1, settings.concurrency // 4)
    return Gateway(app, settings.concurrency + settings.threads, share, in_flight_of(app), decider_of(app))


def serve_here(config: BoundedConfig, sockets: Sequence[socket.socket], begun: Callable[[], None]) -> None:
    """Answer in this process until it is told to stop, by SIGTERM, Ctrl-C or a terminal that closes.

    Args:
        config: How.
        sockets: What ``open_port`` has opened.
        begun: Called when it can be asked and told to stop.
    """
    server = _Server(config)
    with _handling(server.handle_exit):
        begun()
        server.run(list(sockets))


def serve_in_processes(
    config: BoundedConfig,
    sockets: Sequence[socket.socket],
    begun: Callable[[], None],
    ended: Callable[[int], None],
) -> None:
    """Answer in as many processes as the configuration says, until this one is told to stop; as ``serve_here``.

    Args:
        config: As there.
        sockets: As there.
        begun: As there.
        ended: Called with the number of a process that is gone and replaced.
    """
    stopping = stopping_signals()
    with _handling(signal.SIG_IGN):
        _Processes(config, list(sockets), begun, ended, stopping).run()


class _Server(Server):
    """A server that ends though nobody reads what it prints."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        drop_unread_output()
        super().handle_exit(sig, frame)


class _Processes(Multiprocess):
    """Processes that end with the terminal, as one process does; uvicorn's would be started again."""

    def __init__(
        self,
        config: BoundedConfig,
        sockets: list[socket.socket],
        begun: Callable[[], None],
        ended: Callable[[int], None],
        stopping: Sequence[signal.Signals],
    ) -> None:
        super().__init__(config, sockets)
        for each in {signal.SIGHUP} - {*stopping}:  # it has a handler by now, and is to be ignored, by children too
            signal.signal(each, signal.SIG_IGN)
        for each in stopping:
            signal.signal(each, self._note_signal)
        self._begun = begun
        self._ended = ended

    def _note_signal(self, number: int, _frame: FrameType | None) -> None:
        drop_unread_output()
        self.signal_queue.append(number)

    def init_processes(self) -> None:
        super().init_processes()
        self._begun()

    def handle_hup(self) -> None:
        self.should_exit.set()

    def keep_subprocess_alive(self) -> None:
        before = list(self.processes)
        super().keep_subprocess_alive()
        for old, new in zip(before, self.processes, strict=True):
            if old is not new:
                self._ended(old.pid or 0)
                _log.error("process %s %s; it is replaced", old.pid, describe_end(old.exitcode or 0))


def describe_end(exit_code: int) -> str:
    """Say how a process ended."""
    return f"was killed ({signal.Signals(-exit_code).name})" if exit_code < 0 else f"ended with status {exit_code}"


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> Iterator[None]:
    """Have signals handled so; uvicorn, which has handlers of its own, raises those that it got again when it ends."""
    before = {each: signal.signal(each, handler) for each in stopping_signals()}
    try:
        yield
    finally:
        for each, old in before.items():
            signal.signal(each, old)


def _end_with_parent() -> None:
    """End this process when the one that has started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    assert parent, "only a child runs this"
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
