import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest

from indexer.native import kernel
from indexer.native.calling import call
from indexer.native.loading import Kernel, _LoadedKernel, describe, describe_kernel, load


def test_the_variable_turns_it_off_and_nothing_else_does(tmp_path):
    assert load(environment={"POST_SEARCH_NATIVE": "0"}) == "POST_SEARCH_NATIVE=0"
    assert load(environment={"POST_SEARCH_NATIVE": "1"}) is not None
    assert "POST_SEARCH_NATIVE" not in describe(load(environment={"POST_SEARCH_NATIVE": ""}))


def test_what_was_not_compiled_says_how_to(tmp_path):
    assert load(tmp_path / "_kernel.so", {}) == "not compiled: python -m indexer.native does that"


@pytest.mark.parametrize("content", [b"", b"\x7fELF not really", b"text"])
def test_what_is_no_library_is_said_and_not_raised(tmp_path, content):
    (tmp_path / "_kernel.so").write_bytes(content)
    assert str(load(tmp_path / "_kernel.so", {})).startswith("cannot be loaded: ")


def test_a_process_says_whether_it_has_the_kernel():
    command = [sys.executable, "-c", "from indexer.native import describe_kernel; print(describe_kernel())"]
    off = os.environ | {"POST_SEARCH_NATIVE": "0"}
    done = subprocess.run(command, env=off, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == "no (POST_SEARCH_NATIVE=0)\n"
    assert describe_kernel().startswith("yes (" if kernel() else "no (")


def test_without_the_kernel_python_answers(without_kernel):
    assert kernel() is None
    assert describe_kernel() == "no (taken away)"
    without_kernel.undo()
    assert describe_kernel() != "no (taken away)"


def test_threads_that_ask_at_once_load_it_once(monkeypatch):
    loads = []
    monkeypatch.setattr("indexer.native.loading.load", lambda: loads.append(1) or f"load {len(loads)}")
    loaded, barrier = _LoadedKernel(), Barrier(8)

    def ask(_):
        barrier.wait()
        return loaded.get()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"load 1"}


def test_arrays_that_are_not_contiguous_are_refused():
    loaded = load(environment={})
    if not isinstance(loaded, Kernel):
        pytest.skip(f"no kernel: {loaded}")
    with pytest.raises(TypeError, match="side by side"):
        call(loaded, "hash_texts", np.arange(10)[::2])
