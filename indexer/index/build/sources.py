"""The table of every file or post that an index was built from, by which an update finds what has changed since.

A file that no visitor may find is remembered by a digest of its path: names tell what posts are about, too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s, Mask
from indexer.posts.listing import Listing
from indexer.posts.post import SkipReason
from indexer.posts.source_file import SourceFile, read_source

_ROWS, _IDS = "sources", "sources.txt"
_ROW = np.dtype([("size", "<i8"), ("mtime", "<i8"), ("ctime", "<i8"), ("digest", "<u8"), ("doc", "<i4")])
REFUSED = -1
"""In place of a document's number: the file could not be read, and is named each time. Further below: it was left out,
for a reason."""
_REASONS = tuple(SkipReason)
_DIGEST = "\0"
"""How a digest in place of an id begins; no path holds this character, and no id of a post that a program gives."""


def reason_code(reason: SkipReason) -> int:
    """Return what stands in place of a document's number for a file that was left out."""
    return REFUSED - 1 - _REASONS.index(reason)


def reason_of(code: int) -> SkipReason:
    """Return the reason that a code stands for."""
    return _REASONS[REFUSED - 1 - code]


def digest_file(source: SourceFile) -> int:
    """Return 64 bits of a file's content (BLAKE2b); 0 where it cannot be read."""
    try:
        return digest_of(read_source(source))
    except OSError:
        return 0


def digest_of(data: bytes) -> int:
    """Return 64 bits of a file's content (BLAKE2b)."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


_COARSEST_CLOCK = 2_000_000_000
"""Nanoseconds between two ticks of a file system's clock, at most (FAT's)."""
_UNSETTLED = 0
"""In place of a ctime that may not tell the next change."""


def settle(ctime: int, listed: int) -> int:
    """Return a file's ctime, or ``_UNSETTLED`` where it is so recent that the next change may leave it the same.

    Content is then compared at the next update, as Git does with a "racily clean" file.

    Args:
        ctime: In nanoseconds since 1970.
        listed: When the site was listed, likewise.

    Source:
        Git's documentation, "Use of index and Racy Git problem".
    """
    return ctime if ctime < listed - _COARSEST_CLOCK else _UNSETTLED


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file or post as it was read.

    Attributes:
        ctime: When its name, rights or content last changed, in nanoseconds since 1970, see ``settle``.
        digest: Of its content, as it was read.
        doc: The document made of it; below 0 the code of the reason why there is none, see ``reason_code``.
    """

    id: str
    size: int
    mtime: int
    ctime: int
    digest: int
    doc: int

    @property
    def values(self) -> tuple[int, ...]:
        """All but the id, as ``_ROW`` has them."""
        return self.size, self.mtime, self.ctime, self.digest, self.doc


