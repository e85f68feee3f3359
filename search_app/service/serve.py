"""``search-index serve``: the web app on waitress, in one process or several.

::

    this process    settings ─► index, app ─► port ─► address printed
    each process    port ─► waitress ─► app            this one, or those that it starts
"""

import gc
import logging
import os
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from indexer.commands import options
from indexer.engines.base import Engine
from indexer.engines.embedded import open_engine
from indexer.errors import IndexUnusableError, SearchIndexError
from indexer.settings.load import load_settings
from indexer.settings.settings import Option, Settings
from search_app import create_app
from search_app.service import access_log
from search_app.service.counts import open_counts
from search_app.service.listening import Loads, listen, open_port
from search_app.service.metrics import reserve_counts
from search_app.service.processes import name_processes, work_apart


@click.command()
@options.shared
@options.settings_of(Option.SERVE)
def serve(*, as_json: bool, quiet: bool, **given: str | bool | None) -> None:
    """Answer searches over HTTP: the page at /, JSON at /api/search.

    Takes up a newly published index by itself. Meant to stand behind a proxy that speaks TLS.
    """
    settings = load_settings(options=given)
    count = settings.processes or os.cpu_count() or 1
    with _shared_folder(count) if count > 1 else nullcontext() as shared, closing(open_engine(settings)) as engine:
        app = create_app(
            engine,
            settings=replace(settings, concurrency=_share_out(settings, count)),
            shared=shared,
        )
        sockets = open_port(settings)
        if settings.access_log:
            _write_access_log()
        greeting = _greet(engine)
        loads = Loads(count)

        def announce() -> None:
            _announce(settings, sockets, greeting, as_json=as_json, quiet=quiet)

        def announce_and_let_go() -> None:
            announce()
            engine.close()  # else a generation that nobody reads any more would keep its room on the disk
            gc.collect()

        def answer(number: int) -> None:
            _open(engine)
            engine.keep_prepared()
            _run(listen(app, settings, sockets, loads.seen_by(number)))

        if count > 1:
            work_apart(count, answer, announce_and_let_go)
        else:
            announce()
            answer(0)


def _write_access_log() -> None:
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(logging.Formatter("%(message)s"))
    access_log.LOG.addHandler(writer)
    access_log.LOG.setLevel(logging.INFO)
    access_log.LOG.propagate = False


def _run(server: Any) -> None:  # noqa: ANN401  waitress has no types
    try:
        server.run()  # until Ctrl-C or SIGTERM, which it takes for the end of its work
    finally:
        server.close()


def _share_out(settings: Settings, processes: int) -> int:
    """Return how many searches one process lets in: no fewer than it has threads, for it may get more than others."""
    return min(settings.concurrency, max(-(-settings.concurrency // processes), settings.threads))


@contextmanager
def _shared_folder(processes: int) -> Iterator[Path]:
    """Make a folder for what several processes count together, and delete it afterwards.

    Raises:
        SearchIndexError: There is nowhere to make it.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="search-index-")
    except OSError as error:
        raise SearchIndexError(
            f"several processes need a folder for temporary files: {error}; name one with TMPDIR, or say --processes 1"
        ) from error
    with folder as name:
        try:
            reserve_counts(Path(name), name_processes(processes))
            open_counts(Path(name)).close()
        except (OSError, sqlite3.Error) as error:
            raise SearchIndexError(
                f"{name}: several processes cannot keep their counts here: {error}; name another folder with TMPDIR, "
                "or say --processes 1"
            ) from error
        yield Path(name)


def _announce(
    settings: Settings, sockets: Sequence[socket.socket], greeting: str, *, as_json: bool, quiet: bool
) -> None:
    address = f"http://{_bracket(settings.host)}:{sockets[0].getsockname()[1]}/"
    if as_json:
        options.print_json({"address": address, "index": str(settings.index)})
    elif not quiet:
        click.echo(f"{address}  {greeting}")


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _greet(engine: Engine) -> str:
    """Say what is served; an index that is not there yet is taken up when it comes."""
    try:
        health = engine.health()
    except IndexUnusableError as error:
        return f"nothing can be found yet: {error}"
    return f"{health.posts} posts" + (f", of an older index: {health.degraded}" if health.degraded else "")


def _open(engine: Engine) -> None:
    """Open the index before the first visitor asks; who replaces a process finds it closed."""
    with suppress(IndexUnusableError):
        engine.health()
