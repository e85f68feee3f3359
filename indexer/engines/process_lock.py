"""A lock that is not inherited."""

import os
import threading


class ProcessLock:
    """A lock of the threads of one process: a forked one begins with another, for nobody would release it there."""

    def __init__(self) -> None:
        self._locks: dict[int, threading.Lock] = {}

    def __enter__(self) -> None:
        self._of_this_process().acquire()

    def __exit__(self, *_: object) -> None:
        self._of_this_process().release()

    def _of_this_process(self) -> threading.Lock:
        return self._locks.setdefault(os.getpid(), threading.Lock())  # one step, so that all threads get the same
