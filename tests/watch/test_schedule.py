"""When updates are due; times are seconds of no clock in particular."""

import pytest

from indexer.watch.schedule import Schedule


@pytest.fixture
def idle():
    schedule = Schedule(rescan_seconds=300, scans_at=0)
    schedule.finish(0, 1)
    return schedule


def test_the_first_update_is_due_at_once():
    assert Schedule(rescan_seconds=300, scans_at=7).due == 7


def test_without_changes_the_site_is_looked_through_after_the_time_of_the_setting(idle):
    assert idle.due == 301


def test_a_change_is_waited_out_until_nothing_happens_for_a_moment(idle):
    idle.notice(10, 1)
    idle.notice(10.1, 1)
    assert idle.due == pytest.approx(10.3)


def test_a_file_that_never_rests_does_not_keep_others_waiting_for_more_than_a_second(idle):
    for tenth in range(100, 130):
        idle.notice(tenth / 10, 1)
    assert idle.due == pytest.approx(11)


def test_many_changes_are_waited_out_for_longer(idle):
    for tenth in range(100, 200):
        idle.notice(tenth / 10, 50)
    assert idle.due == pytest.approx(20.1)
    for tenth in range(200, 900):
        idle.notice(tenth / 10, 50)
    assert idle.due == pytest.approx(40)


def test_after_an_update_that_changes_caused_the_site_is_looked_through_once_more(idle):
    idle.notice(10, 1)
    idle.finish(10.2, 10.4)
    assert idle.due == pytest.approx(13.4)
    idle.finish(13.4, 13.5)
    assert idle.due == pytest.approx(313.5)


def test_what_was_held_back_is_tried_again_when_it_may_be_at_rest(idle):
    idle.notice(10, 1)
    idle.finish(10.2, 10.4, rests_at=10.6)
    assert idle.due == pytest.approx(10.6)
    idle.finish(10.6, 10.7)
    assert idle.due == pytest.approx(13.4)  # the look after the change is not forgotten


def test_updates_that_take_long_leave_half_of_the_time_to_others(idle):
    idle.notice(10, 1)
    idle.finish(10.2, 20.2)
    idle.notice(20.3, 1)
    assert idle.due == pytest.approx(30.2)


@pytest.mark.parametrize(("took", "due"), [(0.01, 12.01), (1.0, 21.0)])
def test_where_changes_are_not_told_of_the_site_is_looked_at_often_unless_that_takes_long(took, due):
    schedule = Schedule(rescan_seconds=300, scans_at=0, poll_seconds=2)
    schedule.finish(10, 10 + took)
    assert schedule.due == pytest.approx(due)


def test_a_failure_is_tried_again_later_or_with_the_next_change(idle):
    idle.retry(10, 60)
    assert idle.due == 70
    idle.notice(11, 1)
    assert idle.due == pytest.approx(11.2)
