"""The power fails at random moments over a real ext4: what is in the image then is mounted, and the index in it opened.

By hand: ``pytest tests/faults/test_ext4.py -m slow -s`` for 60 failures of each kind.
"""

import os
import select
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.commands import CONTENTS, OPTIONS, ask_for_titles
from faults.ext4_disk import ORDERED, UNORDERED, Ext4Disk
from faults.power_loss import SHORT_LIVED

from indexer.index.build.rebuild import rebuild
from indexer.index.generations import durable
from indexer.index.generations.generation import current_generation
from indexer.index.generations.publish import PurgedCopy, Withdrawal, explain_write_errors, stage

WORDS = 10_000
FILES = ("one", "two", "three")
PATIENCE = 120


class Words:
    """Publishes generations of three files that hold nothing but their number; every third withdraws all before."""

    name = "words"

    def publish(self, root, version):
        with stage(root, wait=0) as staging, explain_write_errors(root):
            copy = PurgedCopy(staging.scratch / "copy", CONTENTS)
            copy.folder.mkdir()
            for name in FILES:
                for folder in (staging.folder, copy.folder):
                    (folder / name).write_text(f"v{version} " * WORDS)
            staging.publish(CONTENTS, Withdrawal(copy) if self.withdraws(version) else None)

    def ask(self, root):
        generation = current_generation(root)
        found = {word for name in FILES for word in (generation.path / name).read_text().split()}
        return " ".join(sorted(found)) + generation.degraded

    def withdraws(self, version):
        return version % 3 == 0

    def name_of(self, version):
        return f"v{version}"


class Posts(Words):
    """Builds an index of three posts with their number in the title."""

    name = "rebuild"

    def publish(self, root, version):
        with tempfile.TemporaryDirectory() as folder:
            for name in FILES:
                Path(folder, f"{name}.md").write_text(f"---\ntitle: v{version}\n---\n\ncommon words 服务网格 {name}\n")
            rebuild(Path(folder), root, OPTIONS)

    def ask(self, root):
        return ask_for_titles(root)

    def withdraws(self, version):
        return False

    def name_of(self, version):
        return f"v{version} v{version} v{version}"


@contextmanager
def disk(options):
    with tempfile.TemporaryDirectory(dir=SHORT_LIVED) as place:
        made = Ext4Disk(Path(place), options)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def publishing(subject, root, version):
    """Publish in a child; yield its process and a pipe that can be read once it has ended."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            subject.publish(root, version)
            os.write(theirs, b"d")
            signal.pause()
        finally:
            os._exit(1)
    os.close(theirs)
    try:
        yield child, ours
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ours)


def has_come(pipe, seconds):
    return bool(select.select([pipe], [], [], seconds)[0])


def seconds_of(subject, root, version):
    begin = time.monotonic()
    with publishing(subject, root, version) as (_, pipe):
        assert has_come(pipe, PATIENCE)
        return time.monotonic() - begin


def fail(subject, made, version, seconds):
    """Let the power fail so many seconds after a publication began; say whether that had ended, and what is found."""
    root = made.folder / "index"
    with publishing(subject, root, version) as (child, pipe):
        has_come(pipe, seconds)
        os.kill(child, signal.SIGSTOP)
        has_ended = has_come(pipe, 0)
        with made.after_power_failure() as folder:
            return has_ended, *look(subject, folder / "index", version if has_ended else None)


def look(subject, root, version):
    """Return what answers and whether that is still so after the next writer, and what is left of older ones."""
    try:
        found = subject.ask(root)
        with stage(root, wait=0):
            pass
        after = subject.ask(root)
    except Exception as error:  # noqa: BLE001 - whatever it is, a visitor would have seen it
        return f"{type(error).__name__}: {error}", []
    older = f"v{(version or 0) - 1} ".encode()
    held = [each for each in root.rglob("*") if each.is_file() and older in each.read_bytes()]
    return found if found == after else f"{found}, then {after}", held if version and subject.withdraws(version) else []


def play(subject, options, times, dice):
    """Return for each power failure whether the publication had ended, what was found, and what was wrong."""
    with disk(options) as made:
        root = made.folder / "index"
        pace = max(seconds_of(subject, root, version) for version in (1, 2))
        live = subject.ask(root)
        for version in range(3, times + 3):
            has_ended, found, held = fail(subject, made, version, dice.uniform(0, 1.4 * pace))
            new = subject.name_of(version)
            wrong = [] if found in ({new} if has_ended else {live, new}) else [f"{found} answers, not {live} or {new}"]
            yield has_ended, found == new, [*wrong, *held]
            live = subject.ask(root)  # the power did not fail here: the process was killed


@pytest.mark.parametrize("options", [ORDERED, UNORDERED], ids=["ordered", "unordered"])
@pytest.mark.parametrize(
    ("subject", "times"),
    [(Words(), 6), *(pytest.param(each, 60, marks=pytest.mark.slow) for each in (Words(), Posts()))],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_after_a_power_failure_the_old_index_answers_or_the_new_one(subject, times, options, dice, tell_figures):
    outcomes = list(play(subject, options, times, dice))
    ended, new = (sum(outcome[which] for outcome in outcomes) for which in (0, 1))
    wrong = [each for *_, found in outcomes for each in found]
    tell_figures(
        f"ext4 ({options or 'as it is mounted by default'}), {subject.name}: {times} power failures, {ended} after the "
        f"end, {new} new, {times - new} old, {len(wrong)} wrong"
    )
    assert wrong == []


def test_without_syncs_what_was_published_is_gone(monkeypatch, tell_figures):
    """The control."""
    monkeypatch.setattr(durable, "_flush", lambda descriptor: None)
    with disk(UNORDERED) as made:
        for version in (1, 2):
            seconds_of(Words(), made.folder / "index", version)
        has_ended, found, _ = fail(Words(), made, 3, PATIENCE)
    tell_figures(f"control: without syncs the power fails after the end of a publication, and {found[:60]}")
    assert (has_ended, found == "v3") == (True, False)
