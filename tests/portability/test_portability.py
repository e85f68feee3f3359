"""Operating systems other than this one: what they lack is taken away, what they have besides is added."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from indexer import platforms
from indexer.errors import SearchIndexError
from indexer.index.build.changes import renewal
from indexer.index.format.disk_space import reserve_space
from indexer.index.generations import durable

HERE = Path(__file__).parent


def run(folder, *arguments):
    """Run Python in a process that looks like macOS."""
    environment = {**os.environ, "PYTHONPATH": str(HERE), "SEARCH_INDEX": str(folder / "index")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_an_index_is_built_updated_and_searched_where_there_is_what_macos_has(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.md").write_text("# 服务网格\n\nwords of a post")
    search_index = ("-m", "indexer.cli")
    assert run(tmp_path, "-c", "import sys, os; print(sys.platform, hasattr(os, 'posix_fallocate'))").stdout == (
        "darwin False\n"
    )
    built = run(tmp_path, *search_index, "rebuild", "site")
    assert (built.returncode, built.stderr) == (0, "reading 1 file\n")
    (site / "b.md").write_text("more words")
    updated = run(tmp_path, *search_index, "update", "site")
    assert (updated.returncode, updated.stdout.splitlines()[0]) == (0, "1 file new or changed, 0 gone")
    found = run(tmp_path, *search_index, "query", "words", "--quiet")
    assert (found.returncode, "a.md" in found.stdout or "服务网格" in found.stdout) == (0, True)


def refuse(number):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture(params=["no call", "not on this file system"])
def without_fallocate(request, monkeypatch):
    if request.param == "no call":
        monkeypatch.delattr(os, "posix_fallocate")
    else:
        monkeypatch.setattr(os, "posix_fallocate", refuse(errno.EOPNOTSUPP))


@pytest.mark.usefixtures("without_fallocate")
@pytest.mark.parametrize("size", [1, 4096, 3_000_001])
def test_room_is_taken_by_zeros_where_it_cannot_be_reserved(tmp_path, size):
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with path.open("r+b") as file:
        reserve_space(file.fileno(), 64, size)
    assert path.read_bytes() == b"before" + bytes(58 + size)
    assert path.stat().st_blocks * 512 >= size


def test_a_disk_that_is_full_is_told_and_not_written_to(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "posix_fallocate", refuse(errno.ENOSPC))
    monkeypatch.setattr(os, "pwrite", lambda *_: pytest.fail("was written to"))
    with (tmp_path / "file").open("wb") as file, pytest.raises(OSError, match="No space left"):
        reserve_space(file.fileno(), 0, 1)


@pytest.fixture
def flushed(monkeypatch):
    """Which files were put on the disk, and by which call, where there is F_FULLFSYNC."""
    calls = []
    monkeypatch.setattr(durable, "_FLUSH_DISK", 51)
    monkeypatch.setattr(fcntl, "fcntl", lambda descriptor, command: calls.append(command))
    monkeypatch.setattr(os, "fsync", lambda descriptor: calls.append("fsync"))
    return calls


def test_macos_is_told_to_empty_the_cache_of_the_disk(tmp_path, flushed):
    durable.replace_file(tmp_path / "file", b"text")
    durable.sync_tree(tmp_path)
    assert flushed == [51] * 4


@pytest.mark.parametrize("number", [errno.ENOTSUP, errno.EINVAL, errno.ENOTTY])
def test_a_file_system_that_cannot_is_synced_as_anywhere(tmp_path, monkeypatch, flushed, number):
    monkeypatch.setattr(fcntl, "fcntl", refuse(number))
    durable.sync(tmp_path)
    assert flushed == ["fsync"]


def test_a_disk_that_fails_to_empty_its_cache_is_told(tmp_path, monkeypatch, flushed):
    monkeypatch.setattr(fcntl, "fcntl", refuse(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        durable.sync(tmp_path)
    assert flushed == []


@pytest.mark.parametrize("number", [errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_hard_links_gets_copies(tmp_path, monkeypatch, number):
    monkeypatch.setattr(os, "link", refuse(number))
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "arrays").write_bytes(b"bytes")
    renewal.take_over(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new" / "arrays").read_bytes() == b"bytes"


@pytest.mark.parametrize("arguments", ["'rebuild', 'site'", "'serve'", "'query', 'words'", "'stats', '--help'"])
def test_windows_says_in_one_sentence_what_to_do(tmp_path, arguments):
    found = run_as_windows(tmp_path, f"sys.argv = ['search-index', {arguments}]; from indexer.cli import main; main()")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        "search-index: Windows itself is not supported; run this in the Windows Subsystem for Linux: wsl --install, "
        "then install it there\n"
    )


def test_windows_shows_the_help_all_the_same(tmp_path):
    found = run_as_windows(tmp_path, "sys.argv = ['search-index', '--help']; from indexer.cli import main; main()")
    assert (found.returncode, found.stderr, "rebuild" in found.stdout) == (0, "", True)


@pytest.mark.parametrize("imports", ["import indexer; indexer.open('index')", "import search_app"])
def test_programs_on_windows_get_the_same_sentence_as_an_error_of_the_tree(tmp_path, imports):
    program = f"""
        try:
            {imports}
        except __import__("indexer").errors.SearchIndexError as error:
            print(error)
    """
    assert run_as_windows(tmp_path, dedent(program)).stdout.startswith("Windows itself is not supported")


def run_as_windows(folder, program):
    """Run a program where what only POSIX has cannot be imported."""
    as_windows = "sys.platform = 'win32'\nsys.modules.update(fcntl=None, resource=None)"
    lines = f"import shutil, sys, click\n{as_windows}\n{program}"
    command = [sys.executable, "-c", lines]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_other_systems_are_not_refused(monkeypatch):
    for name in ("linux", "darwin", "freebsd14"):
        monkeypatch.setattr(sys, "platform", name)
        platforms.require_platform()
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SearchIndexError):
        platforms.require_platform()
