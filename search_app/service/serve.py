"""``search-index serve``: the web app on its server.

::

    this process    settings ─► index, theme: can they be read? ─► port ─► address printed
    each process    port ─► connections ─► gateway ─► app          this one, or those that it starts
"""

import gc
import os
import socket
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from indexer.commands import options
from indexer.commands.wording import count
from indexer.engines.base import Engine
from indexer.engines.embedded import open_engine
from indexer.errors import IndexUnusableError, SearchIndexError
from indexer.settings.load import load_settings
from indexer.settings.settings import Option, Settings
from search_app import create_app
from search_app.service.counts import open_counts
from search_app.service.server import configure, make_gateway, open_port, serve_here, serve_in_processes


@click.command()
@options.shared
@options.settings_of(Option.SERVE)
def serve(*, as_json: bool, quiet: bool, **given: str | bool | None) -> None:
    """Answer searches over HTTP: the page at /, JSON at /api/search.

    Takes up a newly published index by itself. Meant to stand behind a proxy that speaks TLS.
    """
    settings = _share_out(load_settings(options=given))
    several = settings.processes > 1
    with _shared_folder() if several else nullcontext() as shared:
        config = configure(settings, partial(make_gateway, settings, shared))
        greeting = _greet(settings)
        sockets = open_port(settings)
        begun = partial(_announce, settings, sockets, greeting, as_json=as_json, quiet=quiet)
        (serve_in_processes if several else serve_here)(config, sockets, begun)


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


def _greet(settings: Settings) -> str:
    """Say what is served; an index that is not there yet is taken up when it comes.

    Raises:
        ConfigurationError: A template of the theme cannot be read.
    """
    with closing(open_engine(settings)) as engine:
        greeting = _describe(engine)
        create_app(engine, settings=settings)
    gc.collect()  # else a generation that nobody reads any more would keep its room on the disk
    return greeting


def _describe(engine: Engine) -> str:
    try:
        health = engine.health()
    except IndexUnusableError as error:
        return f"nothing can be found yet: {error}"
    return count(health.posts, "post") + (f", of an older index: {health.degraded}" if health.degraded else "")
