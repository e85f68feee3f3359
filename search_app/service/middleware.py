"""How the app stands among other sites, many visitors and the machines around it: all of it can be set.

::

    request    clock ─► rate ─► unchanged? ─► spending ─► kept? ─► gate ─► the address itself
    answer     tag ─► rate's headers ─► CORS ─► compression ─► log, metrics

Most searches by programs go past all this, see ``direct``, which does the same.
"""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.analytics.query_log import QueryLog
from indexer.engines.base import Engine
from indexer.settings.settings import PROXY_HEADERS, Settings
from search_app.service.access_log import log_request
from search_app.service.answers import keep_answers
from search_app.service.at_once import allow_at_once, decider_of
from search_app.service.direct import DirectSearch, Hooks
from search_app.service.freshness import keep_fresh
from search_app.service.gate import GATE, Gate
from search_app.service.in_flight import flight_of, in_flight_of
from search_app.service.metrics import add_metrics
from search_app.service.query_counts import QueryCounts
from search_app.service.spending import limit_spending
from search_app.service.timing import start_clock
from search_app.web.current import COUNTS, SEARCHING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
_PREFIX_VARIABLE = "HTTP_X_FORWARDED_PREFIX"
_VARY_BY_PREFIX = ("X-Forwarded-Prefix",)
_PREFLIGHT_SECONDS = 86_400
_RATE_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
_COMPRESSED = (
    *("text/html", "text/css", "text/javascript", "text/plain", "application/json", "image/svg+xml"),
    "application/opensearchdescription+xml",
)


def add_service(app: Flask, engine: Engine, settings: Settings, shared: Path | None = None) -> None:
    """Set up an app. The order is that of the questions above; answers pass it the other way round.

    Args:
        app: What is set up.
        engine: Whose state the metrics tell.
        settings: How it behaves.
        shared: A folder in which several processes count together; None where there is but one.
    """
    counts, spending, answers = None, None, None
    app.before_request(start_clock)
    _count_queries(app, engine, settings)
    if settings.metrics:
        counts = add_metrics(app, engine, settings.index if isinstance(settings.index, Path) else Path(), shared)
    if settings.access_log:
        app.after_request(log_request)
    compress = _compress(app)
    if settings.origins:
        _open_to(app, settings)
    if settings.rate_limit:
        from search_app.service.rate import limit_rate  # noqa: PLC0415  brings 4.5 MB

        limit_rate(app, settings.rate_limit, shared)
    freshness = keep_fresh(app, settings)
    if settings.costly_seconds:
        spending = limit_spending(app, settings.costly_seconds, shared)
    if settings.answers_megabytes:
        answers = keep_answers(app, settings.answers_megabytes)
    is_direct = not _has_other_hooks(settings)
    at_once = allow_at_once(app) if is_direct and engine.answers_at_once else None
    gate = _bound_searches(app, settings)
    vary = _VARY_BY_PREFIX if settings.proxies and "prefix" in settings.proxy_headers else ()
    if vary:
        app.after_request(_vary_by_prefix)
    if is_direct:
        hooks = Hooks(gate, freshness, spending, answers, counts, compress, settings.access_log, vary, at_once)
        app.wsgi_app = DirectSearch(app, engine, hooks)  # type: ignore[method-assign]
    _stand_behind(app, settings)


def _count_queries(app: Flask, engine: Engine, settings: Settings) -> None:
    if log := QueryLog.from_settings(settings):
        app.extensions[COUNTS] = QueryCounts(log, engine)


def _has_other_hooks(settings: Settings) -> bool:
    """Say whether something is done for searches that is Flask's alone to do."""
    return bool(settings.query_log or settings.origins or settings.rate_limit)


def _stand_behind(app: Flask, settings: Settings) -> None:
    """Take addresses from the machines in front."""
    if settings.hosts:
        _ignore_case_of_hosts(app)
    if settings.prefix:
        _mount_below(app, settings.prefix)
    if settings.proxies:
        _believe_proxies(app, settings.proxies, settings.proxy_headers)


def _compress(app: Flask) -> Compress:
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
    return Compress(app)


def _open_to(app: Flask, settings: Settings) -> None:
    """Let the pages of other sites read the JSON, and its headers that are said to be for programs.

    The search box needs none of these but ``Retry-After``, and asks nothing that a browser has to ask leave for first.

    Source: Fetch standard, "CORS protocol".
    """
    from flask_cors import CORS  # noqa: PLC0415  most sites have no other origin

    any_origin = "*" in settings.origins
    rules = {"origins": "*" if any_origin else list(settings.origins), "send_wildcard": any_origin}
    CORS(
        app,
        resources={r"/api/.*": rules},
        methods=["GET", "HEAD"],
        allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Retry-After", *(_RATE_HEADERS if settings.rate_limit else ())],
        max_age=_PREFLIGHT_SECONDS,
    )

    def vary(answer: Response) -> Response:
        if request.path.startswith("/api/") and not any_origin:
            answer.vary.add("Origin")  # also where none was sent: caches must not give that answer to a page
        return answer

    app.after_request(vary)


def _bound_searches(app: Flask, settings: Settings) -> Gate:
    gate = Gate(
        settings.concurrency,
        settings.deadline,
        settings.threads,
        in_flight=in_flight_of(app),
        is_calm=decider_of(app),
    )
    app.extensions[GATE] = gate

    def enter() -> None:
        if request.endpoint in SEARCHING:
            admission = ExitStack()
            admission.enter_context(gate.admit(flight_of(request.environ)))
            g.admission = admission

    def leave(_error: BaseException | None) -> None:
        if "admission" in g:
            g.pop("admission").close()

    app.before_request(enter)
    app.teardown_request(leave)
    return gate


def _ignore_case_of_hosts(app: Flask) -> None:
    """Compare the host that is asked for with those of the settings as names are: without regard to case (RFC 9110)."""
    inner = app.wsgi_app

    def lowered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        return inner(environ | {"HTTP_HOST": host.lower()} if host else environ, start_response)

    app.wsgi_app = lowered  # type: ignore[method-assign]


def _mount_below(app: Flask, prefix: str) -> None:
    """Serve below ``prefix``, whether the proxy in front passes it on or has taken it from the path."""
    inner = app.wsgi_app

    def mounted(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        below = path.removeprefix(prefix) if f"{path}/".startswith(f"{prefix}/") else path
        script_name = environ.get("SCRIPT_NAME", "") + prefix
        return inner(environ | {"SCRIPT_NAME": script_name, "PATH_INFO": below}, start_response)

    app.wsgi_app = mounted  # type: ignore[method-assign]


def _believe_proxies(app: Flask, count: int, headers: tuple[str, ...]) -> None:
    """Take a visitor's address, the scheme, host and path from what so many proxies in front have added.

    A header that they do not set is the visitor's own word, and not believed; nor is a prefix that is no path, which
    would lead links to another site.
    """
    believed = {f"x_{name}": count if name in headers else 0 for name in PROXY_HEADERS}
    fixed = ProxyFix(app.wsgi_app, **believed)

    def checked(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        told = environ.get(_PREFIX_VARIABLE, "").split(",")
        if not all(_PREFIX.fullmatch(each.strip()) for each in told):
            environ = {name: value for name, value in environ.items() if name != _PREFIX_VARIABLE}
        return fixed(environ, start_response)

    app.wsgi_app = checked  # type: ignore[method-assign]


def _vary_by_prefix(answer: Response) -> Response:
    """Keep caches between proxy and app from showing links below one prefix to who came by another."""
    answer.vary.update(_VARY_BY_PREFIX)
    return answer
