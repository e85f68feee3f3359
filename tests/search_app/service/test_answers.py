"""Answers kept as bytes: given again as long as the index has the same state, and counted like any other."""

import threading
from dataclasses import replace

import pytest
from web.engine import MESH, FixedEngine, results_of
from web.settings import settings_of

from indexer.errors import IndexMissingError
from search_app import create_app
from search_app.service.answers import AnswerCache, KeptAnswer, answer_key
from search_app.web.current import COUNTS

ASKED = ["/api/search?q=a", "/api/search?q=a&typing=1&tag=b", "/api/suggest?q=a"]
asked = pytest.mark.parametrize("address", ASKED)


@asked
def test_the_same_question_is_answered_from_memory_byte_for_byte(client, engine, address):
    first, again = client.get(address), client.get(address)
    assert len(engine.asked) == 1
    assert (again.status_code, again.data, dict(again.headers)) == (200, first.data, dict(first.headers))


@asked
@pytest.mark.parametrize("change", [{"generation": "g-8"}, {"words": "w"}, {"since": 1_700_000_000.0}])
def test_another_generation_glossary_or_moment_of_visibility_is_asked_anew(client, engine, address, change):
    client.get(address)
    engine.results, engine.suggestions = results_of(MESH), ()
    engine.state = replace(engine.state, **change)
    assert b"canary" not in client.get(address).data
    assert len(engine.asked) == 2


def test_what_was_forgotten_does_not_come_back_with_the_generation_before(client, engine):
    before = engine.state
    for state in (before, replace(before, generation="g-8"), before):
        engine.state = state
        client.get(ASKED[0])
    assert len(engine.asked) == 3


@pytest.mark.parametrize("environ", [{"HTTP_HOST": "other.example.org"}, {"SCRIPT_NAME": "/find"}])
def test_another_host_or_prefix_is_another_question(client, engine, environ):
    client.get(ASKED[0])
    client.get(ASKED[0], environ_overrides=environ)
    assert len(engine.asked) == 2


@pytest.mark.parametrize("address", ["/search?q=a", "/", "/healthz", "/api/search", "/api/search?q=a&page=0"])
def test_pages_and_errors_are_not_kept(client, engine, address):
    first, again = client.get(address), client.get(address)
    assert first.status_code == again.status_code
    assert len(engine.asked) in {0, 2}


def test_an_answer_is_not_kept_if_the_index_changed_while_it_was_made(engine):
    class Changing(FixedEngine):
        def search(self, request):
            self.state = replace(self.state, generation="g-8")
            return super().search(request)

    engine = Changing()
    client = create_app(engine).test_client()
    client.get(ASKED[0])
    engine.state = replace(engine.state, generation="g-7")
    client.get(ASKED[0])
    assert len(engine.asked) == 2


def test_nothing_is_answered_from_memory_where_there_is_no_index(client, engine):
    client.get(ASKED[0])
    engine.error = IndexMissingError("none")
    assert client.get(ASKED[0]).status_code == 503


def read_counts(client):
    """Return how many searches were answered, and how many of these found nothing."""
    told = client.get("/metrics").get_data(as_text=True)
    names = ('post_search_requests_total{route="/api/search",status="200"}', "post_search_found_nothing_total")
    return [float(told.split(f"\n{name} ")[1].split()[0]) for name in names]


def test_answers_given_again_count_as_searches_that_were_made(engine, tmp_path):
    engine.results = replace(engine.results, total=0, hits=())
    app = create_app(engine, settings=settings_of(query_log=tmp_path / "log"))
    client = app.test_client()
    for headers in ({}, {}, {"Sec-Purpose": "prefetch"}):
        client.get("/api/search?q=istio", headers=headers)
    assert len(engine.asked) == 1
    assert read_counts(client) == [3, 3]
    pending = app.extensions[COUNTS]._pending._counts.asked
    assert [(query, each.asked) for (_, query), each in pending.items()] == [("istio", 2)]


def test_limits_hold_for_answers_from_memory(engine):
    client = create_app(engine, settings=settings_of(rate_limit="2/minute")).test_client()
    assert [client.get(ASKED[0]).status_code for _ in range(3)] == [200, 200, 429]


def test_a_browser_that_has_the_answer_is_told_so(client):
    tag = client.get(ASKED[0]).headers["ETag"]
    assert client.get(ASKED[0], headers={"If-None-Match": tag}).status_code == 304


def test_answers_are_compressed_for_who_reads_that_and_plain_for_others(engine):
    engine.results = results_of(*[MESH] * 10)
    client = create_app(engine).test_client()
    zipped = client.get(ASKED[0], headers={"Accept-Encoding": "gzip"})
    plain = client.get(ASKED[0])
    assert (zipped.headers.get("Content-Encoding"), plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert (len(engine.asked), plain.json["hits"][0]["id"]) == (1, MESH.id)


def test_memory_for_answers_can_be_turned_off(engine):
    client = create_app(engine, settings=settings_of(answers_megabytes=0)).test_client()
    client.get(ASKED[0])
    client.get(ASKED[0])
    assert len(engine.asked) == 2


def test_the_memory_taken_is_bounded_and_what_was_used_last_stays():
    cache = AnswerCache(10_000)
    for number in range(100):
        cache.find("s", ("first", ""))
        cache.keep("s", ("first" if not number else str(number), ""), KeptAnswer(bytes(1000)))
    kept = [number for number in range(100) if cache.find("s", (str(number), ""))]
    assert cache.find("s", ("first", ""))
    assert kept == list(range(100))[-len(kept) :]
    assert 3 <= len(kept) <= 5  # with the first, of six that there is room for: at least half
    cache.keep("s", ("large", ""), KeptAnswer(bytes(20_000)))
    assert cache.find("s", ("large", "")) is None


def test_a_key_takes_the_same_memory_whatever_the_host_is_called():
    assert len(answer_key("tag", "a" * 15_000)) == len(answer_key("tag", "a"))


def test_keys_of_other_addresses_and_hosts_are_other_keys():
    keys = {answer_key(tag, host) for tag in ("t", "u") for host in ("a", "b", "")}
    assert len(keys) == 6


def test_threads_never_get_an_answer_of_another_state():
    cache, wrong = AnswerCache(20_000), []
    states = [f"s{number}" for number in range(5)]

    def hammer(first):
        for step in range(2000):
            state, key = states[(first + step) % 5], (str(step % 7), "")
            kept = cache.find(state, key)
            if kept and kept.query != state:
                wrong.append(kept)
            cache.keep(state, key, KeptAnswer(b"", state))

    threads = [threading.Thread(target=hammer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
