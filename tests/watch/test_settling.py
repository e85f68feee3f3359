"""Which files are taken for completely written, with clocks that are moved by hand."""

import os

import pytest

from indexer.posts.source_file import SourceFile
from indexer.watch.settling import LOSS_SECONDS, OPEN_SECONDS, REST_SECONDS, Settling, is_open_for_writing

NOW = 1_800_000_000


class Clock:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settling(clock):
    return Settling(clock, lambda: NOW + clock.seconds - 100)


def file(size=7, changed=0.0, post_id="a.md", location="/no/such/file"):
    """Return a file that changed so many seconds after the clock's beginning."""
    when = int((NOW + changed) * 1e9)
    return SourceFile(post_id, location, size, when, when)


def held(settling, *files, gone=()):
    settling.begin()
    return settling.held_files(files, gone)


def test_a_file_that_changed_a_moment_ago_is_held_back_until_it_rests(settling, clock):
    assert held(settling, file()) == {"a.md"}
    assert settling.rests_at == pytest.approx(100 + REST_SECONDS)
    clock.seconds += REST_SECONDS
    assert held(settling, file()) == set()
    assert settling.rests_at is None


def test_a_file_that_changes_again_begins_to_rest_anew(settling, clock):
    held(settling, file(size=7))
    clock.seconds += 0.2
    assert held(settling, file(size=8, changed=0.2)) == {"a.md"}
    clock.seconds += 0.2
    assert held(settling, file(size=8, changed=0.2)) == {"a.md"}
    clock.seconds += 0.1
    assert held(settling, file(size=8, changed=0.2)) == set()


@pytest.mark.parametrize("files", [{"changed": [file(size=0)]}, {"gone": ["a.md"]}])
def test_a_file_that_is_empty_or_gone_is_held_back_for_longer(settling, clock, files):
    changed, gone = files.get("changed", ()), files.get("gone", ())
    assert held(settling, *changed, gone=gone) == {"a.md"}
    clock.seconds += REST_SECONDS
    assert held(settling, *changed, gone=gone) == {"a.md"}
    clock.seconds += LOSS_SECONDS - REST_SECONDS
    assert held(settling, *changed, gone=gone) == set()


def test_a_file_that_was_noticed_rests_since_then(settling, clock):
    settling.notice(["a.md"])
    clock.seconds += REST_SECONDS
    assert held(settling, file()) == set()
    settling.notice(["a.md"])
    assert held(settling, file()) == {"a.md"}


def test_what_was_never_noticed_is_not_believed_to_rest_before_its_time_of_change(settling, clock):
    settling.notice(["a.md"])
    clock.seconds += 5
    assert held(settling, file(changed=4.9)) == {"a.md"}


def test_a_file_changed_long_ago_rests(settling):
    assert held(settling, file(changed=-60)) == set()


def test_a_clock_that_is_behind_that_of_the_files_does_not_matter(settling, clock):
    ahead = file(changed=1000)
    assert held(settling, ahead) == {"a.md"}
    clock.seconds += REST_SECONDS
    assert held(settling, ahead) == set()


def test_a_file_that_comes_back_as_it_was_is_not_gone(settling, clock):
    held(settling, gone=["a.md"])
    clock.seconds += 0.9
    held(settling, file(changed=0.9))
    clock.seconds += 0.2
    assert held(settling, gone=["a.md"]) == {"a.md"}  # since now, not since the first time


def test_a_configuration_is_held_back_until_it_has_been_the_same_for_a_while(settling, clock):
    assert settling.holds_rules("a")
    clock.seconds += LOSS_SECONDS
    assert not settling.holds_rules("a")
    assert settling.holds_rules("b")
    assert settling.holds_rules("a")
    clock.seconds += LOSS_SECONDS
    assert not settling.holds_rules("a")


@pytest.fixture
def leases(tmp_path):
    path = tmp_path / "probe.md"
    with path.open("w"):
        if not is_open_for_writing(str(path)):
            pytest.skip("this file system has no leases")


def test_a_file_that_a_program_has_open_for_writing_is_held_back_for_as_long_as_that_may_be(
    leases, settling, clock, tmp_path
):
    path = tmp_path / "a.md"
    with path.open("w") as writer:
        writer.write("half")
        writer.flush()
        opened = file(location=str(path))
        held(settling, opened)
        clock.seconds += 1
        assert held(settling, opened) == {"a.md"}
        clock.seconds += OPEN_SECONDS
        assert held(settling, opened) == set()


def test_a_file_is_open_for_writing_only_until_it_is_closed(leases, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("text")
    with path.open():
        assert not is_open_for_writing(str(path))
    writer = os.open(path, os.O_RDWR)
    assert is_open_for_writing(str(path))
    os.close(writer)
    assert not is_open_for_writing(str(path))


@pytest.mark.parametrize("path", ["/no/such/file", "/", "/dev/null"])
def test_what_is_no_file_of_ours_is_open_to_nobody(path):
    assert not is_open_for_writing(path)
