"""The search box as a file; what it does is tested in ``browser``."""

import gzip
import re
from importlib.resources import files
from pathlib import Path

import pytest


@pytest.fixture
def script(client):
    return client.get("/search-box.js")


def test_it_is_a_module_that_pages_of_any_site_may_load(script):
    assert (script.status_code, script.content_type) == (200, "text/javascript; charset=utf-8")
    assert script.headers["Access-Control-Allow-Origin"] == "*"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert script.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_kept_for_an_hour_and_then_asked_for_again(client, script):
    assert script.cache_control.max_age == 3600
    again = client.get("/search-box.js", headers={"If-None-Match": script.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.fixture
def page_script(client):
    return client.get("/search-page.js")


def test_box_and_page_together_are_small(script, page_script):
    assert len(gzip.compress(script.data, 9)) < 16_800
    assert len(gzip.compress(script.data, 9)) + len(gzip.compress(page_script.data, 9)) < 20_000


def test_the_script_of_the_page_is_kept_and_takes_nothing_but_the_box(page_script):
    assert (page_script.status_code, page_script.content_type) == (200, "text/javascript; charset=utf-8")
    assert page_script.cache_control.max_age == 3600
    assert "Access-Control-Allow-Origin" not in page_script.headers
    assert set(re.findall(r"from *[\"'](.*?)[\"']", page_script.text)) == {"./search-box.js"}
    assert not re.search(r"^\s*(//|/?\*\*)", page_script.text, re.MULTILINE)


def test_it_comes_without_comments_but_with_every_text(script):
    source = files("search_app").joinpath("static", "search-box.js").read_text("utf-8")
    texts = set(re.findall(r'"[^"\n]*[一-鿿][^"\n]*"', source))
    assert len(texts) > 30
    assert all(text in script.text for text in texts)
    assert not re.search(r"^\s*(//|/?\*\*)", script.text, re.MULTILINE)


def test_its_styles_come_without_comments_and_spaces_that_say_nothing(script):
    styles = re.search(r"SHEET=`\s*(.*?)`", script.text, re.DOTALL)[1]
    assert not re.search(r"/\*|\n|[{};,:] | [{}]|;}", styles)
    assert '.meta:not(:empty)::after{content:" · "}' in styles
    assert "height:min(52em,100% - 8vh)" in styles
    source = files("search_app").joinpath("static", "search-box.js").read_text("utf-8")
    written = re.sub(r"/\*.*?\*/", "", re.search(r"const SHEET = `(.*?)`", source, re.DOTALL)[1], flags=re.DOTALL)
    assert re.findall(r'"[^"]*"', styles) == re.findall(r'"[^"]*"', written)


def test_it_depends_on_nothing(script):
    assert not re.search(r"^\s*import\b(?!\.meta)|\bimport\(|\brequire\(|@import|url\(", script.text, re.MULTILINE)


@pytest.mark.parametrize(
    "door",
    [r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"DOMParser", r"\beval\b", r"new Function", r"\.write\("],
)
def test_it_turns_no_text_into_markup_or_code(script, door):
    assert not re.search(door, script.text)


@pytest.mark.parametrize(
    ("named", "written"),
    [
        (r"var\(--ps(-[\w-]+)", ("`{}`", "`--ps{}`")),
        (r"(?:get|has)Attribute\(\"(\w+)\"\)", ("`{}`", "`{}=")),
        (r"observedAttributes = \[(.*)\]", ("`{}`", "`{}=")),
        (r"h\(\"slot\", \{ name: \"(\w+)\"", ('`slot="{}"`',)),
        (r"^  (?:get )?(open|close|isOpen)\(", ("`box.{}`", "`box.{}(")),
    ],
)
def test_what_a_theme_may_set_and_a_script_may_call_is_documented(named, written):
    source = files("search_app").joinpath("static", "search-box.js").read_text("utf-8")
    page = (Path(__file__).parents[3] / "docs/search-box.md").read_text("utf-8")
    names = {name.strip(' "') for found in re.findall(named, source, re.MULTILINE) for name in found.split(",")}
    assert names
    assert {name for name in names if not any(way.format(name) in page for way in written)} == set()
