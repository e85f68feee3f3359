"""Hostile words in every place: they are shown as words, and change nothing else about the page."""

import re
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from web.contract import assert_problem, assert_search_answer
from web.engine import MESH, FixedEngine, results_of
from web.outline import Outline, read_cases

from indexer.engines.base import Health
from indexer.search.results import Note, Snippet
from search_app import create_app
from search_app.web.markup import printable

CASES = Path(__file__).resolve().parents[2] / "cases"
PAYLOADS = read_cases(CASES / "script_injections.txt")
HARMLESS = "harmless words"
every_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)


def snippet_of(words):
    return Snippet(words, ((0, 1), (2, 5)), cut_before=True)


def hit_with(words):
    """Return a hit with these words wherever an author can write any."""
    sections = (MESH.sections[0]._replace(heading=snippet_of(words), snippet=snippet_of(words)),)
    changes = {"title": snippet_of(words), "snippet": snippet_of(words), "sections": sections}
    return MESH._replace(**changes, id=words, language=words, authors=(words,), tags=(words,), categories=(words,))


def engine_with(words):
    facets = dict.fromkeys(("tag", "category", "author"), ((words, 1),))
    results = results_of(hit_with(words), total=42, facets=facets, suggestion=words, notes=(Note(words, words),))
    return FixedEngine(results, state=Health(words, 1, site_name=words, base_url="/"))


def draw(words):
    return create_app(engine_with(words)).test_client().get("/search?q=a").text


@cache
def harmless(address):
    """Draw a page nobody attacks, once."""
    engine = engine_with(HARMLESS) if address == "/search?q=a" else FixedEngine()
    return create_app(engine).test_client().get(address).text


def assert_same_shape(html, expected):
    assert Outline(html).mistakes == []
    assert Outline(html).shape == Outline(expected).shape


@every_payload
def test_words_of_a_post_add_nothing_to_the_page(payload):
    html = draw(payload)
    assert_same_shape(html, harmless("/search?q=a"))
    assert printable(payload) in Outline(html).text


@every_payload
def test_words_of_a_visitor_add_nothing_to_the_page(client, payload):
    typed = quote(payload, errors="replace")
    html = client.get(f"/search?q={typed}&tag={typed}&author={typed}&section={typed}").text
    words = "&".join(f"{name}=harmless" for name in ("q", "tag", "author", "section"))
    assert_same_shape(html, harmless(f"/search?{words}"))


@every_payload
@pytest.mark.parametrize("name", ["page", "lang", "from", "sort"])
def test_words_in_an_error_add_nothing_to_the_page(client, payload, name):
    html = client.get(f"/search?{name}={quote(payload, errors='replace')}").text
    assert_same_shape(html, harmless(f"/search?{name}=harmless"))


@every_payload
def test_words_in_an_error_for_programs_are_told_as_they_came(client, payload):
    answer = client.get(f"/api/search?q=a&page={quote(payload, errors='replace')}")
    assert_problem(answer, 400, parameter="page")


@every_payload
def test_words_in_an_unknown_address_are_not_repeated(client, payload):
    html = client.get(f"/{quote(payload, safe='', errors='replace')}").text
    assert_same_shape(html, harmless("/harmless"))


@every_payload
def test_html_in_an_answer_for_programs_holds_only_marks(payload):
    answer = create_app(engine_with(payload)).test_client().get("/api/search?q=a")
    (hit,) = assert_search_answer(answer)["hits"]
    for html in (hit["title_html"], hit["snippet_html"], hit["sections"][0]["snippet_html"]):
        bare = re.sub(r"</?mark>", "", html)
        assert not set("<>\"'") & set(bare)
        assert unescape(bare) == "…" + payload.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("url", read_cases(CASES / "unsafe_urls.txt"), ids=ascii)
def test_an_unsafe_address_is_a_link_nowhere(url):
    sections = (MESH.sections[0]._replace(url=url),)
    engine = FixedEngine(results_of(MESH._replace(url=url, sections=sections)))
    engine.state = Health("g", 1, site_name="s", base_url=url)
    client = create_app(engine).test_client()
    links = Outline(client.get("/search?q=a").text).links()
    assert all(link.startswith(("#", "/search")) for link in links)
    (hit,) = assert_search_answer(client.get("/api/search?q=a"))["hits"]
    assert (hit["url"], hit["sections"][0]["url"]) == ("", "")


def test_this_would_notice_a_page_that_escapes_nothing():
    app = create_app(engine_with(PAYLOADS[0]))
    app.jinja_env.autoescape = False
    careless = app.test_client().get("/search?q=a").text
    assert Outline(careless).shape != Outline(harmless("/search?q=a")).shape


def test_there_are_enough_payloads():
    assert len(PAYLOADS) >= 60
