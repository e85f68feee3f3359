import subprocess
import zipfile

import pytest
from packaging.tags import parse_tag

from indexer.native.wheels import TARGETS, find_zig, make_wheel


def test_every_platform_is_one_that_wheels_may_name_and_has_a_machine_of_its_own():
    assert all(parse_tag(f"py3-none-{platform}") for platform in TARGETS)
    assert len(set(TARGETS.values())) == len(TARGETS)


@pytest.mark.slow
def test_a_wheel_of_another_platform_holds_its_library_and_no_other(tmp_path):
    zig = find_zig() or pytest.skip("no zig: pip install ziglang")
    make_wheel("macosx_11_0_arm64", tmp_path, zig)
    (wheel,) = tmp_path.iterdir()
    assert wheel.name.endswith("-py3-none-macosx_11_0_arm64.whl")
    with zipfile.ZipFile(wheel) as files:
        libraries = [name for name in files.namelist() if "_kernel" in name]
        assert libraries == ["indexer/native/_kernel.dylib"]
        assert files.read(libraries[0]).startswith(b"\xcf\xfa\xed\xfe\x0c\x00\x00\x01")  # 64 bits, arm64


def test_without_zig_no_wheel_is_made(monkeypatch, capsys):
    monkeypatch.setattr("indexer.native.wheels.find_spec", lambda name: None)
    monkeypatch.setattr(subprocess, "run", None)
    from indexer.native.wheels import main

    assert main() == 1
    assert capsys.readouterr().err == "there is no zig here; pip install ziglang\n"
