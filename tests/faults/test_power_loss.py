"""The power fails after every system call of a command; unsynced bytes and names are lost, kept, torn or reordered.

By hand: ``pytest tests/faults/test_power_loss.py -m slow -s`` for the commands themselves, and each of their syncs.
"""

from collections import Counter

import pytest
from faults.commands import COMMANDS, WORDS, named
from faults.disk_model import Disk
from faults.power_loss import everything, examine_states, is_missed, nothing, only_newest, record_command
from faults.recording import Change, can_trace

needs_strace = pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to trace")
SLOW = [pytest.param(each, 6, marks=pytest.mark.slow) for each in COMMANDS]
SLOW_CONTROLS = [pytest.param(each, marks=pytest.mark.slow) for each in (WORDS[2], *COMMANDS)]


@needs_strace
@pytest.mark.parametrize(("command", "draws"), [*((each, 2) for each in WORDS), *SLOW], ids=named)
def test_whatever_a_power_failure_leaves_the_old_index_answers_or_the_new_one(
    command, draws, tmp_path, dice, tell_figures
):
    recording = record_command(command.prepare(tmp_path), tmp_path / "disk")
    answers, wrong = Counter(), []
    for answer, found in examine_states(recording, command, dice, draws):
        answers[answer] += 1
        wrong += found
    tell_figures(
        f"{command.name}: {len(recording.changes)} changes, {sum(answers.values())} different states after a power "
        f"failure, {answers[command.new]} answer anew, {len(wrong)} wrong"
    )
    assert wrong == []
    assert {command.old, command.new} <= set(answers)


def is_spare(recording, at):
    """Say whether it does not matter that a sync is not made.

    Of the marker it counts only that it is there; the name of a ``FLOOR`` is synced once more when what it forbids is
    deleted, and until then the new manifest says the same.
    """
    return recording.changes[at].path.endswith("/SEARCH-INDEX") or recording.changes[at - 1].target.endswith("/FLOOR")


@needs_strace
@pytest.mark.parametrize("command", [WORDS[0], *SLOW_CONTROLS], ids=named)
def test_each_sync_is_missed_where_it_is_not_made(command, tmp_path, dice, tell_figures):
    """The control."""
    recording = record_command(command.prepare(tmp_path), tmp_path / "disk")
    syncs = recording.syncs()
    needless = [places[0] for places in syncs if not is_missed(recording, command, dice, places)]
    tell_figures(f"control: {len(syncs) - len(needless)} of the {len(syncs)} syncs of a {command.name} are missed")
    assert [recording.changes[at].path for at in needless if not is_spare(recording, at)] == []


class TestDisk:
    """What the model of a disk gives up, and what it keeps."""

    @pytest.fixture
    def disk(self, tmp_path):
        (tmp_path / "source" / "folder").mkdir(parents=True)
        (tmp_path / "source" / "old").write_bytes(b"old")
        return Disk("/disk", tmp_path / "source")

    def left(self, disk, choose):
        return {path: file and file[1] for path, file in disk.left_by(choose).items()}

    def test_only_what_was_synced_is_sure(self, disk):
        disk.apply(Change("create", "/disk/new"))
        disk.apply(Change("write", "/disk/new", offset=2, data=b"new"))
        assert self.left(disk, everything) == {"folder": None, "old": b"old", "new": b"\0\0new"}
        assert self.left(disk, nothing) == {"folder": None, "old": b"old"}
        disk.apply(Change("sync", "/disk"))
        assert self.left(disk, nothing)["new"] == b""
        disk.apply(Change("sync", "/disk/new"))
        assert self.left(disk, nothing)["new"] == b"\0\0new"

    def test_a_rename_within_a_folder_is_one_step_and_between_folders_two(self, disk):
        disk.apply(Change("rename", "/disk/old", "/disk/other"))
        assert self.left(disk, everything) == {"folder": None, "other": b"old"}
        disk.apply(Change("rename", "/disk/other", "/disk/folder/old"))
        disk.apply(Change("sync", "/disk/folder"))
        assert self.left(disk, nothing) == {"folder": None, "folder/old": b"old", "old": b"old"}

    def test_later_names_may_be_there_without_earlier_ones(self, disk):
        disk.apply(Change("mkdir", "/disk/one"))
        disk.apply(Change("mkdir", "/disk/two"))
        assert set(self.left(disk, only_newest)) == {"folder", "old", "two"}

    def test_links_are_of_one_file(self, disk):
        disk.apply(Change("link", "/disk/old", "/disk/folder/link"))
        disk.apply(Change("write", "/disk/folder/link", data=b"n"))
        assert self.left(disk, everything) == {"folder": None, "folder/link": b"nld", "old": b"nld"}
        disk.apply(Change("unlink", "/disk/old"))
        assert set(self.left(disk, everything)) == {"folder", "folder/link"}

    def test_what_is_not_followed_is_refused(self, disk):
        with pytest.raises(NotImplementedError, match="sendfile of /disk/old"):
            disk.apply(Change("sendfile", "/disk/old"))
