"""Worker processes that are forked from this one, which must have no threads."""

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, Generic

from indexer.errors import SearchIndexError
from indexer.index.build.processes.worker import (
    READY,
    Answer,
    Limits,
    Preloading,
    Prepare,
    Task,
    TaskFailure,
    WorkerFailure,
    work,
)
from indexer.stopping import stopping_signals

_AHEAD = 4
"""Tasks a worker has in hand, so that it need not wait for the next."""
_WINDOW = 16
"""Answers that may be waiting for an earlier one, for each worker: what bounds the memory."""


def answer_in_forks(
    prepare: Prepare[Task, Answer],
    tasks: Sequence[Task],
    count: int,
    limits: Limits,
    lifeline: int | None = None,
) -> Generator[Answer | TaskFailure, None, None]:
    """Answer tasks in children of this process, which has no threads; else as ``answer_apart``.

    Args:
        prepare: As there.
        tasks: As there.
        count: As there.
        limits: As there.
        lifeline: A descriptor that becomes readable when nobody waits for the answers any more.

    Raises:
        OSError: A worker that lives cannot be written to or read from.
        SystemExit: Nobody waits for the answers any more.
    """
    pool = _Workers(prepare, tasks, count, limits, lifeline)
    try:
        pool.start()
        yield from pool.answers()
    finally:
        pool.stop()


@dataclass(slots=True)
class _Worker:
    """A process, and the numbers of the tasks it has in hand, in order."""

    process: ForkProcess
    pipe: Connection
    in_hand: deque[int] = field(default_factory=deque)
    ready: bool = False


class _Workers(Generic[Task, Answer]):
    """The workers, the tasks not sent yet, and the answers that wait for an earlier one."""

    def __init__(
        self,
        prepare: Prepare[Task, Answer],
        tasks: Sequence[Task],
        count: int,
        limits: Limits,
        lifeline: int | None,
    ) -> None:
        self._prepare = prepare
        self._tasks = tasks
        self._limits = limits
        self._lifeline = lifeline
        self._open = deque(range(len(tasks)))
        self._answers: dict[int, Answer | TaskFailure] = {}
        self._count = count
        self._window = count * _WINDOW
        self._workers: list[_Worker] = []

    def start(self) -> None:
        if isinstance(self._prepare, Preloading):
            self._prepare.preload()
        for _ in range(self._count):
            self._workers.append(self._start_worker())

    def answers(self) -> Iterator[Answer | TaskFailure]:
        for number in range(len(self._tasks)):
            while number not in self._answers:
                self._send_tasks(number + self._window)
                self._receive()
            yield self._answers.pop(number)

    def stop(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def _start_worker(self) -> _Worker:
        context = multiprocessing.get_context("fork")
        pipe, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._prepare, self._limits), daemon=True)
        try:
            with _signals_held():
                process.start()
        except BaseException:
            pipe.close()
            raise
        finally:
            theirs.close()
        return _Worker(process, pipe)

    def _send_tasks(self, before: int) -> None:
        """Send tasks whose number lies before ``before`` to whoever has fewest."""
        for _ in range(_AHEAD):
            for worker in self._workers:
                if self._open and self._open[0] < before and len(worker.in_hand) < _AHEAD:
                    number = self._open.popleft()
                    worker.in_hand.append(number)
                    with suppress(ConnectionError):  # it has just died: _receive learns of it
                        worker.pipe.send(self._tasks[number])

    def _receive(self) -> None:
        lifeline = [] if self._lifeline is None else [self._lifeline]
        ready = wait([*(worker.pipe for worker in self._workers), *lifeline])
        if self._lifeline in ready:
            raise SystemExit
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            try:
                answer: Any = worker.pipe.recv()
            except (EOFError, ConnectionError):
                self._replace(worker)
                continue
            if isinstance(answer, WorkerFailure):
                raise SearchIndexError(
                    f"the posts could not be indexed: {answer.cause}. The live index is untouched; "
                    "remove the cause and run the command again"
                )
            if worker.ready:
                self._answers[worker.in_hand.popleft()] = answer
            elif answer != READY:
                raise SearchIndexError(f"the posts cannot be read: a worker did not start: {answer}")
            worker.ready = True

    def _replace(self, worker: _Worker) -> None:
        """Answer the task that a worker died of with a ``TaskFailure``, and queue its other tasks anew."""
        worker.process.join()
        worker.pipe.close()
        cause = _describe_end(worker.process.exitcode or 0, self._limits)
        if not worker.ready:
            raise SearchIndexError(f"the posts cannot be read: a worker did not start: it {cause}")
        if worker.in_hand:
            self._answers[worker.in_hand.popleft()] = TaskFailure(cause)
        self._open.extendleft(reversed(worker.in_hand))
        self._workers[self._workers.index(worker)] = self._start_worker()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Defer what tells to stop: Python drops an exception that a handler raises inside the hooks around a fork."""
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread alone
        return
    came: list[int] = []
    handlers = {each: signal.signal(each, lambda number, _frame: came.append(number)) for each in stopping_signals()}
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, signal.SIG_DFL if handler is None else handler)
        for number in came[:1]:
            signal.raise_signal(number)


def _describe_end(exit_code: int, limits: Limits) -> str:
    if exit_code == -signal.SIGALRM:
        return f"took longer than {limits.seconds:g} s"
    if exit_code < 0:
        return f"crashed the program that reads posts ({signal.Signals(-exit_code).name})"
    return f"ended the program that reads posts (exit status {exit_code})"
