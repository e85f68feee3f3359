"""A watch beside the server: ``search-index watch`` in a process of its own, for a build takes a processor's time."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.settings import Settings
from search_app.service.server import describe_end

_log = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_LAST_SECONDS = 10.0
"""How long a watch that was told to stop may take to take an update back."""


class WatchProcess:
    """A process that is started again when it ends, however it ends, until it is told to stop.

    It has this process's end of its standard input for a lifeline, so that it ends with this process even when that is
    killed. It is in a session of its own: Ctrl-C reaches the server, which then stops it.
    """

    def __init__(self, command: Sequence[str], stopping: threading.Event) -> None:
        """Start it.

        Args:
            command: What it runs.
            stopping: Set once it is to be started no more.
        """
        self._command = command
        self._stopping = stopping
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until it has."""
        with self._starting:
            self._stopping.set()
            if self._process:
                self._process.terminate()
        self._thread.join(_LAST_SECONDS)
        if self._process and self._process.poll() is None:
            self._process.kill()

    def _keep_running(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            begin = time.monotonic()
            end = self._run()
            if time.monotonic() - begin > _LONGEST_PAUSE_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            if self._stopping.wait(pause):  # also where both were told to stop, and the watch was faster
                return
            _log.error("the watch %s; it is started again", end)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _run(self) -> str:
        """Run it once, and say how it ended, to be read after its name."""
        try:
            process = self._start()
        except OSError as error:  # no memory, or no process to be had just now
            return f"could not be started ({error.strerror})"
        return describe_end(process.wait()) if process else "was not started"

    def _start(self) -> "subprocess.Popen[bytes] | None":
        with self._starting:
            if self._stopping.is_set():
                return None
            self._process = subprocess.Popen(  # noqa: S603  our own command
                self._command, stdin=subprocess.PIPE, stdout=sys.stderr, start_new_session=True
            )
            return self._process


@contextmanager
def watching(settings: Settings, config: str | None, *, as_json: bool, quiet: bool) -> Iterator[None]:
    """Watch a site for as long as the block lasts; what the watch tells goes to standard error.

    Args:
        settings: Whose site is watched, and whose index is kept up to date.
        config: The file of settings that was named; None where none was.
        as_json: Whether it tells objects.
        quiet: Whether it tells only what goes wrong.
    """
    command = watch_command(settings.site, settings.index, config, as_json=as_json, quiet=quiet)
    process = WatchProcess(command, threading.Event())
    try:
        yield
    finally:
        process.stop()


def watch_command(
    site: Path, index: Path | ClusterAddress, config: str | None, *, as_json: bool, quiet: bool
) -> list[str]:
    """Return the command that watches a site."""
    flags = [*(["--json"] if as_json else []), *(["--quiet"] if quiet else [])]
    named = ["--config", config] if config else []
    return [
        sys.executable,
        *("-m", "indexer.cli", "watch", "--lifeline"),
        *("--index", str(index), *named, *flags),
        *("--", str(site)),
    ]
