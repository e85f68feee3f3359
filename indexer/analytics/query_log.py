"""The log itself: one SQLite file, in which any number of processes count.

Nothing in it tells when in a day, in which order or by whom something was asked: a row is a day and a query, or a day,
a query and the post that was chosen, with how often. What is deleted is overwritten.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from indexer.errors import SearchIndexError
from indexer.settings.settings import Settings

if TYPE_CHECKING:
    import sqlite3

FILE = "queries.sqlite"
_SECONDS_TO_WAIT = 10.0
_PAGE_BYTES = 4096
_RARE_DAYS = 7
"""So long a query is kept that was asked once: what only one person has typed says most about that person."""
_SHARE_DROPPED = 4
"""One row of so many goes where the file is full: the oldest, and of a day the rarest."""
_TABLES = """
CREATE TABLE IF NOT EXISTS queries (
    day TEXT, query TEXT, asked INTEGER, hits INTEGER, most_hits INTEGER, spent REAL, slowest REAL,
    PRIMARY KEY (day, query)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS choices (
    day TEXT, query TEXT, post TEXT, chosen INTEGER, PRIMARY KEY (day, query, post)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS withdrawals (folder TEXT PRIMARY KEY, floor INTEGER) WITHOUT ROWID;
"""
_COLUMNS = "day, query, asked, hits, spent, slowest"
_COUNT = """
INSERT INTO queries VALUES (:day, :query, :asked, :hits, :hits, :spent, :slowest)
ON CONFLICT (day, query) DO UPDATE SET
    asked = asked + :asked, hits = :hits, most_hits = max(most_hits, :hits), spent = spent + :spent,
    slowest = max(slowest, :slowest)
"""
_CHOOSE = """
INSERT INTO choices VALUES (:day, :query, :post, :chosen)
ON CONFLICT (day, query, post) DO UPDATE SET chosen = chosen + :chosen
"""


class Withdrawn(NamedTuple):
    """What was withdrawn of an index so far.

    Attributes:
        folder: Of the index.
        floor: Its floor, another one after each withdrawal; 0 where nothing was ever withdrawn.
    """

    folder: str
    floor: int


class QueryLogError(SearchIndexError):
    """The log cannot be read or written."""


@dataclass(slots=True)
class Asked:
    """How a query was answered.

    Attributes:
        asked: How often.
        hits: Posts found, the last time.
        spent: Milliseconds of all answers together.
        slowest: Milliseconds of the slowest.
    """

    asked: int = 0
    hits: int = 0
    spent: float = 0.0
    slowest: float = 0.0

    def add(self, other: "Asked") -> None:
        """Add later answers."""
        self.asked += other.asked
        self.hits = other.hits
        self.spent += other.spent
        self.slowest = max(self.slowest, other.slowest)


@dataclass(slots=True)
class Counts:
    """What was counted: by day and query, and by day, query and post."""

    asked: dict[tuple[str, str], Asked] = field(default_factory=dict)
    chosen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.asked) + len(self.chosen)


@dataclass(frozen=True, slots=True)
class QueryLog:
    """A log in a folder; each call opens and closes its file.

    Attributes:
        folder: Made where it is not there; only its owner can read what it holds.
        most_bytes: Size of the file at most.
        most_days: How long a day is kept.
    """

    folder: Path
    most_bytes: int
    most_days: int

    @classmethod
    def from_settings(cls, settings: Settings) -> "QueryLog | None":
        """Return the log that settings name, if they do."""
        folder, megabytes = settings.query_log, settings.query_log_megabytes
        return cls(folder, megabytes * 1_000_000, settings.query_log_days) if folder else None

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / FILE

    def add(self, counts: Counts, today: date, is_current: Callable[[], bool] = lambda: True) -> None:
        """Add counts, and delete what is too old.

        Args:
            counts: What to add.
            today: The day by which age is told.
            is_current: Asked once nobody else can write: whether the counts may still be kept.

        Raises:
            QueryLogError: The file cannot be written; nothing of it was.
        """
        with self._writing() as file:
            if not is_current():
                return
            self._delete_old(file, today)
            self._make_room(file)
            rows = ((key, each) for key, each in counts.asked.items())
            file.executemany(_COUNT, (_asked_row(day, query, each) for (day, query), each in rows))
            chosen = counts.chosen.items()
            keys = ("day", "query", "post", "chosen")
            file.executemany(_CHOOSE, (dict(zip(keys, (*key, count), strict=True)) for key, count in chosen))

    def read(self, since: date) -> Counts:
        """Return what was counted since a day; nothing where there is no log yet.

        Raises:
            QueryLogError: The file cannot be read.
        """
        if not self.path.exists():
            return Counts()
        with self._explained(), closing(self._open()) as file:
            if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'choices'").fetchone():
                return Counts()  # a server is making the file at this moment, and has not made its tables
            asked = file.execute(f"SELECT {_COLUMNS} FROM queries WHERE day >= ?", [since.isoformat()]).fetchall()  # noqa: S608  names of our own
            chosen = file.execute("SELECT * FROM choices WHERE day >= ?", [since.isoformat()]).fetchall()
            _require_kinds(asked, str, str, int, int, float, float)
            _require_kinds(chosen, str, str, str, int)
        return Counts(
            {(day, query): Asked(*values) for day, query, *values in asked},
            {(day, query, post): count for day, query, post, count in chosen},
        )

    def has_forgotten(self, withdrawn: Withdrawn) -> bool:
        """Tell whether ``forget`` was last told of just that, or there is no log that could hold any of it.

        Raises:
            QueryLogError: The file cannot be read.
        """
        with self._explained():
            if not (withdrawn.floor and self.path.exists()):
                return True
            with closing(self._open()) as file:
                if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'withdrawals'").fetchone():
                    return False
                found = file.execute("SELECT 1 FROM withdrawals WHERE folder = ? AND floor = ?", withdrawn).fetchone()
        return found is not None

    def forget(
        self,
        is_post: Callable[[str], bool],
        is_known: Callable[[str], bool] | None = None,
        withdrawn: Withdrawn | None = None,
    ) -> None:
        """Delete the choices of posts that are no more, and queries that posts answered with words nobody has now.

        Args:
            is_post: Tells whether there is a post with an id.
            is_known: Tells whether all words of a query are in a post; None where no query is to go.
            withdrawn: Because of which queries go, to be remembered; None where none do.

        Raises:
            QueryLogError: The file cannot be read or written.
        """
        with self._explained():
            if not self.path.exists():
                return
        with self._writing() as file:
            posts = _read_texts(file, "SELECT DISTINCT post FROM choices")
            _delete(file, "DELETE FROM choices WHERE post = ?", (post for post in posts if not is_post(post)))
            if is_known:
                answered = "SELECT DISTINCT query FROM queries WHERE most_hits > 0"  # also those asked again since
                lost = [query for query in _read_texts(file, answered) if not is_known(query)]
                _delete(file, "DELETE FROM queries WHERE query = ?", lost)
                _delete(file, "DELETE FROM choices WHERE query = ?", lost)
            if withdrawn:
                file.execute("INSERT OR REPLACE INTO withdrawals VALUES (?, ?)", withdrawn)

    @contextmanager
    def _writing(self) -> "Iterator[sqlite3.Connection]":
        """Open the file and hold it alone, until all is written or, after an error, nothing."""
        with self._explained():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(self._open()) as file:
                file.execute("PRAGMA auto_vacuum = FULL")  # before the first table: the file shrinks by itself
                file.execute(f"PRAGMA max_page_count = {max(self.most_bytes // _PAGE_BYTES, 16)}")
                with file:  # which commits, or takes all back where anything stops it
                    file.execute("BEGIN IMMEDIATE")
                    for statement in filter(str.strip, _TABLES.split(";")):
                        file.execute(statement)
                    yield file

    def _open(self) -> "sqlite3.Connection":
        import sqlite3  # noqa: PLC0415  most who are told of a log never open it

        file = sqlite3.connect(self.path, timeout=_SECONDS_TO_WAIT, isolation_level=None)
        file.execute("PRAGMA secure_delete = ON")
        return file

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import sqlite3  # noqa: PLC0415  likewise

        try:
            yield
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:  # the last where SQLite quotes damaged bytes
            is_damaged = not isinstance(error, OSError | sqlite3.OperationalError)
            advice = "; delete it, and it is begun anew" if is_damaged else ""
            raise QueryLogError(f"{self.path}: the log of queries cannot be used: {error}{advice}") from error

    def _delete_old(self, file: "sqlite3.Connection", today: date) -> None:
        first = (today - timedelta(days=self.most_days - 1)).isoformat()
        file.execute("DELETE FROM queries WHERE day < ?", [first])
        file.execute("DELETE FROM choices WHERE day < ?", [first])
        rare = (today - timedelta(days=_RARE_DAYS)).isoformat()
        once = "SELECT query FROM queries GROUP BY query HAVING sum(asked) < 2 AND max(day) < ?"
        file.execute(f"DELETE FROM choices WHERE query IN ({once})", [rare])  # noqa: S608  the line above
        file.execute(f"DELETE FROM queries WHERE query IN ({once})", [rare])  # noqa: S608

    def _make_room(self, file: "sqlite3.Connection") -> None:
        """Delete the oldest and rarest where the file is nearly full."""
        (pages,), (free,) = (file.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count"))
        if (pages - free) * _PAGE_BYTES < self.most_bytes * 0.9:
            return
        for table, key, count in (("queries", "day, query", "asked"), ("choices", "day, query, post", "chosen")):
            (rows,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  names of our own
            chosen = f"SELECT {key} FROM {table} ORDER BY day, {count} LIMIT {-(-rows // _SHARE_DROPPED)}"  # noqa: S608
            file.execute(f"DELETE FROM {table} WHERE ({key}) IN ({chosen})")  # noqa: S608


def _read_texts(file: "sqlite3.Connection", statement: str) -> list[str]:
    rows = file.execute(statement).fetchall()
    _require_kinds(rows, str)
    return [text for (text,) in rows]


def _require_kinds(rows: Iterable[tuple[object, ...]], *kinds: type) -> None:
    """Compare values with what a row is made of: SQLite returns those of damaged pages as they are.

    Raises:
        sqlite3.DatabaseError: One is something else.
    """
    import sqlite3  # noqa: PLC0415  see _open

    if not all(all(map(isinstance, row, kinds)) for row in rows):
        raise sqlite3.DatabaseError("a row is not as it was written")


def _asked_row(day: str, query: str, each: Asked) -> Mapping[str, str | float]:
    return {
        "day": day,
        "query": query,
        "asked": each.asked,
        "hits": each.hits,
        "spent": round(each.spent, 1),
        "slowest": round(each.slowest, 1),
    }


def _delete(file: "sqlite3.Connection", statement: str, values: Iterable[str]) -> None:
    file.executemany(statement, ([value] for value in values))
