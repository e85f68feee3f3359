"""The service behind nginx, at its own host and below /search/ of the blog's."""

import html
import os
import re
import socket
import subprocess
import tomllib
import urllib.request
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

import pytest
from recipes.live import POST, RECIPES, printed, put, rebuild, run, service
from recipes.test_generators import need
from recipes.visitor import visit

NGINX = """{user}
daemon off; pid nginx.pid; error_log error.log; worker_processes 1;
events {{ }}
http {{
    types {{ text/html html; }} default_type text/html; charset utf-8; access_log off;
    {temporary}
    include site.conf;
}}
"""
COUNTED = 'post_search_requests_total{route="/api/search",'
TEMPORARY = " ".join(f"{name}_temp_path tmp/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))


@contextmanager
def behind_nginx(folder, recipe, search):
    """Run nginx with a recipe, on a free port and in a folder of its own, and yield its address."""
    nginx, listener = need("nginx"), socket.create_server(("127.0.0.1", 0))
    handle, port = listener.fileno(), listener.getsockname()[1]
    put(folder / "nginx.conf", NGINX.format(user="user root;" if os.geteuid() == 0 else "", temporary=TEMPORARY))
    (folder / "tmp").mkdir()
    snippet = (RECIPES / "nginx/snippets/post-search.conf").read_text(encoding="utf-8")
    snippet = re.sub(r"(timeout) \d+s;", r"\1 300s;", snippet)  # this machine may be busy
    put(folder / "snippets/post-search.conf", snippet)
    here = {"listen 80": f"listen 127.0.0.1:{port}", "http://127.0.0.1:8000": search.rstrip("/")}
    here |= {"/var/cache/nginx": str(folder / "cache"), "/srv/my-site/public": str(folder / "public")}
    text = (RECIPES / "nginx" / recipe).read_text(encoding="utf-8")
    for said, meant in here.items():
        assert said in text or recipe.startswith("search")
        text = text.replace(said, meant)
    put(folder / "site.conf", text)
    (folder / "cache").mkdir()
    command = [nginx, "-p", f"{folder}/", "-c", "nginx.conf"]
    assert "test is successful" in run(*command, "-t")
    # The open socket is handed over, as at an upgrade of nginx: else another program might take the port in between.
    with subprocess.Popen(command, pass_fds=[handle], env={**os.environ, "NGINX": f"{handle};"}) as process:
        listener.close()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def get(address, **headers):
    """Return an answer's status, headers and text."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=names), timeout=300) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers, error.read().decode()


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    put(folder / "site/posts/canary.md", POST)
    rebuild(folder / "site", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def search(index):
    """The address of a service that believes one proxy."""
    with service(index, "--proxies", "1") as address:
        yield address


@pytest.fixture
def own_host(tmp_path, search):
    with behind_nginx(tmp_path, "search.example.org.conf", search) as address:
        yield address


@pytest.fixture(scope="module")
def search_below_a_path(index):
    prefix = tomllib.loads(printed("nginx", "toml"))["prefix"]
    with service(index, "--proxies", "1", "--prefix", prefix) as address:
        yield address


@pytest.fixture
def blog(tmp_path, search_below_a_path):
    box = printed("nginx", "html").strip()
    page = f'<!doctype html><html lang="zh"><script type="module" src="/search/search-box.js"></script>{box}'
    put(tmp_path / "public/index.html", page)
    put(tmp_path / "public/posts/canary/index.html", '<!doctype html><h2 id="准备两个版本">准备两个版本</h2>')
    with behind_nginx(tmp_path, "blog.example.org.conf", search_below_a_path) as address:
        yield address


def test_answers_keep_as_long_as_the_service_says_and_are_known_again_by_their_tag(own_host):
    status, headers, text = get(f"{own_host}api/search?q=istio")
    assert (status, headers["Cache-Control"], '"total":1' in text) == (200, "max-age=60", True)
    again = get(f"{own_host}api/search?q=istio", If_None_Match=headers["ETag"])
    assert again[0] == 304


def test_an_answer_from_the_cache_costs_the_service_nothing(own_host, search):
    before = searches(search)
    answers = {get(f"{own_host}api/search?q=cached")[2] for _ in range(5)}
    assert len(answers) == 1
    assert searches(search) - before == 1


def searches(service_address):
    """Return how many searches the service counts as answered."""
    lines = get(f"{service_address}metrics")[2].splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(COUNTED))


def test_each_visitor_has_a_count_of_their_own_that_no_header_can_change(tmp_path, index):
    with (
        service(index, "--proxies", "1", "--rate-limit", "3/hour") as limited,
        behind_nginx(tmp_path, "search.example.org.conf", limited) as host,
    ):
        asked = [get(f"{host}api/search?q=n{number}", X_Forwarded_For=f"192.0.2.{number}") for number in range(4)]
    assert [status for status, _, _ in asked] == [200, 200, 200, 429]
    assert {headers.get("X-RateLimit-Remaining") for _, headers, _ in asked} == {None}


def test_addresses_name_the_host_that_was_asked(own_host):
    assert "http://search.example.org/search?q=" in get(f"{own_host}opensearch.xml", Host="search.example.org")[2]


@pytest.mark.parametrize("host", ["search.example.org:8443", "[::1]:8080"])
def test_addresses_have_the_port_that_was_asked_for(own_host, host):
    """Which need not be the one that nginx listens on: a container's is mapped."""
    assert f"http://{host}/search?q=" in get(f"{own_host}opensearch.xml", Host=host)[2]
    assert "http://search.example.org/search?q=" in get(f"{own_host}opensearch.xml", Host="search.example.org")[2]


def test_who_names_no_host_is_answered_by_the_name_of_the_site_and_the_port_that_is_listened_on(own_host):
    """As nginx takes requests of HTTP/3: $http_host is empty then."""
    address = urlsplit(own_host)
    with socket.create_connection((address.hostname, address.port), timeout=300) as connection:
        connection.sendall(b"GET /opensearch.xml HTTP/1.0\r\n\r\n")
        text = connection.makefile("rb").read().decode()
    assert f"http://search.example.org:{address.port}/search?q=" in text


def test_a_name_that_the_site_does_not_have_gets_into_no_address_beside_another(own_host):
    """The request line counts, also for the cache: what the header Host says otherwise is not passed on."""
    address = urlsplit(own_host)
    with socket.create_connection((address.hostname, address.port), timeout=300) as connection:
        asked = (
            b"GET http://search.example.org/opensearch.xml HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        )
        connection.sendall(asked)
        text = connection.makefile("rb").read().decode()
    assert ("http://search.example.org/search?q=" in text, "evil" in text) == (True, False)


def test_a_box_at_an_address_with_a_port_may_report(tmp_path, index):
    counting = service(index, "--proxies", "1", "--query-log", str(tmp_path / "log"))
    with counting as address, behind_nginx(tmp_path / "nginx", "search.example.org.conf", address) as host:
        for origin, status in ((host.rstrip("/"), 204), ("http://elsewhere.example", 403)):
            asked = urllib.request.Request(f"{host}api/report?q=istio", method="POST", headers={"Origin": origin})
            try:
                told = urllib.request.urlopen(asked, timeout=300).status
            except HTTPError as error:
                told = error.code
            assert (origin, told) == (origin, status)


def test_figures_are_for_the_operator(own_host):
    assert get(f"{own_host}metrics")[0] == 403


def test_a_visitor_of_the_blog_finds_the_post_below_the_prefix(blog):
    seen = visit(blog, "灰度")
    assert seen.titles == ["用 Istio 做金丝雀发布"]
    assert seen.landed.startswith(f"{blog}posts/canary/#")
    assert seen.top is not None


@pytest.mark.parametrize("page", ["search/?q=istio", "search/search?q=istio"])
def test_the_page_below_the_prefix_is_whole(blog, page):
    status, _, text = get(blog + page)
    assert (status, "<mark>Istio</mark>" in text) == (200, True)
    addresses = set(re.findall(r'(?:href|src|action)="/([^"]+)"', html.unescape(text)))
    assert {address.partition("?")[0] for address in addresses} > {"search/search", "search/static/search.css"}
    assert {get(blog + quote(address, safe="/?&=%+"))[0] for address in addresses} == {200}


def test_below_the_prefix_figures_are_for_the_operator_and_the_rest_is_the_blogs(blog):
    assert get(f"{blog}search/metrics")[0] == 403
    assert get(f"{blog}api/search?q=istio")[0] == 404
