"""The signals that tell a command to stop, and what would keep it from that."""

import os
import select
import signal
from contextlib import suppress


def stopping_signals() -> tuple[signal.Signals, ...]:
    """Return them: Ctrl-C, SIGTERM and a terminal that closes, unless whoever started this process took that away.

    ``nohup`` does so by having SIGHUP ignored, which has to stay so, here and in processes that are started.
    """
    hangup: signal.Signals | None = getattr(signal, "SIGHUP", None)
    stops = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM, *([hangup] if stops and hangup else []))


def drop_unread_output() -> None:
    """Have output and errors that nobody reads lead nowhere: a process that is told to stop must not wait for a reader.

    That is a pipe that is full, or a terminal that was stopped. A write that waits already is made again by Python.
    """
    for stream in (1, 2):
        with suppress(OSError):  # it is closed
            if not select.select([], [stream], [], 0)[1]:
                nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
                os.dup2(nowhere, stream)
                os.close(nowhere)
