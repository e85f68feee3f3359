"""Under a path of a site, and behind proxies: whatever is told of addresses is right."""

import json

import pytest
from web.engine import FixedEngine
from web.outline import Outline
from web.server import serving
from web.settings import settings_of

from search_app import create_app

TOLD = {
    "X-Forwarded-For": "198.51.100.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "search.example",
    "X-Forwarded-Prefix": "/find",
}
EVERYTHING = ("for", "proto", "host", "prefix")


def ask(address, **service):
    return create_app(FixedEngine(), settings=settings_of(**service)).test_client().get(address, headers=TOLD)


def ours(html):
    outline = Outline(html)
    addresses = outline.values("href") + outline.values("action")
    return [each for each in addresses if each.startswith("/") and "/en/canary/" not in each]


def test_behind_a_proxy_that_is_believed_every_address_is_the_one_outside():
    told = ask("/opensearch.xml", proxies=1, proxy_headers=EVERYTHING).text
    assert 'template="https://search.example/find/search?q={searchTerms}"' in told
    assert ">https://search.example/find/favicon.ico<" in told


@pytest.mark.parametrize("service", [{}, {"proxy_headers": EVERYTHING}])
def test_nobody_is_believed_where_no_proxy_is_named(service):
    assert 'template="http://localhost/search?q={searchTerms}"' in ask("/opensearch.xml", **service).text


def test_a_proxy_is_believed_only_about_what_it_sets():
    assert 'template="https://localhost/search?q={searchTerms}"' in ask("/opensearch.xml", proxies=1).text


@pytest.mark.parametrize("address", ["/", "/search?q=a&tag=istio&page=2", "/nothing", "/search?page=0"])
def test_every_link_of_a_page_carries_the_prefix_of_the_proxy(address):
    links = ours(ask(address, proxies=1, proxy_headers=EVERYTHING).text)
    assert len(links) > 3
    assert all(link.startswith("/find/") for link in links)


@pytest.mark.parametrize(
    "prefix",
    ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a//b", "/a?b", '/"><script>'],
)
def test_a_prefix_that_is_no_path_is_not_believed(prefix):
    service = settings_of(proxies=1, proxy_headers=EVERYTHING)
    client = create_app(FixedEngine(), settings=service).test_client()
    page = client.get("/search?q=a", environ_overrides={"HTTP_X_FORWARDED_PREFIX": prefix})
    assert 'action="/search"' in page.text
    assert "evil" not in page.text


def test_links_below_one_prefix_are_not_kept_for_another():
    client = create_app(FixedEngine(), settings=settings_of(proxies=1, proxy_headers=EVERYTHING)).test_client()
    pages = [client.get("/search?q=a", headers={"X-Forwarded-Prefix": prefix}) for prefix in ("/find", "/seek")]
    assert len({page.headers["ETag"] for page in pages}) == 2
    assert all("X-Forwarded-Prefix" in page.headers["Vary"] for page in pages)


def test_problems_name_the_document_under_the_prefix():
    problem = json.loads(ask("/api/search", proxies=1, proxy_headers=EVERYTHING).data)
    assert problem["type"] == "/find/openapi.json#/components/responses/InvalidParameter"


@pytest.mark.parametrize("address", ["/find/", "/find/search?q=a", "/search?q=a"])
def test_mounted_under_a_path_every_link_carries_it(address):
    with serving(FixedEngine(), prefix="/find") as visit:
        answer = visit(address)
    links = ours(answer.text)
    assert (answer.status, len(links) > 3) == (200, True)
    assert all(link.startswith("/find/") for link in links)


def test_the_path_without_a_slash_leads_to_the_page():
    with serving(FixedEngine(), prefix="/find") as visit:
        answer = visit("/find")
    assert (answer.status, answer.getheader("Location").endswith("/find/")) == (308, True)


def test_mounted_under_a_path_the_box_and_the_interface_are_there():
    with serving(FixedEngine(), prefix="/find") as visit:
        paths = ("search-box.js", "api/search?q=a", "static/search.css", "healthz", "favicon.ico")
        assert [visit(f"/find/{path}").status for path in paths] == [200] * len(paths)
        assert "/find/search?q={searchTerms}" in visit("/find/opensearch.xml").text
