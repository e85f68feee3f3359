"""``serve --processes 2`` for real: who is killed, who is told to stop, and what is counted."""

import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from web.settings import settings_of

from search_app.service.serve import _share_out

SEARCH = "/api/search?q=istio"
POST = "---\ntitle: {}\n---\n\nistio 流量管理\n"
PATIENCE = 60
PATIENTLY = (
    f"from search_app.service import server; server._HUNG_SECONDS = {2 * PATIENCE}; from indexer import cli; cli.main()"
)
"""A server so patient: a worker that is stopped while another answers, however long, is not taken for hung."""


def command(*arguments):
    return [sys.executable, "-m", "indexer.cli", *map(str, arguments)]


def rebuild(site, index):
    subprocess.run(command("rebuild", site, "--index", index, "--quiet"), check=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return an index of one post."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "site").mkdir()
    (folder / "site/post.md").write_text(POST.format("a"), encoding="utf-8")
    rebuild(folder / "site", folder / "index")
    return folder / "index"


class Server:
    """A running ``serve``."""

    def __init__(self, process):
        self.process = process
        self.address = process.stdout.readline().split()[0]
        self.port = int(self.address.rstrip("/").rpartition(":")[2])

    def workers(self):
        """Return the numbers of the two processes that answer, or will."""
        return wait_for(lambda: len(found := self.running()) == 2 and found)

    def running(self):
        """Return the numbers of all processes that are there to answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        numbers = [int(number) for number in children.read_text().split()] if children.exists() else []
        return [number for number in numbers if is_worker(number)]

    def ask(self, address=SEARCH):
        """Ask on a connection of its own, and return status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", address)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body

    def ask_each(self, address=SEARCH):
        """Ask each worker, while the others are stopped."""
        return [self.ask_one(worker, address) for worker in self.workers()]

    def ask_one(self, worker, address=SEARCH):
        others = [number for number in self.workers() if number != worker]
        for number in others:
            os.kill(number, signal.SIGSTOP)
        try:
            return self.ask(address)
        finally:
            for number in others:
                os.kill(number, signal.SIGCONT)

    def counted(self, name):
        """Return the sum of a metric's samples."""
        families = text_string_to_metric_families(self.ask("/metrics")[1].decode())
        return sum(
            s.value for f in families for s in f.samples if s.name == name and s.labels["route"] == "/api/search"
        )


def is_worker(number):
    """Say whether a child of the server is there to answer; another one looks after what all of them share."""
    try:
        return b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes() and not is_gone(number)
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def serving(index, *options, prefix=()):
    asked = command("serve", "--index", index, "--port", 0, "--processes", 2, "--deadline", PATIENCE, *options)
    arguments = [*prefix, sys.executable, "-c", PATIENTLY, *asked[3:]]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(2 * PATIENCE, process.kill)
        watchdog.start()
        try:
            yield Server(process)
        finally:
            watchdog.cancel()
            process.terminate()


def wait_for(condition):
    """Wait until something holds, and return it."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
    return found


def is_gone(number):
    """Say whether a process has ended; one that nobody has asked for its status yet has."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture(scope="module")
def server(built):
    """A server that tests ask, and leave as it is."""
    with serving(built) as server:
        yield server


def test_as_many_as_were_asked_for_answer_at_one_address(server):
    answers = server.ask_each()
    assert [(status, json.loads(body)["total"]) for status, body in answers] == [(200, 1)] * 2


def test_an_answer_is_as_good_as_that_of_another(server):
    tags = []
    for worker in server.workers():
        others = [number for number in server.workers() if number != worker]
        os.kill(others[0], signal.SIGSTOP)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", SEARCH)
        tags.append(connection.getresponse().headers["ETag"])
        connection.close()
        os.kill(others[0], signal.SIGCONT)
    assert tags[0] == tags[1] != None  # noqa: E711


def test_a_worker_that_is_killed_is_replaced(built):
    with serving(built) as server:
        killed, kept = server.workers()
        os.kill(killed, signal.SIGKILL)
        new = wait_for(lambda: set(server.running()) - {killed, kept})
        assert [server.ask_one(worker)[0] for worker in (*new, kept)] == [200, 200]
        server.process.terminate()
        assert server.process.stderr.read() == f"process {killed} was killed (SIGKILL); it is replaced\n"


def test_each_takes_up_a_new_index(tmp_path):
    (tmp_path / "a.md").write_text(POST.format("a"), encoding="utf-8")
    rebuild(tmp_path, tmp_path / "index")
    with serving(tmp_path / "index") as server:
        old = server.ask_each("/healthz")
        (tmp_path / "b.md").write_text(POST.format("b"), encoding="utf-8")
        rebuild(tmp_path, tmp_path / "index")
        assert posts_of(old) == [1, 1]
        wait_for(lambda: posts_of(server.ask_each("/healthz")) == [2, 2])
        # Nobody keeps files open that are not served any more: the disk would not get its room back.
        open_files = Path(f"/proc/{server.process.pid}/maps").read_text()
        assert str(tmp_path / "index") not in open_files


def posts_of(answers):
    return [json.loads(body)["posts"] for _, body in answers]


def test_an_index_that_comes_later_is_taken_up_by_each(tmp_path):
    (tmp_path / "a.md").write_text(POST.format("a"), encoding="utf-8")
    with serving(tmp_path / "index") as server:
        assert [status for status, _ in server.ask_each("/healthz")] == [503, 503]
        rebuild(tmp_path, tmp_path / "index")
        wait_for(lambda: [status for status, _ in server.ask_each("/healthz")] == [200, 200])


def test_metrics_are_those_of_all_and_outlive_a_worker(built):
    with serving(built) as server:
        server.ask_each()
        assert [
            server.ask_one(worker) and server.counted("post_search_requests_total") for worker in server.workers()
        ] == [
            3,
            4,
        ]
        killed = server.workers()[0]
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: len(server.running()) == 2 and killed not in server.running())
        server.ask_each()
        assert server.counted("post_search_request_seconds_count") == 6


