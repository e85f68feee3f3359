"""``search-index serve``: the web app on waitress."""

from pathlib import Path

import click
from flask import Flask
from waitress.server import create_server

from indexer.commands import options
from indexer.config import Settings, load_settings
from indexer.engines.base import Engine
from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexUnusableError, SearchIndexError
from search_app import create_app

# A page or an answer takes milliseconds: what keeps a connection longer is slow on purpose. Requests have no body.
_CONNECTIONS = 1000
_SECONDS_WITHOUT_A_BYTE = 30
_BODY_BYTES = 64 * 1024


@click.command()
@options.index
@options.config
@options.as_json
@options.quiet
@click.option("--host", help="Address to listen on  [SEARCH_HOST, 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port to listen on; 0 for any free one  [SEARCH_PORT, 8000]"
)
@click.option("--threads", type=click.IntRange(1, 256), help="Searches at the same time  [SEARCH_THREADS, 4]")
def serve(
    *,
    index: Path | None,
    config: Path | None,
    as_json: bool,
    quiet: bool,
    host: str | None,
    port: int | None,
    threads: int | None,
) -> None:
    """Answer searches over HTTP: the page at /, JSON at /api/search.

    Takes up a newly published index by itself. Meant to stand behind a proxy that speaks TLS.
    """
    settings = load_settings(options={"index": index, "config": config, "host": host, "port": port, "threads": threads})
    engine = EmbeddedEngine(settings.index)
    server = _listen(create_app(engine, language=settings.language, trusted_hosts=settings.hosts), settings)
    address = f"http://{_bracket(settings.host)}:{server.effective_port}/"
    if as_json:
        options.print_json({"address": address, "index": str(settings.index)})
    elif not quiet:
        click.echo(f"{address}  {_greet(engine)}")
    try:
        server.run()  # until Ctrl-C or SIGTERM, which it takes for the end of its work
    finally:
        server.close()
        engine.close()


def _listen(app: Flask, settings: Settings):  # type: ignore[no-untyped-def]  # noqa: ANN202  waitress has no types
    try:
        return create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            connection_limit=_CONNECTIONS,
            channel_timeout=_SECONDS_WITHOUT_A_BYTE,
            max_request_body_size=_BODY_BYTES,
            ident=None,
        )
    except (OSError, ValueError) as error:
        raise SearchIndexError(
            f"cannot listen on {settings.host}, port {settings.port}: {error}; choose others with --host and --port"
        ) from error


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _greet(engine: Engine) -> str:
    """Say what is served; an index that is not there yet is taken up when it comes."""
    try:
        health = engine.health()
    except IndexUnusableError as error:
        return f"nothing can be found yet: {error}"
    return f"{health.posts} posts" + (f", of an older index: {health.degraded}" if health.degraded else "")
