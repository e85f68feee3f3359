"""How often each visitor has searched, counted by several processes in one file: a storage for Flask-Limiter.

SQLite keeps the count right whichever process is killed at whatever moment; nothing has to survive the machine.
"""

import sqlite3
import threading
import time
from pathlib import Path

from limits.storage import Storage

SCHEME = "shared-counts"
"""Begins the address of such a storage; the folder follows."""

_FILE = "counts.sqlite"
_SECONDS_TO_WAIT = 5.0
_SECONDS_BETWEEN_SWEEPS = 60.0
_TABLE = "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER, ends REAL) WITHOUT ROWID"
_COUNT = """
INSERT INTO counts VALUES (:key, :amount, :now + :seconds)
ON CONFLICT (key) DO UPDATE SET
    count = :amount + CASE WHEN ends > :now THEN count ELSE 0 END,
    ends = CASE WHEN ends > :now THEN ends ELSE excluded.ends END
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
        self._file = FilePerThread(Path(uri.partition("://")[2]), _TABLE)
        self._swept = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that this storage raises."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count so many more, and return how many there are now."""
        now = time.time()
        self._sweep(now)
        row = {"key": key, "amount": amount, "now": now, "seconds": expiry}
        ((count,),) = self._file().execute(_COUNT, row).fetchall()
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
        return self._file().execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one."""
        self._file().execute("DELETE FROM counts WHERE key = ?", [key])

    def _look_up(self, column: str, key: str) -> float:
        asked = f"SELECT {column} FROM counts WHERE key = ? AND ends > ?"  # noqa: S608  both columns are named above
        found = self._file().execute(asked, [key, time.time()]).fetchone()
        return float(found[0]) if found else 0

    def _sweep(self, now: float) -> None:
        if now - self._swept > _SECONDS_BETWEEN_SWEEPS:
            self._swept = now
            self._file().execute("DELETE FROM counts WHERE ends <= ?", [now])


class FilePerThread:
    """The file of counts, which each thread of each process opens for itself when it first needs it."""

    def __init__(self, folder: Path, table: str) -> None:
        """Name the folder, and the statement that makes the table which is counted in."""
        self._folder = folder
        self._table = table
        self._opened = threading.local()

    def __call__(self) -> sqlite3.Connection:
        """Return this thread's own way into the file.

        Raises:
            sqlite3.Error: As ``open_counts``.
        """
        file: sqlite3.Connection | None = getattr(self._opened, "file", None)
        if file is None:
            file = self._opened.file = open_counts(self._folder, self._table)
        return file


def open_counts(folder: Path, table: str = _TABLE) -> sqlite3.Connection:
    """Open the file of counts in a folder; made where there is none, which one process should do before others.

    Args:
        folder: Where it lies.
        table: The statement that makes the table which is counted in.

    Raises:
        sqlite3.Error: It cannot be made or opened.
    """
    file = sqlite3.connect(folder / _FILE, _SECONDS_TO_WAIT, isolation_level=None)
    try:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = OFF")
        file.execute(table)
    except sqlite3.Error:
        file.close()
        raise
    return file
