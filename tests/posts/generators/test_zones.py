from datetime import UTC, datetime, timedelta

import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.zones import find_zone, machine_zone

SUMMER = datetime(2020, 7, 1, tzinfo=UTC)


def test_a_zone_is_found_by_its_name():
    assert SUMMER.astimezone(find_zone("Asia/Shanghai", UTC)).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("name", ["", None])
def test_no_name_means_what_the_generator_takes_then(name):
    assert find_zone(name, UTC) is UTC


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "a\x00b"])
def test_a_zone_that_is_none_is_named(name):
    with pytest.raises(ConfigurationError, match="there is no time zone"):
        find_zone(name, UTC)


@pytest.mark.parametrize(("name", "hours"), [("Europe/Berlin", 2), (":Asia/Tokyo", 9)])
def test_the_machines_zone_knows_summer(monkeypatch, name, hours):
    monkeypatch.setenv("TZ", name)

    assert SUMMER.astimezone(machine_zone()).utcoffset() == timedelta(hours=hours)


def test_a_machine_whose_zone_has_no_name_has_its_offset(monkeypatch):
    monkeypatch.setenv("TZ", "no/such/zone")

    assert SUMMER.astimezone(machine_zone()).tzinfo is not None
