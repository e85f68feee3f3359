from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.query.parsing.days import read_days

days = st.dates(date(1, 1, 2), date(9999, 12, 31))


@given(days)
def test_a_day_is_a_range_of_itself(day):
    assert read_days("date", day.isoformat()) == (day, day)
    assert read_days("after", day.isoformat()) == (day, None)
    assert read_days("before", day.isoformat()) == (None, day - timedelta(days=1))


@given(days, days)
def test_a_range_holds_both_its_ends_and_none_ends_before_it_begins(one, other):
    expected = (one, other) if one <= other else None
    assert read_days("date", f"{one.isoformat()}..{other.isoformat()}") == expected


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_ends_on_the_day_before_the_next(year, month):
    first, last = read_days("date", f"{year:04}-{month:02}")
    assert (first.day, last.month) == (1, month)
    assert last == date.max or (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize("text", ["2019/07/02", "2019.7.2", "2019-7-2"])
def test_other_signs_between_numbers_are_understood(text):
    assert read_days("date", text) == (date(2019, 7, 2), date(2019, 7, 2))


@pytest.mark.parametrize("between", ["..", "。。", ".。"])
def test_a_range_is_understood_as_a_chinese_input_method_types_it(between):
    assert read_days("date", f"2019-07{between}2020-01") == (date(2019, 7, 1), date(2020, 1, 31))
    assert read_days("date", f"2019{between}") == (date(2019, 1, 1), None)


@pytest.mark.parametrize("text", ["", "19", "0000", "2019-13", "2019-02-30", "..", "2020..2019", "a..2019", "２０１９"])
def test_what_is_no_date_is_none(text):
    assert read_days("date", text) is None


def test_nothing_is_before_the_first_day():
    assert read_days("before", "0001") == (None, date.min)


@given(st.sampled_from(("date", "after", "before")), st.text(st.sampled_from("0123456789-/..a")))
def test_no_text_is_an_error(name, text):
    found = read_days(name, text)
    assert found is None or any(found)
