"""What a monitoring system asks at ``/metrics``: counts and times, nothing about a visitor.

Source: Prometheus, "Metric and label naming".
"""

import os
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, ProcessCollector, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.engines.base import Engine
from indexer.errors import IndexUnusableError, places_of
from search_app.service.timing import route, seconds_taken

_COUNT_BYTES = 1 << 17
"""Of a file in which one process counts: several times what is written there."""
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class _IndexCollector(Collector):
    """Looks at the index when it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        try:
            found = self._engine.health()
        except IndexUnusableError as error:
            yield GaugeMetricFamily("search_index_up", "Whether an index is served.", 0)
            yield _write_damage(places_of(error))
            return
        yield GaugeMetricFamily("search_index_up", "Whether an index is served.", 1)
        degraded = int(bool(found.degraded))
        yield GaugeMetricFamily("search_index_degraded", "Whether it is older than the newest, or damaged.", degraded)
        yield _write_damage(found.damaged)
        yield GaugeMetricFamily("search_index_posts", "Posts that can be found.", found.posts)
        yield InfoMetricFamily("search_index", "The generation that is served.", {"generation": found.generation})


def _write_damage(places: tuple[str, ...]) -> Metric:
    damage = GaugeMetricFamily("search_index_damaged", "Where damaged bytes were found.", labels=["place"])
    for place in places:
        damage.add_metric([place], 1)
    return damage


def add_metrics(app: Flask, engine: Engine, shared: Path | None = None) -> None:
    """Count every request of an app, and tell at ``/metrics``.

    Args:
        app: Whose requests are counted.
        engine: Whose index is told of.
        shared: A folder in which several processes count together: what is told is their sum then, and nothing of a
            process. None to count in this process.
    """
    registry = CollectorRegistry()
    told = _share(shared) if shared else registry
    requests = Counter("search_requests", "Requests answered.", ["route", "status"], registry=registry)
    seconds = Histogram("search_request_seconds", "Time to answer.", ["route"], registry=registry, buckets=_BOUNDS)
    nothing = Counter("search_found_nothing", "Searches for some text that found no post.", registry=registry)
    told.register(_IndexCollector(engine))
    if not shared:
        ProcessCollector(registry=told)

    def count(answer: Response) -> Response:
        name = route() or "unknown"
        requests.labels(name, str(answer.status_code)).inc()
        seconds.labels(name).observe(seconds_taken())
        if g.get("found") == 0 and request.args.get("q", "").strip():
            nothing.inc()
        return answer

    def metrics() -> Response:
        answer = Response(generate_latest(told), content_type=CONTENT_TYPE_LATEST)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    app.after_request(count)
    app.add_url_rule("/metrics", "metrics", metrics)


def _share(folder: Path) -> CollectorRegistry:
    """Have all that is counted from now on kept in files, one of each kind a process, and return who reads them.

    Source: prometheus-client, "Multiprocess Mode".
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    _reserve(folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    return registry


def _reserve(folder: Path) -> None:
    """Take the disk's room for what this process will count: a full disk found out later would kill it.

    The files are prometheus-client's, which maps them; it takes those that are there as they are.

    Raises:
        OSError: There is no room.
    """
    for kind in ("counter", "histogram"):
        (folder / f"{kind}_{os.getpid()}.db").write_bytes(bytes(_COUNT_BYTES))
