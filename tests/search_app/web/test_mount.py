"""The app as a blueprint of another Flask app: what is below the prefix is ours, and the rest stays the host's."""

import json

import pytest
from flask import Flask, url_for
from web.engine import CANARY, FixedEngine
from web.outline import Outline
from web.settings import settings_of

import search_app
from search_app.web.mount import mount


def host_with(engine=None, prefix="/find", **settings):
    """Return an app with a page, an error page, a header and a login of its own, and the search below a prefix."""
    host = Flask("host")
    host.add_url_rule("/", "home", lambda: f"home {url_for('search.page_search', q='istio')}")
    host.register_error_handler(404, lambda _error: ("the host's own 404", 404))

    @host.after_request
    def sign(answer):
        answer.headers["X-Host"] = "1"
        return answer

    blueprint = search_app.blueprint(engine or FixedEngine(), settings=settings_of(**settings))
    host.register_blueprint(blueprint, url_prefix=prefix)
    return host


@pytest.fixture
def host():
    return host_with().test_client()


def test_the_page_is_below_the_prefix_and_all_its_links_are(host):
    page = host.get("/find/search?q=mesh")
    outline = Outline(page.text)
    links = [each for each in outline.values("href") + outline.values("action") if each.startswith("/")]
    ours = [link for link in links if link != CANARY.url]  # the post's own address, on the site
    assert (page.status_code, len(ours) > 10, [link for link in ours if not link.startswith("/find/")]) == (
        200,
        True,
        [],
    )


def test_json_static_files_and_the_box_are_there(host):
    addresses = ["/find/api/search?q=a", "/find/static/search.css", "/find/search-box.js", "/find/favicon.ico"]
    assert [host.get(address).status_code for address in addresses] == [200] * 4
    assert host.get("/find/search-box.js").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_errors_below_the_prefix_are_ours(host):
    answer = host.get("/find/api/search?q=a&page=0")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert json.loads(answer.data)["type"] == "/find/openapi.json#/components/responses/InvalidParameter"
    assert host.get("/find/nothing").status_code == 404
    assert "the host's own" not in host.get("/find/nothing").text
    assert host.post("/find/api/search?q=a").status_code == 405


def test_what_fails_in_the_search_does_not_fail_in_the_host():
    client = host_with(FixedEngine(error=RuntimeError("x"))).test_client()
    assert (client.get("/find/search?q=a").status_code, client.get("/").status_code) == (500, 200)


def test_the_host_keeps_its_own_errors_headers_and_pages(host):
    unknown, home = host.get("/nothing"), host.get("/")
    assert (unknown.status_code, unknown.text) == (404, "the host's own 404")
    assert home.text == "home /find/search?q=istio"
    for answer in (unknown, home):
        assert "Content-Security-Policy" not in answer.headers
        assert answer.headers["X-Host"] == "1"
    assert "Content-Security-Policy" in host.get("/find/").headers


def test_what_the_host_does_before_every_request_holds_for_the_search():
    host = host_with()
    host.before_request(lambda: ("log in first", 401))
    assert host.test_client().get("/find/search?q=a").status_code == 401


@pytest.mark.parametrize("prefix", ["/find", "/a/b", None])
def test_any_prefix_will_do(prefix):
    client = host_with(prefix=prefix).test_client()
    assert client.get(f"{prefix or ''}/search?q=a").status_code == 200
    assert client.get("/nothing").text == "the host's own 404"


def test_the_path_without_a_slash_leads_to_the_page(host):
    answer = host.get("/find")
    assert (answer.status_code, answer.headers["Location"].endswith("/find/")) == (308, True)


def test_a_host_that_is_itself_below_a_path_adds_it(host):
    page = host.get("/find/search?q=a", environ_overrides={"SCRIPT_NAME": "/site"})
    assert 'action="/site/find/search"' in page.text


def test_a_prefix_and_proxies_of_the_settings_are_the_hosts_to_decide():
    client = host_with(prefix="/find", proxies=1, hosts=["elsewhere.example"]).test_client()
    told = client.get("/find/opensearch.xml", headers={"X-Forwarded-Proto": "https"}).text
    assert 'template="http://localhost/find/search?q={searchTerms}"' in told


def test_limits_and_etags_work_below_the_prefix():
    client = host_with(rate_limit="1/hour").test_client()
    tag = client.get("/find/api/search?q=a").headers["ETag"]
    assert tag.startswith("W/")
    assert client.get("/find/api/search?q=a").status_code == 429


def test_a_prefix_with_variable_parts_is_refused():
    with pytest.raises(ValueError, match="it must be a fixed path"):
        host_with(prefix="/<lang>/find")


def test_two_indexes_can_be_searched_side_by_side():
    host = Flask("host")
    for name in ("blog", "forum"):
        host.register_blueprint(search_app.blueprint(FixedEngine(), name=name), url_prefix=f"/{name}")
    client = host.test_client()
    assert [client.get(f"/{name}/api/search?q=a").status_code for name in ("blog", "forum")] == [200, 200]


def test_any_flask_app_can_be_mounted():
    inner, outer = Flask("inner"), Flask("outer")
    inner.add_url_rule("/a/<name>", "a", lambda name: f"{url_for('a', name=name)} {name}")
    outer.register_blueprint(mount(inner, "in"), url_prefix="/in")
    assert outer.test_client().get("/in/a/b").text == "/in/a/b b"