class Sources:
    """A table with a row for each file or post, in the order of the listing."""

    def __init__(self, text: str, rows: NDArray[np.void]) -> None:
        """Make a table.

        Args:
            text: The ids, each with a line end; digests of them in rows without a document.
            rows: ``_ROW``[n].
        """
        self._text = text
        self._rows = rows

    @classmethod
    def of(cls, rows: Iterable[SourceRow]) -> "Sources":
        """Make a table."""
        every = list(rows)
        table = np.array([row.values for row in every], dtype=_ROW)
        return cls(_lines([row.id for row in every], table["doc"]), table)

    @classmethod
    def read(cls, folder: Path) -> "Sources":
        """Read the table of a store.

        Raises:
            ValueError: It is cut short.
        """
        rows = np.frombuffer(folder.joinpath(_ROWS).read_bytes(), dtype=_ROW)
        return cls(folder.joinpath(_IDS).read_text(encoding="utf-8"), rows)

    def write(self, folder: Path) -> None:
        """Write the table into a store."""
        self._rows.tofile(folder / _ROWS)
        folder.joinpath(_IDS).write_text(self._text, encoding="utf-8")

    @property
    def docs(self) -> Int64s:
        """The document of each file, or why there is none."""
        docs: Int64s = self._rows["doc"].astype(np.int64)
        return docs

    @property
    def ids(self) -> list[str]:
        """The id of each file that a document was made of, and a digest of each other's."""
        return self._text.split("\n")[:-1]

    @property
    def digests(self) -> dict[str, int]:
        """The digest of each file's content, by what ``ids`` says."""
        return dict(zip(self.ids, self._rows["digest"].tolist(), strict=True))

    @property
    def digests_of_posts(self) -> dict[str, int]:
        """The digest of each file that a document was made of, by its id."""
        return {
            post_id: digest for (post_id, digest), doc in zip(self.digests.items(), self.docs, strict=True) if doc >= 0
        }

    def row(self, place: int) -> SourceRow:
        """Return all that is remembered of a file but its id, which is left empty."""
        return SourceRow("", *self._rows[place].item())

    def has(self, place: int, row: SourceRow) -> bool:
        """Tell whether a row has just these values."""
        return bool(self._rows[place].item() == row.values)

    def find(self, ids: Sequence[str]) -> Int64s:
        """Return the place of each of some files in the table: int64[n], -1 for those that are new."""
        if len(ids) == len(self._rows) and _lines(ids, self._rows["doc"]) == self._text:
            return np.arange(len(ids))
        places = {post_id: place for place, post_id in enumerate(self.ids)}
        found = (places[each] if each in places else places.get(_digest_id(each), -1) for each in ids)
        return np.fromiter(found, dtype=np.int64, count=len(ids))

    def without(self, docs: Collection[int]) -> "Sources":
        """Return the table without the files of some documents; the others are numbered as if those had never been."""
        stays = ~np.isin(self._rows["doc"], np.array([*docs], dtype=np.int64))
        rows, ids = self._rows[stays].copy(), self.ids
        searchable = rows["doc"] >= 0
        rows["doc"][searchable] = np.argsort(np.argsort(rows["doc"][searchable])).astype(np.int32)
        return Sources(_lines([ids[place] for place in np.flatnonzero(stays).tolist()], rows["doc"]), rows)

    def keep(self, numbers: Int64s) -> "Sources":
        """Return the table without the files of documents that are lost.

        Args:
            numbers: int64[N], the number that each document has from now on; -1 for those that are lost.
        """
        rows, ids = self._rows.copy(), self.ids
        searchable = rows["doc"] >= 0
        rows["doc"][searchable] = numbers[rows["doc"][searchable]]
        stays = (~searchable | (rows["doc"] >= 0)).nonzero()[0]
        return Sources(_lines([ids[place] for place in stays.tolist()], rows["doc"][stays]), rows[stays])

    def may_differ(self, found: Listing, places: Int64s) -> Mask:
        """Tell of each file found whether reading it may give another result than before: bool[files].

        Args:
            found: The files that there are now.
            places: Their places in the table.
        """
        columns = ((found.sizes, "size"), (found.mtimes, "mtime"), (found.ctimes, "ctime"))
        if self._are_all(places):  # one by one nothing need be looked up
            differ = [np.asarray(column) != self._rows[name] for column, name in columns]
            unsettled, docs = self._rows["ctime"] == _UNSETTLED, self._rows["doc"]
            doubtful: Mask = np.logical_or.reduce([*differ, unsettled, docs == REFUSED])
            return doubtful
        known = places >= 0
        rows = places[known]
        doubtful = ~known
        differ = [np.asarray(column)[known] != self._rows[name][rows] for column, name in columns]
        unsettled = self._rows["ctime"][rows] == _UNSETTLED
        doubtful[known] = np.logical_or.reduce([*differ, unsettled, self._rows["doc"][rows] == REFUSED])
        return doubtful

    def renew(self, ids: Sequence[str], places: Int64s, fresh: Mapping[int, SourceRow]) -> "Sources":
        """Return the table of what there is now.

        Args:
            ids: Of the files that there are now.
            places: Their places in this table.
            fresh: New rows of some, among them all that are new, by their places in ``ids``.
        """
        if self._are_all(places) and all((row.doc < 0) == (self._rows["doc"][at] < 0) for at, row in fresh.items()):
            table = self._rows.copy()
            for at, row in fresh.items():
                table[at] = row.values
            return Sources(self._text, table)
        rows, known = np.empty(len(places), dtype=_ROW), places >= 0
        for name in _ROW.fields or ():  # one by one: whole rows are copied ten times as slowly
            rows[name][known] = self._rows[name][places[known]]
        for at, row in fresh.items():
            rows[at] = row.values
        return Sources(_lines(ids, rows["doc"]), rows)

    def _are_all(self, places: Int64s) -> bool:
        """Tell whether places are those of all rows, in their order."""
        return len(places) == len(self._rows) and bool((places == np.arange(len(places))).all())

    def ranks(self, posts: int) -> Int32s:
        """Return the place of each of so many documents in the order of their posts' ids; 0 for dead ones."""
        ids, docs = self._text.split("\n"), self._rows["doc"]
        ordered = sorted(np.flatnonzero(docs >= 0).tolist(), key=ids.__getitem__)
        ranks = np.zeros(posts, dtype=np.int32)
        ranks[docs[ordered]] = np.arange(len(ordered), dtype=np.int32)
        return ranks


def _lines(ids: Sequence[str], docs: Int32s) -> str:
    """Return what is written of ids: themselves, or digests where there is no document."""
    written = [*ids, ""]
    for place in np.flatnonzero(docs < 0).tolist():
        written[place] = _digest_id(written[place])
    return "\n".join(written)


def _digest_id(post_id: str) -> str:
    """Return what is written in place of an id (BLAKE2b, 128 bits); of such a digest itself."""
    if post_id.startswith(_DIGEST):
        return post_id
    return _DIGEST + blake2b(post_id.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
