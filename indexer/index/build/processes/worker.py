"""The loop of a worker process, which answers one task after the other under limits of time and memory."""

import gc
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol, TypeVar, runtime_checkable

from indexer.address_space import allowed_bytes, used_bytes
from indexer.errors import tell_mistake
from indexer.garbage import COLLECTED_AT
from indexer.stopping import stopping_signals

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Prepare = Callable[[], Callable[[Task], Answer]]
"""Makes, in each worker, the function that answers a task."""


@runtime_checkable
class Preloading(Protocol):
    """What makes the function that answers, where all workers need something that is costly to load."""

    def preload(self) -> None:
        """Load it into the process that the workers are then forked from, so that none of them has to."""
        ...


READY = "ready"
"""What a worker sends once it can take tasks."""
_MOST_DESCRIPTORS = 1 << 16
"""Descriptors that are looked for to be closed, where a process may have endlessly many (some systems say -1)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one task.

    Attributes:
        seconds: By the clock.
        megabytes: Of memory, on top of what it needs to start. Enforced where the system tells how much that is
            (Linux); elsewhere there is no limit.
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


@dataclass(frozen=True, slots=True)
class WorkerFailure:
    """The answer of a worker that cannot go on, for which no task is to blame: a full disk, a library not there."""

    cause: str


def work(pipe: Connection, prepare: Prepare[Any, Any], limits: Limits) -> None:
    """Answer tasks until the pipe is closed, which is also what happens when its other end is killed."""
    gc.freeze()  # what was inherited is never freed here: that would close connections of the other process
    _close_others(pipe.fileno())
    for each in stopping_signals():
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one who asked decides what is done
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        answer = prepare()
    except ImportError as error:
        pipe.send(_tell_missing(error))
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side says it
        pipe.send(tell_mistake(error))
        return
    granted = Limits(limits.seconds, _limit_memory(limits.megabytes))
    gc.freeze()
    gc.set_threshold(COLLECTED_AT)  # a batch makes fewer, and leaves none but where it fails
    with suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            pipe.send(_answer(answer, pipe.recv(), granted))


def _close_others(ours: int) -> None:
    """Close every file that was inherited but standard input, output and error, and ``ours``."""
    os.closerange(3, ours)
    most = os.sysconf("SC_OPEN_MAX")
    os.closerange(ours + 1, min(most, _MOST_DESCRIPTORS) if most > 0 else _MOST_DESCRIPTORS)


def _answer(answer: Callable[[Any], Any], task: object, limits: Limits) -> object:
    # The kernel's own alarm, not a handler: Python runs handlers only between two steps of Python.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        return answer(task)
    except MemoryError:
        return TaskFailure(f"needs more than {limits.megabytes} MB of memory")
    except OSError as error:
        return WorkerFailure(f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else ""))
    except ImportError as error:
        return WorkerFailure(_tell_missing(error))
    except Exception as error:  # noqa: BLE001 - one task's failure is its own, whatever it is
        return TaskFailure(f"cannot be read ({tell_mistake(error)}); please report this")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _tell_missing(error: ImportError) -> str:
    from indexer.requirements import tell_missing  # noqa: PLC0415  rare

    return tell_missing(error)


def _limit_memory(megabytes: int) -> int:
    """Take no more than so much memory from now on, nor than this process was allowed before.

    Returns:
        How many megabytes are left; ``megabytes`` where there is no limit.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used, allowed = used_bytes(), allowed_bytes()
    if used is None:
        return megabytes
    limit = used + megabytes * 1_000_000
    limit = limit if allowed is None else min(limit, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return max(limit - used, 0) // 1_000_000
