"""Damaged arrays, under the sanitizers of addresses and of undefined behaviour."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from indexer.native.compiling import compile_kernel, find_compilers, library_name

TESTS = Path(__file__).resolve().parents[1]
CALLS = 3_000


@pytest.mark.slow
def test_damaged_arrays_end_in_errors_and_never_in_a_crash(tmp_path, run_seed):
    compiler = which("gcc")
    runtime = (
        compiler
        and subprocess.run(
            [compiler, "-print-file-name=libasan.so"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    if not (runtime and Path(runtime).is_absolute()):
        pytest.skip(f"no gcc with its sanitizers among {list(find_compilers())}")
    flags = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    made = compile_kernel(tmp_path / library_name(), [(compiler,)], flags)
    assert not made.problem
    environment = os.environ | {
        "LD_PRELOAD": runtime,
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
        "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}",  # this checkout's, whatever is installed
        "PYTHONMALLOC": "malloc",  # so that arrays of Python lie between guards, too
    }
    command = [sys.executable, TESTS / "native" / "fuzz.py", made.library, str(run_seed), str(CALLS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, (run_seed, done.stderr[-4000:])
    assert int(done.stdout.split()[0]) > CALLS / 4
