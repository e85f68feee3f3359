"""A disk that is really full: a small file system in memory."""

import faulthandler
import os
import signal
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from staged import publish

from indexer.errors import SearchIndexError
from indexer.index.build import rebuild as rebuilding
from indexer.index.build.options import BuildOptions
from indexer.index.format import array_file
from indexer.index.generations import publish as module
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import current_generation

KILOBYTES = 1024
FILLED = (700, 1500, 2100, 2250, 3500)


@contextmanager
def small_disk(place, size):
    """Mount a disk of so many bytes."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def root(tmp_path):
    """An index folder on a disk of half a megabyte."""
    with small_disk(tmp_path / "disk", 512 * KILOBYTES) as place:
        yield place / "index"


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(40):
        words = " ".join(f"word{number * 500 + step}" for step in range(500))
        (folder / f"{number}.md").write_text(f"---\ntitle: Post {number}\n---\n\n{words} 服务网格\n")
    return folder


def write(root, name, kilobytes):
    def build(folder):
        for number in range(kilobytes // 4):
            (folder / str(number)).write_bytes(name.encode() * (4 * KILOBYTES // len(name)))
        return Contents(site="/site", built=datetime(2026, 1, 2, tzinfo=UTC), posts=1)

    return publish(root, build)


def test_a_disk_too_small_for_the_new_index_keeps_the_old_one_and_no_litter(root, monkeypatch, tell_figures):
    monkeypatch.setattr(module, "require_space", lambda root, expected_bytes: None)
    write(root, "first", 8)
    told = []
    for kilobytes in range(8, 700, 36):
        before = current_generation(root), sorted(root.iterdir())
        try:
            write(root, "next", kilobytes)
        except SearchIndexError as error:
            told.append(str(error))
            assert (current_generation(root), sorted(root.iterdir())) == before
        write(root, "small", 8)
    tell_figures(f"{len(told)} of 19 publications did not fit, all told")
    assert 3 <= len(told) < 19
    assert all("No space left on device" in error for error in told)


def test_what_will_not_fit_is_refused_before_it_is_begun(root):
    write(root, "first", 300)
    with pytest.raises(SearchIndexError, match=r"may need 1 MB and 0 MB are free"):
        publish(root, lambda folder: pytest.fail("was begun"))


@pytest.mark.parametrize("kilobytes", FILLED)
def test_a_disk_that_fills_up_in_the_middle_of_a_build_is_told(tmp_path, site, monkeypatch, kilobytes):
    """Mapped arrays on a full disk would kill the process; that of a worker is nobody's post's fault."""
    monkeypatch.setattr(rebuilding, "require_space", lambda root, expected_bytes: None)
    with small_disk(tmp_path / "disk", kilobytes * KILOBYTES) as place:
        with pytest.raises(SearchIndexError, match="No space left on device"):
            rebuilding.rebuild(site, place / "index", BuildOptions(workers=1))
        assert not [path for path in (place / "index").iterdir() if path.name.startswith(("tmp", "g-"))]


def test_without_reserved_space_a_build_on_a_full_disk_is_killed(tmp_path, site, monkeypatch, tell_figures):
    """The control."""
    monkeypatch.setattr(rebuilding, "require_space", lambda root, expected_bytes: None)
    monkeypatch.setattr(
        array_file, "reserve_space", lambda descriptor, begin, size: os.ftruncate(descriptor, begin + size)
    )
    ends = []
    for kilobytes in FILLED:
        with small_disk(tmp_path / f"disk{kilobytes}", kilobytes * KILOBYTES) as place:
            ends.append(end_of_build(site, place / "index"))
    tell_figures(f"control: {ends.count(-signal.SIGBUS)} of {len(ends)} builds killed by the full disk")
    assert -signal.SIGBUS in ends


def end_of_build(site, root):
    """Build in a child; return its exit status, 0 where it was told that there is no room."""
    child = os.fork()
    if child == 0:
        faulthandler.disable()  # which would print what it is killed by
        try:
            rebuilding.rebuild(site, root, BuildOptions(workers=1))
        except SearchIndexError:
            os._exit(0)
        except BaseException:  # noqa: BLE001  a test may not go on in the child
            os._exit(2)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
