"""The file in which several processes count together.

SQLite keeps the count right whichever process is killed at whatever moment; nothing has to survive the machine.
"""

import sqlite3
import time
from functools import partial
from pathlib import Path

from indexer.per_thread import PerThread

_FILE = "counts.sqlite"
_SECONDS_TO_WAIT = 5.0
_SECONDS_BETWEEN_TRIES = 0.01
_PRIMARY_CODE = 0xFF
"""The part of SQLite's extended error code that names the error; the rest names its kind."""
COUNTS_TABLE = "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER, ends REAL) WITHOUT ROWID"


def count_in(folder: Path, table: str = COUNTS_TABLE) -> PerThread[sqlite3.Connection]:
    """Return the file of counts in a folder, which each thread opens for itself as ``open_counts`` does."""
    return PerThread(partial(open_counts, folder, table))


def open_counts(folder: Path, table: str = COUNTS_TABLE) -> sqlite3.Connection:
    """Open the file of counts in a folder; made where there is none, also by several at once.

    Args:
        folder: Where it lies.
        table: The statement that makes the table which is counted in.

    Raises:
        sqlite3.Error: It cannot be made or opened.
    """
    file = sqlite3.connect(folder / _FILE, timeout=_SECONDS_TO_WAIT, isolation_level=None)
    try:
        _write_ahead(file)
        file.execute("PRAGMA synchronous = OFF")
        file.execute(table)
    except sqlite3.Error:
        file.close()
        raise
    return file


def _write_ahead(file: sqlite3.Connection) -> None:
    """Let readers go on while one writes.

    SQLite does not wait for who makes the file at the same moment: two that turn from readers to writers would wait for
    each other, so that one of them is refused at once.
    """
    until = time.monotonic() + _SECONDS_TO_WAIT
    while True:
        try:
            file.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_SECONDS_BETWEEN_TRIES)
        else:
            return
