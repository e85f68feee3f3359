import errno
import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from textwrap import dedent

import pytest
from worker_tasks import PreparedOnce, fail_to_prepare, prepare

from indexer.errors import SearchIndexError
from indexer.index.build.processes import helper, workers
from indexer.index.build.processes.worker import Limits, TaskFailure
from indexer.index.build.processes.workers import answer_apart

TESTS = Path(__file__).parents[2]


@pytest.fixture(params=["forks", "helper"])
def started(request, monkeypatch):
    """How workers start: forked from this process, or from a helper."""
    monkeypatch.setattr(workers, "_may_be_forked", lambda: request.param == "forks")
    return request.param


@pytest.fixture
def answers(started):
    return lambda *tasks, count=2, **limits: list(answer_apart(prepare, tasks, count, Limits(**limits)))


def require_gone(pid):
    """Make sure that a process ends before long; it may still have to be told."""
    deadline = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and ") Z " not in Path(f"/proc/{pid}/stat").read_text():
        assert time.monotonic() < deadline, f"{pid} goes on"
        time.sleep(0.02)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_answers_come_in_the_order_of_the_tasks(answers, count):
    tasks = [("late", number) if number % 3 == 0 else number for number in range(100)]
    assert answers(*tasks, count=count) == list(range(100))


def test_without_tasks_there_are_no_answers(answers):
    assert answers() == []


def test_the_work_is_done_in_as_many_processes_as_asked_for_and_not_in_this_one(answers):
    pids = set(answers(*[("pid", None)] * 40))
    assert (len(pids), os.getpid() in pids) == (2, False)


def test_answers_larger_than_a_pipe_arrive(answers):
    assert [len(text) for text in answers(*[("large", 1_000_000)] * 20)] == [1_000_000] * 20


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGABRT"])
def test_a_task_that_kills_its_worker_costs_this_task_alone(answers, name):
    found = answers(1, 2, ("die", name), 4, 5, ("die", name), 7)
    crash = TaskFailure(f"crashed the program that reads posts ({name})")
    assert found == [1, 2, crash, 4, 5, crash, 7]


def test_a_task_that_ends_its_worker_costs_this_task_alone(answers):
    assert answers(1, ("exit", 0), 3) == [1, TaskFailure("ended the program that reads posts (exit status 0)"), 3]


def test_a_task_that_hangs_costs_this_task_alone(answers):
    assert answers(1, ("hang", 60), 3, seconds=2) == [1, TaskFailure("took longer than 2 s"), 3]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process has")
def test_a_task_that_eats_memory_costs_this_task_alone(answers):
    found = answers(1, ("eat", 2000), ("eat", 1), megabytes=300)
    assert found == [1, TaskFailure("needs more than 300 MB of memory"), 1_000_000]


@pytest.mark.parametrize("name", ["send", "recv"])
def test_a_worker_that_lives_and_cannot_be_talked_to_is_not_waited_for(monkeypatch, name):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(workers, "_may_be_forked", lambda: True)
    monkeypatch.setattr(Connection, name, fail)
    with pytest.raises(OSError, match="Input/output"):
        list(answer_apart(prepare, [1, 2], 2, Limits()))
    assert multiprocessing.active_children() == []


def test_a_helper_that_lives_and_cannot_be_read_is_not_waited_for(monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(workers, "_may_be_forked", lambda: False)
    monkeypatch.setattr(helper, "_receive", fail)
    with pytest.raises(SearchIndexError, match="ended early"):
        list(answer_apart(prepare, [("hang", 60)], 2, Limits()))


def test_a_task_that_raises_costs_this_task_alone(answers):
    found = answers(1, ("raise", "odd"), 3)
    assert (found[0], found[2]) == (1, 3)
    assert re.fullmatch(
        r"cannot be read \(ValueError: odd, at worker_tasks.py:\d+\); please report this", found[1].cause
    )


def test_a_disk_that_fails_is_no_fault_of_a_task(answers):
    with pytest.raises(
        SearchIndexError, match=r"the posts could not be indexed: disk full\. The live index is untouched; remove"
    ):
        answers(1, ("no disk", "disk full"), 3)


def test_a_library_that_is_missing_is_no_fault_of_a_task_and_told_with_the_command_that_installs_it(answers):
    with pytest.raises(SearchIndexError, match=r"indexed: lost is not installed, .*; run .* -m pip install .* lost\. "):
        answers(1, ("no module", "lost"), 3)


def test_what_a_task_prints_stands_in_no_answer(answers):
    assert answers(("print", "words"), 2, count=1) == [5, 2]


def test_every_worker_dying_at_once_loses_nothing_else(answers):
    tasks = [("die", "SIGSEGV") if number % 2 else number for number in range(20)]
    found = answers(*tasks)
    assert [task for task in found if not isinstance(task, TaskFailure)] == list(range(0, 20, 2))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (("raise", "no dictionary"), r"did not start: ValueError: no dictionary, at worker_tasks.py:\d+$"),
        (("no module", "lost"), r"did not start: lost is not installed, which this version requires; run "),
        (("exit", 3), r"exit status 3"),
    ],
)
@pytest.mark.usefixtures("started")
def test_workers_that_cannot_start_are_one_failure_and_not_one_for_each_task(how, said):
    with pytest.raises(SearchIndexError, match=said):
        list(answer_apart(partial(fail_to_prepare, how), [1, 2, 3], 2))


@pytest.mark.usefixtures("started")
def test_closing_the_answers_ends_the_workers_and_who_forked_them():
    with closing(answer_apart(prepare, [("pids", None)] * 4 + [("hang", 60)] * 4, 1)) as found:
        pids = next(found)
    for pid in {*pids} - {os.getpid()}:
        require_gone(pid)


