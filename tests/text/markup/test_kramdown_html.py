"""HTML among Markdown of Jekyll: an element ends where its closing tag stands, not at the first blank line."""

import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.kramdown_html import read_kramdown_html
from indexer.text.markup.markdown import parse_sections
from indexer.text.markup.section import Section

TABLE = "<table>\n    <tr>\n        <td>山</td>\n    </tr>\n\n    <tr>\n        <td>水</td>\n    </tr>\n\n</table>\n"


def read(written, anchors="kramdown"):
    return parse_sections(written, Dialect("jekyll", anchors))


def test_what_is_indented_behind_a_blank_line_in_an_element_is_no_code():
    assert read(f"前\n\n{TABLE}\n后") == (Section("", 0, "", "前\n\n山;\n水\n\n后", ""),)


def test_an_element_that_loops_of_liquid_leave_blank_lines_in_is_html():
    body = '<div class="list">\n    {% for x in site.y %}\n    <p>一</p>\n    {% endfor %}\n    <p>二</p>\n</div>'

    assert read(body) == (Section("", 0, "", "一\n\n二", ""),)


@pytest.mark.parametrize("attribute", ['markdown="1"', "markdown='block'", "markdown=1"])
def test_what_is_said_to_be_markdown_in_an_element_is(attribute):
    body = f"<div class='x' {attribute}>\n## 题\n\n**山**和[水](x)\n- 一\n- 二\n</div>\n\n后"

    assert read(body) == (Section("题", 2, "section", "山和水\n\n一\n二\n\n后", ""),)


@pytest.mark.parametrize(
    "body",
    [
        "    <table>\n\n        <td>\n\n    </table>",
        "```\n<div markdown=1>\n\n    <p>\n</div>\n```",
        "<div>\n\n        <p>never closed",
        "<details>\n\n```\na\n\n    <p>\n```\n</details>",
        'a <section markdown="1">b</section>',
        '<div markdown="0">\n*a*\n</div>',
    ],
)
def test_the_rest_stays(body):
    assert read_kramdown_html(body) == body


def test_parsers_that_end_html_at_a_blank_line_do_so():
    (section,) = read(TABLE, "github")

    assert "<td>水</td>" in section.code


@pytest.mark.parametrize("piece", ["<div>\n", "<div>\n\n    <p>\n", "<div", "<ul>\n</div>\n", "<div markdown=1>"])
def test_elements_that_are_never_closed_take_time_by_their_number(piece):
    assert grows_in_proportion(lambda count: read_kramdown_html(piece * count), 2_000)
