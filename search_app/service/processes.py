"""Several processes that do the same work: one that dies is replaced, and all of them end together.

They are forked, so what was opened and imported before is theirs without a copy, listening sockets above all: the
kernel gives each connection to whichever of them asks first, which is one that has time.

Source: UNIX Network Programming, volume 1, section 30.6 (preforked servers, one listening socket).
"""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import NoReturn

_log = logging.getLogger(__name__)

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SHORT_LIFE = 1.0
"""Seconds. What dies sooner is started again no faster than that: else it would keep the machine busy with dying."""
_LAST_SECONDS = 10.0
"""How long a process may take to finish what it is at; waitress gives up after 5."""

Work = Callable[[int], None]
"""What a process does, who gets its number."""


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process at work.

    Attributes:
        began: Seconds of the monotonic clock.
    """

    process: BaseProcess
    began: float


def work_apart(count: int, work: Work, begun: Callable[[], None]) -> None:
    """Have ``count`` processes work until this one is told to stop, by SIGTERM, Ctrl-C or a terminal that closes.

    Each of them gets SIGTERM then, as it does when this one is killed, and ``SystemExit`` is raised in its work. This
    process must have no other threads.

    Args:
        count: Of the processes; they are numbered from 0, and who replaces one has its number.
        work: Done in each of them.
        begun: Called here once all have been started.
    """
    with _told_to_stop() as told:
        workers = [_start(number, work) for number in range(count)]
        try:
            begun()
            _watch(workers, work, told)
        finally:
            _end(workers)


def name_processes(count: int) -> list[str]:
    """Return the names of so many processes, after this one's; who replaces another has its name, too."""
    return [multiprocessing.current_process().name, *map(_name, range(count))]


def _name(number: int) -> str:
    return f"worker-{number}"


def _watch(workers: list[_Worker], work: Work, told: int) -> None:
    """Replace who dies, until ``told`` can be read."""
    while told not in (ended := wait([told, *(worker.process.sentinel for worker in workers)])):
        for number, worker in enumerate(workers):
            if worker.process.sentinel in ended:
                worker.process.join()
                _log.error("%s %s; it is replaced", worker.process.name, _describe_end(worker.process.exitcode or 0))
                wait([told], max(0, worker.began + _SHORT_LIFE - time.monotonic()))
                workers[number] = _start(number, work)


def _describe_end(exit_code: int) -> str:
    return f"was killed ({signal.Signals(-exit_code).name})" if exit_code < 0 else f"ended with status {exit_code}"


def _end(workers: list[_Worker]) -> None:
    """Let all finish what they are at; who cannot is killed."""
    last = time.monotonic() + _LAST_SECONDS
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(max(0, last - time.monotonic()))
        worker.process.kill()
        worker.process.join()


@contextmanager
def _told_to_stop() -> Iterator[int]:
    """Yield a file descriptor that can be read once this process has been told to stop.

    Nothing is raised, so that no worker is lost between being started and being known.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    handlers = {each: signal.signal(each, lambda *_: None) for each in _STOPPING}
    before = signal.set_wakeup_fd(writer)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(before)
        for each, handler in handlers.items():
            signal.signal(each, handler)
        os.close(reader)
        os.close(writer)


def _start(number: int, work: Work) -> _Worker:
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_run, args=[work, number], name=_name(number))
    # A signal that comes before the new process is ready for it waits.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    return _Worker(process, time.monotonic())


def _run(work: Work, number: int) -> None:
    signal.set_wakeup_fd(-1)
    for each in (signal.SIGINT, signal.SIGHUP):  # they go to all; the first process decides what is done
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(number)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # systemd tells each process, and the first one tells them again
    raise SystemExit(0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent, "only a child runs this"
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
