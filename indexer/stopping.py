"""The signals that tell a command to stop."""

import signal


def stopping_signals() -> tuple[signal.Signals, ...]:
    """Return them: Ctrl-C, SIGTERM and a terminal that closes, unless whoever started this process took that away.

    ``nohup`` does so by having SIGHUP ignored, which has to stay so, here and in processes that are started.
    """
    hangup: signal.Signals | None = getattr(signal, "SIGHUP", None)
    stops = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM, *([hangup] if stops and hangup else []))
