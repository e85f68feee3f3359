"""Call something from eight threads at once."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

THREADS = 8


def hammer(call, rounds):
    """Call ``call(thread, round)`` from eight threads that begin together; return each thread's answers in order.

    Threads change places every few microseconds, so that what is not locked soon shows it.
    """
    start, interval = threading.Barrier(THREADS), sys.getswitchinterval()

    def run(thread):
        start.wait(60)
        return [call(thread, number) for number in range(rounds)]

    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(run, range(THREADS)))
    finally:
        sys.setswitchinterval(interval)
