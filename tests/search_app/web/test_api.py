import json
from urllib.parse import quote

import pytest
from web.contract import assert_fits, assert_problem, assert_search_answer
from web.engine import MESH, FixedEngine, results_of
from web.settings import settings_of

from indexer.engines.base import Health
from indexer.errors import (
    IndexDamagedError,
    IndexForeignError,
    IndexMissingError,
    IndexUnusableError,
    IndexVersionError,
    ProgramUnfitError,
)
from indexer.search.results import Note, SearchRequest, Snippet, Suggestion
from search_app import create_app

SECRET = "/srv/secret/index"


def test_a_search_is_answered_as_the_contract_writes_it(client, engine, rich_results):
    engine.results = rich_results
    payload = assert_search_answer(client.get("/api/search?q=服务网格&page=2&tag=istio"))
    assert engine.asked == [SearchRequest("服务网格", page=2, tags=("istio",))]
    assert (payload["query"], payload["total"], payload["page"]) == ("服务网格", 42, 2)
    assert payload["hits"][0]["title_html"] == "<mark>服务网格</mark>里的流量管理"
    assert payload["hits"][0]["date"] == "2019-07-02T10:18:18+08:00"
    assert payload["hits"][1]["date"] is None


def test_an_empty_text_asks_for_the_newest_posts(client, engine):
    assert_search_answer(client.get("/api/search?q="))
    assert engine.asked == [SearchRequest("")]


def test_nothing_found_is_an_answer(client, engine):
    engine.results = results_of(facets={})
    assert assert_search_answer(client.get("/api/search?q=x"))["hits"] == []


@pytest.mark.parametrize(
    ("ui", "text"),
    [
        ("", "no date: date:x"),
        ("&ui=fr", "no date: date:x"),
        ("&ui=zh", "不是日期，按文字搜索：date:x"),
        ("&ui=zh-Hant", "不是日期，按文字搜尋：date:x"),
        ("&ui=en", "Not a date, searched for as text: date:x"),
    ],
)
def test_notes_are_in_the_language_that_is_named_else_in_the_querys(client, engine, ui, text):
    engine.results = results_of(MESH, notes=(Note("text", "no date: date:x", ("date:x",)),))
    payload = assert_search_answer(client.get(f"/api/search?q=date:x{ui}", headers={"Accept-Language": "zh"}))
    assert payload["notes"] == [{"kind": "text", "text": text, "words": ["date:x"]}]


def test_chinese_is_sent_as_it_is(client):
    assert "服务网格" in client.get("/api/search?q=a").get_data(as_text=True)


@pytest.mark.parametrize("typed", ["%00", "%1f%7f", "%ed%a0%80", "%ff%fe", "%", "%E6%9C", "%0d%0aX:%20y", "%2500"])
def test_no_bytes_typed_are_an_error(client, typed):
    assert_search_answer(client.get(f"/api/search?q={typed}"))


@pytest.mark.parametrize("text", ['"', "(" * 256, "a*", "-", "tag:", "AND OR NOT", "date:[x TO y]", "{{7*7}}"])
def test_no_syntax_is_an_error(client, engine, text):
    assert_search_answer(client.get(f"/api/search?q={quote(text)}"))
    assert engine.asked[0].text == text


def test_a_lone_surrogate_in_a_post_is_answered(client, engine):
    engine.results = results_of(MESH._replace(title=Snippet("a\ud800b"), tags=("\udfff",)))
    payload = assert_search_answer(client.get("/api/search?q=a"))
    assert payload["hits"][0]["title"] == "a?b"


def test_suggestions_are_answered_as_the_contract_writes_them(client, engine):
    answer = client.get("/api/suggest?q=服")
    payload = json.loads(answer.data)
    assert_fits(payload, "Suggestions")
    assert payload == {
        "query": "服",
        "suggestions": [
            {"text": "服务网格", "kind": "tag", "url": ""},
            {"text": "Service mesh", "kind": "title", "url": "/en/mesh/"},
        ],
    }


