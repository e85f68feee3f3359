"""Builds under limits of the system, few descriptors or little memory: they fail in one line and leave nothing."""

import os
import resource
import subprocess
import sys
from contextlib import nullcontext, suppress

import pytest

from indexer import address_space
from indexer.index.generations import publish
from indexer.index.generations.publish import stage


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.md").write_text(f"---\ntitle: Post {number}\n---\n\n服务网格 word{number}\n")
    return folder


def slow(values):
    return [pytest.param(each, marks=pytest.mark.slow) for each in values]


MEGABYTES = 1_000_000
NOTHING = ["LAST-BUILD.json", "LOCK", "SEARCH-INDEX"]
"""What is in the folder of an index that was never published."""
CONTROLS = {
    "spare descriptors": "from contextlib import nullcontext\n"
    "from indexer.index.generations import publish\n"
    "publish._spare_descriptors = nullcontext\n",
    "asking for memory": "from indexer.index.build import assembly\nassembly.require_bytes = lambda wanted: None\n",
}
"""What takes a protection away."""


def rebuild(site, limit, value, without=""):
    """Build an index under a limit; return how that ended, and what is in the folder of the index."""
    root = site.parent / "index"
    program = ["-c", f"{without}from indexer.cli import main\nmain()"] if without else ["-m", "indexer.cli"]
    command = [sys.executable, *program, "rebuild", str(site), "--index", str(root), "--workers", "2"]
    ended = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(limit, (value, value)),
    )
    return ended, sorted(path.name for path in root.iterdir()) if root.exists() else []


def is_told(ended):
    return ended.returncode in {1, 2, 75} and ended.stderr.splitlines()[-1].startswith("search-index: ")


@pytest.mark.parametrize("descriptors", [6, 12, 18, 24, *slow({*range(6, 25)} - {6, 12, 18, 24})])
def test_a_build_that_runs_out_of_descriptors_leaves_nothing_behind(site, descriptors):
    ended, names = rebuild(site, resource.RLIMIT_NOFILE, descriptors)
    assert (is_told(ended), names) == (True, NOTHING)
    assert "Too many open files" in ended.stderr


def test_few_descriptors_are_enough(site):
    ended, _ = rebuild(site, resource.RLIMIT_NOFILE, 40)
    assert (ended.returncode, ended.stderr) == (0, "reading 40 files\n")


@pytest.mark.parametrize("megabytes", [60, 120, 160, 200, 260, *slow({*range(60, 330, 10)} - {60, 120, 160, 200, 260})])
def test_a_build_with_little_memory_is_done_or_fails_in_one_line(site, megabytes):
    ended, names = rebuild(site, resource.RLIMIT_AS, megabytes * MEGABYTES)
    assert "Traceback" not in ended.stderr
    if ended.returncode:
        assert is_told(ended)
        assert names in ([], NOTHING)
        assert ("ulimit -v" in ended.stderr) == (megabytes < 140) or "cannot be loaded" in ended.stderr


@pytest.mark.parametrize(
    ("without", "limit", "values"),
    [
        ("spare descriptors", resource.RLIMIT_NOFILE, (18, 14, 16, 20, 12)),
        ("asking for memory", resource.RLIMIT_AS, (200 * MEGABYTES, 180 * MEGABYTES, 220 * MEGABYTES)),
    ],
)
def test_without_a_protection_a_build_is_killed_or_leaves_litter(site, without, limit, values, tell_figures):
    """The control."""
    for tried, value in enumerate(values, 1):
        ended, names = rebuild(site, limit, value, CONTROLS[without])
        if not is_told(ended) or names != NOTHING:
            told = f"build {tried} of {len(values)} ends with {ended.returncode}, {names}"
            tell_figures(f"control: without {without} {told}")
            return
    pytest.fail("nothing was noticed")


def exhaust(root):
    """Begin a publication in a child, and take all memory until it fails; return what is left in the index folder."""
    child = os.fork()
    if child == 0:
        limit = (address_space.used_bytes() or 0) + 50 * MEGABYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        with suppress(MemoryError), stage(root) as staging:
            (staging.folder / "part").mkdir()
            taken = []
            for size in (1 << 20, 1 << 16, 1 << 12, 1 << 9):
                with suppress(MemoryError):
                    while True:
                        taken.append(bytes(size))
            raise MemoryError
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    return {path.name for path in root.iterdir()} - set(NOTHING)


def test_a_build_that_has_no_memory_left_cleans_up(tmp_path, monkeypatch, tell_figures):
    assert exhaust(tmp_path / "index") == set()
    monkeypatch.setattr(publish, "_spare_memory", nullcontext)
    left = exhaust(tmp_path / "other")
    tell_figures(f"control: without spare memory {len(left)} folders are left behind")
    assert left


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