def test_the_limit_of_a_visitor_holds_over_all(built):
    with serving(built, "--rate-limit", "3/hour") as server:
        asked = [status for _ in range(2) for status, _ in server.ask_each()]
    assert asked == [200, 200, 200, 429]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_all_end_together(built, told):
    with serving(built) as server:
        workers = server.workers()
        server.process.send_signal(told)
        assert server.process.wait(PATIENCE) == 0
        assert server.process.stderr.read() == ""
    assert all(map(is_gone, workers))


def test_all_end_when_the_whole_group_is_told_twice(built):
    """As a terminal does it with Ctrl-C, and systemd at the end of a service."""
    with serving(built) as server:
        workers = server.workers()
        for told in (signal.SIGINT, signal.SIGTERM):
            for number in (server.process.pid, *workers):
                os.kill(number, told)
        assert server.process.wait(PATIENCE) == 0
        assert "Traceback" not in server.process.stderr.read()


def test_a_terminal_that_closes_ends_all_and_leaves_nothing(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(built) as server:
        for number in (server.process.pid, *server.workers()):
            os.kill(number, signal.SIGHUP)
        assert server.process.wait(PATIENCE) == 0
    assert [path for path in tmp_path.iterdir() if path.name.startswith("search-index-")] == []


@pytest.mark.parametrize("processes", [1, 2])
def test_who_is_started_by_nohup_outlives_the_terminal(built, processes):
    with serving(built, "--processes", processes, prefix=["nohup"]) as server:
        workers = server.workers() if processes > 1 else []
        assert server.ask()[0] == 200
        assert all(map(ignores_hangup, [server.process.pid, *workers]))
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0


def ignores_hangup(number):
    _, mask = Path(f"/proc/{number}/status").read_text().split("SigIgn:")
    return bool(int(mask.split()[0], 16) >> (signal.SIGHUP - 1) & 1)


def test_the_room_for_all_counts_is_taken_at_the_start(built, tmp_path, monkeypatch):
    """Else a disk that fills up later would kill who counts: the files are mapped."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(built) as server:
        [folder] = [path for path in tmp_path.iterdir() if path.name.startswith("search-index-")]
        server.ask_each()
        reserved = {path.name: path.stat() for path in folder.glob("*.db")}
        assert len(reserved) == 6
        server.ask_each("/search?q=other")
        server.ask("/metrics")
        found = {path.name: path.stat().st_size for path in folder.glob("*.db")}
    assert found == {name: status.st_size for name, status in reserved.items()}
    assert all(status.st_blocks * 512 >= status.st_size > 0 for status in reserved.values())


@pytest.mark.parametrize(("concurrency", "processes", "each"), [(32, 2, 16), (4, 4, 4), (32, 32, 4), (2, 2, 2)])
def test_each_process_lets_in_its_share_and_no_fewer_than_may_be_under_way(concurrency, processes, each):
    settings = _share_out(settings_of(concurrency=concurrency, processes=processes, threads=4))
    assert (settings.concurrency, settings.processes) == (each, processes)


def test_none_is_left_behind_when_the_first_is_killed(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # who is killed deletes nothing
    with serving(built) as server:
        workers = server.workers()
        server.process.kill()
        wait_for(lambda: all(map(is_gone, workers)))
        wait_for(lambda: is_free(server.port))  # threads may hold it for a moment after their process is gone


def is_free(port):
    with socket.socket() as other, suppress(OSError):
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        return True
    return False


def ask_until_refused(server, answers):
    """Ask until there is no answer; a connection that ends amid an answer is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        while True:
            connection.request("GET", SEARCH)
            response = connection.getresponse()
            answers.append((response.status, json.loads(response.read())["total"]))
    except http.client.IncompleteRead:
        answers.append("cut")
    except (OSError, http.client.HTTPException):
        return


def test_told_to_stop_amid_a_rush_it_cuts_no_answer(built):
    answers = []
    with serving(built) as server:
        visitors = [threading.Thread(target=ask_until_refused, args=[server, answers]) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        wait_for(lambda: len(answers) > 100)
        server.process.terminate()
        for visitor in visitors:
            visitor.join(PATIENCE)
        assert server.process.wait(PATIENCE) == 0
    assert set(answers) == {(200, 1)}


def test_a_worker_that_cannot_live_does_not_keep_the_machine_busy(built):
    with serving(built) as server:
        killed = set()
        end = time.monotonic() + 3
        while time.monotonic() < end or len(killed) < 2:  # a busy machine may take as long to list two
            first = next(iter(server.running()), None)
            if first and first not in killed:
                killed.add(first)
                os.kill(first, signal.SIGKILL)
            time.sleep(0.01)
        assert 2 <= len(killed) <= 16  # two, twice a second
        assert server.ask()[0] == 200


def test_what_they_count_together_is_deleted_at_the_end(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(built, "--rate-limit", "9/hour") as server:
        server.ask_each()
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        server.process.terminate()
        server.process.wait(PATIENCE)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_is_replaced_though_the_folder_of_counts_is_gone(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(built, "--rate-limit", "9/hour") as server:
        killed, kept = server.workers()
        (folder,) = tmp_path.iterdir()
        shutil.rmtree(folder)
        os.kill(killed, signal.SIGKILL)
        (new,) = wait_for(lambda: set(server.running()) - {killed, kept})
        assert server.ask_one(new)[0] == 200
        assert server.ask_one(new, "/metrics")[0] == 200
        server.process.terminate()
        told = server.process.stderr.read()
    assert f"{folder}: nothing can be counted here any more (unable to open database file)" in told
    assert "Traceback" not in told


def test_the_folder_of_counts_is_locked_lest_it_be_deleted_for_its_age(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(built):
        (folder,) = tmp_path.iterdir()
        descriptor = os.open(folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)


def test_where_nothing_can_be_written_it_is_said_what_to_do(built):
    code = "import sys, tempfile; from indexer import cli; tempfile.tempdir = '/nonexistent'; cli.main()"
    arguments = [sys.executable, "-c", code, *command("serve", "--index", built, "--port", 0, "--processes", 2)[3:]]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert "name one with TMPDIR, or say --processes 1" in done.stderr


def test_a_port_that_is_taken_is_told_once(built):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        arguments = command("serve", "--index", built, "--port", other.getsockname()[1], "--processes", 2)
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert done.stderr.count("cannot listen on 127.0.0.1") == 1
