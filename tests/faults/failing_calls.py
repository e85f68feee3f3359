"""Let single system calls of a command fail, or kill it there, and look at what is left."""

import random
import re
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from faults.commands import OLDER, Command
from faults.power_loss import copy_linked
from faults.recording import run_traced

from indexer.errors import SearchIndexError
from indexer.index.build.report import BuildReport

CHANGING = (
    *("openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fchmod", "chmod", "fchmodat", "mkdir"),
    *("rename", "link", "linkat", "unlink", "unlinkat", "rmdir", "flock", "close", "statfs", "fstatfs"),
)
READING = ("openat", "read", "pread64", "fstat", "newfstatat", "statx", "stat", "lstat", "getdents64", "lseek")
KILL, FULL, BROKEN = "signal=KILL", "error=ENOSPC", "error=EIO"
DONE, TOLD, TOLD_AFTER, LESS = 0, 10, 11, 12
"""How a command ends: well; with an error; with one that says that the new index is published; without a post that
could not be read, which it says."""
KEPT = {"FLOOR", "LAST-BUILD.json"}


def end_of(act: Callable[[], object]) -> None:
    """Run a command, and exit with how it ended."""
    try:
        report = act()
    except SearchIndexError as error:
        raise SystemExit(TOLD_AFTER if "the new index is published" in str(error) else TOLD) from None
    refused = isinstance(report, BuildReport) and any(problem.refused for problem in report.problems)
    raise SystemExit(LESS if refused else DONE)


def count_calls(act: Callable[[], object], log: Path, calls: tuple[str, ...]) -> Counter[str]:
    """Count how often each call is made where nothing fails."""
    run_traced(lambda: end_of(act), "-o", str(log), "-e", f"trace={','.join(calls)}")
    return Counter(re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE))


def points(counted: Counter[str], most: int, dice: random.Random) -> Iterator[tuple[str, int]]:
    """Yield calls by their numbers: all, or so many drawn, of each kind."""
    for call, times in sorted(counted.items()):
        for number in sorted(dice.sample(range(1, times + 1), min(most, times))):
            yield call, number


def strike_command(
    command: Command, folder: Path, fault: str, most: int, dice: random.Random, *, calls: tuple[str, ...] = CHANGING
) -> Iterator[tuple[str, list[str]]]:
    """Let one call after the other fail; yield how each time ended, and what was wrong then."""
    act = command.prepare(folder)
    disk, before, log = folder / "disk", folder / "before", folder / "log"
    copy_linked(disk, before)
    for call, number in points(count_calls(act, log, calls), most, dice):
        shutil.rmtree(disk)
        copy_linked(before, disk)
        names = _names(disk / "index")
        status = run_traced(lambda: end_of(act), "-o", str(log), "-e", f"inject={call}:{fault}:when={number}")
        left = _names(disk / "index") - names - KEPT if status == TOLD and names else set()
        answer, wrong = command.examine(
            disk / "index", has_ended=status in (DONE, TOLD_AFTER), lacks=status == LESS, leaves=status == TOLD_AFTER
        )
        wrong += [f"ended with {status}"] if status not in (DONE, TOLD, TOLD_AFTER, LESS, -signal.SIGKILL) else []
        wrong += [f"{answer} answers after an error"] if status == TOLD and answer != command.old else []
        wrong += [f"left behind after an error: {sorted(left)}"] if left else []
        ended = {DONE: "done", TOLD: "told", TOLD_AFTER: "told", LESS: "told"}.get(status, "killed")
        yield ended, [f"{command.name}, {call} {number}, {fault}: {each}" for each in wrong]


def _names(root: Path) -> set[str]:
    return {path.name for path in root.iterdir()} if root.exists() else set()


def strike_question(
    ask: Callable[[], str], log: Path, most: int, dice: random.Random, *, older: str, calls: tuple[str, ...] = READING
) -> Iterator[str]:
    """Let one call after the other that reads fail with an input/output error; yield how each question ended.

    Args:
        ask: Returns the answer.
        log: A file for strace.
        most: How many calls of each kind fail, one a time.
        dice: Say which.
        older: What the index before answers, which it may where the newest cannot be opened.
        calls: Of which kinds.
    """
    right = ask()
    ends = {
        right: "right",
        right + OLDER: "right, and the failure is said",
        older: "of the index before, which is said",
    }

    def asking() -> None:
        try:
            found = ask()
        except SearchIndexError:
            raise SystemExit(TOLD) from None
        raise SystemExit([*ends].index(found) if found in ends else LESS)

    for call, number in points(count_calls(ask, log, calls), most, dice):
        status = run_traced(asking, "-o", str(log), "-e", f"inject={call}:{BROKEN}:when={number}")
        told = {**dict(enumerate(ends.values())), TOLD: "told", LESS: f"wrong at {call} {number}"}
        yield told.get(status, f"ended with {status} at {call} {number}")
