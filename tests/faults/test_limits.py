"""Builds under limits of the system, few descriptors or little memory: they fail in one line and leave nothing."""

import resource
import subprocess
import sys

import pytest

from indexer import address_space


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.md").write_text(f"---\ntitle: Post {number}\n---\n\n服务网格 word{number}\n")
    return folder


def rebuild(site, limit, value):
    """Build an index under a limit; return how that ended, and what is in the folder of the index."""
    root = site.parent / "index"
    command = [sys.executable, "-m", "indexer.cli", "rebuild", str(site), "--index", str(root), "--workers", "2"]
    ended = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(limit, (value, value)),
    )
    return ended, sorted(path.name for path in root.iterdir()) if root.exists() else []


@pytest.mark.parametrize("descriptors", [6, 8, 9, 12, 16, 18, 20, 24])
def test_a_build_that_runs_out_of_descriptors_leaves_nothing_behind(site, descriptors):
    ended, names = rebuild(site, resource.RLIMIT_NOFILE, descriptors)
    assert (ended.returncode in (1, 2, 75), names) == (True, ["LAST-BUILD.json", "LOCK", "SEARCH-INDEX"])
    assert ended.stderr.splitlines()[-1].startswith("search-index: ")
    assert "Too many open files" in ended.stderr


def test_few_descriptors_are_enough(site):
    ended, _ = rebuild(site, resource.RLIMIT_NOFILE, 40)
    assert (ended.returncode, ended.stderr) == (0, "reading 40 files\n")


@pytest.mark.parametrize("megabytes", [60, 100, 120, 140, 160, 200, 260])
def test_a_build_with_little_memory_is_done_or_fails_in_one_line(site, megabytes):
    ended, names = rebuild(site, resource.RLIMIT_AS, megabytes * 1_000_000)
    assert "Traceback" not in ended.stderr
    if ended.returncode:
        assert ended.returncode == 1
        assert ended.stderr.splitlines()[-1].startswith("search-index: ")
        assert names in ([], ["LAST-BUILD.json", "LOCK", "SEARCH-INDEX"])
        assert ("ulimit -v" in ended.stderr) == (megabytes < 140) or "cannot be loaded" in ended.stderr


def test_what_does_not_fit_into_a_limit_of_memory_is_known_before(monkeypatch):
    monkeypatch.setattr(address_space, "used_bytes", lambda: 100)
    monkeypatch.setattr(address_space, "allowed_bytes", lambda: 150)
    address_space.require_bytes(50)
    with pytest.raises(MemoryError):
        address_space.require_bytes(51)


@pytest.mark.parametrize("used", [None, 100])
def test_without_a_limit_and_where_the_system_tells_nothing_all_fits(monkeypatch, used):
    monkeypatch.setattr(address_space, "used_bytes", lambda: used)
    monkeypatch.setattr(address_space, "allowed_bytes", lambda: None if used else 1)
    address_space.require_bytes(10**12)
