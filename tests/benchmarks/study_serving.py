"""What a serving process costs: opening, memory, and answers over HTTP."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.apart import serve, size_of, visit
from benchmarks.measure import Spread, summarise
from benchmarks.peers import REFERENCE

_CONNECTIONS = 8
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_ERRORS = re.compile(r"Non-2xx or 3xx responses:\s+(\d+)")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Opening:
    """From process start to the first answer.

    Attributes:
        import_cpu: Seconds of CPU until everything was imported.
        cpu: Seconds of CPU from there to the first answer: what the index costs.
        wall: The same by the clock.
        jieba: Whether jieba's own dictionary was loaded, which nobody needs where rjieba serves.
    """

    import_cpu: Spread
    cpu: Spread
    wall: Spread
    jieba: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """A process that has answered queries, while another serves the same index; in MB.

    Attributes:
        private: Its own: what each further worker costs.
        shared: Also held by another process: mapped files, code.
        index: The size of the index on disk.
    """

    private: float
    shared: float
    index: float


@dataclass(frozen=True, slots=True)
class Web:
    """Answers over HTTP on loopback.

    Attributes:
        rate: Requests a second.
        p99: Milliseconds.
        rate_ratio, p99_ratio: Against the reference, round by round.
        errors: Answers that were none.
    """

    rate: Spread
    p99: Spread
    rate_ratio: Spread
    p99_ratio: Spread
    errors: int


def study_opening(indexes: Mapping[str, Path], queries: Sequence[str]) -> dict[str, Opening]:
    """Open each index once for each query, in turns."""
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in indexes}
    for query in queries:
        for name, folder in indexes.items():
            with visit(name, folder) as visitor:
                rows[name].append({"import_cpu": visitor.import_cpu} | visitor.ask(query))
    return {name: _describe_opening(found) for name, found in rows.items()}


def _describe_opening(rows: Sequence[Mapping[str, float]]) -> Opening:
    import_cpu, cpu, wall = (summarise([row[key] for row in rows]) for key in ("import_cpu", "cpu", "wall"))
    return Opening(import_cpu, cpu, wall, any(row["jieba"] for row in rows))


def study_memory(indexes: Mapping[str, Path], queries: Sequence[str]) -> dict[str, Memory]:
    """Have two processes answer the same queries, then ask one for its memory while both are there."""
    found = {}
    for name, folder in indexes.items():
        with ExitStack() as stack:
            visitors = [stack.enter_context(visit(name, folder)) for _ in range(2)]
            for visitor in visitors:
                visitor.prepare()
            for query in queries:
                for visitor in visitors:
                    visitor.ask(query)
            kinds = visitors[0].memory()
        private, shared = (sum(v for k, v in kinds.items() if k.startswith(kind)) for kind in ("Private", "Shared"))
        found[name] = Memory(private, shared, size_of(folder))
    return found


def study_web(indexes: Mapping[str, Path], queries: Sequence[str], rounds: int, seconds: int) -> dict[str, Web]:
    """Put each server under load in turns, of one process and of one a processor; nothing where ``wrk`` is missing.

    Each round begins elsewhere in the queries; who answers more of them than there are begins again.
    """
    if not shutil.which("wrk"):
        return {}
    found: dict[str, Web] = {}
    for processes in dict.fromkeys((1, os.cpu_count() or 1)):
        label = f", {processes} processes" if processes > 1 else ""
        loads = _load_in_turns(indexes, processes, queries, rounds, seconds)
        found |= {f"{name}{label}": web for name, web in _compare(loads)}
    return found


def _load_in_turns(
    indexes: Mapping[str, Path], processes: int, queries: Sequence[str], rounds: int, seconds: int
) -> dict[str, list[tuple[float, float, int]]]:
    with ExitStack() as stack:
        script = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "queries.lua"
        ports = {name: stack.enter_context(serve(name, folder, processes)) for name, folder in indexes.items()}
        loads: dict[str, list[tuple[float, float, int]]] = {name: [] for name in ports}
        for number in range(rounds):
            begin = len(queries) * number // rounds
            script.write_text(_write_script([*queries[begin:], *queries[:begin]]))
            for name, port in ports.items():
                if number == 0:
                    _load(port, script, 2 * seconds)  # not counted: every process opens its index and its dictionaries
                loads[name].append(_load(port, script, seconds))
    return loads


def _compare(loads: Mapping[str, Sequence[tuple[float, float, int]]]) -> Iterator[tuple[str, Web]]:
    for name, rows in loads.items():
        pairs = list(zip(rows, loads[REFERENCE], strict=True))
        yield (
            name,
            Web(
                rate=summarise([rate for rate, _, _ in rows]),
                p99=summarise([p99 for _, p99, _ in rows]),
                rate_ratio=summarise([mine[0] / other[0] for mine, other in pairs]),
                p99_ratio=summarise([mine[1] / other[1] for mine, other in pairs]),
                errors=sum(errors for _, _, errors in rows),
            ),
        )


def _write_script(queries: Sequence[str]) -> str:
    paths = ", ".join(f'"/api/search?q={quote(query)}"' for query in queries)
    return f"""local paths = {{{paths}}}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def _load(port: int, script: Path, seconds: int) -> tuple[float, float, int]:
    """Return requests a second, the 99th percentile in milliseconds, and how many answers were errors."""
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)]
    told = subprocess.run([*command, f"http://127.0.0.1:{port}/"], check=True, capture_output=True, text=True).stdout
    p99, rate, errors = _P99.search(told), _RATE.search(told), _ERRORS.search(told)
    assert p99, told
    assert rate, told
    return float(rate[1]), float(p99[1]) * _MILLISECONDS[p99[2]], int(errors[1]) if errors else 0
