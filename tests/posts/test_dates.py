import os
import re
import time as time_module
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.posts.date_rules import DateRules
from indexer.posts.dates import UnreadableDateError, parse_date, read_time_of_change

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (date(2024, 1, 2), "2024-01-02T00:00:00+08:00"),
        (datetime.fromisoformat("2024-01-02T03:04:05"), "2024-01-02T03:04:05+08:00"),
        (datetime(2024, 1, 2, 3, tzinfo=UTC), "2024-01-02T03:00:00+00:00"),
        ("2024-01-02", "2024-01-02T00:00:00+08:00"),
        ("2024-1-2", "2024-01-02T00:00:00+08:00"),
        ("2024/01/02", "2024-01-02T00:00:00+08:00"),
        ("2024.1.2", "2024-01-02T00:00:00+08:00"),
        ("2024年1月2日", "2024-01-02T00:00:00+08:00"),
        ("2024 年 1 月 2 日 3:04", "2024-01-02T03:04:00+08:00"),
        ("２０２４-０１-０２", "2024-01-02T00:00:00+08:00"),
        ("2024-01-02T03:04", "2024-01-02T03:04:00+08:00"),
        ("2024-01-02 03:04:05 +0800", "2024-01-02T03:04:05+08:00"),
        ("2024-01-02 03:04:05 -0700 MST", "2024-01-02T03:04:05-07:00"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00"),
        ("2024-01-02T03:04:05.123456789+05:30", "2024-01-02T03:04:05.123456+05:30"),
        ("20240102", "2024-01-02T00:00:00+08:00"),
        (20240102, "2024-01-02T00:00:00+08:00"),
        (20240102030405, "2024-01-02T03:04:05+08:00"),
        ("20240102T030405Z", "2024-01-02T03:04:05+00:00"),
        (1700000000, "2023-11-14T22:13:20+00:00"),
        (1700000000000, "2023-11-14T22:13:20+00:00"),
        ("15 Oct 2023", "2023-10-15T00:00:00+08:00"),
        ("October 15, 2023 10:00 PM", "2023-10-15T22:00:00+08:00"),
        ("Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-07:00"),
        ("“2024-01-02”", "2024-01-02T00:00:00+08:00"),
        ("'2024-01-02',", "2024-01-02T00:00:00+08:00"),
        ("Tuesday, 10-May-16 09:30:00 +0900", "2016-05-10T09:30:00+09:00"),
        ("10 May 69 09:30 UTC", "1969-05-10T09:30:00+00:00"),
        ("10 May 68 09:30 UTC", "2068-05-10T09:30:00+00:00"),
        ("2-Jan-2024 3pm GMT+9", "2024-01-02T15:00:00+09:00"),
        (["2024-01-02"], "2024-01-02T00:00:00+08:00"),
        ("2016-05-10 9:30 PM", "2016-05-10T21:30:00+08:00"),
        ("2016-05-10 12:30:00 am", "2016-05-10T00:30:00+08:00"),
        ("2016-05-10 12:30 p.m.", "2016-05-10T12:30:00+08:00"),
        ("2016-05-10 9pm +0900", "2016-05-10T21:00:00+09:00"),
        ("2016年5月10日 下午3:30", "2016-05-10T15:30:00+08:00"),
        ("2016年5月10日 上午12:30", "2016-05-10T00:30:00+08:00"),
        ("2016-05-10T09:30:00+8:00", "2016-05-10T09:30:00+08:00"),
        ("2016-05-10 09:30 -530", "2016-05-10T09:30:00-05:30"),
        ("2016-05-10  ", "2016-05-10T00:00:00+08:00"),
        ("2016-05-10 09:30:00 UTC", "2016-05-10T09:30:00+00:00"),
    ],
)
def test_a_date_is_read_in_every_form_generators_accept(written, expected):
    assert parse_date(written, SHANGHAI).isoformat() == expected


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("GMT+0800 (CST)", 8),
        ("GMT+0800 (中国标准时间)", 8),
        ("GMT+0100 (Central European Standard Time)", 1),
        ("GMT-0500 (Eastern Standard Time)", -5),
        ("GMT+8", 8),
        ("GMT+08:00", 8),
        ("GMT +8", 8),
        ("UTC+8", 8),
        ("UTC-05:00", -5),
        ("UTC", 0),
    ],
)
@pytest.mark.parametrize("moment", ["Tue Mar 05 2019 10:00:00", "5 March 2019 10:00", "2019-03-05 10:00"])
def test_an_offset_behind_gmt_is_east_of_greenwich(moment, written, hours):
    assert parse_date(f"{moment} {written}", SHANGHAI) == datetime(2019, 3, 5, 10 - hours, tzinfo=UTC)


