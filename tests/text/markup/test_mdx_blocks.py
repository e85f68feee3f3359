import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections
from indexer.text.markup.mdx_blocks import free_blocks


def prose(mdx):
    return "\n".join(section.prose for section in parse_sections(mdx, Dialect(generator="mdx")))


@pytest.mark.parametrize("tag", ["div", "callout-warning", "Note", "section", "p", "Tabs.Item"])
@pytest.mark.parametrize("indent", ["", "  ", "\t", "      "])
def test_what_stands_between_tags_with_lines_of_their_own_is_markdown(tag, indent):
    mdx = f"<{tag} id='x'>\n{indent}Read **this** and [that](/blog/that).\n</{tag}>\n\nMore"
    assert prose(mdx) == "Read this and that.\n\nMore"


def test_code_and_lists_between_tags_stay_what_they_are():
    mdx = "<div>\n    - one\n      - **two**\n\n    ```js\n    if (a) {\n      b()\n    }\n    ```\n</div>"
    (section,) = parse_sections(mdx, Dialect(generator="mdx"))
    assert (section.prose, section.code) == ("one\ntwo", "if (a) {\n  b()\n}")


def test_tags_stand_inside_others_and_inside_of_lists():
    mdx = "<Tabs>\n  <div>\n      **a**\n  </div>\n  **b**\n</Tabs>\n\n- c\n\n  <div>\n    **d**\n  </div>\n\n  e"
    assert prose(mdx).split() == ["a", "b", "c", "d", "e"]


def test_a_tag_on_several_lines_is_no_text():
    assert prose('<div>\n  <a\n    className="x"\n    href="/y"\n  >\n    **Name**\n  </a>\n</div>') == "Name"


def test_what_follows_an_element_on_one_line_is_markdown():
    assert prose("<details>\n  <summary>Why</summary>\n  **So**\n</details>").split() == ["Why", "So"]


@pytest.mark.parametrize(
    "mdx",
    [
        "<table>\n  <tr>\n    <td>**a**</td>\n  </tr>\n</table>",
        "<pre>\n**a**\n</pre>",
        "```html\n<div>\n**a**\n</div>\n```",
        "text <b>\n**a**\n</b>",
    ],
)
def test_tables_code_and_tags_within_a_line_are_left_alone(mdx):
    assert free_blocks(mdx) == mdx


@example("<div>\n</p>\n</div>\n</div>\n<a")
@example("</div>\n\ta\n<div>")
@given(st.text("<>/divaN\n\t -`{}\"'="))
def test_no_word_is_lost(body):
    assert "".join(free_blocks(body).split()) == "".join(body.split())
