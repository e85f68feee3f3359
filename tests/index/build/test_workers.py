import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from textwrap import dedent

import pytest

from indexer.errors import SearchIndexError
from indexer.index.build.workers import Limits, TaskFailure, answer_apart


def answer(task):
    match task:
        case ("die", name):
            os.kill(os.getpid(), getattr(signal, name))
        case ("exit", status):
            os._exit(status)
        case ("eat", megabytes):
            return len(bytearray(megabytes * 1_000_000))
        case ("hang", seconds):
            time.sleep(seconds)
        case ("late", number):
            time.sleep(0.05)
            return number
        case ("pid", _):
            return os.getpid()
        case ("large", size):
            return "x" * size
        case ("raise", message):
            raise ValueError(message)
    return task


def prepare():
    return answer


def fail_to_prepare(what):
    if what == "raise":
        raise ImportError("no dictionary")
    os._exit(3)


def answers(*tasks, count=2, **limits):
    return list(answer_apart(prepare, tasks, count, Limits(**limits)))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_answers_come_in_the_order_of_the_tasks(count):
    tasks = [("late", number) if number % 3 == 0 else number for number in range(100)]
    assert answers(*tasks, count=count) == list(range(100))


def test_without_tasks_there_are_no_answers():
    assert answers() == []


def test_the_work_is_done_in_as_many_processes_as_asked_for_and_not_in_this_one():
    pids = set(answers(*[("pid", None)] * 40))
    assert (len(pids), os.getpid() in pids) == (2, False)


def test_answers_larger_than_a_pipe_arrive():
    assert [len(text) for text in answers(*[("large", 1_000_000)] * 20)] == [1_000_000] * 20


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGABRT"])
def test_a_task_that_kills_its_worker_costs_this_task_alone(name):
    found = answers(1, 2, ("die", name), 4, 5, ("die", name), 7)
    crash = TaskFailure(f"crashed the program that reads posts ({name})")
    assert found == [1, 2, crash, 4, 5, crash, 7]


def test_a_task_that_ends_its_worker_costs_this_task_alone():
    assert answers(1, ("exit", 0), 3) == [1, TaskFailure("ended the program that reads posts (exit status 0)"), 3]


def test_a_task_that_hangs_costs_this_task_alone():
    assert answers(1, ("hang", 60), 3, seconds=2) == [1, TaskFailure("took longer than 2 s"), 3]


def test_a_task_that_eats_memory_costs_this_task_alone():
    found = answers(1, ("eat", 2000), ("eat", 1), megabytes=300)
    assert found == [1, TaskFailure("needs more than 300 MB of memory"), 1_000_000]


def test_a_task_that_raises_costs_this_task_alone():
    found = answers(1, ("raise", "odd"), 3)
    assert (found[0], found[2]) == (1, 3)
    assert re.fullmatch(
        r"cannot be read \(ValueError: odd, at test_workers.py:\d+\); please report this", found[1].cause
    )


def test_every_worker_dying_at_once_loses_nothing_else():
    tasks = [("die", "SIGSEGV") if number % 2 else number for number in range(20)]
    found = answers(*tasks)
    assert [task for task in found if not isinstance(task, TaskFailure)] == list(range(0, 20, 2))


@pytest.mark.parametrize(("how", "said"), [("raise", "ImportError: no dictionary"), ("exit", r"exit status 3")])
def test_workers_that_cannot_start_are_one_failure_and_not_one_for_each_task(how, said):
    with pytest.raises(SearchIndexError, match=said):
        list(answer_apart(partial(fail_to_prepare, how), [1, 2, 3], 2))


def test_closing_the_answers_ends_the_workers():
    with closing(answer_apart(prepare, [("pid", None)] * 4 + [("hang", 60)] * 4, 1)) as found:
        pid = next(found)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_only_so_many_answers_wait_for_an_earlier_one():
    given = []

    class Tasks(list):
        def __getitem__(self, number):
            given.append(number)
            return super().__getitem__(number)

    with closing(answer_apart(prepare, Tasks(range(10_000)), 2)) as found:
        next(found)
    assert len(given) <= 40


def test_being_told_to_stop_while_a_worker_starts_is_not_lost():
    lines = """
        import os, signal
        from indexer.index.build.workers import answer_apart
        once = [signal.SIGINT]
        os.register_at_fork(before=lambda: once and os.kill(os.getpid(), once.pop()))
        try:
            list(answer_apart(lambda: abs, [-1, -2], 2))
        except KeyboardInterrupt:
            print("stopped", once, *answer_apart(lambda: abs, [-1, -2], 2))
    """
    found = subprocess.run([sys.executable, "-c", dedent(lines)], capture_output=True, text=True, check=True)
    assert found.stdout == "stopped [] 1 2\n"