def test_what_a_zone_is_called_on_this_machine_makes_no_difference(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")  # which calls itself CST
    time_module.tzset()
    try:
        for written in ("Mon, 02 Jan 2006 15:04:05 CST", "2 Jan 2006 15h CST", "2 Jan 2006 15h GMT+8"):
            with pytest.raises(ValueError, match="the time zone is not certain"):
                parse_date(written, UTC)
    finally:
        monkeypatch.undo()
        time_module.tzset()


@pytest.mark.parametrize(
    ("written", "rules", "expected"),
    [
        ("Tue, 10 May 2016 09:30:00 CST", DateRules(american_zones=True), "2016-05-10T09:30:00-06:00"),
        ("2016-05-10 09:30:00 EDT", DateRules(american_zones=True), "2016-05-10T09:30:00-04:00"),
        ("Tue May 10 09:30:00 PST 2016", DateRules(american_zones=True), "2016-05-10T09:30:00-08:00"),
        ("2016-05-10 09:30:00 JST", DateRules(ignores_zones=True), "2016-05-10T09:30:00+08:00"),
        ("Tue, 10 May 2016 09:30:00 GMT", DateRules(ignores_zones=True), "2016-05-10T09:30:00+00:00"),
        ("Tue, 10 May 2016 09:30:00 GMT", DateRules(ignores_universal=True), "2016-05-10T09:30:00+08:00"),
        ("05/10/2016 9:30 PM", DateRules(day_first=False), "2016-05-10T21:30:00+08:00"),
        ("05/10/2016", DateRules(day_first=True), "2016-10-05T00:00:00+08:00"),
        ("5.10.2016 09:30", DateRules(day_first=True), "2016-10-05T09:30:00+08:00"),
    ],
)
def test_what_a_date_leaves_open_the_generator_says(written, rules, expected):
    assert parse_date(written, SHANGHAI, rules).isoformat() == expected
    if "GMT" not in written:
        with pytest.raises(ValueError, match="cannot be read as a date"):
            parse_date(written, SHANGHAI)


@pytest.mark.parametrize("number", [1700000000000, 20240102030405])
def test_a_long_number_is_beyond_all_dates_where_it_counts_seconds(number):
    assert parse_date(1700000000, SHANGHAI, DateRules(only_seconds=True)).year == 2023
    with pytest.raises(UnreadableDateError, match="takes it for seconds") as caught:
        parse_date(number, SHANGHAI, DateRules(only_seconds=True))
    assert caught.value.not_before.year == 9999


@pytest.mark.parametrize("absent", [None, "", "  \n"])
def test_an_absent_date_is_none(absent):
    assert parse_date(absent, SHANGHAI) is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("May", "the year is missing"),
        ("10", ""),
        (10, ""),
        ("2024", ""),
        ("2024-01", "the order of day and month is not certain"),
        ("May 2024", "it can be read in several ways"),
        ("10:30", "the order of day and month is not certain"),
        ("01/02/2024", "the order of day and month is not certain"),
        ("02 Jan 06", "the year is missing"),
        ("2024-02-30", "there is no such day or time"),
        ("2024-01-02T24:00:00", "there is no such day or time"),
        ("2024-01-02 03:04:05+99:00", "there is no such day or time"),
        ("0000-01-01", "there is no such day or time"),
        ("10000-01-01", "the order of day and month is not certain"),
        ("Mon, 02 Jan 2006 15:04:05 CST", "the time zone is not certain"),
        ("2006-01-02 15:04:05 CST", "the time zone is not certain"),
        ("2006-01-02 15:04:05 (CST)", ""),
        ("2006-01-02 15:04:05 A", ""),
        ("Mon, 02 Jan 2006 15:04:05 +99:00", "there is no such time zone"),
        ("2016-05-10 21:30 PM", "there is no such day or time"),
        ("2016-05-10 0:30 AM", "there is no such day or time"),
        ("2016-05-10 21", "there is no such day or time"),
        ("2016-05-10-12", ""),
        ("明天", "the year is missing"),
        (True, ""),
        (1.5, ""),
        (10**400, ""),
        ([1, 2], ""),
        ({"a": 1}, ""),
        (time(1, 2), ""),
        ("x" * 100_000, ""),
        (datetime.fromisoformat("0001-01-01"), ""),
        (datetime.max.replace(tzinfo=timezone(-timedelta(hours=3))), ""),
    ],
)
def test_what_could_be_read_as_several_dates_or_none_is_an_error(written, why):
    with pytest.raises(ValueError, match="cannot be read as a date") as caught:
        parse_date(written, SHANGHAI)
    assert why in str(caught.value)
    assert len(str(caught.value)) < 250


