"""How often each visitor has searched, counted by several processes in one file: a storage for Flask-Limiter.

A count that ends much later than one that begins now was begun before the clock was set back, and is begun anew: else
who searched then would be refused until the clock has caught up.
"""

import sqlite3
import time
from pathlib import Path

from limits.storage import Storage

from search_app.service.counts import count_in

SCHEME = "shared-counts"
"""Begins the address of such a storage; the folder follows."""

SET_BACK_SECONDS = 60.0
"""By how much a clock has to be set back to be noticed: who waited for the file counts by an earlier moment, too."""
_SECONDS_BETWEEN_SWEEPS = 60.0
_COUNT = """
INSERT INTO counts VALUES (:key, :amount, :now + :seconds)
ON CONFLICT (key) DO UPDATE SET
    count = :amount + CASE WHEN ends > :now AND ends <= excluded.ends + :set_back THEN count ELSE 0 END,
    ends = CASE WHEN ends > :now AND ends <= excluded.ends + :set_back THEN ends ELSE excluded.ends END
RETURNING count
"""


class SharedCounts(Storage):
    """Counts by key, each until its time is over.

    Source:
        limits 5.8, "Custom storage backends".
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  as its base class has it

    def __init__(self, uri: str, *, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        """Name the folder; the file is opened by each thread of each process that counts."""
        super().__init__(uri, wrap_exceptions, **options)
        self._file = count_in(Path(uri.partition("://")[2]))
        self._swept = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that this storage raises."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count so many more, and return how many there are now."""
        now = time.time()
        self._sweep(now)
        row = {"key": key, "amount": amount, "now": now, "seconds": expiry, "set_back": SET_BACK_SECONDS}
        ((count,),) = self._file.kept.execute(_COUNT, row).fetchall()
        return int(count)

    def get(self, key: str) -> int:
        """Return the count."""
        return int(self._look_up("count", key))

    def get_expiry(self, key: str) -> float:
        """Return when it ends, in seconds since 1970: now, where nothing is counted."""
        return self._look_up("ends", key) or time.time()

    def check(self) -> bool:
        """Say whether the file can be read."""
        self.get("")
        return True

    def reset(self) -> int:
        """Forget all counts."""
        return self._file.kept.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one."""
        self._file.kept.execute("DELETE FROM counts WHERE key = ?", [key])

    def _look_up(self, column: str, key: str) -> float:
        asked = f"SELECT {column} FROM counts WHERE key = ? AND ends > ?"  # noqa: S608  both columns are named above
        found = self._file.kept.execute(asked, [key, time.time()]).fetchone()
        return float(found[0]) if found else 0

    def _sweep(self, now: float) -> None:
        if abs(now - self._swept) > _SECONDS_BETWEEN_SWEEPS:
            self._swept = now
            self._file.kept.execute("DELETE FROM counts WHERE ends <= ?", [now])
