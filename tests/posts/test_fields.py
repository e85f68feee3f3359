import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.posts.fields import as_written, clean, flag_of, text_of, texts_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  a\n b ", "a b"),
        ("a, b", "a, b"),
        (2024, "2024"),
        (1.1, "1.1"),
        (True, "true"),
        (date(2024, 1, 2), "2024-01-02"),
        (["first", "second"], "first"),
        ({"name": "x"}, "x"),
        ("a\x00b\x08c\ud800", "abc"),
        (None, ""),
        (math.nan, ""),
        ([], ""),
    ],
)
def test_a_value_becomes_one_line_of_text(value, expected):
    assert text_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ("a",)),
        ("a, b,c,,", ("a", "b", "c")),
        ("网络，存储、安全", ("网络", "存储", "安全")),
        (["a", "b", "a"], ("a", "b")),
        (["Doe, John"], ("Doe, John",)),
        ([["a", "b"], ["c"]], ("a", "b", "c")),
        ([{"name": "Ann", "url": "x"}, "Bob"], ("Ann", "Bob")),
        ({"Ann": {"url": "x"}}, ("Ann",)),
        ([2024, 1.1, True, None, ""], ("2024", "1.1", "true")),
        (None, ()),
    ],
)
def test_lists_are_texts_whatever_the_author_wrote(value, expected):
    assert texts_of(value) == expected


@pytest.mark.parametrize("value", [True, "true", "True", "YES", "on", 1, "1", " true "])
def test_yes_is_yes(value):
    assert flag_of(value) is True


@pytest.mark.parametrize("value", [False, "false", "No", "off", 0, "0"])
def test_no_is_no(value):
    assert flag_of(value) is False


@pytest.mark.parametrize("value", [None, "", "maybe", 2, "true # not yet", [], [True], {}, date(2024, 1, 1)])
def test_anything_else_is_neither(value):
    assert flag_of(value) is None


NESTED = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(NESTED)
def test_whatever_the_value_its_texts_are_clean_and_different(value):
    texts = texts_of(value)
    assert all(text and text == clean(text) for text in texts)
    assert len(set(texts)) == len(texts)


def test_what_is_no_text_becomes_text():
    assert as_written(2020) == "2020"
    assert as_written(" a ") == " a "
