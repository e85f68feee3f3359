from datetime import UTC, datetime, timedelta, timezone

import pytest

from indexer.moments import in_zone


@pytest.mark.parametrize("hours", [-14, 8, 14])
@pytest.mark.parametrize("day", [(1, 1, 1, 0), (2024, 5, 6, 7), (9999, 12, 31, 23)])
def test_a_moment_is_the_same_in_every_zone(day, hours):
    moment = datetime(*day, tzinfo=UTC)
    assert in_zone(moment, timezone(timedelta(hours=hours))) == moment


def test_a_moment_is_written_in_the_zone_that_has_it():
    assert in_zone(datetime(2024, 5, 6, 23, tzinfo=UTC), timezone(timedelta(hours=8))).day == 7
