"""``search-index serve``: the web app on its server.

::

    this process    settings ─► index, theme: can they be read? ─► port ─► address printed
    each process    port ─► connections ─► gateway ─► app          this one, or those that it starts
"""

import fcntl
import gc
import logging
import os
import socket
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from indexer.commands import options
from indexer.commands.output import drop_output, is_output_full
from indexer.engines.base import Engine
from indexer.engines.opening import open_engine
from indexer.errors import IndexMissingError, IndexUnusableError, SearchIndexError
from indexer.native import describe_kernel
from indexer.settings.load import load_settings
from indexer.settings.settings import Option, Settings
from indexer.wording import count
from search_app import create_app
from search_app.service.counts import open_counts
from search_app.service.logs import set_up_logs
from search_app.service.metrics import forget_process
from search_app.service.server import configure, make_gateway, open_port, serve_here, serve_in_processes
from search_app.service.watch_process import watching

_log = logging.getLogger(__name__)


@click.command()
@options.shared
@options.settings_of(Option.SERVE)
@click.option("--watch", "watched", metavar="SITE", help="Watch this site too, and keep its index up to date.")
def serve(*, as_json: bool, quiet: bool, watched: str | None, **given: str | bool | None) -> None:
    """Answer searches over HTTP: the page at /, JSON at /api/search.

    A newly published index is loaded without a restart. Put it behind a proxy that speaks TLS. With --watch SITE it
    also keeps the index up to date, as search-index watch SITE does, in a process of its own: enough for a small blog.
    """
    if watched is not None:
        options.require_named(watched)
    settings = _share_out(load_settings(watched, given))
    set_up_logs(settings, verbose=options.is_verbose())
    if watched:
        from indexer.posts.site import existing_folder  # noqa: PLC0415  brings all that reads sites: 8 MB

        existing_folder(settings.site)
    several = settings.processes > 1
    with _shared_folder() if several else nullcontext() as shared, ExitStack() as beside:
        config = configure(settings, partial(make_gateway, settings, shared, verbose=options.is_verbose()))
        greeting = greet(settings, is_watched=watched is not None)
        sockets = open_port(settings)
        begun = partial(_announce, settings, sockets, greeting, as_json=as_json, quiet=quiet)
        if watched:
            config_file = str(given["config"]) if given.get("config") else None
            beside.enter_context(watching(settings, config_file, as_json=as_json, quiet=quiet))
        if shared:
            serve_in_processes(config, sockets, begun, partial(forget_process, shared))
        else:
            serve_here(config, sockets, begun)


def _share_out(settings: Settings) -> Settings:
    """Return the settings of each process: its share of the searches, no fewer than it may have under way."""
    processes = settings.processes or os.cpu_count() or 1
    share = max(-(-settings.concurrency // processes), settings.threads)
    return replace(settings, processes=processes, concurrency=min(settings.concurrency, share))


@contextmanager
def _shared_folder() -> Iterator[Path]:
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
            open_counts(Path(name)).close()
        except (OSError, sqlite3.Error) as error:
            raise SearchIndexError(
                f"{name}: several processes cannot keep their counts here: {error}; name another folder with TMPDIR, "
                "or say --processes 1"
            ) from error
        with _spared_by_cleaners(Path(name)):
            yield Path(name)


@contextmanager
def _spared_by_cleaners(folder: Path) -> Iterator[None]:
    """Keep a folder from being deleted for its age, as systemd does with what lies in /tmp for ten days.

    Source: systemd.io, "Using /tmp/ and /var/tmp/ Safely": what is locked is left alone.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _announce(
    settings: Settings, sockets: Sequence[socket.socket], greeting: str, *, as_json: bool, quiet: bool
) -> None:
    address = f"http://{_bracket(settings.host)}:{sockets[0].getsockname()[1]}/"
    try:
        if as_json:
            options.print_json({"address": address, "index": str(settings.index), "native_kernel": describe_kernel()})
        elif not quiet:
            click.echo(f"{address}  {greeting}; native kernel: {describe_kernel()}")
    except OSError as error:  # a full disk stops no visitor
        if not is_output_full(error):
            raise
        drop_output()
        _log.warning("%s is served; that cannot be printed: %s", address, error.strerror)


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def greet(settings: Settings, *, is_watched: bool) -> str:
    """Say what is served; an index that is not there yet is taken up when it comes: where the site is watched, soon.

    Raises:
        ConfigurationError: A template of the theme cannot be read.
    """
    with closing(open_engine(settings)) as engine:
        greeting = _describe(engine, is_watched=is_watched)
        create_app(engine, settings=settings)
    gc.collect()  # else a generation that nobody reads any more would keep its room on the disk
    return greeting


def _describe(engine: Engine, *, is_watched: bool) -> str:
    try:
        health = engine.health()
    except IndexUnusableError as error:
        if is_watched and isinstance(error, IndexMissingError):
            return "nothing can be found yet: the index is being built"
        return f"nothing can be found yet: {error}"
    return count(health.posts, "post") + (f", of an older index: {health.degraded}" if health.degraded else "")
