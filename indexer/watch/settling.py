"""Which files have been left alone long enough to be taken for completely written."""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.posts.source_file import FileStatus, SourceFile

REST_SECONDS = 0.25
"""For a file that has something in it."""
LOSS_SECONDS = 1.0
"""For a file that is empty or gone, and for the configuration: editors truncate, or delete, before they write."""
OPEN_SECONDS = 10.0
"""For a file that a program holds open for writing; some never close it."""
_OLD_SECONDS = 30.0
"""A file whose ctime is older has not to be remembered; clocks of file servers differ by less."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A status of a file, None where it was gone, and since when it has been the same, by the monotonic clock."""

    status: object
    since: float


class Settling:
    """Remembers when files were seen to change; the ``Hold`` of an update.

    Attributes:
        rests_at: When the first of what the last update held back may be at rest, by the monotonic clock; None where
            nothing was held back.
        held: The ids of what the last update held back.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, wall_clock: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self._wall_clock = wall_clock
        self._noticed: dict[str, float] = {}
        self._seen: dict[str, _Seen] = {}
        self._rules: _Seen | None = None
        self.rests_at: float | None = None
        self.held: frozenset[str] = frozenset()

    def notice(self, post_ids: Iterable[str]) -> None:
        """Note that something has just happened to some files."""
        now = self._clock()
        for post_id in post_ids:
            self._noticed[post_id] = now

    def begin(self) -> None:
        """Forget what was held back; called before each update."""
        now = self._clock()
        self._noticed = {post_id: when for post_id, when in self._noticed.items() if now - when < _OLD_SECONDS}
        self.rests_at, self.held = None, frozenset()

    def held_files(self, changed: Iterable[SourceFile], gone: Iterable[str]) -> frozenset[str]:
        """Return the ids of files that changed, or went, a moment ago, or are open for writing."""
        now, wall = self._clock(), self._wall_clock()
        seen, held = dict[str, _Seen](), set[str]()
        for file in changed:
            age = wall - file.ctime_ns / 1e9
            if age > _OLD_SECONDS and file.id not in self._noticed and file.id not in self._seen:
                continue
            known = seen[file.id] = self._look(self._seen.get(file.id), file.id, file.status, now)
            rested = min(now - known.since, age) if age >= 0 else now - known.since
            needed = _seconds_needed(file, rested)
            if rested < needed:
                self._hold(now - rested + needed)
                held.add(file.id)
        for post_id in gone:
            known = seen[post_id] = self._look(self._seen.get(post_id), post_id, None, now)
            if now - known.since < LOSS_SECONDS:
                self._hold(known.since + LOSS_SECONDS)
                held.add(post_id)
        self._seen, self.held = seen, frozenset(held)
        return self.held

    def holds_rules(self, rules: object) -> bool:
        """Tell whether what decides over every post was another a moment ago, or is seen for the first time."""
        now = self._clock()
        if self._rules is None or self._rules.status != rules:
            self._rules = _Seen(rules, now)
        if now - self._rules.since >= LOSS_SECONDS:
            return False
        self._hold(self._rules.since + LOSS_SECONDS)
        return True

    def _look(self, known: _Seen | None, post_id: str, status: FileStatus | None, now: float) -> _Seen:
        """Return since when a file is as it is: since the last time that anything was noticed of it."""
        noticed = self._noticed.get(post_id)
        if known is None or known.status != status:
            return _Seen(status, now if noticed is None else noticed)
        return known if noticed is None else _Seen(status, max(known.since, noticed))

    def _hold(self, until: float) -> None:
        self.rests_at = until if self.rests_at is None else min(self.rests_at, until)


def _seconds_needed(file: SourceFile, rested: float) -> float:
    """Return how long a file has to be left alone."""
    needed = REST_SECONDS if file.size else LOSS_SECONDS
    if needed <= rested < OPEN_SECONDS and is_open_for_writing(file.location):
        return OPEN_SECONDS
    return needed


def is_open_for_writing(location: str) -> bool:
    """Tell whether any program has a file open for writing; False where the system does not say.

    The kernel gives a read lease on a file only where nobody does, and only to the file's owner or to root.

    Source:
        man 2 fcntl, "Leases".
    """
    if sys.platform != "linux":
        return False
    try:
        descriptor = os.open(location, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # Who opens it meanwhile has the lease broken, of which a signal tells: SIGIO would end this process.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
