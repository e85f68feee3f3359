"""Make a wheel for each platform, with its kernel inside: ``python -m indexer.native.wheels dist``.

The compiler is zig's, which has the C libraries of all of them: the extra ``native`` brings it.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from indexer.native.compiling import SOURCES

TARGETS: Mapping[str, str] = {
    "manylinux_2_17_x86_64.manylinux2014_x86_64": "x86_64-linux-gnu.2.17",
    "manylinux_2_17_aarch64.manylinux2014_aarch64": "aarch64-linux-gnu.2.17",
    "musllinux_1_2_x86_64": "x86_64-linux-musl",
    "musllinux_1_2_aarch64": "aarch64-linux-musl",
    "macosx_11_0_x86_64": "x86_64-macos.11.0",
    "macosx_11_0_arm64": "aarch64-macos.11.0",
    "win_amd64": "x86_64-windows-gnu",
}
"""The platform tag of a wheel -> what zig calls that machine.

Source:
    PEP 600 (manylinux, by the version of glibc), PEP 656 (musllinux).
"""


def make_wheel(platform: str, into: Path, zig: Path) -> None:
    """Make the wheel of one platform, from the checkout that this file is in.

    Raises:
        subprocess.CalledProcessError: It cannot be made; pip has said why.
    """
    compiler = f"'{zig}' cc -target {TARGETS[platform]}"
    environment = os.environ | {"CC": compiler, "POST_SEARCH_WHEEL_PLATFORM": platform}
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(into), str(SOURCES.parents[1])]
    subprocess.run(command, check=True, env=environment)  # noqa: S603  our own command


def find_zig() -> Path | None:
    """Return the compiler of the wheel ``ziglang``; None where that is not installed."""
    spec = find_spec("ziglang")
    return Path(str(spec.origin)).with_name("zig") if spec else None


def main(into: str = "dist") -> int:
    """Make all wheels.

    Returns:
        Exit status: 1 where there is no zig.
    """
    zig = find_zig()
    if zig is None:
        print("there is no zig here; pip install ziglang", file=sys.stderr)  # noqa: T201
        return 1
    for platform in TARGETS:
        make_wheel(platform, Path(into), zig)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
