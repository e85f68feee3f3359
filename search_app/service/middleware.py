"""How the app stands among other sites, many visitors and the machines around it: all of it can be set.

::

    request    clock ─► rate ─► unchanged? ─► gate ─► the address itself
    answer     tag ─► rate's headers ─► CORS ─► compression ─► log, metrics
"""

from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path

from flask import Flask, Response, g, request
from flask_compress import Compress
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.engines.base import Engine
from indexer.settings.settings import PROXY_HEADERS, Settings
from search_app.service.access_log import log_request
from search_app.service.engine import GATE, SEARCHING
from search_app.service.freshness import keep_fresh
from search_app.service.gate import Gate
from search_app.service.metrics import add_metrics
from search_app.service.rate import limit_rate
from search_app.service.timing import start_clock

_PREFLIGHT_SECONDS = 86_400
_COMPRESSED = (
    *("text/html", "text/css", "text/javascript", "text/plain", "application/json", "image/svg+xml"),
    "application/opensearchdescription+xml",
)


@dataclass(frozen=True, slots=True)
class Service:
    """What can be set; ``indexer.settings.settings.Settings`` says what each means."""

    origins: tuple[str, ...] = ()
    proxies: int = 0
    proxy_headers: tuple[str, ...] = ("for", "proto")
    rate_limit: str = ""
    concurrency: int = 32
    deadline: float = 1.0
    cache_seconds: int = 60
    metrics: bool = True
    access_log: bool = False


def read_service(settings: Settings) -> Service:
    """Return what the settings say about the service."""
    return Service(**{field.name: getattr(settings, field.name) for field in fields(Service)})


def add_service(app: Flask, engine: Engine, service: Service, shared: Path | None = None) -> None:
    """Set up an app. The order is that of the questions above; answers pass it the other way round.

    Args:
        app: What is set up.
        engine: Whose state the metrics tell.
        service: How it behaves.
        shared: A folder in which several processes count together; None where there is but one.
    """
    app.before_request(start_clock)
    if service.metrics:
        add_metrics(app, engine, shared)
    if service.access_log:
        app.after_request(log_request)
    _compress(app)
    if service.origins:
        _open_to(app, service.origins)
    if service.rate_limit:
        limit_rate(app, service.rate_limit, shared)
    keep_fresh(app, service.cache_seconds)
    _bound_searches(app, Gate(service.concurrency, service.deadline))
    if service.proxies:
        _believe_proxies(app, service.proxies, service.proxy_headers)


def _compress(app: Flask) -> None:
    """Compress what is worth it. Nothing here is secret, so nothing can be guessed from the size (BREACH).

    An answer of 10.8 kB takes 0.05 ms and becomes 3.7 kB with zstd, 0.08 ms and 3.8 kB with Brotli, 0.13 ms and
    3.5 kB with gzip, at the levels below; Brotli at its usual level 4 takes 0.16 ms for 3.6 kB.
    """
    algorithms = ["zstd", "br", "gzip"]
    app.config.update(
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_BR_LEVEL=2,
        COMPRESS_LEVEL=4,
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_ALGORITHM=algorithms,
        COMPRESS_ALGORITHM_STREAMING=algorithms,
        COMPRESS_STREAMING_ENDPOINT_CONDITIONAL=["static", "theme", "stylesheet"],  # what is sent from files
    )
    Compress(app)


def _open_to(app: Flask, origins: tuple[str, ...]) -> None:
    """Let the pages of other sites read the JSON.

    Source: Fetch standard, "CORS protocol".
    """
    any_origin = "*" in origins
    rules = {"origins": "*" if any_origin else list(origins), "send_wildcard": any_origin}
    CORS(
        app,
        resources={r"/api/.*": rules},
        methods=["GET", "HEAD"],
        allow_headers=[],
        expose_headers=["Retry-After"],
        max_age=_PREFLIGHT_SECONDS,
    )

    def vary(answer: Response) -> Response:
        if request.path.startswith("/api/") and not any_origin:
            answer.vary.add("Origin")  # also where none was sent: caches must not give that answer to a page
        return answer

    app.after_request(vary)


def _bound_searches(app: Flask, gate: Gate) -> None:
    app.extensions[GATE] = gate

    def enter() -> None:
        if request.endpoint in SEARCHING:
            admission = ExitStack()
            admission.enter_context(gate.admit())
            g.admission = admission

    def leave(_error: BaseException | None) -> None:
        if "admission" in g:
            g.pop("admission").close()

    app.before_request(enter)
    app.teardown_request(leave)


def _believe_proxies(app: Flask, count: int, headers: tuple[str, ...]) -> None:
    """Take a visitor's address, the scheme, host and path from what so many proxies in front have added.

    A header that they do not set is the visitor's own word, and not believed.
    """
    believed = {f"x_{name}": count if name in headers else 0 for name in PROXY_HEADERS}
    app.wsgi_app = ProxyFix(app.wsgi_app, **believed)  # type: ignore[method-assign]
