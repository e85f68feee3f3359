"""When the next update is due: soon after a change, and every few minutes in any case."""

from dataclasses import dataclass

QUIET_SECONDS = 0.2
"""An update waits until nothing has happened for so long, so that one does for all files of a change."""
_PATIENCE_SECONDS = 1.0
"""It does not wait longer than this while a few files change again and again."""
_BURST = 200
_BURST_SECONDS = 30.0
"""Nor longer than this while more than that many do: a checkout of Git, a sync."""
_ECHO_SECONDS = 3.0
"""So long after an update the site is looked through once more: of a burst of changes the system may lose some, and it
does not say so."""
_RETRY_SECONDS = 0.25


@dataclass(slots=True)
class Schedule:
    """The times of updates, in seconds of a monotonic clock.

    Attributes:
        rescan_seconds: The longest time between two updates.
        poll_seconds: The same where changes are not told of; None where they are.
        scans_at: When an update is due though nothing was noticed.
    """

    rescan_seconds: float
    scans_at: float
    poll_seconds: float | None = None
    _first: float | None = None
    _last: float = 0.0
    _noticed: int = 0
    _rests_until: float = 0.0
    _echoes_at: float = 0.0

    @property
    def due(self) -> float:
        """When the next update is due."""
        if self._first is None:
            return self.scans_at
        patience = _BURST_SECONDS if self._noticed > _BURST else _PATIENCE_SECONDS
        settled = min(self._last + QUIET_SECONDS, self._first + patience)
        return min(self.scans_at, max(settled, self._rests_until))

    def notice(self, now: float, changes: int) -> None:
        """Note that so many files have just changed."""
        if changes:
            self._first = now if self._first is None else self._first
            self._last = now
            self._noticed += changes

    def scan(self, now: float) -> None:
        """Have an update made at once."""
        self.scans_at = now

    def finish(self, begin: float, now: float, rests_at: float | None = None) -> None:
        """Note that an update was made.

        Args:
            begin: When it began. What was noticed before is done with.
            now: When it ended.
            rests_at: When what it held back may be at rest; None where nothing was held back.
        """
        if self._first is not None:
            self._echoes_at = now + max(_ECHO_SECONDS, now - begin)
        times = [now + self.rescan_seconds]
        if self._echoes_at > now:
            times.append(self._echoes_at)
        if self.poll_seconds is not None:
            times.append(now + max(self.poll_seconds, 10 * (now - begin)))
        if rests_at is not None:
            times.append(max(rests_at, now))
        self.scans_at = min(times)
        self._first, self._noticed = None, 0
        self._rests_until = now + (now - begin)  # half of the time is left to others

    def retry(self, now: float, after: float = _RETRY_SECONDS) -> None:
        """Note that an update could not be made, and has to be tried again."""
        self.scans_at = now + after
