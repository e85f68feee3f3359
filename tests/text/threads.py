"""Eight threads that begin at the same moment."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

THREADS = 8


@contextmanager
def _hasty_switches():
    """Let threads take turns after every few instructions, so that a race shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def run_at_once(work):
    """Return what ``work(number)`` returned in each of eight threads; what one raises is raised."""
    barrier = Barrier(THREADS)

    def run(number):
        barrier.wait(timeout=60)
        return work(number)

    with _hasty_switches(), ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))