def test_only_so_many_answers_wait_for_an_earlier_one():
    given = []

    class Tasks(list):
        def __getitem__(self, number):
            given.append(number)
            return super().__getitem__(number)

    with closing(answer_apart(prepare, Tasks(range(10_000)), 2)) as found:
        next(found)
    assert len(given) <= 40


@pytest.mark.parametrize("started", ["True", "False"])
def test_workers_and_helper_end_when_the_one_who_asked_is_killed(started):
    lines = f"""
        import os, signal
        from worker_tasks import prepare
        from indexer.index.build.processes import workers
        workers._may_be_forked = lambda: {started}
        answers = workers.answer_apart(prepare, [("pids", None), ("hang", 3), ("hang", 3)], 1)
        print(*next(answers), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    found = run(["-c", dedent(lines)])
    for pid in map(int, found.stdout.split()):
        require_gone(pid)
    assert (len(found.stdout.split()), found.returncode) == (2, -signal.SIGKILL)


def run(arguments, script=""):
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, input=script, capture_output=True, text=True, check=False, env=environment)


def test_being_told_to_stop_while_a_worker_starts_is_not_lost():
    lines = """
        import os, signal
        from indexer.index.build.processes.workers import answer_apart
        once = [signal.SIGINT]
        os.register_at_fork(before=lambda: once and os.kill(os.getpid(), once.pop()))
        try:
            list(answer_apart(lambda: abs, [-1, -2], 2))
        except KeyboardInterrupt:
            print("stopped", once, *answer_apart(lambda: abs, [-1, -2], 2))
    """
    assert run(["-c", dedent(lines)]).stdout == "stopped [] 1 2\n"


@pytest.mark.parametrize("error", [BlockingIOError(errno.EAGAIN, "no more processes"), KeyboardInterrupt()])
def test_a_worker_that_cannot_be_forked_leaves_no_pipe_open(monkeypatch, error):
    def fail(process):
        raise error

    monkeypatch.setattr(workers, "_may_be_forked", lambda: True)
    monkeypatch.setattr(multiprocessing.context.ForkProcess, "start", fail)
    before = {*Path("/proc/self/fd").iterdir()}
    with pytest.raises(type(error)) as raised:  # which keeps the frames that hold the pipe
        list(answer_apart(prepare, [1], 1))
    assert (len([*Path("/proc/self/fd").iterdir()]), raised.value) == (len(before), error)


def test_a_helper_that_dies_is_a_failure_of_all(monkeypatch):
    monkeypatch.setattr(workers, "_may_be_forked", lambda: False)
    monkeypatch.setattr(helper, "_PROGRAM", "import os; os._exit(9)")
    with pytest.raises(SearchIndexError, match=r"the process that reads them ended early \(exit status 9\)"):
        list(answer_apart(prepare, [1], 1))


@pytest.mark.parametrize("platform", ["darwin", "freebsd14"])
def test_only_linux_is_forked(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    assert not workers._may_be_forked()


def test_a_process_with_threads_is_not_forked_and_one_without_is():
    lines = """
        import threading
        from indexer.index.build.processes import workers
        print(workers._may_be_forked())
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        print(workers._may_be_forked())
    """
    assert run(["-c", dedent(lines)]).stdout == "True\nFalse\n"


def ask_in_daemon(pipe):
    pipe.send(list(answer_apart(prepare, [1, 2], 2)))


def test_a_daemon_process_may_ask_though_it_may_have_no_children():
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    daemon = context.Process(target=ask_in_daemon, args=(theirs,), daemon=True)
    daemon.start()
    assert ours.recv() == [1, 2]
    daemon.join()


@pytest.mark.parametrize(
    ("executable", "found"),
    [("/usr/bin/python3.11", "/usr/bin/python3.11"), ("/opt/uwsgi", None), ("", None)],
)
def test_the_interpreter_is_found_where_it_is_embedded_in_another_program(monkeypatch, executable, found):
    monkeypatch.setattr(helper, "get_executable", lambda: executable)
    beside = Path(sys.exec_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    assert helper.find_python() == (found or str(beside))


def test_without_an_interpreter_it_is_said_how_to_name_one(monkeypatch, tmp_path):
    monkeypatch.setattr(helper, "get_executable", lambda: "/opt/uwsgi")
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
    with pytest.raises(SearchIndexError, match=r"\(/opt/uwsgi is none\)\. Name one: multiprocessing\.set_executable"):
        helper.find_python()


def test_a_limit_of_memory_that_is_lower_than_a_worker_asks_for_stays_and_is_told():
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    lines = """
        import resource
        from worker_tasks import prepare
        from indexer.index.build.processes.worker import Limits
        from indexer.index.build.processes.workers import answer_apart
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 200_000_000, used + 200_000_000))
        print(*answer_apart(prepare, [1, ("eat", 500), ("eat", 1)], 1, Limits(megabytes=1024)), sep="\\n")
    """
    first, failure, last = run(["-c", dedent(lines)]).stdout.splitlines()
    assert (first, last) == ("1", "1000000")
    assert re.fullmatch(r"TaskFailure\(cause='needs more than (1\d\d|200) MB of memory'\)", failure), used


def test_what_all_workers_need_is_loaded_once_where_they_are_forked(started):
    told = set(answer_apart(PreparedOnce(), range(20), 2))
    assert len(told) == 1
    [(loaded_by, parent)] = told
    assert loaded_by == (parent,)
