"""What an index was made of: every file of the site as it was, so that an update knows what has changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.layout import Int64s, Mask, hash_term
from indexer.posts.files import SourceFile, read_source
from indexer.posts.post import Reason

_FILE = "sources.npy"
_ROW = np.dtype([("key", "<u8"), ("size", "<i8"), ("mtime", "<i8"), ("digest", "<u8"), ("doc", "<i4"), ("until", "<i8")])
NEVER = int(np.iinfo(np.int64).max)
"""When a file has to be looked at again that did not change: never."""
REFUSED = -1
"""In place of a document's number: the file could not be read. Further below: it was left out, for a reason."""
_REASONS = tuple(Reason)


def reason_code(reason: Reason) -> int:
    """Return what stands in place of a document's number for a file that was left out."""
    return REFUSED - 1 - _REASONS.index(reason)


def reason_of(code: int) -> Reason:
    """Return the reason that a code stands for."""
    return _REASONS[REFUSED - 1 - code]


def digest_file(source: SourceFile) -> int:
    """Return 64 bits of a file's content (BLAKE2b); 0 where it cannot be read."""
    try:
        return int.from_bytes(blake2b(read_source(source), digest_size=8).digest(), "little")
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One file as it was.

    Attributes:
        digest: Of its content, taken before it was read: what changed in between looks changed.
        doc: The document made of it; below 0 why there is none.
        until: Seconds since 1970 from when on it has to be looked at again though it did not change.
    """

    id: str
    size: int
    mtime: int
    digest: int
    doc: int
    until: int = NEVER


class Sources:
    """Every file of a site as it was, in the order of the hashes of their ids."""

    def __init__(self, rows: NDArray[np.void]) -> None:
        self._rows = rows

    @classmethod
    def of(cls, rows: Iterable[SourceRow]) -> "Sources":
        """Make a table."""
        values = [(hash_term(row.id), row.size, row.mtime, row.digest, row.doc, row.until) for row in rows]
        table = np.array(values, dtype=_ROW)
        return cls(table[np.argsort(table["key"])])

    @classmethod
    def read(cls, folder: Path) -> "Sources":
        """Read the table of a store."""
        return cls(np.load(folder / _FILE, allow_pickle=False))

    def write(self, folder: Path) -> None:
        """Write the table into a store."""
        np.save(folder / _FILE, self._rows, allow_pickle=False)

    @property
    def docs(self) -> Int64s:
        """The document of each file, or why there is none."""
        docs: Int64s = self._rows["doc"].astype(np.int64)
        return docs

    def compare(self, found: Sequence[SourceFile], now: float) -> tuple[Mask, Mask]:
        """Compare what was with what is.

        Args:
            found: The files that there are now.
            now: Seconds since 1970.

        Returns:
            For each file found, whether it may have changed; for each row, whether its file is gone.
        """
        keys = np.fromiter((hash_term(file.id) for file in found), dtype=np.uint64, count=len(found))
        stamps = np.array([(file.size, file.mtime_ns) for file in found], dtype=np.int64).reshape(-1, 2)
        at, known = self._find(keys)
        rows = self._rows[at] if len(self._rows) else np.zeros(len(found), dtype=_ROW)
        same = known & (rows["size"] == stamps[:, 0]) & (rows["mtime"] == stamps[:, 1]) & (rows["until"] > now)
        gone = np.ones(len(self._rows), dtype=bool)
        gone[at[known]] = False
        return ~same, gone

    def _find(self, keys: NDArray[np.uint64]) -> tuple[Int64s, Mask]:
        if not len(self._rows):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
        at = np.minimum(np.searchsorted(self._rows["key"], keys), len(self._rows) - 1)
        return at, self._rows["key"][at] == keys

    def row_of(self, post_id: str) -> tuple[int, int, int] | None:
        """Return a file's digest, document and until; None where it is new."""
        at, known = self._find(np.array([hash_term(post_id)], dtype=np.uint64))
        row = self._rows[int(at[0])] if known[0] else None
        return None if row is None else (int(row["digest"]), int(row["doc"]), int(row["until"]))

    def replace(self, gone: Mask, rows: Iterable[SourceRow]) -> "Sources":
        """Return the table without the files that are gone, and with other rows for some."""
        fresh = Sources.of(rows)._rows  # noqa: SLF001  our own
        kept = self._rows[~gone]
        kept = kept[~np.isin(kept["key"], fresh["key"])]
        table = np.concatenate([kept, fresh])
        return Sources(table[np.argsort(table["key"], kind="stable")])
