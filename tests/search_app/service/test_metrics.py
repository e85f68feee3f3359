import os
import platform
import re
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families
from web.engine import FixedEngine, results_of
from web.settings import settings_of

from indexer.engines.base import Health
from indexer.errors import DeadlineExceededError, IndexDamagedError, IndexMissingError
from indexer.index.build.last_build import FILE, LastBuild
from indexer.settings.settings import Settings
from search_app import create_app
from search_app.service.metrics import _COUNT_BYTES, forget_process, reserve_counts
from search_app.web.problem import BusyError


def read(client):
    """Return every sample: name and labels -> value."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


def test_requests_are_counted_by_route_and_status(client):
    for address in ("/api/search?q=a", "/api/search?q=b", "/api/search", "/search?q=a", "/nothing", "/else"):
        client.get(address)
    found = read(client)
    assert found["post_search_requests_total", "/api/search", "200"] == 2
    assert found["post_search_requests_total", "/api/search", "400"] == 1
    assert found["post_search_requests_total", "/search", "200"] == 1
    assert found["post_search_requests_total", "404", "unknown"] == 2


def test_times_are_counted_by_route(client):
    client.get("/api/search?q=a")
    found = read(client)
    assert found["post_search_request_seconds_count", "/api/search"] == 1
    assert 0 < found["post_search_request_seconds_sum", "/api/search"] < 60


def test_searches_that_found_nothing_are_counted(client, engine):
    client.get("/api/search?q=a")
    engine.results = results_of()
    for address in ("/api/search?q=x", "/search?q=x", "/api/search?q=", "/search", "/api/suggest?q=x"):
        client.get(address)
    assert read(client)["post_search_found_nothing_total",] == 2


def test_what_is_served_is_told(client, engine):
    found = read(client)
    assert (
        found["post_search_index_up",],
        found["post_search_index_posts",],
        found["post_search_index_degraded",],
    ) == (1, 42, 0)
    assert found["post_search_index_info", "g-7"] == 1
    engine.state = Health("g-8", 43, degraded="g-9 is damaged")
    found = read(client)
    assert (found["post_search_index_posts",], found["post_search_index_degraded",]) == (43, 1)
    assert ("post_search_index_info", "g-7") not in found


def test_the_age_and_the_number_of_an_index_are_told(client, engine):
    engine.state = Health("g-12-abc", 1, built=datetime(2026, 1, 2, tzinfo=UTC))
    found = read(client)
    assert found["post_search_index_generation",] == 12
    assert found["post_search_index_built_timestamp_seconds",] == 1767312000


def test_the_version_is_told(client):
    [sample] = [key for key in read(client) if key[0] == "post_search_build_info"]
    assert set(sample[1:]) == {platform.python_version(), version("post-search")}


def test_how_the_last_build_ended_is_told(tmp_path):
    app = create_app(FixedEngine(), settings=Settings(Path(), tmp_path))
    assert not [key for key in read(app.test_client()) if "last_" in key[0]]
    last = LastBuild("watch", "refused", 2000.5, 1.5, 1000.5, 3)
    tmp_path.joinpath(FILE).write_bytes(orjson.dumps(asdict(last)))
    found = {key[0].removeprefix("post_search_"): value for key, value in read(app.test_client()).items()}
    assert {name: value for name, value in found.items() if "last" in name} == {
        "last_build_info": 1,
        "last_build_success": 0,
        "last_build_timestamp_seconds": 2000.5,
        "last_build_seconds": 1.5,
        "last_build_refused_posts": 3,
        "last_success_timestamp_seconds": 1000.5,
    }


def test_searches_under_way_are_told(client, engine):
    assert read(client)["post_search_searches_in_progress",] == 0
    seen, answer = [], engine.search

    def look(request):
        seen.append(read(client.application.test_client())["post_search_searches_in_progress",])
        return answer(request)

    engine.search = look
    client.get("/api/search?q=a")
    client.get("/api/search")  # no search: it has no text
    assert seen == [1]
    assert read(client)["post_search_searches_in_progress",] == 0


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (BusyError(), "Busy"),
        (DeadlineExceededError(), "TooSlow"),
        (IndexDamagedError("x"), "IndexUnavailable"),
        (ValueError("x"), "500"),
    ],
)
def test_what_is_not_answered_is_counted_by_kind(client, engine, error, kind):
    engine.error = error
    client.get("/api/search?q=a")
    engine.error = None
    assert read(client)["post_search_problems_total", kind] == 1


def test_an_index_that_is_not_there_is_told():
    found = read(create_app(FixedEngine(error=IndexMissingError("x"))).test_client())
    assert found["post_search_index_up",] == 0
    assert ("post_search_index_posts",) not in found


def test_two_apps_count_apart(client):
    client.get("/api/search?q=a")
    assert ("post_search_requests_total", "/api/search", "200") not in read(create_app(FixedEngine()).test_client())


def test_nothing_tells_of_a_visitor(client):
    for address in ("/api/search?q=geheim", "/geheim", "/api/search?q=a&page=geheim"):
        client.get(address, headers={"User-Agent": "geheim", "Referer": "https://geheim"})
    client.open("/", method="GEHEIM")
    assert not re.search("geheim|127.0.0.1", client.get("/metrics").text, re.IGNORECASE)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_nothing_can_be_reset(client, method):
    assert client.open("/metrics", method=method).status_code == 405


def test_who_does_not_want_them_has_none():
    client = create_app(FixedEngine(), settings=settings_of(metrics=False)).test_client()
    assert client.get("/metrics").status_code == 404


def test_the_room_for_what_a_process_counts_is_taken_before_it_counts(tmp_path):
    reserve_counts(tmp_path)
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [_COUNT_BYTES] * 3
    with pytest.raises(OSError, match="gone"):
        reserve_counts(tmp_path / "gone")


def test_what_a_process_was_at_ends_with_it_and_what_it_has_counted_stays(tmp_path):
    reserve_counts(tmp_path)
    forget_process(tmp_path, os.getpid())
    assert sorted(path.name.partition("_")[0] for path in tmp_path.iterdir()) == ["counter", "histogram"]
