import random

import pytest
from native.drawn_pages import draw_whole_page

from indexer.native.posts.page_facts import PageState, read_page_facts
from indexer.native.posts.page_facts import read_page as read_html_page
from indexer.posts.generators.html import page as pages
from indexer.posts.generators.html.kernel_names import KERNEL_CONTAINERS, KERNEL_NAMES
from indexer.posts.generators.html.page import read_page

PAGES = 600


@pytest.mark.usefixtures("library")
def test_it_finds_what_python_finds(without_kernel):
    chance = random.Random(21)
    drawn = [draw_whole_page(chance) for _ in range(PAGES)]
    expected = [read_page(page) for page in drawn]
    without_kernel.undo()
    for page, by_python in zip(drawn, expected, strict=True):
        assert read_page(page) == by_python, page


@pytest.mark.usefixtures("library")
def test_many_pages_are_not_parsed(monkeypatch):
    parsed = []
    monkeypatch.setattr(pages, "_parse", parsed.append)
    chance = random.Random(22)
    for _ in range(200):
        read_page(draw_whole_page(chance))
    assert len(parsed) < 150


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("length", range(0, 60, 6))
def test_days_beside_a_longer_text_make_no_list_of_it(library, without_kernel, count, length):
    item = "<li><time datetime=2020-01-01>1 January</time> <a href=/x/>another post</a></li>"
    body = f"<main><h1>Wells</h1><ul>{item * count}</ul><p>{'text ' * length}</p></main>"
    page = f"<!doctype html><html><head><title>Wells</title></head><body>{body}</body></html>"
    expected = read_page(page)
    without_kernel.undo()
    assert read_page(page) == expected
    state = read_html_page(library, KERNEL_NAMES, KERNEL_CONTAINERS, page.encode()).state
    if length > 20 * count:
        assert state is PageState.READ


@pytest.mark.parametrize(
    "tail", ["· 3 min read", " - 12 minutes read.", "| 1 MINUTE READ", "· 3 minread", ", 4 mins reads", "· 五", "· 3"]
)
def test_the_time_that_reading_takes_is_no_text(library, without_kernel, tail):
    page = f"<html><head></head><body><main><time datetime=2020-01-01>then</time>{tail}<p>text</main></body></html>"
    expected = read_page(page)
    without_kernel.undo()
    assert read_page(page) == expected


@pytest.mark.parametrize(
    "xml", [b"", b"text", b"<html></html>", b"<html><body>", b"<div><body></body></div>", b"<html/><html/>"]
)
def test_what_is_no_page_is_left_to_python(library, xml):
    assert read_page_facts(library, KERNEL_NAMES, KERNEL_CONTAINERS, bytearray(xml)) is None


def test_there_is_room_for_any_number_of_facts(library):
    xml = b"<html><body>" + b'<meta name="a" content="b"/>' * 2000 + b"</body></html>"
    rows = read_page_facts(library, KERNEL_NAMES, KERNEL_CONTAINERS, bytearray(xml))
    assert rows[:2] == [(1, 1, 0, "ab")] * 2
    assert len(rows) > 2000
