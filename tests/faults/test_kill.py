import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kill_rounds.py")


def play(rounds, *options):
    command = [sys.executable, str(PROGRAM), "--json", "--rounds", str(rounds), *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout, result.stderr
    return json.loads(result.stdout), result.returncode


@pytest.mark.parametrize("subject", [(), ("--update",)], ids=["rebuild", "update"])
@pytest.mark.parametrize("rounds", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new_one(rounds, subject):
    table, status = play(rounds, *subject)
    print(table)
    assert table["old"] + table["new"] == table["rounds"] == rounds
    assert table["reader_answers"] > 10 * rounds
    assert (status, table["acknowledged_lost"], table["bad"], table["reader_bad"]) == (0, 0, {}, {}), table
    assert (table["litter"], table["processes_left"]) == ([], 0), table


def test_the_same_rounds_notice_a_build_without_the_protocol():
    table, status = play(20, "--control")
    assert status == 1
    assert table["bad"]
    assert table["reader_bad"]