def test_the_message_says_what_to_write():
    with pytest.raises(ValueError) as caught:
        parse_date("2024-02-30", SHANGHAI)
    assert str(caught.value) == (
        "“2024-02-30” cannot be read as a date: there is no such day or time; "
        "write it as 2024-01-31 or 2024-01-31T08:00:00+08:00"
    )


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
def test_the_message_shows_a_moment_that_utc_does_not_know(written):
    for value in (written, datetime.fromisoformat(written)):
        with pytest.raises(ValueError, match=f"^“{re.escape(written)}” cannot be read as a date; "):
            parse_date(value, SHANGHAI)


@pytest.mark.parametrize(
    ("written", "not_before"),
    [
        ("2024-05-10 25:00", "2024-05-12"),
        ("2024-12-31 25:00", "2025-01-02"),
        ("2024-02-30", "2024-03-05"),
        ("2024-12-32", "2025-01-05"),
        ("2024-05", "2024-06-05"),
        ("2024年5月 x", "2024-06-05"),
        ("2024-13-01", "2024-01-01"),
        ("Christmas 2024", "2024-01-01"),
        (2024, "2024-01-01"),
        ("9999-12-32", "9999-01-01"),
        ("9999-12-31T23:59:59-08:00", "9999-01-01"),
        (datetime.fromisoformat("9999-12-31T23:59:59-08:00"), "9999-01-01"),
        ("0001-01-01T00:00:00+08:00", None),
        ("0000-01-01", None),
        ("20240", None),
        ("soon", None),
        ({"a": 2024}, None),
        (10**400, None),
        (-(10**400), None),
    ],
)
def test_a_date_that_cannot_be_read_says_before_when_it_is_not(written, not_before):
    with pytest.raises(UnreadableDateError) as caught:
        parse_date(written, SHANGHAI)
    expected = not_before and datetime.fromisoformat(not_before).replace(tzinfo=SHANGHAI)
    assert caught.value.not_before == expected


@given(st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI]), min_value=datetime.fromisoformat("1992-01-02")))
def test_a_moment_written_as_iso_comes_back(moment):
    assert parse_date(moment.isoformat(), UTC) == moment


@given(st.text() | st.integers() | st.text(alphabet="0123456789-/:TZ+. JanMo", max_size=30))
@example("10:30 2024 +99")
@example("Jan 1 2024 10:30 UTC+99:99")
def test_every_value_is_an_aware_date_that_utc_knows_or_a_value_error(value):
    try:
        moment = parse_date(value, SHANGHAI)
    except ValueError:
        return
    assert moment is None or moment.astimezone(UTC)


@pytest.mark.parametrize(("seconds", "expected"), [(0, "1970-01-01T08:00:00+08:00"), (10**12, None), (10**18, None)])
def test_the_time_of_change_is_none_where_no_datetime_holds_its_year(tmp_path, monkeypatch, seconds, expected):
    file = tmp_path / "a.md"
    file.touch()
    status = os.stat_result((*file.stat()[:7], seconds, seconds, seconds))
    monkeypatch.setattr(Path, "stat", lambda _: status)

    found = read_time_of_change(file, SHANGHAI)

    assert (found and found.isoformat()) == expected
