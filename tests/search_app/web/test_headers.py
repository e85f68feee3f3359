import pytest
from web.engine import FixedEngine
from web.settings import settings_of

from indexer.errors import IndexMissingError
from search_app import create_app
from search_app.service.gate import GATE
from search_app.web.headers import SECURITY_HEADERS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def answers():
    """Return one answer of every kind, errors included."""
    client = create_app(FixedEngine()).test_client()
    fine = ["/", "/search?q=a", "/api/search?q=a", "/api/suggest?q=a", "/healthz", "/openapi.json", "/metrics"]
    fine += ["/opensearch.xml", "/static/search.css", "/static/favicon.svg", "/favicon.ico"]
    wrong = ["/nothing", "/api/nothing", "/search?page=0", "/api/search?q=a&page=0", "/static/nothing"]
    yield from ((address, client.get(address)) for address in fine + wrong)
    yield "POST", client.post("/api/search")
    yield "OPTIONS", client.options("/api/search")
    for error in (IndexMissingError("x"), RuntimeError("x")):
        failing = create_app(FixedEngine(error=error)).test_client()
        yield from ((f"{address} {error!r}", failing.get(address)) for address in fine[:5])
    busy = create_app(FixedEngine(), settings=settings_of(concurrency=1, rate_limit="1/hour"))
    with busy.extensions[GATE].admit():
        yield "too many at once", busy.test_client().get("/api/search?q=a")
    yield "too many of one", busy.test_client().get("/search?q=a")
    seen = {"If-None-Match": client.get("/search").headers["ETag"]}
    yield "unchanged", client.get("/search", headers=seen)
    guarded = create_app(FixedEngine(), settings=settings_of(hosts=["a.example"])).test_client()
    yield "untrusted host", guarded.get("/", base_url="http://b.example")


ANSWERS = list(answers())
every_answer = pytest.mark.parametrize("answer", [answer for _, answer in ANSWERS], ids=[name for name, _ in ANSWERS])


@every_answer
def test_every_answer_is_safe_to_show(answer):
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@every_answer
def test_every_answer_says_how_long_it_keeps(answer):
    assert answer.headers["Cache-Control"]
    if answer.status_code >= 400:
        assert answer.headers["Cache-Control"] == "no-store"


@every_answer
def test_no_answer_sets_a_cookie_or_names_a_version(answer):
    assert "Set-Cookie" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("address", ["/", "/search?q=a", "/api/search?q=a&page=0", "/nothing"])
def test_answers_in_a_language_say_that_it_was_chosen(client, address):
    assert "Accept-Language" in client.get(address).headers["Vary"]


def test_every_header_of_safety_is_on_a_page(client):
    assert dict(client.get("/").headers).items() >= SECURITY_HEADERS.items()
