"""Work in a child process."""

import os
from collections.abc import Callable


def fork(work: Callable[[], object]) -> int:
    """Run work in a child that ends with 0 when it returns, and with 1 when it raises; return its number."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child
