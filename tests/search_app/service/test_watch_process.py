"""A watch beside the server: it starts, is started again, and ends with it, however that ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import pytest

from indexer.settings.settings import Settings
from search_app.service.serve import greet
from search_app.service.watch_process import WatchProcess, watch_command

PATIENCE = 300
POST = "---\ntitle: {0}\n---\n\n{0} 服务网格\n"


def wait_for(something):
    end = time.monotonic() + PATIENCE
    while not (found := something()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def children_of(number, word):
    """Return the processes that a process has started whose command has a word in it."""
    lists = map(read, Path(f"/proc/{number}/task").glob("*/children"))
    found = [int(child) for each in lists for child in each.split()]
    return [child for child in found if word in read(Path(f"/proc/{child}/cmdline")).split("\0")]


def read(path):
    """Return what a file of /proc says; nothing where the thread or process has ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_running(number):
    status = read(Path(f"/proc/{number}/status"))
    return bool(status) and "(zombie)" not in status


@pytest.fixture
def site(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/post.md").write_text(POST.format("first"), encoding="utf-8")
    return tmp_path / "site"


@contextmanager
def serving(site, *options):
    """Serve a site with a watch, and yield the process and a function that tells what a word finds."""
    index = site.parent / "index"
    command = [sys.executable, "-m", "indexer.cli", "serve", "--watch", site, "--index", index, "--port", "0", "--json"]
    with (
        site.with_name("told").open("w") as told,
        subprocess.Popen(
            [*command, "--deadline", "60", *options], stdout=subprocess.PIPE, stderr=told, text=True
        ) as process,
    ):
        try:
            address = json.loads("".join(takewhile("}\n".__ne__, process.stdout)) + "}")["address"]
            yield process, lambda word: found(address, word)
        finally:
            process.kill()


def found(address, word):
    try:
        with urllib.request.urlopen(f"{address}api/search?q={word}", timeout=PATIENCE) as answer:
            return [hit["id"] for hit in json.load(answer)["hits"]]
    except urllib.error.HTTPError:
        return []


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_is_saved_is_found_and_both_end_together(site, processes):
    with serving(site, "--processes", processes) as (process, find):
        wait_for(lambda: find("first") == ["post.md"])
        site.joinpath("new.md").write_text(POST.format("second"), encoding="utf-8")
        wait_for(lambda: find("second") == ["new.md"])
        [watch] = children_of(process.pid, "watch")
        os.kill(watch, signal.SIGKILL)
        wait_for(lambda: (now := children_of(process.pid, "watch")) and now != [watch])
        site.joinpath("newer.md").write_text(POST.format("third"), encoding="utf-8")
        wait_for(lambda: find("third") == ["newer.md"])
        [watch] = children_of(process.pid, "watch")
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        wait_for(lambda: not is_running(watch))
    told = site.with_name("told").read_text()
    assert "the watch was killed (SIGKILL); it is started again" in told
    assert '"event": "published"' in told


@pytest.mark.parametrize(
    ("is_watched", "said"),
    [(True, ": the index is being built"), (False, "Make one: search-index rebuild SITE --index ")],
)
def test_nobody_is_told_to_build_an_index_that_the_watch_is_about_to_build(tmp_path, is_watched, said):
    greeting = greet(Settings(tmp_path, tmp_path / "index"), is_watched=is_watched)
    assert greeting.startswith("nothing can be found yet: ")
    assert said in greeting
    assert greeting.count("rebuild") == (not is_watched)


def test_it_ends_with_a_server_that_is_killed(site):
    with serving(site) as (process, find):
        wait_for(lambda: find("first") == ["post.md"])
        [watch] = children_of(process.pid, "watch")
        process.kill()
        wait_for(lambda: not is_running(watch))


def test_a_site_that_is_not_there_is_a_wrong_usage(tmp_path):
    command = [
        sys.executable,
        "-m",
        "indexer.cli",
        "serve",
        "--watch",
        tmp_path / "none",
        "--index",
        tmp_path / "index",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such folder" in done.stderr


def test_an_empty_site_is_a_wrong_usage():
    """As of a variable of a shell that nobody has set."""
    command = [sys.executable, "-m", "indexer.cli", "serve", "--watch", "", "--port", "x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "search-index: SITE is empty; name the root of a site, or leave SITE out\n",
    )


def test_one_that_cannot_be_started_is_started_as_soon_as_it_can_be(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr("search_app.service.watch_process._FIRST_PAUSE_SECONDS", 0.05)
    program, ran = tmp_path / "program", tmp_path / "ran"
    process = WatchProcess([str(program)], threading.Event())
    try:
        wait_for(lambda: "the watch could not be started (No such file or directory)" in caplog.text)
        program.with_suffix(".new").write_text(f"#!/bin/sh\ntouch {ran}\n")
        program.with_suffix(".new").chmod(0o755)
        program.with_suffix(".new").rename(program)
        wait_for(ran.exists)
    finally:
        process.stop()


def test_one_that_ends_at_once_is_started_again_less_and_less_often():
    pauses = []

    class Stop:
        def __init__(self):
            self.is_over = False

        def is_set(self):
            return self.is_over

        def set(self):
            self.is_over = True

        def wait(self, seconds):
            pauses.append(seconds)
            return len(pauses) > 8

    process = WatchProcess([sys.executable, "-c", "raise SystemExit(5)"], Stop())
    process._thread.join(PATIENCE)
    process.stop()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_its_command_is_that_which_an_operator_would_give():
    command = watch_command(Path("/-site"), Path("/index"), "a.toml", as_json=True, quiet=True)
    assert command[1:] == [
        *("-m", "indexer.cli", "watch", "--lifeline", "--index", "/index", "--config", "a.toml"),
        *("--json", "--quiet", "--", "/-site"),
    ]
