import logging
import time

import pytest
from web.contract import assert_problem, assert_search_answer
from web.engine import FixedEngine
from web.settings import settings_of

from indexer.errors import IndexMissingError
from search_app import create_app
from search_app.web.problem import SpentError


def client_of(**settings):
    return create_app(FixedEngine(), settings=settings_of(**settings)).test_client()


def ask(client, address="/api/search?q=a", peer="192.0.2.1", **headers):
    return client.get(address, headers=headers, environ_base={"REMOTE_ADDR": peer})


def test_without_a_limit_everyone_may_search_on():
    client = client_of()
    assert {ask(client).status_code for _ in range(100)} == {200}


def test_who_searches_too_often_is_told_when_to_come_back():
    client = client_of(rate_limit="2/minute")
    assert [ask(client).status_code for _ in range(2)] == [200, 200]
    answer = ask(client)
    problem = assert_problem(answer, 429, title="Too many searches", detail="Wait a moment before the next one.")
    assert problem["type"] == "/openapi.json#/components/responses/TooManyRequests"
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_who_has_to_wait_is_told_how_long():
    answer = ask(client_of(rate_limit="2/minute"))
    assert answer.headers["X-RateLimit-Remaining"] == "1"
    assert [name for name, _ in answer.headers if "Retry" in name or "Seconds" in name] == []


@pytest.mark.parametrize(("error", "told"), [(IndexMissingError("x"), (503, "30")), (SpentError(77), (429, "77"))])
def test_who_is_refused_for_another_reason_is_told_when_that_one_is_over_whatever_the_limit(error, told):
    class Refuses(FixedEngine):
        def search(self, asked):
            raise error

    plain, limited = (
        create_app(Refuses(), settings=settings_of(**settings)).test_client()
        for settings in ({}, {"rate_limit": "2/hour"})
    )
    waits = [(answer.status_code, answer.headers["Retry-After"]) for answer in (ask(plain), ask(limited))]
    assert waits == [told] * 2


@pytest.mark.parametrize("is_shared", [False, True])
def test_nobody_is_refused_for_as_long_as_the_clock_was_set_back(is_shared, tmp_path, monkeypatch):
    shared = tmp_path if is_shared else None
    client = create_app(FixedEngine(), settings=settings_of(rate_limit="2/minute"), shared=shared).test_client()
    real = time.time
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(time, "time", lambda: real() - 7200)
    answers = [ask(client) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 61
    monkeypatch.setattr(time, "time", lambda: real() + 7200)
    assert ask(client).status_code == 200


def test_one_visitor_does_not_use_up_what_another_may():
    client = client_of(rate_limit="1/minute")
    assert [ask(client, peer=f"192.0.2.{number}").status_code for number in (1, 2, 1)] == [200, 200, 429]


def test_a_network_of_one_household_is_one_visitor():
    client = client_of(rate_limit="1/minute")
    peers = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"]
    assert [ask(client, peer=peer).status_code for peer in peers] == [200, 429, 200]


def test_an_address_of_the_old_kind_written_as_a_new_one_is_one_visitor():
    client = client_of(rate_limit="1/minute")
    peers = ["::ffff:192.0.2.1", "::ffff:192.0.2.2"]
    assert [ask(client, peer=peer).status_code for peer in peers] == [200, 200]


def test_page_and_json_are_counted_together_and_the_rest_not_at_all():
    client = client_of(rate_limit="2/minute")
    free = ["/healthz", "/metrics", "/openapi.json", "/static/search.css", "/opensearch.xml", "/nothing"]
    assert 429 not in {ask(client, address).status_code for address in free * 3}
    assert [ask(client, at).status_code for at in ("/search", "/api/suggest?q=a", "/search")] == [200, 200, 429]


def test_a_person_is_told_on_a_page():
    client = client_of(rate_limit="1/minute")
    ask(client)
    answer = ask(client, "/search?q=a", **{"Accept-Language": "zh"})
    assert (answer.status_code, answer.mimetype) == (429, "text/html")
    assert "请稍等片刻再搜索。" in answer.text


def test_nobody_can_pretend_to_be_somebody_else():
    client = client_of(rate_limit="1/minute")
    answers = [ask(client, **{"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_behind_a_proxy_visitors_are_told_apart_by_what_it_says():
    client = client_of(rate_limit="1/minute", proxies=1)
    chains = ["198.51.100.1", "198.51.100.2", "203.0.113.9, 198.51.100.1"]
    answers = [ask(client, **{"X-Forwarded-For": chain}) for chain in chains]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize(
    "chains",
    [
        ["198.51.100.1:4711", "198.51.100.1:4712", "198.51.100.1"],
        ["[2001:db8::1]:4711", "[2001:db8::2]:4712", "2001:db8::3"],
    ],
)
def test_an_address_that_a_proxy_writes_with_its_port_is_the_same_visitor(chains):
    client = client_of(rate_limit="1/minute", proxies=1)
    answers = [ask(client, **{"X-Forwarded-For": chain}) for chain in chains]
    assert [answer.status_code for answer in answers] == [200, 429, 429]


def test_a_proxy_is_believed_about_the_scheme_and_nothing_else():
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    text = ask(client_of(proxies=1), "/opensearch.xml", **headers).text
    assert ("https://localhost/search" in text, "evil" in text) == (True, False)


@pytest.mark.parametrize("peer", ["", "unix:", "not an address"])
def test_a_server_that_does_not_know_the_address_still_serves(peer):
    assert_search_answer(ask(client_of(rate_limit="9/minute"), peer=peer))


def test_no_address_is_written_to_a_log(caplog):
    caplog.set_level(logging.DEBUG)
    client = client_of(rate_limit="1/minute", access_log=True)
    for _ in range(3):
        ask(client)
    assert "192.0.2.1" not in caplog.text


def test_where_counts_cannot_be_kept_everyone_may_search(tmp_path):
    settings = settings_of(rate_limit="1/minute", metrics=False)
    client = create_app(FixedEngine(), settings=settings, shared=tmp_path / "gone").test_client()
    assert [ask(client).status_code for _ in range(2)] == [200, 200]
