"""Queries made to cost much or to break something, over an index of 200,000 words."""

import time
from urllib.parse import quote_plus

import pytest
from web.contract import assert_search_answer
from web.hostile import QUERIES
from web.large_index import LargeEngine
from web.server import serving
from web.settings import settings_of

from search_app import create_app


@pytest.fixture(scope="module")
def small():
    return create_app(LargeEngine(posts=200), settings=settings_of(deadline=60)).test_client()


def addresses(query):
    typed = quote_plus(query.encode("utf-8", "surrogatepass"))
    return [f"/api/search?q={typed}&per_page=50", f"/api/suggest?q={typed}", f"/search?q={typed}"]


def test_there_are_at_least_110_and_none_is_too_long():
    assert len(set(QUERIES)) >= 110
    assert max(map(len, QUERIES)) <= 256


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_every_hostile_query_is_answered(small, query):
    search, suggest, page = (small.get(address) for address in addresses(query))
    assert_search_answer(search)
    assert (suggest.status_code, page.status_code) == (200, 200)


@pytest.mark.slow
def test_every_hostile_query_is_answered_within_a_second():
    engine = LargeEngine()
    assert len(engine.searcher.reader.surfaces) >= 200_000
    times = {}
    with serving(engine) as ask:
        ask("/search?q=warm")
        for query in QUERIES:
            for address in addresses(query):
                began = time.perf_counter()
                status = ask(address).status
                times[address] = (time.perf_counter() - began, status)
    slowest = sorted(times.items(), key=lambda each: -each[1][0])
    print(f"\n{len(times)} requests, slowest:")
    for address, (seconds, status) in slowest[:5]:
        print(f"{seconds * 1000:7.1f} ms  {status}  {address[:80]}")
    assert {status for _, status in times.values()} == {200}
    assert slowest[0][1][0] < 1
