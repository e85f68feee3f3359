"""What is no prose: lists of links, and lines that name authors and sources."""

import pytest
from growth import grows_in_proportion
from small_index import make_post

from indexer.text.compose import compose_document
from indexer.text.document import BODY, CODE
from indexer.text.markup.asides import set_bylines_aside
from indexer.text.markup.section import Section


def fields(markdown, **post):
    """Return the prose and the code of a post, a text for each."""
    document = compose_document(make_post("t", markdown, **post))
    return [
        [document.text[zone.start : zone.end] for zone in document.zones if zone.field == field]
        for field in (BODY, CODE)
    ]


LINKS = "- [One](a)\n- [Two words](b)\n- <https://c.d>"


@pytest.mark.parametrize("links", [LINKS, LINKS.replace("- ", "1. "), f"- In\n{LINKS.replace('- ', '  - ')}"])
def test_a_list_of_links_is_no_prose(links):
    prose, code = fields(f"Before\n\n{links}\n\nAfter")
    assert prose == ["Before\n\nAfter"]
    assert code[0].splitlines()[-3:] == ["One", "Two words", "https://c.d"]


@pytest.mark.parametrize(
    "kept",
    [
        "- [One](a)\n- [Two](b)",  # too few to be a list of links
        "- [One](a) explains how the scheduler places pods\n- [Two](b)\n- [Three](c)",
        "[One](a), [Two](b), [Three](c)",  # no list
    ],
)
def test_links_among_other_words_are_prose(kept):
    prose, code = fields(kept)
    assert len(prose) == 1
    assert code == []


@pytest.mark.parametrize("heading", ["# Heading", "<h1>Heading</h1>"])
def test_what_follows_a_heading_inside_a_list_is_not_taken_for_the_links_before_it(heading):
    prose, code = fields(f"{LINKS}\n\n  {heading}\n\n  > What this is about.")
    assert prose[-1] == "What this is about."
    assert code == []


def test_links_of_one_list_are_not_those_of_the_next_and_headings_inside_change_nothing():
    assert fields(f"- # A [b](c)\n- [x](y)\n\ntext\n\n{LINKS}")[1] == ["One\nTwo words\nhttps://c.d"]


@pytest.mark.parametrize(
    "line",
    [
        "作者：张三 译者：李四",
        "原文链接: https://a.b",
        "**Authors:** Ann (Company)",
        "By Ann Smith (Company)",
        "Author: Ann",
        "AUTHORS: Ann",
        "edited BY： Ann",
        "tRANSLATORS : Ann",
        "Original: a book",
        "Posted by Ann Smith",
        "校对：张三",
        "责任编辑:李四",
        "出处： a.b",
    ],
)
@pytest.mark.parametrize("markup", ["markdown", "plain"])
def test_a_line_that_names_is_no_prose(line, markup):
    if markup == "markdown" or "*" not in line:
        assert fields(f"{line}\n\nThe matter.", markup=markup) == [["The matter."], [line.replace("*", "")]]


@pytest.mark.parametrize(
    "line",
    ["By default pods restart.", "作者认为网格很好。", "Authors of plugins: " + "read this. " * 40, "The author: me"],
)
def test_a_sentence_on_authors_is_prose(line):
    assert fields(line) == [[line.strip()], []]


def test_very_many_lines_that_name_take_time_by_their_number():
    def read(count):
        lines = "\n".join(f"Author: {number}\n{number}" for number in range(count))
        found = set_bylines_aside(Section("", 0, "", lines, ""))
        assert found.asides.count("\n") == found.prose.count("\n") == count - 1

    assert grows_in_proportion(read, 5_000)
