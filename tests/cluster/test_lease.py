"""Of two writers to an index of a cluster one waits or is told, however the other one ended."""

import time
from uuid import uuid4

import pytest


@pytest.fixture
def name(one_node):
    name = f"posts-g{uuid4().int % 10**9}"  # which the writing role may use
    yield name
    one_node.call("DELETE", f"/{name}-writer")


@pytest.fixture
def admin(one_node, connect):
    return connect(one_node, "admin")


def lease_of(client, name, holder, later=0.0):
    from indexer.engines.cluster.build.lease import Lease

    return Lease(client, name, holder, lambda: time.time() + later)


def test_of_two_writers_one_is_told_who_the_other_is(admin, name):
    from indexer.engines.cluster.build.lease import hold_lease
    from indexer.errors import IndexBusyError

    with (
        hold_lease(admin, name, "one", wait=0),
        pytest.raises(IndexBusyError, match=rf"^{name}: process \d+ on .* is writing this index. Try again later"),
        hold_lease(admin, name, "two", wait=0),
    ):
        pass
    with hold_lease(admin, name, "two", wait=0) as lease:
        assert lease.state.holder == "two"


def test_a_writer_that_was_killed_holds_the_lease_until_it_expires(admin, name):
    assert lease_of(admin, name, "killed").take()
    assert not lease_of(admin, name, "next").take()
    assert not lease_of(admin, name, "next", later=50).take()
    assert lease_of(admin, name, "next", later=61).take()


def test_the_work_folder_of_a_killed_writer_goes_on_at_once(admin, name):
    killed = lease_of(admin, name, "same")
    assert killed.take()
    assert killed.begin() == 1
    again = lease_of(admin, name, "same")
    assert again.take()
    assert again.state.generations == {"1": ""}


def test_a_writer_whose_lease_was_taken_over_changes_nothing_more(admin, name):
    from indexer.errors import IndexBusyError

    slow, other = lease_of(admin, name, "slow"), lease_of(admin, name, "other", later=61)
    assert slow.take()
    assert other.take()
    assert other.begin() == 1
    for change in (slow.begin, lambda: slow.complete(1, "g-1-abc")):
        with pytest.raises(IndexBusyError, match="has taken over meanwhile"):
            change()
    slow.release()
    assert lease_of(admin, name, "third").take() is False
    assert other.begin() == 2


def test_no_number_is_given_twice(admin, name):
    first, second = lease_of(admin, name, "a"), lease_of(admin, name, "b")
    assert first.take()
    numbers = [first.begin(), first.begin()]
    first.forget(numbers[1])
    first.release()
    assert second.take()
    assert second.begin() == 3
    assert second.state.generations == {"1": "", "3": ""}
