"""Ctrl-C at any step of a command: what was begun is taken back, and the old index answers or the new one."""

import shutil
import signal
import subprocess
import sys
import time

import pytest
from faults.commands import COMMANDS, WORDS, ask_for_titles, named, publish_word, write_posts
from faults.power_loss import copy_linked
from killed_steps import at_each_step, ends_before

SECONDS = 5
"""A command that is interrupted ends within so many on a quiet machine; see ``docs/operation.md``."""


def play(command, act, folder, at):
    """Interrupt at a step; return whether it came to its end, what answers, and what is wrong."""
    disk, root = folder / "disk", folder / "disk" / "index"
    shutil.rmtree(disk)
    copy_linked(folder / "before", disk)
    ended = ends_before(act, at, signal.SIGINT)
    answer, wrong = command.examine(root, has_ended=ended)
    left = [path.name for path in root.iterdir() if path.name.startswith("tmp-")]
    return ended, answer, [*wrong, *left]


def interrupts(command, folder, stride, act=None):
    own = command.prepare(folder)
    copy_linked(folder / "disk", folder / "before")
    return at_each_step(lambda at: play(command, act or own, folder, at), stride)


@pytest.mark.parametrize(
    ("command", "stride"),
    [
        *((each, 4) for each in (WORDS[0], WORDS[2])),
        *(pytest.param(each, 2, marks=pytest.mark.slow) for each in COMMANDS),
    ],
    ids=named,
)
def test_after_ctrl_c_at_any_step_the_old_index_answers_or_the_new_one(command, stride, tmp_path, tell_figures):
    outcomes = list(interrupts(command, tmp_path, stride))
    new = sum(answer == command.new for _, answer, _ in outcomes)
    tell_figures(f"{command.name} interrupted at {len(outcomes)} steps: {new} new, {len(outcomes) - new} old")
    assert [wrong for *_, wrong in outcomes if wrong] == []
    assert 0 < new < len(outcomes)


def test_the_same_interrupts_notice_a_publication_that_takes_the_old_index_away_first(tmp_path):
    """The control."""
    root = tmp_path / "disk" / "index"

    def careless():
        shutil.rmtree(root / "g-2")
        publish_word(root, "new")

    assert any(wrong for *_, wrong in interrupts(WORDS[0], tmp_path, 4, careless))


@pytest.mark.slow
def test_a_command_that_is_interrupted_ends_soon_and_leaves_nothing_behind(tmp_path, dice, tell_figures):
    longest, interrupted = 0.0, 0
    site, root = tmp_path / "site", tmp_path / "index"
    command = [sys.executable, "-m", "indexer.cli", "rebuild", str(site), "--index", str(root), "--workers", "2"]
    write_posts(site, "a1", "b1")
    begin = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    pace, live = time.monotonic() - begin, "a1 b1"
    for number in range(2, 22):
        write_posts(site, f"a{number}", f"b{number}")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            time.sleep(dice.uniform(0.3, 1.1) * pace)
            process.send_signal(dice.choice([signal.SIGINT, signal.SIGTERM]))
            sent = time.monotonic()
            process.communicate()
            longest, status = max(longest, time.monotonic() - sent), process.returncode
        interrupted += status != 0
        found = ask_for_titles(root)
        assert found in ({f"a{number} b{number}"} if status == 0 else {live, f"a{number} b{number}"}), status
        assert [path.name for path in root.iterdir() if path.name.startswith("tmp-")] == []
        live = found
    tell_figures(f"a rebuild interrupted {interrupted} of 20 times, ended after at most {longest:.1f} s, nothing left")
    assert interrupted
