"""What a monitoring system asks at ``/metrics``: counts and times, nothing about a visitor.

Source: Prometheus, "Metric and label naming".
"""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.engines.base import Engine, Health
from indexer.errors import IndexUnusableError, places_of
from indexer.index.build.last_build import read_last_build
from search_app.service.timing import route, seconds_taken
from search_app.web.current import SEARCHING

PREFIX = "post_search_"
"""Begins the name of each of our metrics."""
_IS_COUNTED = "post_search.is_counted"
_COUNT_BYTES = 1 << 17
"""Of a file in which one process counts: several times what is written there."""
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, text, value)


class _IndexCollector(Collector):
    """Looks at the index when it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        try:
            found = self._engine.health()
        except IndexUnusableError as error:
            yield _gauge("index_up", "Whether an index is served.", 0)
            yield _write_damage(places_of(error))
            return
        yield _gauge("index_up", "Whether an index is served.", 1)
        yield from _write_health(found)


def _write_health(found: Health) -> Iterable[Metric]:
    yield _gauge("index_degraded", "Whether it is older than the newest, or damaged.", int(bool(found.degraded)))
    yield _write_damage(found.damaged)
    yield _gauge("index_posts", "Posts that can be found.", found.posts)
    yield InfoMetricFamily(f"{PREFIX}index", "The generation that is served.", {"generation": found.generation})
    number = found.generation.split("-")[1:2]
    if number and number[0].isdecimal():
        yield _gauge("index_generation", "Its number, which grows with each publication.", int(number[0]))
    if found.built:
        yield _gauge("index_built_timestamp_seconds", "When it was built.", found.built.timestamp())


def _write_damage(places: tuple[str, ...]) -> Metric:
    damage = GaugeMetricFamily(f"{PREFIX}index_damaged", "Where damaged bytes were found.", labels=["place"])
    for place in places:
        damage.add_metric([place], 1)
    return damage


class _BuildCollector(Collector):
    """Tells how the last command that wrote the index ended."""

    def __init__(self, index: Path) -> None:
        self._index = index

    def collect(self) -> Iterable[Metric]:
        last = read_last_build(self._index)
        if last is None:
            return
        told = {"command": last.command, "outcome": last.outcome}
        what = "The last rebuild, update, watch or rollback, and how it ended."
        yield InfoMetricFamily(f"{PREFIX}last_build", what, told)
        yield _gauge("last_build_success", "Whether it did what it was to.", int(last.is_success))
        yield _gauge("last_build_timestamp_seconds", "When it ended.", last.ended)
        yield _gauge("last_build_seconds", "How long it took.", last.seconds)
        yield _gauge("last_build_refused_posts", "Posts that it could not read.", last.refused)
        if last.succeeded:
            yield _gauge("last_success_timestamp_seconds", "When the last one succeeded.", last.succeeded)


class _SoftwareCollector(Collector):
    """Tells which version of this program answers."""

    def collect(self) -> Iterable[Metric]:
        try:
            installed = version("post-search")
        except PackageNotFoundError:  # the source tree, not installed
            installed = "unknown"
        told = {"version": installed, "python": platform.python_version()}
        yield InfoMetricFamily(f"{PREFIX}build", "The version of this program.", told)


def add_metrics(app: Flask, engine: Engine, index: Path, shared: Path | None = None) -> "RequestCounts":
    """Count every request of an app, and tell at ``/metrics``; returns the counts.

    Args:
        app: Whose requests are counted.
        engine: Whose index is told of.
        index: The folder of that index, where how its last build ended is written; any other where it has none.
        shared: A folder in which several processes count together: what is told is their sum then, and nothing of a
            process. None to count in this process.
    """
    registry = CollectorRegistry()
    told = _share(shared) if shared else registry
    for collector in (_IndexCollector(engine), _BuildCollector(index), _SoftwareCollector()):
        told.register(collector)
    if not shared:
        ProcessCollector(registry=told)
    counts = RequestCounts(registry)
    _count_requests(app, counts)

    def metrics() -> Response:
        answer = Response(generate_latest(told), content_type=CONTENT_TYPE_LATEST)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    app.add_url_rule("/metrics", "metrics", metrics)
    return counts


class RequestCounts:
    """The requests of an app, and the searches that it is at. Safe to be shared by threads.

    Attributes:
        searching: Searches under way and waiting for a place.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count nothing yet, in a registry."""
        self._requests = Counter(f"{PREFIX}requests", "Requests answered.", ["route", "status"], registry=registry)
        self._seconds = Histogram(
            f"{PREFIX}request_seconds", "Time to answer.", ["route"], registry=registry, buckets=_BOUNDS
        )
        self._nothing = Counter(
            f"{PREFIX}found_nothing", "Searches for some text that found no post.", registry=registry
        )
        self._problems = Counter(
            f"{PREFIX}problems", "Requests not answered, by kind of problem.", ["kind"], registry=registry
        )
        self.searching = Gauge(
            f"{PREFIX}searches_in_progress",
            "Searches under way and waiting for a place.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._children: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def count(self, path: str, status: int, seconds: float) -> None:
        """Count a request, and what it took."""
        key = path, status
        children = self._children.get(key)
        if children is None:  # looking them up by their labels takes as long as counting
            children = self._children[key] = self._requests.labels(path, str(status)), self._seconds.labels(path)
        requests, durations = children
        requests.inc()
        durations.observe(seconds)

    def count_found(self, text: str, found: int | None) -> None:
        """Count a search that found so many posts; None for what was no search."""
        if found == 0 and text.strip():
            self._nothing.inc()

    def count_problem(self, kind: str) -> None:
        """Count a request that was not answered."""
        self._problems.labels(kind).inc()


def _count_requests(app: Flask, counts: RequestCounts) -> None:
    def begin() -> None:
        if request.endpoint in SEARCHING:
            request.environ[_IS_COUNTED] = True
            counts.searching.inc()

    def end(_error: BaseException | None) -> None:
        if request.environ.pop(_IS_COUNTED, False):
            counts.searching.dec()

    def count(answer: Response) -> Response:
        counts.count(route() or "unknown", answer.status_code, seconds_taken())
        counts.count_found(request.args.get("q", ""), g.get("found"))
        if "problem" in g:
            counts.count_problem(g.problem)
        return answer

    app.before_request(begin)
    app.after_request(count)
    app.teardown_request(end)


def _share(folder: Path) -> CollectorRegistry:
    """Have all that is counted from now on kept in files, one of each kind a process, and return who reads them.

    Source: prometheus-client, "Multiprocess Mode".
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    reserve_counts(folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    return registry


def reserve_counts(folder: Path) -> None:
    """Take the disk's room for what this process will count: a full disk found out later would kill it.

    The files are prometheus-client's, which maps them; it takes those that are there as they are.

    Raises:
        OSError: There is no room.
    """
    for kind in ("counter", "histogram", "gauge_livesum"):
        (folder / f"{kind}_{os.getpid()}.db").write_bytes(bytes(_COUNT_BYTES))


def forget_process(folder: Path, number: int) -> None:
    """Forget what a process that has ended was at; what it had counted stays."""
    multiprocess.mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]