def test_a_suggestion_never_carries_an_unsafe_address(client, engine):
    engine.suggestions = (Suggestion("a", "title", "javascript:alert(1)"),)
    assert json.loads(client.get("/api/suggest?q=a").data)["suggestions"][0]["url"] == ""


@pytest.mark.parametrize("address", ["/api/search", "/api/suggest", "/api/search?query=a"])
def test_a_missing_text_is_said(client, address):
    problem = assert_problem(client.get(address), 400, parameter="q", found="")
    assert problem["detail"] == "The parameter q is missing. Add it; it may be empty (q=)."


@pytest.mark.parametrize(
    ("query", "found", "detail"),
    [
        ("page=0", "0", "The parameter page is “0”; it must be a whole number from 1 to 10000."),
        ("per_page=51", "51", "The parameter per_page is “51”; it must be a whole number from 1 to 50."),
        ("lang=f", "f", "The parameter lang is “f”; it must be a language, written as zh or en."),
        ("year=19", "19", "The parameter year is “19”; it must be a year, written as 2019."),
        ("sort=x", "x", "The parameter sort is “x”; it must be one of: relevance, date."),
        ("from=soon", "soon", "The parameter from is “soon”; it must be a real date, written 2019-07-02."),
        (
            "from=2020-01-02&to=2020-01-01",
            "2020-01-02",
            "The parameter from (2020-01-02) is later than to (2020-01-01). Swap the two dates.",
        ),
    ],
)
def test_a_parameter_that_does_not_fit_is_told(client, engine, query, found, detail):
    answer = client.get(f"/api/search?q=a&{query}")
    parameter = query.partition("=")[0]
    problem = assert_problem(answer, 400, parameter=parameter, found=found, detail=detail)
    assert problem["type"] == "/openapi.json#/components/responses/InvalidParameter"
    assert engine.asked == []


def test_a_text_too_long_is_told_with_its_length(client):
    problem = assert_problem(client.get("/api/search?q=" + "字" * 300), 400, parameter="q")
    assert problem["detail"] == (
        "The text to search for (q) has 300 characters; at most 256 are read. Shorten it and try again."
    )
    assert len(problem["found"]) == 60


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        ("zh-CN", "参数 page 是“0”，应为 1 到 10000 的整数。"),
        ("zh-TW", "參數 page 是「0」，應為 1 到 10000 的整數。"),
    ],
)
def test_problems_are_told_in_the_language_asked_for(client, accepted, told):
    answer = client.get("/api/search?q=a&page=0", headers={"Accept-Language": accepted})
    assert assert_problem(answer, 400)["detail"] == told


@pytest.mark.parametrize(
    "error", [IndexMissingError, IndexForeignError, IndexDamagedError, IndexVersionError, IndexUnusableError]
)
@pytest.mark.parametrize("address", ["/api/search?q=a", "/api/suggest?q=a"])
def test_an_index_that_cannot_be_read_is_a_503_without_its_path(client, engine, error, address):
    engine.error = error(f"{SECRET}: run search-index rebuild")
    answer = client.get(address)
    problem = assert_problem(answer, 503, title="Search is not available right now")
    assert answer.headers["Retry-After"] == "30"
    assert problem["detail"] == "Its index is not ready. Try again in a few minutes."
    assert SECRET not in answer.text


@pytest.mark.parametrize("error", [RuntimeError(SECRET), KeyError(SECRET), RecursionError(), MemoryError()])
def test_what_nobody_foresaw_is_a_500_without_a_trace(client, engine, error, caplog):
    engine.error = error
    answer = client.get("/api/search?q=a")
    assert_problem(answer, 500, title="Something went wrong")
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert "'/api/search' failed" in caplog.text


@pytest.mark.parametrize("address", ["/api/", "/api/nothing", "/api/search/", "/api/%2e%2e/x"])
def test_an_unknown_address_for_programs_is_a_problem(client, address):
    assert_problem(client.get(address), 404, type="about:blank", title="Page not found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("address", ["/", "/search", "/api/search?q=a", "/healthz", "/static/search.css"])
def test_nothing_can_be_written(client, method, address):
    answer = client.open(address, method=method, data="x=1")
    assert_problem(answer, 405, title="This kind of request is not supported")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "address", ["/", "/search?q=a", "/api/search?q=a", "/healthz", "/openapi.json", "/opensearch.xml"]
)
def test_head_is_get_without_a_body(client, address):
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_type == get.content_type


