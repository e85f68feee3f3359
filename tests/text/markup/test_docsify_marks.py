import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.docsify_marks import find_docsify_marks
from indexer.text.markup.markdown import parse_sections

DOCSIFY = Dialect("docsify", "docsify-4")


@pytest.mark.parametrize(
    ("body", "prose"),
    [
        ("!> **Mind** this", "Mind this"),
        ("text\n\n?> Tip", "text\n\nTip"),
        ("- ?> in a list", "in a list"),
        ("before [a](b.md ':include :type=code') after", "before after"),
        ('![a](b.mp4 ":include")', ""),
        ("[shown](b.md ':ignore')", "shown"),
        ("why?> not", "why?> not"),
        ("?> {docsify-ignore} Tip", "Tip"),
        ("Tip \t {docsify-ignore}, this", "Tip, this"),
        ("see :id=x there", "see :id=x there"),
    ],
)
def test_marks_vanish_and_their_text_stays(body, prose):
    assert "\n\n".join(section.prose for section in parse_sections(body, DOCSIFY)) == prose


@pytest.mark.parametrize("piece", [" :id=x", "?> ", "[a](b ':include')", "{docsify-ignore}", "# a :id=b\n"])
def test_marks_are_found_in_time_by_the_length_of_a_post(piece):
    assert grows_in_proportion(lambda count: list(find_docsify_marks(piece * count)), 2_000)


@pytest.mark.parametrize("begin", ["", "a", "1. ", "# a"])
def test_blanks_before_what_is_no_mark_take_time_by_their_number(begin):
    assert grows_in_proportion(lambda count: list(find_docsify_marks(begin + " " * count + "x")), 2_000)


def test_in_code_nothing_is_a_mark():
    body = "```\n?> tip\n# x :id=y\n[a](b ':include')\n```\n"
    assert parse_sections(body, DOCSIFY)[0].code == "?> tip\n# x :id=y\n[a](b ':include')"


def test_a_heading_may_name_its_anchor_and_is_shown_without_what_is_for_docsify():
    body = "## 安装 :id=Install\n\na\n\n## 配置 {docsify-ignore-all}\n\nb\n\n## 安装 :id=install\n\nc"
    sections = [(section.heading, section.anchor) for section in parse_sections(body, DOCSIFY)]
    assert sections == [("安装", "install"), ("配置", "配置"), ("安装", "install-1")]
