"""What an index was made of: every file of the site as it was, so that an update knows what has changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.layout import Int32s, Int64s, Mask
from indexer.posts.files import SourceFile, read_source
from indexer.posts.post import Reason

_FILE, _IDS = "sources.npy", "sources.txt"
_ROW = np.dtype(
    [("size", "<i8"), ("mtime", "<i8"), ("ctime", "<i8"), ("digest", "<u8"), ("doc", "<i4"), ("until", "<i8")]
)
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
        ctime: When its name, rights or content last changed, in nanoseconds since 1970.
        digest: Of its content, taken before it was read: what changed in between looks changed.
        doc: The document made of it; below 0 why there is none.
        until: Seconds since 1970 from when on it has to be looked at again though it did not change.
    """

    id: str
    size: int
    mtime: int
    ctime: int
    digest: int
    doc: int
    until: int = NEVER


class Sources:
    """Every file of a site as it was."""

    def __init__(self, ids: Sequence[str], rows: NDArray[np.void]) -> None:
        self._ids = ids
        self._rows = rows

    @cached_property
    def _places(self) -> dict[str, int]:
        return {post_id: place for place, post_id in enumerate(self._ids)}

    @classmethod
    def of(cls, rows: Iterable[SourceRow]) -> "Sources":
        """Make a table."""
        every = list(rows)
        values = [(row.size, row.mtime, row.ctime, row.digest, row.doc, row.until) for row in every]
        return cls([row.id for row in every], np.array(values, dtype=_ROW))

    @classmethod
    def read(cls, folder: Path) -> "Sources":
        """Read the table of a store."""
        ids = folder.joinpath(_IDS).read_text(encoding="utf-8").split("\n")[:-1]
        return cls(ids, np.load(folder / _FILE, allow_pickle=False))

    def write(self, folder: Path) -> None:
        """Write the table into a store."""
        np.save(folder / _FILE, self._rows, allow_pickle=False)
        folder.joinpath(_IDS).write_text("".join(f"{post_id}\n" for post_id in self._ids), encoding="utf-8")

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
        count, places = len(found), self._places
        at = np.fromiter((places.get(file.id, -1) for file in found), dtype=np.int64, count=count)
        sizes = np.fromiter((file.size for file in found), dtype=np.int64, count=count)
        times = np.fromiter((file.mtime_ns for file in found), dtype=np.int64, count=count)
        altered = np.fromiter((file.ctime_ns for file in found), dtype=np.int64, count=count)
        known = at >= 0
        rows = self._rows[at[known]]
        doubtful = np.ones(count, dtype=bool)
        same = (rows["size"] == sizes[known]) & (rows["mtime"] == times[known]) & (rows["ctime"] == altered[known])
        doubtful[known] = ~same | (rows["until"] <= now)
        gone = np.ones(len(self._rows), dtype=bool)
        gone[at[known]] = False
        return doubtful, gone

    def ranks(self, posts: int) -> Int32s:
        """Return the place of each of so many documents in the order of their posts' ids; 0 for dead ones."""
        docs = self._rows["doc"]
        ordered = sorted(np.flatnonzero(docs >= 0).tolist(), key=self._ids.__getitem__)
        ranks = np.zeros(posts, dtype=np.int32)
        ranks[docs[ordered]] = np.arange(len(ordered), dtype=np.int32)
        return ranks

    def row_of(self, post_id: str) -> tuple[int, int, int] | None:
        """Return a file's digest, document and until; None where it is new."""
        place = self._places.get(post_id)
        if place is None:
            return None
        row = self._rows[place]
        return int(row["digest"]), int(row["doc"]), int(row["until"])

    def replace(self, gone: Mask, rows: Iterable[SourceRow]) -> "Sources":
        """Return the table without the files that are gone, and with other rows for some."""
        fresh = Sources.of(rows)
        kept = ~gone
        kept[[self._places[post_id] for post_id in fresh._ids if post_id in self._places]] = False  # noqa: SLF001
        ids = self._ids if kept.all() else [self._ids[place] for place in np.flatnonzero(kept).tolist()]
        return Sources([*ids, *fresh._ids], np.concatenate([self._rows[kept], fresh._rows]))  # noqa: SLF001  our own
