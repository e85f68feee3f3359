import re

import pytest
from prometheus_client.parser import text_string_to_metric_families
from web.engine import FixedEngine, results_of
from web.settings import settings_of

from indexer.engines.base import Health
from indexer.errors import IndexMissingError
from search_app import create_app
from search_app.service.metrics import _COUNT_BYTES, _reserve


def read(client):
    """Return every sample: name and labels -> value."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


def test_requests_are_counted_by_route_and_status(client):
    for address in ("/api/search?q=a", "/api/search?q=b", "/api/search", "/search?q=a", "/nothing", "/else"):
        client.get(address)
    found = read(client)
    assert found["search_requests_total", "/api/search", "200"] == 2
    assert found["search_requests_total", "/api/search", "400"] == 1
    assert found["search_requests_total", "/search", "200"] == 1
    assert found["search_requests_total", "404", "unknown"] == 2


def test_times_are_counted_by_route(client):
    client.get("/api/search?q=a")
    found = read(client)
    assert found["search_request_seconds_count", "/api/search"] == 1
    assert 0 < found["search_request_seconds_sum", "/api/search"] < 60


def test_searches_that_found_nothing_are_counted(client, engine):
    client.get("/api/search?q=a")
    engine.results = results_of()
    for address in ("/api/search?q=x", "/search?q=x", "/api/search?q=", "/search", "/api/suggest?q=x"):
        client.get(address)
    assert read(client)["search_found_nothing_total",] == 2


def test_what_is_served_is_told(client, engine):
    found = read(client)
    assert (found["search_index_up",], found["search_index_posts",], found["search_index_degraded",]) == (1, 42, 0)
    assert found["search_index_info", "g-7"] == 1
    engine.state = Health("g-8", 43, degraded="g-9 is damaged")
    found = read(client)
    assert (found["search_index_posts",], found["search_index_degraded",]) == (43, 1)
    assert ("search_index_info", "g-7") not in found


def test_an_index_that_is_not_there_is_told():
    found = read(create_app(FixedEngine(error=IndexMissingError("x"))).test_client())
    assert found["search_index_up",] == 0
    assert ("search_index_posts",) not in found


def test_two_apps_count_apart(client):
    client.get("/api/search?q=a")
    assert ("search_requests_total", "/api/search", "200") not in read(create_app(FixedEngine()).test_client())


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
    _reserve(tmp_path)
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [_COUNT_BYTES] * 2
    with pytest.raises(OSError, match="gone"):
        _reserve(tmp_path / "gone")
