"""Do the same work on many things in processes apart, so that what kills a process costs one thing.

A parser written in C can crash on a file, hang, or eat all memory, and no ``except`` helps. So each worker
works under a limit of memory and of time, and the thing a worker died of is answered by a ``TaskFailure``; another
worker takes its place. Answers come in the order of the tasks, whatever the number of workers.

Workers are forked from this process, so they start within milliseconds with all modules and dictionaries loaded; each
closes at once what is not its own, above all our lock on the index, which it would hold on to after we were killed.
Where this process has threads, which must not be forked, a server process (``forkserver``) forks them instead. No
worker imports the main module of the program, which would run a script that has no guard once more.
"""

import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import spawn
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess, ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from indexer.errors import SearchIndexError, tell_mistake

Task = TypeVar("Task")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Failure:
    """What stops a worker that no task is to blame for: a full disk, a library that is not there."""

    cause: str


Prepare = Callable[[], Callable[[Task], Answer]]

_AHEAD = 4
"""Tasks a worker has in hand, so that it need not wait for the next."""
_WINDOW = 16
"""Answers that may be waiting for an earlier one, for each worker: what bounds the memory."""
_COLLECTED_AT = 100_000
"""New objects after which a worker looks for garbage: a batch has fewer, and leaves none but where it fails."""
_READY = "ready"
_NAME = "search-index-worker"
_STOPPING = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take for one task.

    Attributes:
        seconds: By the clock.
        megabytes: Of memory, on top of what it needs to start.
    """

    seconds: float = 60
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """The answer to a task that its worker failed or died of.

    Attributes:
        cause: What happened, to be read after the task's name.
    """

    cause: str


def answer_apart(
    prepare: Prepare[Task, Answer], tasks: Sequence[Task], count: int, limits: Limits | None = None
) -> Generator[Answer | TaskFailure, None, None]:
    """Answer tasks in processes apart; close the iterator to stop them.

    Args:
        prepare: Makes, in each worker, what does the work; sent by pickle, like tasks and answers.
        tasks: In any number.
        count: How many workers.
        limits: For each task.

    Yields:
        One answer for each task, in their order.

    Raises:
        SearchIndexError: The workers cannot start at all.
    """
    crew = _Workers(prepare, tasks, min(count, len(tasks)), limits or Limits())
    try:
        crew.assemble()
        yield from crew.answers()
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Worker:
    """A process, and the numbers of the tasks it has in hand, in order."""

    process: ForkProcess | ForkServerProcess
    pipe: Connection
    in_hand: deque[int] = field(default_factory=deque)
    ready: bool = False


class _Workers(Generic[Task, Answer]):
    """The workers, the tasks not given out yet, and the answers that wait for an earlier one."""

    def __init__(self, prepare: Prepare[Task, Answer], tasks: Sequence[Task], count: int, limits: Limits) -> None:
        self._prepare = prepare
        self._tasks = tasks
        self._limits = limits
        self._open = deque(range(len(tasks)))
        self._answers: dict[int, Answer | TaskFailure] = {}
        self._count = count
        self._window = count * _WINDOW
        self._workers: list[_Worker] = []

    def assemble(self) -> None:
        for _ in range(self._count):
            self._workers.append(self._hire())

    def answers(self) -> Iterator[Answer | TaskFailure]:
        for number in range(len(self._tasks)):
            while number not in self._answers:
                self._give_out(number + self._window)
                self._take_in()
            yield self._answers.pop(number)

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def _hire(self) -> _Worker:
        context = _context()
        pipe, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._prepare, self._limits), name=_NAME, daemon=True)
        with _signals_held():
            process.start()
        theirs.close()
        return _Worker(process, pipe)

    def _give_out(self, before: int) -> None:
        """Give tasks whose number lies before ``before`` to whoever has fewest."""
        for _ in range(_AHEAD):
            for worker in self._workers:
                if self._open and self._open[0] < before and len(worker.in_hand) < _AHEAD:
                    number = self._open.popleft()
                    worker.in_hand.append(number)
                    with suppress(OSError):  # it has just died: _take_in learns of it
                        worker.pipe.send(self._tasks[number])

    def _take_in(self) -> None:
        for pipe in wait([worker.pipe for worker in self._workers]):
            worker = next(worker for worker in self._workers if worker.pipe is pipe)
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            if isinstance(answer, _Failure):
                raise SearchIndexError(f"the posts cannot be read: {answer.cause}. The live index is untouched")
            if worker.ready:
                self._answers[worker.in_hand.popleft()] = answer
            elif answer != _READY:
                raise SearchIndexError(f"the posts cannot be read: a worker did not start: {answer}")
            worker.ready = True

    def _replace(self, worker: _Worker) -> None:
        """Answer the task that a worker died of, and give the others that it had in hand to a new one."""
        worker.process.join()
        worker.pipe.close()
        cause = _describe_end(worker.process.exitcode or 0, self._limits)
        if not worker.ready:
            raise SearchIndexError(f"the posts cannot be read: a worker did not start: it {cause}")
        if worker.in_hand:
            self._answers[worker.in_hand.popleft()] = TaskFailure(cause)
        self._open.extendleft(reversed(worker.in_hand))
        self._workers[self._workers.index(worker)] = self._hire()


def _context() -> ForkContext | ForkServerContext:
    """Return how processes are started."""
    if threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["indexer.index.build.reading"])
    return context


def _prepare_without_main(prepare: Callable[[str], dict[str, Any]], name: str) -> dict[str, Any]:
    data = prepare(name)
    if name == _NAME:
        data.pop("init_main_from_name", None)
        data.pop("init_main_from_path", None)
    return data


# What a forkserver tells a new process is asked for by the process's name: all other processes are told as before.
spawn.get_preparation_data = partial(_prepare_without_main, spawn.get_preparation_data)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Put off being told to stop: Python drops what a handler raises within the hooks that run around a fork."""
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread alone
        return
    came: list[int] = []
    handlers = {each: signal.signal(each, lambda number, _frame: came.append(number)) for each in _STOPPING}
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, signal.SIG_DFL if handler is None else handler)
        for number in came[:1]:
            signal.raise_signal(number)


