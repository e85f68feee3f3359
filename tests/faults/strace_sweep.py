"""Let every system call of a publication fail or kill it, one after the other, with strace; see what is left.

    python tests/faults/strace_sweep.py

Three faults are tried at every call that writes, names, syncs or opens something: SIGKILL, "no space left on device"
and "input/output error". After each, the old or the new index must answer; after an error that was told, the old one,
with nothing left behind; after success, the new one; and the next publication must succeed. With --control the old
index is taken away before the new one is published: must fail. Needs Linux, strace and
the right to trace one's own children. Prints a table, or JSON with --json; exit status 1 when anything was wrong.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import SearchIndexError
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import current_generation
from indexer.index.generations.publish import explain_write_errors, stage

CALLS = (
    "openat", "write", "pwrite64", "ftruncate", "fsync", "fchmod", "chmod", "fchmodat", "mkdir", "rename", "unlink",
    "unlinkat", "rmdir", "flock", "close", "statfs",
)  # fmt: skip
FAULTS = {"KILL": "signal=KILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
KNOWN = re.compile(r"CURRENT|FLOOR|LOCK|SEARCH-INDEX|g-\d+")
"""FLOOR is there once it could not be read: an index whose floor nobody knows forbids what it can."""
PUBLISHED, TOLD, OTHER = 0, 10, 11


def publish_word(root: Path, word: str, *, careless: bool = False) -> None:
    """Publish a generation whose files all hold a word; a careless one takes the old index away first."""
    with stage(root, wait=0) as staging, explain_write_errors(root):
        (staging.folder / "part").mkdir()
        for name in ("words", "part/one", "part/two"):
            (staging.folder / name).write_text(word)
        if careless:
            (root / "CURRENT").unlink()
        staging.publish(Contents(site="/site", built=datetime(2026, 1, 2, tzinfo=UTC), posts=1))


def read_word(root: Path) -> str:
    """Return the word that answers; every file must have it."""
    generation = current_generation(root)
    words = {(generation.path / name).read_text() for name in ("words", "part/one", "part/two")}
    return words.pop() if len(words) == 1 and not generation.degraded else f"mixed {words} {generation.degraded}"


@contextmanager
def traced_child(root: Path, word: str, *options: str, careless: bool = False) -> Iterator[list[int]]:
    """Publish in a child under strace; the list holds the exit status afterwards."""
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(_publish_for_status(root, word, careless=careless))
    os.waitpid(child, os.WUNTRACED)
    strace = subprocess.Popen(["strace", "-p", str(child), *options], stderr=subprocess.PIPE, text=True)
    strace.stderr.readline()  # "strace: Process … attached"
    os.kill(child, signal.SIGCONT)
    ended: list[int] = []
    yield ended
    strace.stderr.read()
    strace.wait()
    ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _publish_for_status(root: Path, word: str, *, careless: bool) -> int:
    try:
        publish_word(root, word, careless=careless)
    except SearchIndexError:
        return TOLD
    except BaseException:  # noqa: BLE001  whatever it is, it should have been told
        return OTHER
    return PUBLISHED


def count_calls(root: Path, log: Path) -> Counter[str]:
    """Count how often a publication that nothing disturbs makes each call."""
    with traced_child(root, "count", "-o", str(log), "-e", f"trace={','.join(CALLS)}"):
        pass
    return Counter(re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE))


def sweep(folder: Path, calls: tuple[str, ...] = CALLS, *, careless: bool = False) -> dict[str, object]:
    root, log = folder / "index", folder / "log"
    for word in ("a", "b", "c"):
        publish_word(root, word)
    table: Counter[str] = Counter()
    wrong: list[str] = []
    for call, times in sorted((call, times) for call, times in count_calls(root, log).items() if call in calls):
        for fault, what in FAULTS.items():
            for number in range(1, times + 1):
                point = f"{call} {number} {fault}"
                outcome, found = strike(root, log, point, f"inject={call}:{what}:when={number}", careless=careless)
                table[f"{fault}: {outcome}"] += 1
                wrong += [f"{point}: {each}" for each in found]
    return {"points": sum(table.values()), **dict(sorted(table.items())), "wrong": wrong}


def strike(root: Path, log: Path, point: str, injection: str, *, careless: bool) -> tuple[str, list[str]]:
    """Let one call fail. Return how it ended, and what was wrong."""
    old, new = read_word(root), f"new {point}"
    before = names(root)
    with traced_child(root, new, "-o", str(log), "-e", injection, careless=careless) as ended:
        pass
    status, word = ended[0], read_word(root)
    wrong = [] if status in (PUBLISHED, TOLD, -signal.SIGKILL) else [f"ended with {status}"]
    if word not in (old, new) or (status == PUBLISHED and word != new) or (status == TOLD and word != old):
        wrong.append(f"{word!r} answers after status {status}")
    if status == TOLD and (left := set(names(root)) - {*before, "FLOOR"}):
        wrong.append(f"left behind after an error: {sorted(left)}")
    publish_word(root, "next")
    kept = [name for name in names(root) if name.startswith("g-")]
    if read_word(root) != "next" or not all(map(KNOWN.fullmatch, names(root))) or len(kept) != 2:
        wrong.append(f"the next publication leaves {names(root)}")
    return {PUBLISHED: "published", TOLD: "told"}.get(status, "killed") + f", {word.partition(' ')[0]} answers", wrong


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", help="only these, separated by commas")
    parser.add_argument("--control", action="store_true", help="publish without the protocol")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        calls = tuple(chosen.calls.split(",")) if chosen.calls else CALLS
        table = sweep(Path(folder), calls, careless=chosen.control)
    if chosen.json:
        print(json.dumps(table))
    else:
        print("\n".join(f"{name:<32}{value}" for name, value in table.items()))
    sys.exit(bool(table["wrong"]))


if __name__ == "__main__":
    main()
