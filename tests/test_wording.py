from datetime import UTC, datetime, timedelta

import pytest

from indexer.wording import age, count

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_one_is_singular_and_all_other_numbers_plural():
    assert [count(number, "post") for number in (0, 1, 2)] == ["0 posts", "1 post", "2 posts"]
    assert [count(number, "address") for number in (0, 1, 2)] == ["0 addresses", "1 address", "2 addresses"]


@pytest.mark.parametrize(
    ("passed", "written"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=1), "1 second ago"),
        (timedelta(seconds=119), "119 seconds ago"),
        (timedelta(minutes=2), "2 minutes ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(days=400), "400 days ago"),
        (-timedelta(hours=3), "3 hours in the future"),
    ],
)
def test_ages_are_written_in_the_largest_unit_of_which_there_are_two(passed, written):
    assert age(NOW - passed, NOW) == written
