"""Finding a site's Markdown files, and reading one, without ever leaving the site or waiting for a device."""

import errno
import os
import stat
import time
import unicodedata
from array import array
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from indexer.posts.generators.base import Rules
from indexer.posts.post import Problem, Skipped

LARGEST = 10_000_000
"""Bytes in a file; a larger one is refused."""

# MDX (.mdx) is no Markdown but a program: none of the generators known here publishes it as a post.
_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown")
_SKIPPED_FOLDERS = frozenset({"node_modules", "bower_components", "__pycache__", "CVS"})
_ATTEMPTS = 3
_SECONDS_AT_REST = 0.25
"""How long a file that changed after it was listed must be left alone before it counts as completely written."""
_GONE = "a link that leads nowhere, or a file that has just been removed"


FileStatus = tuple[int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds since 1970."""


class SourceFile(NamedTuple):
    """A Markdown file that may be a post.

    Attributes:
        id: The path below the site with forward slashes.
        location: Where it is opened; links are resolved.
        size: In bytes.
        mtime_ns: When it was last changed, in nanoseconds since 1970.
        ctime_ns: The same, of its name and rights too.
    """

    id: str
    location: str
    size: int
    mtime_ns: int
    ctime_ns: int

    @property
    def path(self) -> Path:
        """The location as a path."""
        return Path(self.location)

    @property
    def status(self) -> "FileStatus":
        """The size and times that change with the content."""
        return self.size, self.mtime_ns, self.ctime_ns


@dataclass(frozen=True, slots=True)
class Listing:
    """A site's Markdown files in columns: there are many, and of most an update wants to know no more than these.

    Attributes:
        ids: In the order in which they were found. Most file systems name what is in a folder in the same order as
            long as nothing is added.
        sizes, mtimes, ctimes: Of each, see ``SourceFile``.
        folders: Where the files of each folder lie, with a slash at the end; by its path below the site, likewise.
        linked: Where the files lie that a link of their own leads to.
        others: What else was found, by path below the site, in the order of these.
    """

    ids: Sequence[str]
    sizes: Sequence[int]
    mtimes: Sequence[int]
    ctimes: Sequence[int]
    folders: Mapping[str, str]
    linked: Mapping[str, str]
    others: Mapping[str, Skipped | Problem]

    def __getitem__(self, at: int) -> SourceFile:
        """Return a file."""
        post_id = self.ids[at]
        name = post_id.rfind("/") + 1
        location = self.linked.get(post_id) or self.folders[post_id[:name]] + post_id[name:]
        return SourceFile(post_id, location, self.sizes[at], self.mtimes[at], self.ctimes[at])

    def __iter__(self) -> Iterator[SourceFile]:
        """Yield the files, as they were found."""
        return map(self.__getitem__, range(len(self.ids)))


def list_files(rules: Rules, largest: int = LARGEST) -> Listing:
    """Find a site's Markdown files.

    Hidden files and folders are skipped without a word. Links are followed as long as they stay inside the
    site; a folder is read once, however many links lead to it. Only regular files are ever opened.

    Args:
        rules: Which folders are looked into, and which paths are no posts.
        largest: In bytes; larger files are refused.
    """
    walk = _Walk(rules, largest)
    for folder in sorted(rules.folders()):
        walk.enter(folder.relative_to(rules.root).as_posix(), str(folder))
    walk.follow_links()
    return walk.listing()


def read_source(source: SourceFile, largest: int = LARGEST, patience: float = 0.0) -> bytes:
    """Return the bytes of a file as they were at one moment.

    Args:
        source: As it was listed.
        largest: In bytes; a larger file is refused.
        patience: Seconds to wait until a file that has changed since it was listed, which may be half written, is left
            alone.

    Raises:
        OSError: It is gone, unreadable, too large, no regular file any more, or never at rest.
    """
    known, deadline = source.status, time.monotonic() + patience
    for attempt in count(1):
        data, status = _read_once(source.location, largest)
        if status and (status == known or not patience):
            return data
        if time.monotonic() >= deadline and attempt >= _ATTEMPTS:
            break
        if patience:
            known = status or known
            time.sleep(_SECONDS_AT_REST)
    raise OSError(errno.EBUSY, "the file is being written to; try again")


def has_changed(source: SourceFile) -> bool:
    """Tell whether a file is gone, or another than it was when it was listed."""
    try:
        found = os.lstat(source.location)
    except OSError:
        return True
    return source.status != (found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def describe(error: OSError) -> str:
    """Return the system's reason in a few words."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def _read_once(path: str, largest: int) -> tuple[bytes, FileStatus | None]:
    """Return a file's bytes and its status; None for that where the file changed meanwhile."""
    # O_NONBLOCK: opening a named pipe would wait for a writer. O_NOFOLLOW: links were resolved already.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if before.st_size > largest:
            raise OSError(errno.EFBIG, f"larger than {largest:,} bytes")
        data = file.read(largest + 1)
        after = os.fstat(descriptor)
    is_at_rest = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, len(data))
    return data, (len(data), after.st_mtime_ns, after.st_ctime_ns) if is_at_rest else None


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    """Open a folder: asking it for a file is faster than finding the way to it anew for each."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Walk:
    """One walk through a site's folders, in plain strings: a path object a file would take most of its time."""

    def __init__(self, rules: Rules, largest: int) -> None:
        self._skip_reason = rules.skip_reason
        self._largest = largest
        self._ids: list[str] = []
        self._sizes, self._mtimes, self._ctimes = array("q"), array("q"), array("q")
        self._folders: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._others: dict[str, Skipped | Problem] = {}
        self._root = os.path.realpath(rules.root)
        self._links: deque[tuple[str, str]] = deque()
        self._seen: set[str] = set()

    def listing(self) -> Listing:
        """Return what was found."""
        others = dict(sorted(self._others.items()))
        return Listing(self._ids, self._sizes, self._mtimes, self._ctimes, self._folders, self._linked, others)

    def enter(self, folder_id: str, path: str) -> None:
        """Look through a folder and all below it; links to folders wait for ``follow_links``."""
        try:
            real = os.path.realpath(path, strict=True)
        except OSError:
            self._warn(folder_id, "no such folder, or a link that leads nowhere")
            return
        if self._is_inside(real):
            self._look_through(folder_id, real)
        else:
            self._problem(folder_id, f"leads out of the site, to {_printable(real)}; it was not followed")

    def follow_links(self) -> None:
        """Look through the folders that links lead to, once every real folder has been read."""
        while self._links:
            self.enter(*self._links.popleft())

    def _look_through(self, folder_id: str, real: str) -> None:
        waiting = [(folder_id, real)]
        while waiting:
            folder_id, real = waiting.pop()
            if real in self._seen:
                self._warn(folder_id, "leads to a folder that is read already; it was not followed")
            else:
                self._seen.add(real)
                waiting += self._look_into(folder_id, real)

    def _look_into(self, folder_id: str, real: str) -> list[tuple[str, str]]:
        """Note the files in one folder, and return the folders in it."""
        above = "" if folder_id == "." else f"{folder_id}/"
        self._folders[above] = os.path.join(real, "")  # noqa: PTH118  with a slash at the end
        try:
            with _opened(real) as folder, os.scandir(folder) as entries:
                others = self._note_files(above, entries)
                return self._sort_out(above, self._folders[above], others)
        except OSError as error:
            self._problem(folder_id, f"the folder cannot be read: {describe(error)}")
            return []

    def _note_files(self, above: str, entries: Iterator[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
        """Note the files among what is in a folder; return what else is to be looked at."""
        others = []
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if not entry.is_file(follow_symlinks=False):
                if name not in _SKIPPED_FOLDERS:
                    others.append(entry)
            elif name.endswith(_SUFFIXES) or name.lower().endswith(_SUFFIXES):
                self._note_file(above + name, entry)
        return others

    def _sort_out(self, above: str, real: str, entries: list[os.DirEntry[str]]) -> list[tuple[str, str]]:
        """Return the folders among what is no regular file; queue links to folders, and note other links."""
        below = []
        for entry in sorted(entries, key=attrgetter("name")):
            item_id, name, path = above + entry.name, entry.name.lower(), real + entry.name
            if entry.is_dir(follow_symlinks=False):
                below.append((item_id, path))
            elif entry.is_symlink() and os.path.isdir(path):  # noqa: PTH112 - a loop of links is no error to this one
                self._links.append((item_id, path))
            elif name.endswith(_SUFFIXES) and self._may_be_post(item_id):
                self._note_link(item_id, path)
        return below

    def _note_file(self, post_id: str, entry: os.DirEntry[str]) -> None:
        """Note a regular file."""
        if not self._may_be_post(post_id):
            return
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            self._problem(post_id, _GONE)
        else:
            self._note(post_id, status)

    def _note_link(self, post_id: str, path: str) -> None:
        """Note what a link leads to, or what is neither file nor folder."""
        try:
            real = os.path.realpath(path, strict=True)
            status = os.lstat(real)
        except OSError:
            self._problem(post_id, _GONE)
            return
        if not self._is_inside(real):
            self._problem(post_id, f"leads out of the site, to {_printable(real)}; it was not followed")
        elif not stat.S_ISREG(status.st_mode):
            self._problem(post_id, "not a regular file; it was not opened")
        else:
            self._linked[post_id] = real
            self._note(post_id, status)

    def _may_be_post(self, post_id: str) -> bool:
        if not post_id.isprintable() and post_id != _printable(post_id):
            self._problem(post_id, "the file's name holds characters that cannot be shown; rename it")
            return False
        reason = self._skip_reason(post_id)
        if reason is None:
            return True
        self._others[post_id] = Skipped(post_id, reason)
        return False

    def _note(self, post_id: str, status: os.stat_result) -> None:
        size = status.st_size
        if size > self._largest:
            self._problem(post_id, f"{size:,} bytes, more than the {self._largest:,} allowed; split the post")
            return
        self._ids.append(post_id)
        self._sizes.append(size)
        self._mtimes.append(status.st_mtime_ns)
        self._ctimes.append(status.st_ctime_ns)

    def _is_inside(self, real: str) -> bool:
        return real == self._root or real.startswith(self._root.rstrip("/") + "/")

    def _problem(self, path: str, message: str) -> None:
        self._others[path] = Problem(_printable(path), 0, message)

    def _warn(self, path: str, message: str) -> None:
        self._others[path] = Problem(_printable(path), 0, message, refused=False)


def _printable(text: str) -> str:
    """Escape what would break a line of output: bytes that are no UTF-8, line ends, other control characters."""
    return "".join(
        repr(letter)[1:-1] if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in text
    )