def test_options_names_what_is_allowed(client):
    answer = client.options("/api/search")
    assert (answer.status_code, set(answer.allow)) == (200, {"GET", "HEAD", "OPTIONS"})


def test_health_is_ok_while_the_newest_index_is_served(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "generation": "g-7", "posts": 42})
    assert_fits(answer.json, "Health")


def test_health_is_503_while_an_older_index_is_served(client, engine):
    engine.state = Health("g-6", 41, degraded=f"{SECRET}/g-7 is damaged")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["status"], answer.json["posts"]) == (503, "degraded", 41)
    assert_fits(answer.json, "Health")
    assert SECRET not in answer.text


def test_health_is_503_without_an_index(client, engine):
    engine.error = IndexMissingError(SECRET)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (503, "unavailable")
    assert "search-index rebuild" in answer.json["reason"]
    assert SECRET not in answer.text


@pytest.mark.parametrize("address", ["/healthz", "/healthz/ready"])
@pytest.mark.parametrize(
    ("missing", "reason"),
    [("pypinyin", "pypinyin is not installed, which this version requires"), ("", "No index can be opened, because")],
)
def test_health_names_what_is_not_installed_and_sends_nobody_to_build_the_index(
    client, engine, address, missing, reason
):
    engine.error = ProgramUnfitError(SECRET, missing)
    answer = client.get(address)
    assert (answer.status_code, answer.json["status"]) == (503, "unavailable")
    assert answer.json["reason"].startswith(reason)
    assert answer.json["reason"].endswith("Run `search-index doctor`.")
    assert SECRET not in answer.text


def test_a_process_that_answers_is_live_whatever_the_index_does(client, engine):
    engine.error = IndexMissingError(SECRET)
    answer = client.get("/healthz/live")
    assert (answer.status_code, answer.json, answer.headers["Cache-Control"]) == (200, {"status": "ok"}, "no-store")
    assert_fits(answer.json, "Health")


def test_who_can_answer_is_ready_also_from_an_older_index(client, engine):
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "generation": "g-7", "posts": 42})
    engine.state = Health("g-6", 41, degraded=f"{SECRET}/g-7 is damaged")
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json["status"], answer.json["posts"]) == (200, "degraded", 41)
    assert_fits(answer.json, "Health")
    assert SECRET not in answer.text


def test_who_has_no_index_is_not_ready(client, engine):
    engine.error = IndexMissingError(SECRET)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "unavailable")
    assert_fits(answer.json, "Health")
    assert SECRET not in answer.text


def test_only_trusted_hosts_are_answered_where_any_are_named():
    client = create_app(FixedEngine(), settings=settings_of(hosts=["search.example.org"])).test_client()
    assert_search_answer(client.get("/api/search?q=a", base_url="http://search.example.org"))
    for address in ("/api/search?q=a", "/", "/nothing"):
        assert_problem(client.get(address, base_url="http://evil.example"), 400)


@pytest.mark.parametrize("settings", [{}, {"proxies": 1, "proxy_headers": ["host"]}])
def test_the_case_of_a_hosts_name_makes_no_difference(settings):
    client = create_app(FixedEngine(), settings=settings_of(hosts=[".Example.org"], **settings)).test_client()
    for name in ("search.example.org", "Search.EXAMPLE.org:8000"):
        headers = {"Host": name, **({"X-Forwarded-Host": name} if settings else {})}
        assert_search_answer(client.get("/api/search?q=a", headers=headers))


def test_forwarded_headers_are_not_believed(client):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil"}
    assert "evil" not in client.get("/opensearch.xml", headers=headers).text


def test_the_browsers_own_field_gets_completions(client):
    answer = client.get("/api/complete?q=服务")
    assert (answer.status_code, answer.mimetype) == (200, "application/x-suggestions+json")
    assert json.loads(answer.data) == ["服务", ["服务网格", "Service mesh"]]
