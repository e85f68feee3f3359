import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kill_rounds.py")


@pytest.fixture
def play(pytestconfig, tell_figures):
    return partial(play_rounds, pytestconfig.option.hypothesis_seed, tell_figures)


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


@pytest.mark.parametrize("subject", [(), ("--update",)], ids=["rebuild", "update"])
@pytest.mark.parametrize("rounds", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new_one(play, rounds, subject):
    table, status = play(rounds, *subject)
    assert table["old"] + table["new"] == table["rounds"] == rounds
    assert table["reader_answers"] > 10 * rounds
    assert (status, table["acknowledged_lost"], table["bad"], table["reader_bad"]) == (0, 0, {}, {}), table
    assert (table["litter"], table["processes_left"]) == ([], 0), table


def test_the_same_rounds_notice_a_build_without_the_protocol(play):
    table, status = play(20, "--control")
    assert status == 1
    assert table["bad"]
    assert table["reader_bad"]
