import json
import subprocess
import sys
from pathlib import Path

import pytest
from faults.recording import can_trace

PROGRAM = Path(__file__).with_name("strace_sweep.py")
needs_strace = pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to trace")


def sweep(*options):
    command = [sys.executable, str(PROGRAM), "--json", *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout, result.stderr
    return json.loads(result.stdout)


@needs_strace
@pytest.mark.parametrize("calls", ["rename,ftruncate", pytest.param("", marks=pytest.mark.slow)])
def test_a_publication_survives_the_failure_of_every_system_call(calls, tell_figures):
    table = sweep("--calls", calls)
    tell_figures(
        f"{table['points']} faults at {calls or 'all calls'}, {len(table['wrong'])} of them with a wrong outcome"
    )
    assert table["points"] >= 9
    assert table["wrong"] == []


@needs_strace
def test_the_same_faults_notice_a_publication_without_the_protocol(tell_figures):
    table = sweep("--calls", "rename,unlink", "--control")
    tell_figures(f"control: {table['points']} faults, {len(table['wrong'])} with a wrong outcome")
    assert table["wrong"]
