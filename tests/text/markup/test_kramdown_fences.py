import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.kramdown_fences import escape_open_fences
from indexer.text.markup.markdown import parse_sections


def read(markdown):
    (section,) = parse_sections(markdown, Dialect(generator="jekyll", anchors="kramdown"))
    return section.prose, section.code


@pytest.mark.parametrize(
    ("markdown", "prose"),
    [
        ("~~~It is over.~~~\n\nRead **on** here.", "~~~It is over.~~~\n\nRead on here."),
        ("```\n\n**a**", "```\n\na"),
        ("~~~~\n**a**\n~~~", "~~~~ a"),
    ],
)
def test_a_fence_that_nothing_closes_is_text(markdown, prose):
    read_prose, code = read(markdown)
    assert (read_prose.split(), code) == (prose.split(), "")


def test_a_fence_that_is_closed_is_none_and_one_behind_it_is_told_apart():
    assert read("~~~ ruby\n```\n**a**\n~~~\n\n``` \n**b**") == ("``` b", "```\n**a**")


@pytest.mark.parametrize(
    "markdown", ["```\na\n```", "~~~js\n```\n~~~~", "a ``` b", "    ~~~", "``` a `b`", "~~~\n~~~x\n~~~", "a\n```\n"]
)
def test_other_markdown_is_left_alone(markdown):
    assert escape_open_fences(markdown) == markdown


def test_fences_that_are_never_closed_take_time_by_their_number():
    assert grows_in_proportion(lambda count: escape_open_fences("~~~a\n" * count), 2_000)
