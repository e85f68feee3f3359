from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from indexer.posts.generators.jekyll.dates import parse_jekyll_date

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("written", "ruby"),  # what Jekyll's parse_date returned in Shanghai, Ruby 3.1
    [
        ("2018-12-21 +0800", "2018-12-21T00:00:00+08:00"),
        ("2018-12-21 -0500", "2018-12-21T00:00:00+08:00"),
        ("2018-12-21 Z", "2018-12-21T00:00:00+08:00"),
        ("2018-12-21 +08:00", "2018-12-21T08:00:00+08:00"),
        ("2018-12-21 29:10:00 +0800", "2018-12-22T05:10:00+08:00"),
        ("2018-12-21 24:00:00", "2018-12-22T00:00:00+08:00"),
        ("2018-12-21T24:00", "2018-12-22T00:00:00+08:00"),
        ("Fri Mar 3 18:30:22 2023 -0800", "2023-03-03T18:30:22+08:00"),
        ("Fri Mar 3 18:30:22 -0800 2023", "2023-03-04T10:30:22+08:00"),
        ("2018-12-21T10:00 +0800", "2018-12-21T10:00:00+08:00"),
        ("2018-12-21 10am", "2018-12-21T10:00:00+08:00"),
        ("2018/12/21 10:00 PM", "2018-12-21T22:00:00+08:00"),
        ("2018-12-21 1:2:3", "2018-12-21T01:02:03+08:00"),
        (20181221, "2018-12-21T00:00:00+08:00"),
        (date(2018, 12, 21), "2018-12-21T00:00:00+08:00"),
        (datetime(2018, 12, 21, 10), "2018-12-21T18:00:00+08:00"),  # noqa: DTZ001 - YAML's own time without a zone
        (datetime(2018, 12, 21, 10, tzinfo=UTC), "2018-12-21T18:00:00+08:00"),
    ],
)
def test_a_date_is_read_as_ruby_reads_it(written, ruby):
    found = parse_jekyll_date(written, SHANGHAI)
    assert found.astimezone(SHANGHAI).isoformat() == ruby


@pytest.mark.parametrize(
    "written", ["2018-12-21 29:10:00", "2018-12-21 24:10:00", "2018-12-21 10:61:00", "2018-13-01", "2018-12"]
)
def test_what_stops_jekyll_is_named(written):
    with pytest.raises(ValueError, match="cannot be read as a date"):
        parse_jekyll_date(written, SHANGHAI)


def test_no_date_is_none():
    assert parse_jekyll_date(None, SHANGHAI) is None
