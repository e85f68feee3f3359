"""What the system does not give: standard streams, room for them, the current folder, the site; told in one line."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from indexer.index.generations.generation import current_generation

FULL = Path("/dev/full")
COMMAND = f"{sys.executable} -m indexer.cli"


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    folder.joinpath("post.md").write_text("---\ntitle: Mesh\n---\nIstio 流量管理\n")
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SEARCH_INDEX", str(tmp_path / "index"))

    def run_in_shell(line, buffered="0"):
        monkeypatch.setenv("PYTHONUNBUFFERED", "" if buffered == "1" else "1")
        return subprocess.run(line, shell=True, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run_in_shell


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_an_index_is_built_and_asked_with_standard_streams_closed(run, site, tmp_path, closed):
    assert run(f"{COMMAND} rebuild {site} {closed}").returncode == 0
    assert current_generation(tmp_path / "index").manifest.contents.posts == 1
    done = run(f"{COMMAND} query istio {closed}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize("buffered", "01")
@pytest.mark.parametrize("command", ["query istio", "query istio --json", "stats", "query -h", "--help", "--version"])
def test_output_that_finds_no_room_is_told_in_one_line(run, site, command, buffered):
    run(f"{COMMAND} rebuild {site}")
    done = run(f"{COMMAND} {command} > {FULL}", buffered)
    told = "search-index: what was to be printed cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, told)


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize("buffered", "01")
@pytest.mark.parametrize("output", [f"2> {FULL}", f"> {FULL} 2>&1", "2>&1 | true", "2> >(true)", "| true"])
def test_a_build_fails_not_for_what_it_tells(run, site, tmp_path, output, buffered):
    """As where a full disk holds the log, or who called a hook has gone: what is withdrawn must be so all the same."""
    site.joinpath("unreadable.md").write_bytes(b"\xff\xfe\x00")
    done = run(f"bash -c 'set -o pipefail; {COMMAND} update {site} {output}'", buffered)
    assert (done.returncode, done.stderr.count("Broken pipe")) == (3, 0)
    assert current_generation(tmp_path / "index").manifest.contents.posts == 1


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize("output", [f"> {FULL}", f"> {FULL} 2>&1", "| true"])
@pytest.mark.parametrize("command", ["rollback", "rollback --json"])
def test_a_rollback_that_is_published_has_not_failed_for_what_it_tells(run, site, tmp_path, command, output):
    for word in ("first", "second"):
        site.joinpath("post.md").write_text(word)
        run(f"{COMMAND} update {site}")
    done = run(f"bash -c 'set -o pipefail; {COMMAND} {command} {output}'", buffered="1")
    assert (done.returncode, current_generation(tmp_path / "index").number) == (0, 3)


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
def test_all_is_repaired_where_it_cannot_be_told(run, site, tmp_path):
    run(f"{COMMAND} update {site}")
    (tmp_path / "index/tmp-left").mkdir()
    site.joinpath("post.md").write_text("other")
    run(f"{COMMAND} doctor --repair 2> {FULL}")
    assert not (tmp_path / "index/tmp-left").exists()
    assert current_generation(tmp_path / "index").number == 2


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize("buffered", "01")
@pytest.mark.parametrize("command", ["rebuild", "rebuild --json", "update --list-left-out"])
def test_an_index_whose_report_finds_no_room_is_published_all_the_same(run, site, tmp_path, command, buffered):
    done = run(f"{COMMAND} {command} {site} > {FULL}", buffered)
    told = "search-index: published as g-1, but what is to be told of it cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr[-len(told) :]) == (0, told)
    assert current_generation(tmp_path / "index").manifest.contents.posts == 1


@pytest.mark.parametrize("locale", ["LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0", "LC_ALL=C.UTF-8"])
def test_a_query_in_utf_8_is_read_whatever_the_locale_says(run, site, locale):
    run(f"{COMMAND} rebuild {site}")
    found = json.loads(run(f"{locale} {COMMAND} query 流量管理 --json").stdout)
    assert (found["query"], found["total"]) == ("流量管理", 1)


def test_a_current_folder_that_is_gone_is_told(run):
    done = run(f"mkdir gone; cd gone; rmdir ../gone; {COMMAND} rebuild .")
    told = "search-index: the current folder is gone; change to one that is there\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_a_site_that_this_user_may_not_enter_is_told(run, site):
    program = """
from pathlib import Path
from indexer import cli
def refuse(path):
    raise PermissionError(13, "Permission denied", str(path))
Path.is_file = refuse
cli.main()
"""
    done = run(f"{sys.executable} -c '{program}' rebuild {site}")
    told = f"search-index: {site}/search-index.toml: Permission denied; run search-index as a user who may use it\n"
    assert (done.returncode, done.stderr) == (1, told)


def test_the_end_of_an_input_that_nobody_asked_for_is_no_aborted(run, site):
    run(f"{COMMAND} rebuild {site}")
    program = """
from indexer import cli
from indexer.commands import stats
def fail(root):
    raise EOFError("No data left in file")
stats.current_generation = fail
cli.main()
"""
    done = run(f"{sys.executable} -c '{program}' stats")
    assert done.returncode == 1
    assert done.stderr.startswith("search-index: EOFError: No data left in file, at ")


LOUD = """
import click
from indexer import cli

@click.command()
def loud():
    while True:
        click.echo("x" * 1000, err=ERR)

cli.CommandLine.get_command = lambda *_: loud
cli.main()
"""
PATIENCE = 300


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_command_ends_when_it_is_told_to_though_nobody_reads_what_it_prints(stream, number, status, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", "")  # else nothing is left to be written at the end
    command = [sys.executable, "-c", LOUD.replace("ERR", str(stream == "stderr")), "loud"]
    with unread_pipe() as writer, subprocess.Popen(command, **{stream: writer}) as process:
        wait_for(lambda: not has_room(writer))
        try:
            process.send_signal(number)
            assert process.wait(PATIENCE) == status
        finally:
            process.kill()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_server_ends_when_it_is_told_to_though_nobody_reads_its_address(site, tmp_path, processes):
    subprocess.run([*COMMAND.split(), "rebuild", site, "--index", tmp_path / "index"], check=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [*COMMAND.split(), "serve", "--index", tmp_path / "index", "--port", port, "--processes", processes]
    with unread_pipe() as writer:
        fill(writer)
        with subprocess.Popen(list(map(str, command)), stdout=writer) as process:
            wait_for(lambda: is_listening(port))
            try:
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) in {0, 143}  # 143 where it had not come to the address yet
            finally:
                process.kill()


@contextmanager
def unread_pipe():
    reader, writer = os.pipe()
    try:
        yield writer
    finally:
        os.close(reader)
        os.close(writer)


def fill(writer):
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, b"x")
    os.set_blocking(writer, True)


def has_room(writer):
    return bool(select.select([], [writer], [], 0)[1])


def is_listening(port):
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