def _close_others(ours: int) -> None:
    """Close every file that was inherited but standard input, output and error, and ``ours``."""
    os.closerange(3, ours)
    os.closerange(ours + 1, os.sysconf("SC_OPEN_MAX"))


def _describe_end(exit_code: int, limits: Limits) -> str:
    if exit_code == -signal.SIGALRM:
        return f"took longer than {limits.seconds:g} s"
    if exit_code < 0:
        return f"crashed the program that reads posts ({signal.Signals(-exit_code).name})"
    return f"ended the program that reads posts (exit status {exit_code})"


def _work(pipe: Connection, prepare: Callable[[], Callable[[Any], Any]], limits: Limits) -> None:
    """Answer tasks until the pipe is closed, which is also what happens when its other end is killed."""
    _close_others(pipe.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one who asked decides what is done
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        work = prepare()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side says it
        pipe.send(tell_mistake(error))
        return
    _limit_memory(limits.megabytes)
    _collect_rarely()
    with suppress(EOFError, OSError):
        pipe.send(_READY)
        while True:
            pipe.send(_answer(work, pipe.recv(), limits))


def _answer(work: Callable[[Any], Any], task: object, limits: Limits) -> object:
    # The kernel's own alarm, not a handler: Python runs handlers only between two steps of Python.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        return work(task)
    except MemoryError:
        return TaskFailure(f"needs more than {limits.megabytes} MB of memory")
    except (OSError, ImportError) as error:
        return _Failure(str(error))
    except Exception as error:  # noqa: BLE001 - one task's failure is its own, whatever it is
        return TaskFailure(f"cannot be read ({tell_mistake(error)}); please report this")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _collect_rarely() -> None:
    """Keep the garbage collector from going through what was inherited, and through each batch again and again."""
    gc.freeze()
    gc.set_threshold(_COLLECTED_AT)


def _limit_memory(megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # no /proc: not Linux, and no limit
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
