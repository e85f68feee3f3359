import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from faults.running_server import serving
from titled_index import wait_until

PROGRAM = Path(__file__).with_name("kill_rounds.py")


@pytest.fixture
def play(run_seed, tell_figures):
    return partial(play_rounds, run_seed, tell_figures)


def play_rounds(seed, tell_figures, rounds, *options):
    command = [sys.executable, str(PROGRAM), "--json", "--rounds", str(rounds), "--seed", str(seed), *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout, result.stderr
    table = json.loads(result.stdout)
    bad = sum(table["bad"].values()) + table["acknowledged_lost"]
    tell_figures(
        f"{table['subject']} killed {rounds} times: {table['old']} old, {table['new']} new, {bad} bad; a reader's "
        f"{table['reader_answers']} answers, {sum(table['reader_bad'].values())} bad"
    )
    return table, result.returncode


SUBJECTS = {
    "rebuild": [],
    "update": ["--update"],
    "watch": ["--watch"],
    "withdrawal": ["--withdraw"],
    "rollback": ["--rollback"],
}
SHORT = [("rebuild", 3), ("watch", 2)]
LONG = [pytest.param(subject, 25, marks=pytest.mark.slow) for subject in SUBJECTS]


@pytest.mark.parametrize(("subject", "rounds"), [*SHORT, *LONG])
def test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new_one(play, subject, rounds):
    table, status = play(rounds, *SUBJECTS[subject])
    assert table["old"] + table["new"] == table["rounds"] == rounds
    assert table["reader_answers"] > 10 * rounds
    assert (status, table["acknowledged_lost"], table["bad"], table["reader_bad"]) == (0, 0, {}, {}), table
    assert (table["litter"], table["processes_left"]) == ([], 0), table


def watches_of(server):
    """Return the processes of the watch beside a server."""
    lists = [each.read_text() for each in Path(f"/proc/{server.process.pid}/task").glob("*/children")]
    return [int(child) for each in lists for child in each.split() if b"\0watch\0" in command_of(child)]


def command_of(number):
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


@pytest.mark.slow
def test_a_watch_beside_a_server_that_is_killed_loses_no_change(tmp_path, dice, tell_figures):
    site, statuses = tmp_path / "site", Counter()
    site.mkdir()

    def save(number):
        (site / f"{number}.md").write_text(f"---\ntitle: word{number}\n---\n\ncommon words 服务网格\n")

    def is_found(number):
        response = server.get(f"/api/search?q=word{number}")
        if number:  # before the first index there is none
            statuses[response.status] += 1
        return response.status == 200 and json.loads(response.body)["total"] == 1

    save(0)
    with serving(tmp_path / "index", "--watch", site, "--deadline", 60) as server:
        wait_until(lambda: is_found(0))
        for number in range(1, 5):
            save(number)
            time.sleep(dice.uniform(0, 1.5))  # it notices, reads, writes or publishes then
            for watch in watches_of(server):
                os.kill(watch, signal.SIGKILL)
            wait_until(lambda number=number: is_found(number))
        assert server.is_alive()
    tell_figures(f"the watch of `serve --watch` killed 4 times, 4 changes found, answers by status: {dict(statuses)}")
    assert set(statuses) == {200}


def test_the_same_rounds_notice_a_build_without_the_protocol(play):
    table, status = play(20, "--control")
    assert status == 1
    assert table["bad"]
    assert table["reader_bad"]
