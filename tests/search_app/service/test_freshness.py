import os
from dataclasses import replace

import pytest
from web.engine import FixedEngine
from web.settings import settings_of

from indexer.errors import IndexMissingError
from search_app import create_app
from search_app.service.freshness import stamp_of

ASKED = ["/api/search?q=a", "/api/suggest?q=a", "/search?q=a", "/"]
asked = pytest.mark.parametrize("address", ASKED)


def tag(client, address, **headers):
    return client.get(address, headers=headers).headers["ETag"]


@asked
def test_an_answer_that_is_still_good_is_not_made_again(client, engine, address):
    first = client.get(address)
    engine.asked.clear()
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, engine.asked) == (304, b"", [])
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name]


@asked
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_anything_at_all_is_told_that_there_is_something(client, address, method):
    first = client.get(address)
    again = client.open(address, method=method, headers={"If-None-Match": "*", "Accept-Encoding": "gzip"})
    assert (again.status_code, again.data, again.headers.get("Content-Encoding")) == (304, b"", None)
    for name in ("ETag", "Cache-Control", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name]


@asked
def test_a_new_index_makes_every_answer_new(client, engine, address):
    before = tag(client, address)
    engine.state = replace(engine.state, generation="g-8")
    again = client.get(address, headers={"If-None-Match": before})
    assert (again.status_code, again.headers["ETag"] != before) == (200, True)


@asked
def test_a_post_that_comes_or_goes_by_the_clock_makes_every_answer_new(client, engine, address):
    before = tag(client, address)
    engine.state = replace(engine.state, since=1_700_000_000.0)
    again = client.get(address, headers={"If-None-Match": before})
    assert (again.status_code, again.headers["ETag"] != before) == (200, True)


@pytest.mark.parametrize(
    ("seconds_left", "keeps"),
    [(9e18, "max-age=60"), (60.5, "max-age=60"), (7.9, "max-age=7"), (0.9, "no-cache"), (-1.0, "no-cache")],
)
def test_an_answer_is_kept_no_longer_than_until_a_post_comes_or_goes(engine, seconds_left, keeps):
    engine.state = replace(engine.state, seconds_left=seconds_left)
    client = create_app(engine, settings=settings_of(cache_seconds=60)).test_client()
    assert client.get("/api/search?q=a").headers["Cache-Control"] == keeps


def test_every_question_has_its_own_tag(client):
    addresses = [*ASKED, "/api/search?q=b", "/api/search?q=a&page=2", "/search?q=a&ui=zh"]
    assert len({tag(client, address) for address in addresses}) == len(addresses)


def test_a_page_has_a_tag_in_each_language_and_json_has_one(client):
    languages = [{"Accept-Language": "zh"}, {"Accept-Language": "en"}]
    assert len({tag(client, "/", **each) for each in languages}) == 2
    assert len({tag(client, "/api/search?q=a", **each) for each in languages}) == 1


def test_every_process_that_serves_the_same_gives_it_the_same_tag(engine):
    tags = {tag(create_app(engine).test_client(), "/") for _ in range(2)}
    assert len(tags) == 1


def test_what_looks_different_has_another_tag(engine, tmp_path):
    def themed(text):
        (tmp_path / "base.html").write_text(text, encoding="utf-8")
        return tag(create_app(engine, settings=settings_of(theme=tmp_path)).test_client(), "/")

    first = themed('{% extends "default/base.html" %}')
    os.utime(tmp_path / "base.html", (1, 1))
    assert len({first, themed('{% extends "default/base.html" %} '), tag(create_app(engine).test_client(), "/")}) == 3


def test_a_compressed_answer_is_revalidated_too(client):
    headers = {"Accept-Encoding": "br"}
    seen = tag(client, "/search", **headers)
    assert client.get("/search", headers={**headers, "If-None-Match": seen}).status_code == 304


@asked
def test_head_tells_the_same_as_get(client, address):
    assert client.head(address).headers["ETag"] == tag(client, address)


@asked
@pytest.mark.parametrize(("seconds", "keeps"), [(60, "max-age=60"), (5, "max-age=5"), (0, "no-cache")])
def test_answers_keep_as_long_as_is_set(engine, address, seconds, keeps):
    client = create_app(engine, settings=settings_of(cache_seconds=seconds)).test_client()
    assert client.get(address).headers["Cache-Control"] == keeps


@pytest.mark.parametrize("address", ["/api/search?q=a&page=0", "/search?page=0", "/api/search", "/healthz", "/metrics"])
def test_problems_and_the_state_of_things_are_never_kept(client, address):
    answer = client.get(address, headers={"If-None-Match": "*"})
    assert (answer.headers["Cache-Control"], "ETag" in answer.headers) == ("no-store", False)
    assert answer.status_code != 304


@asked
def test_without_an_index_nothing_is_tagged(address):
    client = create_app(FixedEngine(error=IndexMissingError("x"))).test_client()
    for tags in ('"x"', "*"):
        answer = client.get(address, headers={"If-None-Match": tags})
        assert (answer.status_code, "ETag" in answer.headers) == (503, False)


def test_the_stamp_of_what_is_installed_changes_with_the_settings_alone():
    assert stamp_of(settings_of()) == stamp_of(settings_of())
    assert stamp_of(settings_of()) != stamp_of(settings_of(language="zh"))
