"""Lines that Goldmark takes for attributes of the block above, where a site switches that on."""

import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.block_attributes import drop_block_attributes
from indexer.text.markup.markdown import parse_sections

HUGO = Dialect("hugo", "github", block_attributes=True)


@pytest.mark.parametrize(
    ("body", "prose"),
    [
        ("甲\n{.center}\n乙", "甲\n\n乙"),
        ('甲\n{.small style="text-align: right; margin: -0.5rem;"}\n\n乙', "甲\n\n乙"),
        ("> 甲\n> {#own .quote}\n\n乙", "甲\n\n乙"),
        ("- 甲\n  {.item}\n- 乙", "甲\n\n乙"),
        ("甲\n{.center} 乙", "甲 {.center} 乙"),
        ("甲 {.center}\n乙", "甲 {.center} 乙"),
        ("甲\n{ a: 1 }\n乙", "甲 { a: 1 } 乙"),
    ],
)
def test_a_line_of_attributes_is_no_text(body, prose):
    (section,) = parse_sections(body, HUGO)

    assert section.prose == prose


def test_it_is_text_unless_the_site_switches_them_on():
    (section,) = parse_sections("甲\n{.center}", Dialect("hugo"))

    assert section.prose == "甲 {.center}"


def test_in_code_it_stays():
    body = "```css\n{.center}\n```\n\n    {.center}\n"

    assert drop_block_attributes(body) == body


@pytest.mark.parametrize("piece", ["{", "{.a", "\n{.a ", '\n{a="', "\n{a=b,", "> {.a}\n"])
def test_it_takes_time_by_its_length(piece):
    assert grows_in_proportion(lambda count: drop_block_attributes(piece * count), 5_000)
