"""Work for the tests of workers: in a module of its own, so that a process that is started anew can import it."""

import os
import signal
import time


def prepare():
    return answer


def fail(error):
    raise error


def wait_and_return(value):
    time.sleep(0.05)
    return value


ACTIONS = {
    "die": lambda name: os.kill(os.getpid(), getattr(signal, name)),
    "exit": os._exit,
    "eat": lambda megabytes: len(bytearray(megabytes * 1_000_000)),
    "hang": time.sleep,
    "late": wait_and_return,
    "pid": lambda _: os.getpid(),
    "pids": lambda _: (os.getpid(), os.getppid()),
    "large": lambda size: "x" * size,
    "raise": lambda message: fail(ValueError(message)),
    "no disk": lambda message: fail(OSError(message)),
    "no module": lambda name: fail(ModuleNotFoundError(f"No module named {name!r}", name=name)),
    "print": lambda text: os.write(1, text.encode()),
}


def answer(task):
    if isinstance(task, tuple):
        action, value = task
        return ACTIONS[action](value)
    return task


def fail_to_prepare(what):
    answer(what)


_LOADED_BY = []


class PreparedOnce:
    """Makes a function that tells which process loaded what all workers need."""

    def preload(self):
        _LOADED_BY.append(os.getpid())

    def __call__(self):
        return lambda _: (tuple(_LOADED_BY), os.getppid())
