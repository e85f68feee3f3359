"""The outcome of the last command that wrote an index, in a file beside its generations (``LAST-BUILD.json``).

Monitoring reads it. It holds nothing that a post says, nor the name of a file: posts may be withdrawn, and it stays.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from indexer.errors import (
    FROM_DAMAGED_BYTES,
    IndexBusyError,
    NotAtRestError,
    PublishRefusedError,
    UsageError,
)
from indexer.index.generations.durable import replace_file
from indexer.index.generations.folder import MARKER, mode_for_folders

if TYPE_CHECKING:  # a server reads this file, and has no need of what reads sites
    from indexer.index.build.report import BuildReport

FILE = "LAST-BUILD.json"
PUBLISHED, UNCHANGED = "published", "unchanged"
OUTCOMES = (PUBLISHED, UNCHANGED, "refused", "misused", "failed")
"""A new index was published; nothing had changed; the new index looked wrong and was not published; the site or a
setting cannot be read; anything else went wrong. A command that found the index held by another writes nothing."""


@dataclass(frozen=True, slots=True)
class LastBuild:
    """The outcome of a command that was to write an index.

    Attributes:
        command: ``rebuild``, ``update``, ``watch`` or ``rollback``.
        outcome: One of ``OUTCOMES``.
        ended: When, in seconds since 1970.
        seconds: How long it took.
        succeeded: When the last one that published, or found nothing changed, ended, likewise; 0 where none has.
        refused: Posts that could not be read.
        parts_mended: Parts of the index that were damaged and are written anew.
    """

    command: str
    outcome: str
    ended: float
    seconds: float
    succeeded: float = 0.0
    refused: int = 0
    parts_mended: int = 0

    @property
    def is_success(self) -> bool:
        """Whether it did what it was to: the index is as the site is or, after ``rollback``, as it was before."""
        return self.outcome in {PUBLISHED, UNCHANGED}

    @property
    def ended_at(self) -> datetime:
        """When it ended."""
        return datetime.fromtimestamp(self.ended, UTC)


def read_last_build(root: Path) -> LastBuild | None:
    """Return the outcome of the last command that wrote an index; None where nothing is known of it."""
    try:
        values = orjson.loads((root / FILE).read_bytes())
        found = LastBuild(
            str(values["command"]),
            str(values["outcome"]),
            float(values["ended"]),
            float(values["seconds"]),
            float(values["succeeded"]),
            int(values["refused"]),
            int(values.get("parts_mended", 0)),
        )
    except (OSError, *FROM_DAMAGED_BYTES):
        return None
    return found if found.outcome in OUTCOMES else None


@contextmanager
def record_build(root: Path, command: str, clock: Callable[[], float] = time.time) -> Iterator[list["BuildReport"]]:
    """Record how a build ends; where the record cannot be written, the build succeeds all the same.

    An interrupt and a wait for another writer are not recorded: whoever caused one knows.

    Args:
        root: The index folder.
        command: That builds.
        clock: Seconds since 1970.

    Yields:
        A list, into which the report is to be put.
    """
    begin, before = clock(), read_last_build(root)
    reports: list[BuildReport] = []
    try:
        yield reports
    except (IndexBusyError, NotAtRestError):
        raise
    except Exception as error:  # also what nobody foresaw, such as a library that did not fit into memory
        now = clock()
        succeeded = before.succeeded if before else 0.0
        _write(root, LastBuild(command, _outcome_of(error), now, round(now - begin, 3), succeeded))
        raise
    for report in reports:
        outcome = UNCHANGED if report.is_unchanged else PUBLISHED
        now = clock()
        mended = report.changes.parts_mended if report.changes else 0
        found = LastBuild(command, outcome, now, round(now - begin, 3), now, report.contents.refused, mended)
        _write(root, found)


@contextmanager
def record_rollback(root: Path, clock: Callable[[], float] = time.time) -> Iterator[None]:
    """Record a rollback, which leaves the time of the last success as it was.

    One that fails is not recorded: it changed nothing, and its command reports it.
    """
    begin, before = clock(), read_last_build(root)
    yield
    now = clock()
    succeeded = before.succeeded if before else 0.0
    _write(root, LastBuild("rollback", PUBLISHED, now, round(now - begin, 3), succeeded))


def _outcome_of(error: Exception) -> str:
    if isinstance(error, PublishRefusedError):
        return "refused"
    return "misused" if isinstance(error, UsageError) else "failed"


def _write(root: Path, found: LastBuild) -> None:
    with suppress(OSError):
        if (root / MARKER).exists():
            write = partial(replace_file, root / FILE, orjson.dumps(asdict(found)), mode_for_folders(root) & 0o644)
            try:
                write()
            except FileNotFoundError:  # the next writer, who is at work by now, has swept away what was half written
                write()
