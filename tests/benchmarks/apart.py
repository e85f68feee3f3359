"""Processes that are measured from outside: building, visiting, serving."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index took.

    Attributes:
        seconds: By the clock, without starting Python and importing.
        cpu: Seconds of all its processes.
        peak_mb: The most memory that the writing process had.
        size_mb: Of the index on disk.
    """

    seconds: float
    cpu: float
    peak_mb: float
    size_mb: float


def build_apart(name: str, site: Path, folder: Path, function: str = "build") -> Built:
    """Build a peer's index in ``folder``, which is made.

    Raises:
        subprocess.CalledProcessError: It failed; why is on stderr.
    """
    folder.mkdir(parents=True)
    return run_apart(name, function, site, folder)


def run_apart(name: str, function: str, site: Path, folder: Path) -> Built:
    """Let a peer write to an index that may be there already.

    Raises:
        subprocess.CalledProcessError: It failed; why is on stderr.
    """
    command = _command("build_one", name, function, str(site), str(folder))
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=TESTS)
    told = json.loads(done.stdout.splitlines()[-1])
    return Built(told["seconds"], told["cpu"], told["peak_mb"], size_of(folder))


def size_of(folder: Path) -> float:
    """Return the megabytes (10^6 bytes) of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


class Visitor:
    """A process with one opened index."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.import_cpu: float = self._hear()["import_cpu"]

    def ask(self, query: str) -> dict[str, float]:
        """Have a query answered; the first one opens the index. Returns seconds: ``wall`` and ``cpu``."""
        return self._say(query)

    def prepare(self) -> None:
        """Have the index opened as a server opens it, with all that is worked out before anybody asks."""
        self._say({"do": "prepare"})

    def memory(self) -> dict[str, float]:
        """Return its memory in MB, by kind."""
        return self._say(None)

    def _say(self, message: str | dict[str, str] | None) -> dict[str, float]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, float]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that answers has ended; why, it says above")
        return json.loads(line)


@contextmanager
def visit(name: str, folder: Path) -> Iterator[Visitor]:
    """Start a process that answers from one peer's index."""
    with _started("visit_one", name, str(folder), stdin=subprocess.PIPE) as process:
        yield Visitor(process)


@contextmanager
def serve(name: str, folder: Path, processes: int = 1) -> Iterator[int]:
    """Have so many processes serve a peer's index on loopback; yields their port."""
    with _started("serve_one", name, str(folder), str(processes)) as process:
        assert process.stdout
        yield int(process.stdout.readline())


@contextmanager
def _started(module: str, *arguments: str, **options: int) -> Iterator[subprocess.Popen[str]]:
    streams: Mapping[str, int] = {"stdout": subprocess.PIPE, **options}
    process = subprocess.Popen(_command(module, *arguments), text=True, cwd=TESTS, **streams)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{module}", *arguments]
