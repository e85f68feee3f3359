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
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from indexer.commands import options
from indexer.engines.base import Engine
from indexer.engines.embedded import open_engine
from indexer.errors import IndexUnusableError, SearchIndexError
from indexer.settings.settings import PREFIX, Settings, load_settings
from search_app import create_app
from search_app.service import access_log
from search_app.service.counts import open_counts
from search_app.service.listening import Loads, listen, open_port
from search_app.service.metrics import reserve_counts
from search_app.service.middleware import read_service
from search_app.service.processes import name_processes, work_apart
from search_app.web.look import read_look

_TEXTS = {
    "host": "Address to listen on",
    "port": "Port to listen on; 0 for any free one",
    "threads": "Requests that one process answers at the same time",
    "processes": "Processes that answer; 0 for one a processor",
    "language": "Language of the page, zh or en; else the browser's",
    "hosts": "Names to be asked for under, with commas between; else any",
    "origins": "Sites whose pages may read the JSON, with commas between; * for any",
    "recency": "How much more the newest post counts, as a share of its score",
    "proxies": "Proxies in front, whose X-Forwarded- headers to believe",
    "proxy_headers": "Which of these each of them sets: for, proto, host, prefix, with commas between",
    "prefix": "Path under which the app is mounted, such as /find",
    "theme": "Folder of templates and static files taken instead of ours",
    "stylesheet": "File or address of a stylesheet after ours",
    "rate_limit": "Searches of one address, such as 60/minute",
    "concurrency": "Searches under way and waiting; more are answered 503",
    "deadline": "Seconds one request may search",
    "cache_seconds": "Seconds an answer may be shown again without asking",
}
_SWITCHES = {
    "metrics": "Whether /metrics is there",
    "access_log": "Whether to write each request to stderr, as JSON without personal data",
}


def _add_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each setting of the web app; its value is read as the file's and the environment's are."""
    for name, text in reversed({**_TEXTS, **_SWITCHES}.items()):
        flag = name.replace("_", "-")
        default = str(Settings.__dataclass_fields__[name].default)
        known = f"[{', '.join(filter(None, (PREFIX + name.upper(), default.strip('()').lower())))}]"
        spelling = f"--{flag}/--no-{flag}" if name in _SWITCHES else f"--{flag}"
        kind: dict[str, Any] = {} if name in _SWITCHES else {"type": str}
        command = click.option(spelling, name, default=None, help=f"{text}  {known}", **kind)(command)
    return command


@click.command()
@options.index
@options.config
@options.as_json
@options.quiet
@_add_options
def serve(*, as_json: bool, quiet: bool, **given: Path | str | bool | None) -> None:
    """Answer searches over HTTP: the page at /, JSON at /api/search.

    Takes up a newly published index by itself. Meant to stand behind a proxy that speaks TLS.
    """
    settings = load_settings(options=given)
    count = settings.processes or os.cpu_count() or 1
    with _shared_folder(count) if count > 1 else nullcontext() as shared, closing(open_engine(settings)) as engine:
        app = create_app(
            engine,
            language=settings.language,
            trusted_hosts=settings.hosts,
            service=replace(read_service(settings), concurrency=_share_out(settings, count)),
            look=read_look(settings),
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
