import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("strace_sweep.py")


def can_trace():
    """Tell whether strace is there, and may do what it is for."""
    if not shutil.which("strace"):
        return False
    command = ["strace", "-e", "inject=fsync:error=EIO", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to trace")
@pytest.mark.parametrize("calls", ["rename,ftruncate", pytest.param("", marks=pytest.mark.slow)])
def test_a_publication_survives_the_failure_of_every_system_call(calls):
    command = [sys.executable, str(PROGRAM), "--json", "--calls", calls]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    table = json.loads(result.stdout or "{}")
    assert table, result.stderr
    print(table)
    assert table["points"] >= 9
    assert table["wrong"] == []
