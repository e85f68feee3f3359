import gzip
import json
import sys

import brotli
import pytest
from web.engine import FixedEngine
from web.settings import settings_of

from search_app import create_app

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SITE = "https://blog.example"


def client_of(*origins):
    return create_app(FixedEngine(), settings=settings_of(origins=origins)).test_client()


@pytest.mark.parametrize("address", ["/api/search?q=a", "/api/suggest?q=a", "/api/search?q=a&page=0", "/api/nothing"])
def test_pages_of_a_site_that_is_named_may_read_the_json(address):
    answer = client_of(SITE, "https://other.example").get(address, headers={"Origin": SITE})
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Retry-After"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "http://blog.example", f"{SITE}.evil.example", "null", "*"])
def test_pages_of_other_sites_may_not(origin):
    answer = client_of(SITE, "https://other.example").get("/api/search?q=a", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("headers", [{}, {"Origin": SITE}, {"Origin": "https://evil.example"}])
def test_a_cache_never_gives_one_site_the_answer_to_another(headers):
    answer = client_of(SITE, "https://other.example").get("/api/search?q=a", headers=headers)
    assert "Origin" in answer.headers["Vary"]


def test_any_site_may_read_where_all_are_named():
    answer = client_of("*").get("/api/search?q=a", headers={"Origin": "https://any.example"})
    assert (answer.headers["Access-Control-Allow-Origin"], "Origin" in answer.vary) == ("*", False)


@pytest.mark.parametrize("address", ["/", "/search?q=a", "/healthz", "/metrics", "/openapi.json"])
def test_only_the_json_is_opened(address):
    assert "Access-Control-Allow-Origin" not in client_of("*").get(address, headers={"Origin": SITE}).headers


def test_nobody_is_let_in_without_being_named(client):
    assert "Access-Control-Allow-Origin" not in client.get("/api/search?q=a", headers={"Origin": SITE}).headers


@pytest.mark.parametrize(("method", "allowed"), [("GET", "GET, HEAD"), ("POST", None), ("DELETE", None)])
def test_a_browser_that_asks_first_is_allowed_to_read_only(method, allowed):
    wanted = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    answer = client_of(SITE).options("/api/search", headers={"Origin": SITE, **wanted})
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert answer.headers.get("Access-Control-Allow-Methods") == allowed
    assert "Access-Control-Allow-Headers" not in answer.headers


def test_a_script_of_another_site_may_ask_whether_what_it_has_is_still_good():
    client = client_of(SITE)
    tag = client.get("/api/search?q=a", headers={"Origin": SITE}).headers["ETag"]
    wanted = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    leave = client.options("/api/search?q=a", headers={"Origin": SITE, **wanted})
    assert leave.headers["Access-Control-Allow-Headers"].lower() == "if-none-match"
    assert (leave.headers["Access-Control-Max-Age"], "Origin" in leave.vary) == ("86400", True)
    assert "Access-Control-Allow-Credentials" not in leave.headers
    again = client.get("/api/search?q=a", headers={"Origin": SITE, "If-None-Match": tag})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, SITE)
    assert "Origin" in again.vary


def test_a_script_of_another_site_sees_how_many_searches_are_left_where_they_are_counted():
    settings = settings_of(origins=(SITE,), rate_limit="9/minute")
    answer = create_app(FixedEngine(), settings=settings).test_client().get("/api/search?q=a", headers={"Origin": SITE})
    shown = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {name for name in answer.headers.keys() if name.startswith("X-RateLimit")} <= set(shown)  # noqa: SIM118
    assert len(shown) == 5


@pytest.mark.parametrize(
    ("accepted", "used"), [("br, gzip", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "zstd")]
)
@pytest.mark.parametrize("address", ["/api/search?q=a", "/search?q=a", "/static/search.css", "/search-box.js"])
def test_answers_are_compressed_as_the_browser_likes_it(client, address, accepted, used):
    answer = client.get(address, headers={"Accept-Encoding": accepted})
    text = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstd.decompress}[used](answer.data)
    assert (answer.headers["Content-Encoding"], "Accept-Encoding" in answer.vary) == (used, True)
    assert len(answer.data) < len(text)
    assert answer.content_type == client.get(address).content_type


def test_who_does_not_ask_for_it_gets_it_as_it_is(client):
    answer = client.get("/api/search?q=a")
    assert "Content-Encoding" not in answer.headers
    assert json.loads(answer.data)["total"] == 42


@pytest.mark.parametrize("address", ["/static/search.css", "/search-box.js"])
@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_a_file_that_has_not_changed_is_not_sent_again(client, address, accepted):
    headers = {"Accept-Encoding": accepted}
    seen = client.get(address, headers=headers).headers["ETag"]
    again = client.get(address, headers={**headers, "If-None-Match": seen})
    assert (again.status_code, again.data) == (304, b"")
