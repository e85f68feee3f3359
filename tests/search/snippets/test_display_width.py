"""Widths by running sums, against adding characters up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.snippets.display_width import DisplayWidth

texts = st.text(st.sampled_from("ab 网，。😀é\n\u2e7f\u2e80"), max_size=30)


def width_of(text, start, end):
    return sum(width_at(text, at) for at in range(start, end))


def width_at(text, at):
    if text[at] == "\n":
        return 1 if at == 0 or text[at - 1] in "\n。，." else 3
    return 2 if ord(text[at]) >= 0x2E80 else 1


def test_a_line_end_counts_what_may_part_two_lines():
    assert DisplayWidth("ab\n网").width(0, 4) == len("ab · ") + 2
    assert DisplayWidth("网。\nb").width(0, 4) == len("网。 b") + 2
    assert DisplayWidth("\na\n\nb").width(0, 5) == 1 + len("a · b") + 1


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0), ("ab c", 4), ("网格", 4), ("网格 mesh", 9), ("，。「」", 8), ("한국어カナ", 10), ("é", 1),
        ("\U0001f600", 2), ("\ud800", 1),
    ],
)  # fmt: skip
def test_a_chinese_character_takes_two_columns_a_latin_letter_one(text, columns):
    assert DisplayWidth(text).width(0, len(text)) == columns


@given(texts, st.data())
def test_every_stretch_is_as_wide_as_its_characters(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    widths = DisplayWidth(text)
    assert widths.width(start, end) == width_of(text, start, end)
    assert widths.columns_before(np.array([start, end])).tolist() == [width_of(text, 0, start), width_of(text, 0, end)]


@given(texts, st.data(), st.integers(0, 70))
def test_it_reaches_as_far_as_so_many_columns_go_in_both_directions(text, data, columns):
    at = data.draw(st.integers(0, len(text)))
    widths = DisplayWidth(text)
    ends = [end for end in range(at, len(text) + 1) if width_of(text, at, end) <= columns]
    starts = [start for start in range(at + 1) if width_of(text, start, at) <= columns]
    assert widths.reach(at, columns) == ends[-1]
    assert widths.reach_back(at, columns) == starts[0]


def test_an_offset_behind_the_text_is_refused():
    with pytest.raises(IndexError):
        DisplayWidth("ab").reach(3, 10)
