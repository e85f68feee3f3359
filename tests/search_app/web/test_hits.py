"""What the page shows of hits."""

import pytest
from web.engine import CANARY, MESH

from indexer.search.payload import snippet_html
from indexer.search.results import SectionHit, Snippet
from search_app.web.hits import begin_near_mark, show_hits


@pytest.mark.parametrize(
    ("before", "lead", "seen"),
    [
        ("", 4, "<mark>x</mark>"),
        ("abcd", 4, "abcd<mark>x</mark>"),
        ("abc de ", 4, "…de <mark>x</mark>"),
        ("一二，三", 4, "…三<mark>x</mark>"),
        ("一二三四五六", 4, "一二三四五六<mark>x</mark>"),
        ("很长。一二三四", 4, "很长。一二三四<mark>x</mark>"),
        ("说得很长。一二，", 8, "一二，<mark>x</mark>"),
        ("abc def · gh ", 10, "gh <mark>x</mark>"),
        ("名称 | 作用 … 一 | ", 6, "一 | <mark>x</mark>"),
        ("abcdef | ", 3, "…<mark>x</mark>"),
    ],
)
def test_a_snippet_begins_where_its_first_mark_is_seen(before, lead, seen):
    at = len(before)
    snippet = begin_near_mark(Snippet(f"{before}x after.", ((at, at + 1),)), lead)
    assert snippet_html(snippet) == f"{seen} after."


def test_a_snippet_without_marks_stays_as_it_is():
    assert begin_near_mark(CANARY.snippet, 4) == CANARY.snippet


def test_only_what_is_not_as_with_most_is_shown():
    shown = show_hits((MESH, MESH._replace(id="b"), CANARY))
    assert [each.language for each in shown.values()] == ["", "", "en"]
    other = MESH._replace(id="c", url="https://other.example/c/")
    assert [each.site for each in show_hits((MESH, MESH._replace(id="b"), other)).values()] == ["", "", "other.example"]


def test_the_first_section_that_has_a_mark_is_shown():
    plain = SectionHit(Snippet("a"), "/a", Snippet("a"))
    (shown,) = show_hits((MESH._replace(sections=(plain, *MESH.sections)),)).values()
    assert shown.section.heading == MESH.sections[0].heading
    (shown,) = show_hits((MESH._replace(sections=(plain,)),)).values()
    assert shown.section is None


@pytest.mark.parametrize(
    ("images", "shown"),
    [
        (("/a.png", "/b.png", ""), ["/a.png", "/b.png", ""]),
        (("/a.png", "", ""), ["", "", ""]),
        (("/logo.png", "/logo.png", "/c.png"), ["", "", ""]),
        (("https://a.example/a.png", "http://a.example/b.png", "/c.png"), ["https://a.example/a.png", "", "/c.png"]),
        (("javascript:a", "data:b", "//c"), ["", "", ""]),
    ],
)
def test_pictures_are_shown_where_most_hits_have_one_of_their_own(images, shown):
    hits = tuple(MESH._replace(id=str(i), image=image) for i, image in enumerate(images))
    assert [each.image for each in show_hits(hits).values()] == shown
