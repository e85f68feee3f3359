import ctypes
import platform
import re
import sys
from pathlib import Path

import pytest

from indexer.native import kernel
from indexer.native.compiling import compile_kernel, library_name
from indexer.native.loading import Kernel, load
from indexer.native.wheels import find_zig

FEATURES = ("avx2", "popcnt", "pclmulqdq", "vpclmulqdq")
"""As Linux names them, by their bits."""


def ask(loaded):
    function = loaded.library.processor_features
    function.restype = ctypes.c_int64
    return [function(), function()]


def tell():
    """Return what the system says of the first processor."""
    if not (sys.platform == "linux" and platform.machine() == "x86_64"):
        pytest.skip("Linux tells, of x86-64")
    flags = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1].split()
    return sum(1 << bit for bit, feature in enumerate(FEATURES) if feature in flags)


def test_the_kernel_knows_what_the_system_says_of_the_processor():
    loaded = kernel() or pytest.skip("no kernel")
    assert ask(loaded) == [tell()] * 2


@pytest.mark.slow
def test_so_does_the_kernel_of_a_wheel(tmp_path):
    zig = find_zig() or pytest.skip("no zig: pip install ziglang")
    made = compile_kernel(tmp_path / library_name(), [(str(zig), "cc")])
    loaded = load(made.library, {})
    assert isinstance(loaded, Kernel), (made.problem, loaded)
    assert ask(loaded) == [tell()] * 2
