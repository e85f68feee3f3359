"""Where a line begins, and that the length of a line is no matter."""

import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.line_begin import begins_line, find_line_begin
from indexer.text.markup.markdown import parse_sections


@pytest.mark.parametrize(
    ("text", "farthest", "begin"),
    [("a\n  x", 3, 2), ("a\n   x", 3, 2), ("a\n    x", 3, None), ("   x", 3, 0), ("    x", 3, None), ("x", 0, 0)],
)
def test_a_line_begins_behind_the_end_of_the_one_before_unless_that_is_too_far_away(text, farthest, begin):
    assert find_line_begin(text, text.index("x"), farthest) == begin


@pytest.mark.parametrize(("text", "begins"), [("a\n \tx", True), ("x", True), ("a\n   x", False), ("a x", False)])
def test_only_white_space_that_is_not_too_long_stands_before_what_begins_a_line(text, begins):
    assert begins_line(text, text.index("x"), 2) is begins


@pytest.mark.parametrize(
    ("generator", "piece"),
    [
        *(("hugo", "{{< 甲 >}} "), ("hugo", "{{% 甲 %}} "), ("jekyll", "甲{:toc} "), ("jekyll", "<div>甲</div>")),
        *(("jekyll", "{% 甲 %} "), ("hexo", "**《甲》**乙"), ("hexo", "{% 甲 %} "), ("plain", "甲:: ")),
        *(("plain", "{{< 甲 >}} "), ("plain", "<Tabs>甲 "), ("plain", "{% 甲 %} ")),
    ],
)
def test_a_page_of_one_line_full_of_marks_takes_time_by_its_length(generator, piece):
    dialect = Dialect(generator, "kramdown" if generator == "jekyll" else "github")
    assert grows_in_proportion(lambda count: parse_sections(piece * count, dialect), 20_000)
