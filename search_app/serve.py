"""``search-index serve``: the web app on waitress."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from indexer.commands import options
from indexer.config import PREFIX, Settings, load_settings
from indexer.engines.base import Engine
from indexer.engines.embedded import open_engine
from indexer.errors import IndexUnusableError, SearchIndexError
from search_app import access_log, create_app
from search_app.engine import GATE
from search_app.look import read_look
from search_app.service import read_service

# A page or an answer takes milliseconds: what keeps a connection longer is slow on purpose. Requests have no body.
_CONNECTIONS = 1000
_SECONDS_WITHOUT_A_BYTE = 30
_HEADER_BYTES = 16 * 1024
_BODY_BYTES = 64 * 1024

_TEXTS = {
    "host": "Address to listen on",
    "port": "Port to listen on; 0 for any free one",
    "threads": "Requests answered at the same time",
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
    engine = open_engine(settings)
    app = create_app(
        engine,
        language=settings.language,
        trusted_hosts=settings.hosts,
        service=read_service(settings),
        look=read_look(settings),
    )
    server = listen(app, settings)
    if settings.access_log:
        _write_access_log()
    address = f"http://{_bracket(settings.host)}:{_port(server)}/"
    if as_json:
        options.print_json({"address": address, "index": str(settings.index)})
    elif not quiet:
        click.echo(f"{address}  {_greet(engine)}")
    try:
        server.run()  # until Ctrl-C or SIGTERM, which it takes for the end of its work
    finally:
        server.close()
        engine.close()


def listen(app: Flask, settings: Settings) -> Any:  # noqa: ANN401  waitress has no types
    """Open the port, and let the app know how many requests are waiting.

    Raises:
        SearchIndexError: The port cannot be had.
    """
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            connection_limit=_CONNECTIONS,
            channel_timeout=_SECONDS_WITHOUT_A_BYTE,
            max_request_header_size=_HEADER_BYTES,
            max_request_body_size=_BODY_BYTES,
            asyncore_use_poll=True,  # select() stops at 1,024 open files
            clear_untrusted_proxy_headers=not settings.proxies,
            url_prefix=settings.prefix,
            ident=None,
        )
    except (OSError, ValueError) as error:
        raise SearchIndexError(
            f"cannot listen on {settings.host}, port {settings.port}: {error}; choose others with --host and --port"
        ) from error
    gate = app.extensions[GATE]
    gate.waiting = server.task_dispatcher.queue.__len__
    gate.always = settings.threads - 1  # the last thread tells the others to come back
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that there is much to do, the gate and metrics know
    return server


def _write_access_log() -> None:
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(logging.Formatter("%(message)s"))
    access_log.LOG.addHandler(writer)
    access_log.LOG.setLevel(logging.INFO)
    access_log.LOG.propagate = False


def _port(server: Any) -> int:  # noqa: ANN401  waitress has no types
    """Return the port listened on; a name such as localhost may stand for several addresses."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _greet(engine: Engine) -> str:
    """Say what is served; an index that is not there yet is taken up when it comes."""
    try:
        health = engine.health()
    except IndexUnusableError as error:
        return f"nothing can be found yet: {error}"
    return f"{health.posts} posts" + (f", of an older index: {health.degraded}" if health.degraded else "")
