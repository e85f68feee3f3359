"""The chapters of a book that mdBook makes: only what its summary names becomes a page."""

import pytest
from site_reading import read_posts

SUMMARY = """# Summary

[Before](before.md)

# Part

- [One](one/README.md)
    - [Two](./one/two%20b.md)
    - [Three](<one/three (c).md>)
    - [Draft]()
    - [Four](one/f(o)ur.md#part)
"""
CHAPTERS = ["before.md", "one/README.md", "one/f(o)ur.md", "one/three (c).md", "one/two b.md"]


@pytest.fixture
def book(tmp_path):
    def book(source="src", configuration="[book]\n", summary=SUMMARY):
        site = tmp_path / "book"
        for path in (*CHAPTERS, "left.md", "one/left.md"):
            (site / source / path).parent.mkdir(parents=True, exist_ok=True)
            (site / source / path).write_text(f"# {path}\n\ntext", encoding="utf-8")
        (site / "notes.md").write_text("# Notes\n\ntext", encoding="utf-8")
        (site / "book.toml").write_text(configuration, encoding="utf-8")
        (site / source / "SUMMARY.md").write_text(summary, encoding="utf-8")
        return site

    return book


def ids(folder):
    return [post.id for post in read_posts(folder)]


def test_a_file_that_the_summary_does_not_name_is_no_post(book):
    assert ids(book() / "src") == CHAPTERS


def test_of_a_site_its_chapters_are_read_wherever_they_lie(book):
    site = book("text/zh", '[book]\nsrc = "./text/zh"\n')
    assert ids(site) == [f"text/zh/{path}" for path in CHAPTERS]


def test_a_book_without_chapters_is_a_folder_like_any_other(book):
    assert len(ids(book(summary="nothing") / "src")) == len(CHAPTERS) + 3
